"""What came and went, in plain sentences: certain and possible apart, and what is not known."""

from dataclasses import dataclass
from typing import Any

from dashboard.pages.movement.areas import Moved
from dashboard.pages.movement.asked import Asked
from dashboard.sentences import counted, reason
from dashboard.words import Words


@dataclass(frozen=True)
class Whole:
    """The number of a whole period, or of the steps of it that are known.

    `steps` of `every` steps are in it; they are the same where the period itself is known.
    """

    comes: float | None
    goes: float | None
    may_come: float | None
    may_go: float | None
    steps: int
    every: int
    reason: str | None


def whole(row: Moved | None, turns: dict[str, dict[str, Any]]) -> Whole:
    """The area's own number over the period; where there is none, its known steps added up."""
    comes, goes = (turns[name]["series"][0] for name in ("arrivals", "departures"))
    pairs = list(zip(comes["values"], goes["values"], strict=True))
    known = [pair for pair in pairs if None not in pair]
    maybe = (row.may_come, row.may_go) if row else (None, None)
    if row and row.comes is not None and row.goes is not None:
        return Whole(row.comes, row.goes, *maybe, len(pairs), len(pairs), None)
    why = row.reason if row else None
    if not known:
        why = why or next((told for told in comes["reasons"] if told), None)
        return Whole(None, None, *maybe, 0, len(pairs), why)
    came, went = (sum(one) for one in zip(*known, strict=True))
    return Whole(came, went, *maybe, len(known), len(pairs), why)


def period(asked: Asked, words: Words) -> str:
    """The days of the period."""
    first, last = words.day(asked.first.isoformat()), words.day(asked.last.isoformat())
    if asked.first == asked.last:
        return first
    return words("movement.period", first=first, last=last)


def moved(told: Whole, asked: Asked, words: Words) -> str:
    """What surely came and went, what may have, what it leaves, and what is not known and why."""
    about = {"area": asked.place(words), "period": period(asked, words)}
    why = reason(told.reason, asked.names, words) if told.reason else words("common.unknown")
    if told.comes is None or told.goes is None:
        parts = [words("movement.none", **about, reason=why)]
    else:
        numbers = {"comes": words.number(told.comes), "goes": words.number(told.goes)}
        parts = [words("movement.certain", **about, **numbers), _left(told, words)]
    parts.append(_possible(told, words))
    if 0 < told.steps < told.every:
        steps = {"n": words.number(told.steps), "all": words.number(told.every)}
        parts.append(words(f"movement.part_{asked.step}", **steps, reason=why))
    parts += about_whom(asked, words)
    return " ".join(part for part in parts if part)


def _left(told: Whole, words: Words) -> str:
    more = (told.comes or 0) - (told.goes or 0)
    key = "even" if more == 0 else "fills" if more > 0 else "empties"
    return words(f"movement.{key}", n=words.number(abs(more)))


def _possible(told: Whole, words: Words) -> str:
    if told.may_come is None or told.may_go is None:
        return ""
    if not told.may_come and not told.may_go:
        return words("movement.nothing_more")
    return words(
        "movement.possible", comes=words.number(told.may_come), goes=words.number(told.may_go)
    )


def about_whom(asked: Asked, words: Words) -> list[str]:
    """Which vehicles count, where not all do, and who cannot be counted."""
    told = counted(asked.operator, asked.form, asked.operators, words)
    if asked.left_out:
        names = words.listed([asked.operators[key] for key in asked.left_out])
        told.append(words("movement.left_out", names=names))
    return told


def where(rows: list[Moved], when: str, asked: Asked, words: Words, kind: str) -> str:
    """Which area fills up most and which empties most; `rows` are ranked."""
    known = [row for row in rows if row.balance is not None]
    if not known:
        why = next((row.reason for row in rows if row.reason), None)
        told = reason(why, asked.names, words) if why else words("common.unknown")
        return words("movement.where_none", when=when, reason=told)
    parts = []
    for key, row in (("most", known[0]), ("least", known[-1])):
        balance = row.balance or 0
        if (balance > 0) if key == "most" else (balance < 0):
            name = words.place(kind, row.name)
            n = _mean_number(abs(balance), words)
            parts.append(words(f"movement.where_{key}", when=when, area=name, n=n))
    return " ".join(parts) or words("movement.where_even", when=when)


def _mean_number(value: float, words: Words) -> str:
    return words.number(value, 0 if value == int(value) else 1)
