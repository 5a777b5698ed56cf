"""Counting days and keeping what they come to; what was told before is kept beside it (R11).

A day is counted again when late words touch it, when a border is redrawn, when something of it is
set aside after a dispute, or when a limit asks for a number that was not counted. Counting again
what did not change changes no row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from psycopg import Connection, sql

from zones.measure import SQL
from zones.permits.aside import read_asides
from zones.permits.by_effect import with_effects
from zones.permits.day import LocalDay, date_at, first_whole_day, local_day, local_days
from zones.permits.facts import facts
from zones.permits.limits import read_limits
from zones.permits.period import read_period
from zones.permits.places import Place, places
from zones.permits.roster import load_roster

DAYS_AT_ONCE = 7
BY_HAND = "counted by hand"
REDRAWN = "borders, limits or methods changed"
CAME_BACK = "a feed that was silent told more"
OVERLAP_S = 60
"""A correction that was made while a day was counted may not have been seen."""


@dataclass(frozen=True)
class Due:
    """A day of a place that is to be counted, and why (empty: it never was)."""

    day: LocalDay
    place: Place
    why: str


def count_due(
    connection: Connection[Any], timezone: str, now_s: float, most_days: int = 31
) -> list[Due]:
    """Count what is due, at most so many days, the oldest first; what was counted.

    Nothing while somebody else counts: the next time will do.
    """
    with connection.transaction():
        row = connection.execute("select pg_try_advisory_xact_lock(hashtext('permits'))").fetchone()
        if row != (True,):
            return []
        found = due(connection, timezone, now_s)
        days = sorted({one.day.date for one in found})[:most_days]
        chosen = [one for one in found if one.day.date in days]
        _count(connection, chosen, now_s)
    return chosen


def count_days(
    connection: Connection[Any],
    timezone: str,
    first: date,
    to: date,
    now_s: float,
    progress: Callable[[float], None] = lambda part: None,
) -> int:
    """Count the days from one until another (not included) that are over; how many they were.

    Days of which stays are past keeping are left as they were counted.
    """
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtext('permits'))")
        asked = local_days(max(first, first_whole_day(connection, timezone)), to, timezone)
        days = [day for day in asked if day.end <= now_s]
        every = _places(connection)
        for begin in range(0, len(days), DAYS_AT_ONCE):
            week = days[begin : begin + DAYS_AT_ONCE]
            _count(connection, [Due(d, p, BY_HAND) for d in week for p in every], now_s)
            progress((begin + len(week)) / len(days))
    return len(days)


def due(connection: Connection[Any], timezone: str, now_s: float) -> list[Due]:
    """The days that are final and not counted, or not on what is known now.

    None of which stays are past keeping: what they were counted to stays.
    """
    row = connection.execute(SQL["permit_final"], {"now": now_s}).fetchone()
    if row is None or row[0] is None:
        return []
    final = min(now_s, now_s if row[1] is None else row[1])
    first = max(date_at(row[0], timezone), first_whole_day(connection, timezone))
    days = local_days(first, date_at(final, timezone), timezone)
    counted = {
        (municipality, zone, tolerance, day): (made, basis)
        for municipality, zone, tolerance, day, made, basis in connection.execute(
            SQL["permit_counted"], {"municipality": None}
        )
    }
    late = connection.execute(SQL["permit_corrections"]).fetchall()
    asides = read_asides(connection)
    roster = load_roster(connection)
    every = _places(connection)
    found = []
    for day in days:
        about = [
            (made, why) for made, since, to, why in late if since < day.end and to >= day.start
        ]
        silent = roster.silent(day.end)
        for place in every:
            basis = _basis(place, day, silent)
            aside = [
                (float(one.set_s), one.why)
                for one in asides
                if one.municipality == place.municipality and one.start < day.end
            ]
            why = _why(basis, counted.get((*place.key, day.date)), [*about, *aside])
            if why is not None:
                found.append(Due(day, place, why))
    return found


def _places(connection: Connection[Any]) -> list[Place]:
    """All that days are counted for: what limits name, those too that effects set for a day."""
    return places(connection, with_effects(connection, read_limits(connection)))


def _basis(place: Place, day: LocalDay, silent: str) -> str:
    """On what a day is counted: borders and limits, and who was still silent at its end."""
    return f"{place.basis(day.start, day.end)} {silent}"


def _why(
    basis: str, counted: tuple[float, str] | None, late: list[tuple[float, str]]
) -> str | None:
    """Why a day is to be counted again; empty: it never was, None: it is not."""
    if counted is None:
        return ""
    made, was = counted
    words = [why for at, why in late if at > made - OVERLAP_S]
    if words:
        return words[-1]
    if basis == was:
        return None
    return CAME_BACK if basis.split(" ")[0] == was.split(" ")[0] else REDRAWN


def _count(connection: Connection[Any], wanted: list[Due], now_s: float) -> None:
    """Count and keep, some days at a time."""
    wanted = sorted(wanted, key=lambda one: one.day.date)
    by_day = [(day, list(group)) for day, group in groupby(wanted, lambda one: one.day)]
    for begin in range(0, len(by_day), DAYS_AT_ONCE):
        some = by_day[begin : begin + DAYS_AT_ONCE]
        every = {one.place.key: one.place for _, group in some for one in group}
        period = read_period(connection, list(every.values()), [day for day, _ in some])
        facts_of = [
            (*one.place.key, day.date, fact)
            for day, group in some
            for one in group
            for fact in facts(period.scene(one.place, day))
        ]
        counted = [
            (
                *one.place.key,
                day.date,
                _basis(one.place, day, period.roster.silent(day.end)),
                one.why,
            )
            for day, group in some
            for one in group
        ]
        _keep(connection, counted, facts_of, now_s)


def _keep(
    connection: Connection[Any],
    counted: list[tuple[Any, ...]],
    facts_of: list[tuple[Any, ...]],
    now_s: float,
) -> None:
    """Bring the tables to what was counted, in the transaction that is open."""
    now = datetime.fromtimestamp(now_s).astimezone()
    with connection.transaction():
        connection.execute("drop table if exists permit_new, permit_new_counted")
        for statement in SQL["permit_new_tables"].split(";\n"):
            connection.execute(sql.SQL(statement))
        with connection.cursor().copy("copy permit_new from stdin") as copy:
            for municipality, zone, tolerance, day, fact in facts_of:
                number, form, indicator, *rest = fact
                copy.write_row(
                    (municipality, number, form, zone, tolerance, indicator, day, *rest, now)
                )
        with connection.cursor().copy("copy permit_new_counted from stdin") as copy:
            for *where, basis, why in counted:
                copy.write_row((*where, now, basis, why))
        connection.execute("analyze permit_new")
        for name in ("keep_permit_days", "forget_permit_days", "write_permit_days"):
            connection.execute(SQL[name])
        connection.execute(SQL["write_permit_counted"])


def one_day(connection: Connection[Any], place: Place, day: date, timezone: str) -> Any:
    """The scene of one place on one day."""
    when = local_day(day, timezone)
    return read_period(connection, [place], [when]).scene(place, when)
