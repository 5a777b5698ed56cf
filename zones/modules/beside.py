"""Days on which a module said yes, each beside comparable days on which it said no.

Comparable are days of the same kind (a working day, or a weekend or public holiday) at most four
weeks away, of which the same feeds saw enough, within the same border. A day with a yes that has
none is in no number. What was observed counts; a day of which that is unknown is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.contract.facts import Basis
from stoep.contract.results import Answer
from zones.asked import Asked, Group, area_asked
from zones.calendar import Step, edges
from zones.compare import LITTLE, Side, pair_of
from zones.history import counted_from
from zones.measure import NOT_COUNTED
from zones.modules.calendar import day_of
from zones.modules.told import read_told
from zones.permits.day import local_day
from zones.series import course

NEAR = timedelta(days=28)
DAY = timedelta(days=1)
ALONE, NEVER = "no_comparable_day", "no_such_day"


@dataclass(frozen=True)
class Days:
    """The days of a period, by what was observed of each; in the order of time."""

    yes: tuple[date, ...] = ()
    no: tuple[date, ...] = ()
    unknown: tuple[date, ...] = ()
    untold: tuple[date, ...] = ()

    def near(self, day: date) -> list[date]:
        """The comparable days of a day."""
        return [
            one for one in self.no if abs(one - day) <= NEAR and self.free[one] == self.free[day]
        ]

    @cached_property
    def free(self) -> dict[date, bool]:
        """Whether many are free: a weekend, or a public holiday."""
        return {day: is_free(day) for day in (*self.yes, *self.no)}

    @cached_property
    def compared(self) -> list[date]:
        """Days with a yes that have a comparable day."""
        return [day for day in self.yes if self.near(day)]

    @cached_property
    def beside(self) -> list[date]:
        """Days that are comparable to any of them."""
        return sorted({one for day in self.yes for one in self.near(day)})


def is_free(day: date) -> bool:
    """Whether a day is a weekend or a public holiday."""
    told = day_of(day, ())
    return told.is_weekend or bool(told.public_holiday)


@dataclass(frozen=True)
class Beside:
    """A mean over days with a yes, and over what is comparable; None with the reason."""

    value: float | None = None
    beside: float | None = None
    days: int = 0
    beside_days: int = 0
    coverage: float = 0.0
    reason: str | None = None

    @property
    def difference(self) -> float | None:
        """How much more it is on days with a yes."""
        if self.value is None or self.beside is None:
            return None
        return self.value - self.beside


def days_told(
    connection: Connection[Any], municipality: str, module: str, begin: date, end: date, as_of: Any
) -> Days:
    """What was observed of the days from `begin` until `end` (not included), as of a moment."""
    told = read_told(connection, municipality, begin, end, as_of, module)
    answers = {one.day: one.answer for one in told if one.basis == Basis.observed}
    found: dict[str | None, list[date]] = {}
    for number in range((end - begin).days):
        day = begin + number * DAY
        found.setdefault(answers.get(day), []).append(day)
    kept = (tuple(found.get(key, ())) for key in (Answer.yes, Answer.no, Answer.unknown, None))
    return Days(*kept)


def compare_days(
    connection: Connection[Any], indicator: str, area_id: int, days: Days, timezone: str
) -> Beside:
    """An indicator's daily value of an area on days with a yes, and beside them."""
    if not days.yes:
        return Beside(reason=NEVER)
    if not days.compared:
        return Beside(reason=ALONE)
    sides = _sides(connection, indicator, area_id, sorted([*days.compared, *days.beside]), timezone)
    return mean_beside(sides, days)


def mean_beside(sides: dict[date, Side], days: Days) -> Beside:
    """Each day with a yes beside the mean of its comparable days, and the mean of those."""
    values, others, used, reasons = [], [], set(), []
    for day in days.compared:
        fits = []
        for one in days.near(day):
            pair = pair_of(sides[one], sides[day])
            if pair.reason is None:
                fits.append(one)
            reasons.append(pair.reason)
        if fits:
            values.append(_value(sides[day]))
            others.append(_mean(_value(sides[one]) for one in fits))
            used |= {day, *fits}
    if not values:
        return Beside(reason=next(filter(None, reasons), LITTLE))
    return Beside(
        _mean(values),
        _mean(others),
        len(values),
        len(used) - len(values),
        min(sides[day].coverage for day in used),
    )


def _value(side: Side) -> float:
    assert side.value is not None
    return side.value


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known)


def _sides(
    connection: Connection[Any], indicator: str, area_id: int, wanted: Sequence[date], timezone: str
) -> dict[date, Side]:
    """The value of each day, with the feeds that it needs."""
    begin, end = local_day(wanted[0], timezone).start, local_day(wanted[-1], timezone).end
    cuts = edges(begin, end, Step.day, timezone)
    asked = Asked(connection, area_asked(connection, area_id), cuts)
    total = course(indicator, asked, Group.none)[0].total
    needed = asked.expected(asked.feeds)
    late = counted_from(connection, [area_id]).get(area_id, begin)
    found = {}
    for day in wanted:
        step = (day - wanted[0]).days
        value, coverage = float(total.values[step]), float(total.coverage[step])
        keys = [
            feed.key
            for feed, need in zip(asked.feeds, needed[:, step].tolist(), strict=True)
            if need
        ]
        if cuts[step] < late:
            found[day] = Side(None, 0.0, NOT_COUNTED, frozenset(keys))
        else:
            known = None if np.isnan(value) else value
            found[day] = Side(known, coverage, total.reasons[step], frozenset(keys))
    return found
