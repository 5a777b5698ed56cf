"""The board: every limit of a municipality through a run of days, each day with its verdict.

Worked out for all rows and days at once: limits become arrays by day, days come in as columns.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from zones.measure import SQL
from zones.permits.by_effect import with_effects
from zones.permits.limits import Limit, Scope, course, read_limits
from zones.permits.verdicts import Bound, Codes, Floats, judge

Ints = npt.NDArray[np.int64]
EPOCH = date(1970, 1, 1)
Numbers = Mapping[tuple[Scope, int, date], tuple[float, float, float]]
"""Lower, upper (NaN: none) and coverage by scope, tolerance and day."""
NOTHING: Numbers = {}
PACKED = np.dtype([("day", ">i4"), ("lower", ">f8"), ("upper", ">f8"), ("coverage", ">f8")])
"""A day's bytes in `permit_day.packed`; days count from 1970."""


@dataclass(frozen=True)
class Row:
    """One scope through the days: as many of each array as there are days."""

    scope: Scope
    limits: list[Limit]
    """All rows of its history, withdrawals too."""
    in_force: Ints
    """Which of them holds on each day; -1: none."""
    lower: Floats
    upper: Floats
    """NaN beside a number: no upper bound."""
    coverage: Floats
    codes: Codes
    margin: Floats

    def limit_on(self, day: int) -> Limit | None:
        """The limit of one of the days."""
        index = int(self.in_force[day])
        return None if index < 0 else self.limits[index]


def board(
    connection: Connection[Any],
    municipality: str,
    first: date,
    to: date,
    *,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
    scope: Scope | None = None,
) -> list[Row]:
    """The rows that have a limit in force on some day from `first` until `to` (not included).

    `operators` and `forms` keep only those (form `all`: all together); `scope` keeps one row.
    """
    by_scope: dict[Scope, list[Limit]] = {}
    limits = read_limits(connection, municipality)
    for limit in with_effects(connection, limits, municipality, first, to):
        mine = limit.scope
        if (
            (operators is None or mine.operator in operators)
            and (forms is None or mine.form in forms)
            and (scope is None or mine == scope)
        ):
            by_scope.setdefault(mine, []).append(limit)
    return judged(connection, municipality, by_scope, first, to)


def judged(
    connection: Connection[Any],
    municipality: str,
    by_scope: Mapping[Scope, list[Limit]],
    first: date,
    to: date,
    also: Numbers = NOTHING,
) -> list[Row]:
    """A row for each scope, judged by these limits, whether they are kept or not.

    `also` are numbers of days that are not kept, for those that are needed.
    """
    days = (to - first).days
    courses = {mine: course(limits, first, days) for mine, limits in sorted(by_scope.items())}
    shown = [mine for mine, held in courses.items() if (held >= 0).any()]
    asked = (connection, municipality, by_scope, courses, shown, first, to)
    lower, upper, coverage = _days(*asked, also)
    values, needed = np.full(lower.shape, np.nan), np.ones(lower.shape)
    minimum = np.zeros((len(shown), 1), np.bool_)
    for n, mine in enumerate(shown):
        limits, held = by_scope[mine], courses[mine]
        values[n] = np.array([*(limit.value for limit in limits), np.nan])[held]
        needed[n] = np.array([*(limit.coverage_needed for limit in limits), 1.0])[held]
        minimum[n] = limits[0].bound == Bound.minimum
    codes, margin = judge(lower, upper, coverage, values, minimum, needed)
    numbers = zip(lower, upper, coverage, codes, margin, strict=True)
    return [
        Row(mine, by_scope[mine], courses[mine], *of_row)
        for mine, of_row in zip(shown, numbers, strict=True)
    ]


def _days(
    connection: Connection[Any],
    municipality: str,
    by_scope: Mapping[Scope, list[Limit]],
    courses: dict[Scope, Ints],
    shown: list[Scope],
    first: date,
    to: date,
    also: Numbers,
) -> tuple[Floats, Floats, Floats]:
    """Lower, upper and coverage, each rows × days; of each day by the tolerance of its limit."""
    days = (to - first).days
    # A scope whose limits differ in tolerance is read once for each of them.
    asked = [(n, m, t) for n, m in enumerate(shown) for t in _tolerances(by_scope[m], courses[m])]
    values = {
        "municipality": municipality,
        "operators": [by_scope[m][0].operator_id for _, m, _ in asked],
        "forms": [m.form for _, m, _ in asked],
        "zones": [m.zone for _, m, _ in asked],
        "tolerances": [t for _, _, t in asked],
        "indicators": [m.indicator for _, m, _ in asked],
        "from": first,
        "to": to,
    }
    wanted = np.zeros((len(shown), days), np.int64)
    for n, mine in enumerate(shown):
        wanted[n] = np.array([*(x.tolerance_m for x in by_scope[mine]), 0])[courses[mine]]
    numbers = np.stack([np.full((len(shown), days), x) for x in (np.nan, np.nan, 0.0)])
    with connection.cursor(binary=True) as cursor:
        for place, packed in cursor.execute(SQL["permit_board"], values):
            n, _, tolerance = asked[place - 1]
            found = np.frombuffer(packed, PACKED)
            day = found["day"].astype(np.int64) - (first - EPOCH).days
            keep = tolerance == wanted[n, day]
            for table, name in zip(numbers, ("lower", "upper", "coverage"), strict=True):
                table[n, day[keep]] = found[name][keep]
    for (mine, near, on), number in also.items():
        n, at = shown.index(mine) if mine in shown else -1, (on - first).days
        if n >= 0 and wanted[n, at] == near:
            numbers[:, n, at] = number
    return numbers[0], numbers[1], numbers[2]


def _tolerances(limits: list[Limit], held: Ints) -> list[int]:
    return sorted({limits[n].tolerance_m for n in np.unique(held[held >= 0]).tolist()})
