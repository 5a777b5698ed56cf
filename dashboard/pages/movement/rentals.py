"""Rentals and rentals per vehicle, operator by operator: what is known, from what, and why not."""

from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.pages.movement.asked import IDS_ROTATE
from dashboard.parts.table import Cell, bar, bars
from dashboard.sentences import reason
from dashboard.words import Words


@dataclass(frozen=True)
class Rented:
    """One operator: rentals on its known days, their mean per vehicle and day, and what they are.

    `basis` is *trips* as the operator tells them, or *departures* that were seen. `per_vehicle` is
    the mean of the days on which it is known.
    """

    key: str
    name: str
    rentals: float | None
    known: int
    days: int
    per_vehicle: float | None
    basis: str | None
    reason: str | None


def by_operator(rentals: dict[str, Any], per_vehicle: dict[str, Any]) -> list[Rented]:
    """Each operator's line, the most rentals first, the unknown last."""
    each = {line["key"]: line for line in per_vehicle["series"]}
    found = [_of(line, each[line["key"]]) for line in rentals["series"]]
    return sorted(found, key=lambda one: (one.rentals is None, -(one.rentals or 0), one.name))


def _of(line: dict[str, Any], per: dict[str, Any]) -> Rented:
    known = [value for value in line["values"] if value is not None]
    means = [value for value in per["values"] if value is not None]
    whys = [told for told in line["reasons"] if told]
    return Rented(
        key=line["key"],
        name=line["name"],
        rentals=sum(known) if known else None,
        known=len(known),
        days=len(line["values"]),
        per_vehicle=sum(means) / len(means) if means else None,
        basis=(line["basis"] or "").partition(":")[0] or None,
        reason=max(set(whys), key=whys.count) if whys else None,
    )


def sentence(found: list[Rented], place: str, names: dict[str, str], words: Words) -> str:
    """How many rentals surely began, and of whom that is not known and why."""
    known = [one for one in found if one.rentals is not None]
    if not found:
        return words("rentals.nobody", area=place)
    parts = []
    if known:
        total = words.number(sum(one.rentals or 0 for one in known))
        who = words.listed([one.name for one in known])
        parts.append(words("rentals.sentence", area=place, n=total, names=who))
    unknown = [one for one in found if one.rentals is None]
    rotate = [one.name for one in unknown if (one.reason or "").startswith(IDS_ROTATE)]
    if rotate:
        parts.append(words("rentals.rotate", names=words.listed(rotate)))
    for one in unknown:
        if one.reason and one.name not in rotate:
            why = reason(one.reason, names, words)
            parts.append(words("rentals.not_known", names=one.name, reason=why))
    return " ".join(parts)


def rented_table(found: list[Rented], names: dict[str, str], words: Words) -> html.Div:
    """Operators with rentals, per vehicle per day, and what they were counted from."""
    top = max((one.rentals for one in found if one.rentals is not None), default=0.0)
    rows: list[list[Cell]] = []
    for one in found:
        days = words("movement.n_of", n=words.number(one.known), all=words.number(one.days))
        rows.append(
            [
                one.name,
                bar(one.rentals, top, words.number(one.rentals)),
                _each(one.per_vehicle, words),
                words(f"rentals.from_{one.basis}") if one.basis else "–",
                (days, one.known),
                reason(one.reason, names, words) if one.reason else "",
            ]
        )
    columns = ("operator", "rentals", "each", "basis", "days", "reason")
    heads = [words(f"rentals.col_{column}") for column in columns]
    return bars("movement-rentals", words("rentals.title"), heads, rows, words)


def _each(value: float | None, words: Words) -> Cell:
    return words.number(value, 1), -1 if value is None else value
