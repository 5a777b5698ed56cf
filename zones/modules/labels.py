"""Labels of days as people ask about them: with thresholds, sources, and what was known then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from runner.find import Module
from stoep.contract.parameters import Chosen
from stoep.contract.refusals import BadParameter
from zones.measure import SQL
from zones.modules.setting import read_settings, values_of
from zones.modules.told import Told, read_told
from zones.permits.day import local_day

BY_LAW, BY_LIST, BY_FEEDS = "holidays_by_law", "own_list", "feeds"
"""Sources that have no name of their own."""


@dataclass(frozen=True)
class Source:
    """Who told a fact; `known_at` is when they were heard last, where that matters."""

    fact: str
    source: str
    known_at: datetime | None = None


@dataclass(frozen=True)
class Telling:
    """What was told of a day, with the thresholds and the sources behind it."""

    told: Told
    thresholds: dict[str, Chosen]
    """Empty where a newer version of the module cannot read them."""
    sources: Sequence[Source]


def read_labels(
    connection: Connection[Any],
    module: Module,
    municipality: str,
    begin: date,
    end: date,
    as_of: datetime,
    timezone: str,
) -> list[Telling]:
    """What holds of the days from `begin` until `end` (not included), as of a moment."""
    told = read_told(connection, municipality, begin, end, as_of, module.name)
    return _explain(connection, module, municipality, told, timezone)


def all_of_day(
    connection: Connection[Any], module: Module, municipality: str, day: date, timezone: str
) -> list[Telling]:
    """All that was ever told of a day, in the order in which it was told."""
    asked = {"municipality": municipality, "module": module.name, "day": day}
    with connection.cursor(row_factory=class_row(Told)) as cursor:
        told = cursor.execute(SQL["module_told_of_day"], asked).fetchall()
    return _explain(connection, module, municipality, told, timezone)


def _explain(
    connection: Connection[Any],
    module: Module,
    municipality: str,
    told: Sequence[Told],
    timezone: str,
) -> list[Telling]:
    settings = {one.id: one for one in read_settings(connection, municipality, module.name)}
    weather = _weather(connection, module, municipality, told, timezone)
    others = _others(connection, module, municipality)
    found = []
    for place, one in enumerate(told):
        try:
            thresholds = values_of(module, settings[one.setting_id])
        except BadParameter:
            thresholds = {}
        found.append(Telling(one, thresholds, [*weather.get(place, ()), *others]))
    return found


def _weather(
    connection: Connection[Any],
    module: Module,
    municipality: str,
    told: Sequence[Told],
    timezone: str,
) -> dict[int, list[Source]]:
    if not told or not module.manifest.needs_fact("weather"):
        return {}
    days = [local_day(one.day, timezone) for one in told]
    asked = {
        "municipality": municipality,
        "starts": [datetime.fromtimestamp(day.start, UTC) for day in days],
        "ends": [datetime.fromtimestamp(day.end, UTC) for day in days],
        "bases": [one.basis for one in told],
        "known": [one.known_at for one in told],
    }
    found: dict[int, list[Source]] = {}
    for number, source, known_at in connection.execute(SQL["weather_told_by"], asked).fetchall():
        found.setdefault(number - 1, []).append(Source("weather", source, known_at))
    return found


def _others(connection: Connection[Any], module: Module, municipality: str) -> list[Source]:
    needs, found = module.manifest.needs_fact, []
    if needs("calendar"):
        asked = {"municipality": municipality}
        lists = connection.execute(SQL["school_sources"], asked).fetchall()
        found = [Source("calendar", BY_LAW), *(Source("school", one) for (one,) in lists)]
    if needs("events"):
        found.append(Source("events", BY_LIST))
    if needs("stays") or needs("indicators"):
        found.append(Source("stays", BY_FEEDS))
    return found


def names_of_areas(
    connection: Connection[Any], municipality: str, keys: Sequence[str]
) -> dict[str, str]:
    """The newest names of areas of a municipality by kind/code."""
    asked = {"municipality": municipality, "keys": list(keys)}
    rows = connection.execute(SQL["names_of_areas"], asked).fetchall()
    return {key: name for key, name, _ in rows}
