"""The demo's modules: switched on by nobody, fed with the weather that its fleets live in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import cos, pi, sin
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from demo.weather import Weather
from demo.world import World
from runner.find import find_module
from stoep.contract.facts import Basis, Event
from zones.modules.effects import EffectKind, Wish, set_effect
from zones.modules.events import add_event
from zones.modules.facts import EVENING, Question, bases_of
from zones.modules.running import run_for
from zones.modules.setting import in_force, read_settings, switch_on
from zones.modules.weather import Told, keep_weather
from zones.permits.day import local_day

MUNICIPALITY = "GM0518"
BY, WHY = "Stoep demo", "illustrative: no municipality set this"
SOURCE = "made up, Stoep demo"
MODULES: dict[str, dict[str, Any]] = {
    "beach_day": {},
    "event_crowd": {"visitors": 10_000},
    "hub_only": {},
    "reach": {},
}
FULL, CLOSED, TELL = EffectKind.capacity, EffectKind.zone, EffectKind.message
EFFECTS: tuple[tuple[EffectKind, dict[str, Any]], ...] = (
    (FULL, {"area": "hub/DH-H02", "value": 1.5}),
    (FULL, {"area": "hub/DH-H03", "value": 1.5}),
    (CLOSED, {"area": "no_parking/DH-P01", "hours_from": time(10), "hours_until": time(22)}),
    (
        TELL,
        {
            "recipients": ("zilt", "duinrit"),
            "message": "Morgen stranddag: zorg dat de Promenade Scheveningen om 10 uur leeg is.",
        },
    ),
)
"""What follows from a beach day in the demo."""
AHEAD_DAYS = 3
WARMEST_HOUR, SWING_C, FORECAST_OFF_C = 15, 8, 1.0
"""The warmest hour, how much colder the night is, and how much too cold a forecast is."""
SUNRISE, SUNSET, CLEAR_WM2, CLEAR_H = 6, 21, 820, 13
WET_HOURS = (11, 12, 13)
FESTIVAL = ("Muziek op het strand", 4.2743, 52.1115, 12_000)
"""A made-up festival on the made-up beach day."""


def seed_modules(connection: Connection[Any], world: World, timezone: str, now: datetime) -> int:
    """Switch the demo's modules on, once, and let them tell its history; how many were switched on.

    Weather is brought in each time up to now, for the made-up fortnight goes on.
    """
    first = datetime.fromtimestamp(world.start_s, ZoneInfo(timezone)).date()
    today = now.astimezone(ZoneInfo(timezone)).date()
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    for day in [*days, *(today + timedelta(days=n) for n in range(AHEAD_DAYS))]:
        bring_weather(connection, world, day, timezone, now)
    if read_settings(connection, MUNICIPALITY):
        return 0
    _add_festival(connection, world, days, timezone)
    for name, chosen in MODULES.items():
        module = find_module(name)
        switch_on(connection, module, MUNICIPALITY, chosen, [], BY, WHY, now)
        for basis in bases_of(module.manifest):
            held = in_force(connection, MUNICIPALITY, name)
            if held is not None and held.enabled and days:
                run_for(connection, module, held, _question(timezone, days, basis, now))
    beach = find_module("beach_day")
    for kind, more in EFFECTS:
        set_effect(connection, beach, MUNICIPALITY, Wish(kind, first, BY, WHY, **more), now)
    return len(MODULES)


def bring_weather(
    connection: Connection[Any], world: World, day: date, timezone: str, now: datetime
) -> None:
    """A day's weather as it was forecast the evening before, and as it was measured so far."""
    hours = list(hours_of(world.weather(day), day, timezone))
    evening = datetime.combine(day - timedelta(days=1), EVENING, ZoneInfo(timezone))
    known = min(evening.astimezone(UTC) - timedelta(hours=1), now)
    colder = [
        Told(one.begins_at, (one.temperature_c or 0) - FORECAST_OFF_C, one.rain_mm, one.wind_ms,
             one.sun_wm2)
        for one in hours
    ]  # fmt: skip
    keep_weather(connection, MUNICIPALITY, Basis.expected, SOURCE, known, colder)
    over = [one for one in hours if one.begins_at + timedelta(hours=1) <= now]
    keep_weather(connection, MUNICIPALITY, Basis.observed, SOURCE, now, over)


def hours_of(weather: Weather, day: date, timezone: str) -> Iterator[Told]:
    """The hours of a made-up day: a smooth course of warmth and sun, rain around noon."""
    local, zone = local_day(day, timezone), ZoneInfo(timezone)
    for at in range(local.start, local.end, 3600):
        hour = datetime.fromtimestamp(at, zone).hour
        warmth = (1 - cos((hour - WARMEST_HOUR) / 12 * pi)) / 2
        height = (hour + 0.5 - SUNRISE) / (SUNSET - SUNRISE)
        clear = min(0.2 + 0.8 * weather.sunshine_h / CLEAR_H, 1)
        yield Told(
            datetime.fromtimestamp(at, UTC),
            round(weather.temperature_max_c - SWING_C * warmth, 1),
            round(weather.rain_mm / len(WET_HOURS), 2) if hour in WET_HOURS else 0.0,
            weather.wind_mps,
            round(CLEAR_WM2 * clear * sin(pi * height)) if 0 < height < 1 else 0.0,
        )


def _add_festival(
    connection: Connection[Any], world: World, days: list[date], timezone: str
) -> None:
    name, lon, lat, visitors = FESTIVAL
    for day in days:
        if world.beach_day(day):
            begin, end = (
                datetime.combine(day, clock, ZoneInfo(timezone)).astimezone(UTC)
                for clock in (time(13), time(23))
            )
            event = Event(name, begin, end, lon, lat, "festival", visitors)
            listed = datetime.fromtimestamp(world.start_s, UTC) - timedelta(days=30)
            add_event(connection, MUNICIPALITY, event, BY, listed)


def _question(timezone: str, days: list[date], basis: Basis, now: datetime) -> Question:
    return Question(MUNICIPALITY, timezone, days, basis, now)
