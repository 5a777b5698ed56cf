"""Putting in force what follows from a module's answer: the evening before, once and for good."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.types.json import Jsonb

from runner.find import Module
from stoep.contract.results import Finding, Label, Result
from zones.measure import SQL
from zones.modules.effects import Effect, read_effects
from zones.modules.facts import EVENING
from zones.permits.day import LocalDay, local_day


def put_in_force(
    connection: Connection[Any],
    module: Module,
    municipality: str,
    day: date,
    result: Result,
    now: datetime,
    timezone: str,
) -> int:
    """Put what follows from an answer in force for a local day; how many effects that are.

    Only in the evening before: an answer of the afternoon may still change, and once the day has
    begun nothing is imposed on it any more. An unknown answer puts nothing in force.
    """
    local = local_day(day, timezone)
    evening = _moment(day - timedelta(days=1), EVENING, timezone)
    if not evening.timestamp() <= now.timestamp() < local.start:
        return 0
    due = [
        effect
        for effect in read_effects(connection, municipality, now, module.name)
        if effect.holds(day) and _follows(result, effect.cause)
    ]
    title = {"nl": module.manifest.title.nl, "en": module.manifest.title.en}
    for effect in due:
        begins_at, ends_at = hours_of(effect, local, timezone)
        connection.execute(
            SQL["put_in_force"],
            {
                "effect": effect.id, "day": day, "begins_at": begins_at, "ends_at": ends_at,
                "decided_at": now, "version": module.manifest.version, "title": Jsonb(title),
            },
        )  # fmt: skip
    return len(due)


def hours_of(effect: Effect, local: LocalDay, timezone: str) -> tuple[datetime, datetime]:
    """From when until when an effect holds on a local day; without hours all of it.

    Hours that end before they begin go on into the next day.
    """
    first, last = effect.hours_from, effect.hours_until
    if first is None or last is None:
        return datetime.fromtimestamp(local.start, UTC), datetime.fromtimestamp(local.end, UTC)
    until = local.date if first < last else local.date + timedelta(days=1)
    return _moment(local.date, first, timezone), _moment(until, last, timezone)


def _moment(day: date, clock: time, timezone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(timezone)).astimezone(UTC)


def _follows(result: Result, cause: str) -> bool:
    if isinstance(result, Label):
        return result.answer.value == cause
    return any(isinstance(one, Finding) and one.what == cause for one in result)
