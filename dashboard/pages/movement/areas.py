"""What came and went in each area, over a period or in a part of each week of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TURNS = ("arrivals", "departures", "net_balance")


@dataclass(frozen=True)
class Moved:
    """One area: numbers of vehicles, or means where there are more windows than one.

    `comes` and `goes` are certain; up to `may_come` and `may_go` more may belong to them.
    `known` of the windows are in the numbers.
    """

    area: int
    name: str
    comes: float | None
    goes: float | None
    balance: float | None
    may_come: float | None
    may_go: float | None
    coverage: float
    reason: str | None
    known: int


def of_window(maps: dict[str, dict[str, Any]]) -> list[Moved]:
    """Each area of one window, out of the maps of arrivals, departures and balance."""
    rows = [{value["area"]: value for value in maps[name]["values"]} for name in TURNS]
    return [_row(*(row[area] for row in rows)) for area in rows[0]]


def _row(comes: dict[str, Any], goes: dict[str, Any], net: dict[str, Any]) -> Moved:
    return Moved(
        area=comes["area"],
        name=comes["name"],
        comes=comes["value"],
        goes=goes["value"],
        balance=net["value"],
        may_come=comes["unknown"],
        may_go=goes["unknown"],
        coverage=net["coverage"],
        reason=net["reason"],
        known=0 if net["value"] is None else 1,
    )


def mean_of(windows: Sequence[list[Moved]]) -> list[Moved]:
    """The mean of each area over the windows in which it is known; the newest names the areas."""
    if len(windows) == 1:
        return windows[0]
    rows: dict[int, list[Moved]] = {}
    for window in windows:
        for row in window:
            rows.setdefault(row.area, []).append(row)
    return [_mean(rows[row.area]) for row in windows[-1]] if windows else []


def _mean(rows: list[Moved]) -> Moved:
    known = [row for row in rows if row.balance is not None]
    newest = rows[-1]

    def mean(name: str) -> float | None:
        values = [getattr(row, name) for row in known]
        return None if not values or None in values else sum(values) / len(values)

    return Moved(
        area=newest.area,
        name=newest.name,
        comes=mean("comes"),
        goes=mean("goes"),
        balance=mean("balance"),
        may_come=mean("may_come"),
        may_go=mean("may_go"),
        coverage=sum(row.coverage for row in rows) / len(rows),
        reason=None if known else newest.reason,
        known=len(known),
    )


def ranked(rows: list[Moved]) -> list[Moved]:
    """What fills up most first; of the same balance by name, what is not known last."""
    return sorted(rows, key=lambda row: (row.balance is None, -(row.balance or 0), row.name))
