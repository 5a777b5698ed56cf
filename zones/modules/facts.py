"""Facts for a module: what it asked for, of one municipality, as it was known at a moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from stoep.contract.facts import Basis, Facts, Hours, IndicatorFact
from stoep.contract.manifest import Kind, Manifest
from stoep.errors import StoepError
from stoep.vocabulary import AreaKind
from zones.calendar import Step
from zones.modules.calendar import SchoolHolidays, day_of, read_school
from zones.modules.events import events_of
from zones.modules.street import Place, Street, read_places, read_street
from zones.modules.weather import weather_of
from zones.permits.day import LocalDay, local_day
from zones.registry import INDICATORS
from zones.series import series

NOON, EVENING = time(12), time(18)
"""Stays are shown of noon unless asked otherwise; expectations are those of the evening before."""


class NoSuchFact(StoepError):
    """A module asks for a kind of area or an indicator that there is not."""

    code = "no_such_fact"


@dataclass(frozen=True)
class Question:
    """What a module is asked: some days of a municipality, expected or observed."""

    municipality: str
    timezone: str
    days: Sequence[date]
    basis: Basis
    now: datetime
    areas: Sequence[str] = ()
    """As kind/code; empty: all of the kinds that the module needs."""
    clock: time = NOON
    """The moment of each local day that stays are shown of."""


def check_needs(manifest: Manifest) -> None:
    """Refuse a module that asks for what there is not; raises NoSuchFact."""
    for kind in manifest.kinds_of("areas"):
        if kind not in list(AreaKind):
            known = ", ".join(AreaKind)
            raise NoSuchFact(f"There are no areas of the kind {kind!r}.", f"There are: {known}.")
    for name in manifest.kinds_of("indicators"):
        if name not in INDICATORS:
            known = ", ".join(INDICATORS)
            raise NoSuchFact(f"There is no indicator {name!r}.", f"There are: {known}.")


def bases_of(manifest: Manifest) -> tuple[Basis, ...]:
    """How a module tells a day: an indicator is of what was, all else also beforehand."""
    return (Basis.observed,) if manifest.kind is Kind.indicator else tuple(Basis)


def gather(
    connection: Connection[Any],
    manifest: Manifest,
    asked: Question,
    progress: Callable[[float], None] = lambda part: None,
) -> list[Facts]:
    """The facts of each day, in order. Nothing that became known later is in them."""
    check_needs(manifest)
    school = read_school(connection, asked.municipality) if manifest.needs_fact("calendar") else ()
    found = []
    for number, day in enumerate(asked.days, start=1):
        found.append(_of_day(connection, manifest, asked, day, school))
        progress(number / len(asked.days))
    return found


def known_at(asked: Question, day: date) -> datetime:
    """Up to when things are known: the evening before, for what is expected; else now."""
    if asked.basis is Basis.observed:
        return asked.now
    before = datetime.combine(day - timedelta(days=1), EVENING, ZoneInfo(asked.timezone))
    return min(before.astimezone(UTC), asked.now)


def _of_day(
    connection: Connection[Any],
    manifest: Manifest,
    asked: Question,
    day: date,
    school: SchoolHolidays,
) -> Facts:
    local, known = local_day(day, asked.timezone), known_at(asked, day)
    moment = datetime.combine(day, asked.clock, ZoneInfo(asked.timezone)).astimezone(UTC)
    at = min(moment, known)
    at_s, now_s = int(at.timestamp()), int(asked.now.timestamp())
    kinds = manifest.kinds_of("areas")
    places = [
        place
        for place in read_places(connection, asked.municipality, kinds, at_s)
        if not asked.areas or place.area.key in asked.areas or _within(place, asked.areas)
    ]
    street, wants = Street(None, 0.0), manifest.needs_fact
    if wants("stays"):
        street = read_street(connection, asked.municipality, places, at_s, now_s)
    return Facts(
        municipality=asked.municipality,
        timezone=asked.timezone,
        at=at,
        basis=asked.basis,
        known_at=known,
        day=day_of(day, school),
        weather=weather_of(
            connection, asked.municipality, local, asked.basis, known, asked.timezone
        )
        if wants("weather")
        else Hours(),
        events=_events(connection, asked, local, known) if wants("events") else None,
        areas=tuple(place.area for place in places),
        indicators=_indicators(connection, manifest, places, local, asked, known),
        stays=street.stays,
        coverage=street.coverage if wants("stays") else None,
    )


def _within(place: Place, areas: Sequence[str]) -> bool:
    """Whether it is a cell of a chosen district: who chooses a district gets its grid too."""
    return place.area.kind == AreaKind.h3 and place.area.within in areas


def _events(connection: Connection[Any], asked: Question, local: LocalDay, known: datetime) -> Any:
    begin, end = (datetime.fromtimestamp(at, UTC) for at in (local.start, local.end))
    return events_of(connection, asked.municipality, begin, end, known)


def _indicators(
    connection: Connection[Any],
    manifest: Manifest,
    places: Sequence[Place],
    local: LocalDay,
    asked: Question,
    known: datetime,
) -> tuple[IndicatorFact, ...]:
    """The numbers of the day; of the day before where the day is still to come."""
    wanted = manifest.kinds_of("indicators")
    if not wanted:
        return ()
    if local.start >= known.timestamp():
        local = local_day(local.date - timedelta(days=1), asked.timezone)
    begin, end = (datetime.fromtimestamp(at, UTC) for at in (local.start, local.end))
    found = []
    for name in wanted:
        for place in places:
            if place.area.kind == AreaKind.h3:
                continue
            told = series(
                connection, name, place.number, local.start, local.end, Step.day,
                timezone=asked.timezone, now_s=int(known.timestamp()),
            )  # fmt: skip
            for line in told.lines[:1]:
                value, reason = line.total.values[0], line.total.reasons[0]
                found.append(
                    IndicatorFact(
                        name, place.area.key, begin, end,
                        None if reason else float(value),
                        float(line.total.coverage[0]), str(reason or ""),
                    )
                )  # fmt: skip
    return tuple(found)
