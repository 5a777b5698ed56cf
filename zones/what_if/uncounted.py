"""Numbers of days that were never counted as a draft limit asks: counted now, and not kept.

A zone without a limit, another tolerance, an operator that stood elsewhere that day. Only days that
were counted as a whole: of others nothing is final yet.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from psycopg import Connection

from stoep.errors import StoepError
from zones.kept import PAST_KEEPING
from zones.measure import SQL
from zones.permits.board import Ints, Numbers
from zones.permits.day import LocalDay, first_whole_day, local_day
from zones.permits.facts import Fact, facts
from zones.permits.limits import Limit, Scope
from zones.permits.period import read_period
from zones.permits.places import places

DAYS_AT_ONCE = 7
NOT_COUNTED = "not_counted"


class TooManyUncounted(StoepError):
    """More days would have to be counted than a question may ask."""

    code = "too_many_uncounted"


class Asked(NamedTuple):
    """A row of the board but for its operator, and the days from one until another."""

    municipality: str
    form: str
    zone: str
    tolerance_m: int
    indicator: str
    first: date
    to: date


@dataclass(frozen=True)
class Found:
    """What is not kept, by scope and day, and why a day of a scope has no number."""

    numbers: Numbers
    reasons: dict[Scope, dict[date, str]]
    counted_now: int


def numbers_of(
    connection: Connection[Any],
    asked: Asked,
    held: Mapping[Scope, Ints],
    limits: list[Limit],
    timezone: str,
    most_days: int | None,
    progress: Callable[[float], None],
) -> Found:
    """The numbers of some scopes on the days (from the first) that a draft holds."""
    values = {
        "municipality": asked.municipality, "form": asked.form, "zone": asked.zone,
        "tolerance": asked.tolerance_m, "indicator": asked.indicator,
        "from": asked.first, "to": asked.to,
    }  # fmt: skip
    kept = {
        (operator, day): reason
        for operator, day, reason in connection.execute(SQL["permit_kept"], values)
    }
    since = first_whole_day(connection, timezone)
    counted = {row[0] for row in connection.execute(SQL["permit_days_counted"], values)}
    wanted = {
        (scope, asked.first + timedelta(days=int(n))) for scope, days in held.items() for n in days
    }
    reasons: dict[Scope, dict[date, str]] = {scope: {} for scope in held}
    for scope, day in wanted:
        if reason := kept.get((scope.operator, day)):
            reasons[scope][day] = reason
        elif day not in counted:
            reasons[scope][day] = NOT_COUNTED
        elif day < since and (scope.operator, day) not in kept:
            reasons[scope][day] = PAST_KEEPING
    missing = {
        (scope, day)
        for scope, day in wanted
        if day in counted and day >= since and (scope.operator, day) not in kept
    }
    days = sorted({day for _, day in missing})
    if most_days is not None and len(days) > most_days:
        raise TooManyUncounted(
            f"{len(days)} of these days were never counted in this way, more than {most_days}.",
            "Ask for a shorter period; `stoep permits try` counts any number.",
        )
    numbers = {}
    for day, fact in _count(connection, asked, limits, days, timezone, progress):
        scope = _scope(fact, asked, limits)
        if (scope, day) in missing:
            lower, upper = (np.nan if x is None else x for x in (fact.lower, fact.upper))
            numbers[scope, asked.tolerance_m, day] = (lower, upper, fact.coverage)
            if fact.reason is not None:
                reasons[scope][day] = fact.reason
    return Found(numbers, reasons, len(days))


def _count(
    connection: Connection[Any],
    asked: Asked,
    limits: list[Limit],
    days: list[date],
    timezone: str,
    progress: Callable[[float], None],
) -> Iterator[tuple[date, Fact]]:
    """The facts of one place and indicator on some days."""
    if not days:
        return
    also = (asked.zone, asked.tolerance_m)
    known = places(connection, limits, asked.municipality, also)
    place = next(one for one in known if one.key == (asked.municipality, *also))
    done = 0
    for some in _runs([local_day(day, timezone) for day in days]):
        period = read_period(connection, [place], some)
        for day in some:
            for fact in facts(period.scene(place, day), asked.indicator):
                yield day.date, fact
        done += len(some)
        progress(done / len(days))


def _runs(days: list[LocalDay]) -> Iterator[list[LocalDay]]:
    """Days that lie within a week, together."""
    some: list[LocalDay] = []
    for day in days:
        if some and (day.date - some[0].date).days >= DAYS_AT_ONCE:
            yield some
            some = []
        some.append(day)
    if some:
        yield some


def _scope(fact: Fact, asked: Asked, limits: list[Limit]) -> Scope:
    operator = next((x.operator for x in limits if x.operator_id == fact.operator_id), "")
    return Scope(operator, fact.form, asked.zone, asked.indicator)
