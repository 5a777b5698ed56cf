"""The demo's modules: switched on by nobody, fed with the weather that its fleets live in.

Their history is as if the demo had always been there: beach days were decided the evening before.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from demo import sky
from demo.operators import find_operator
from demo.weather import Weather
from demo.world import World
from ingest.notices.secrets import seal_secret
from runner.find import Module, find_module
from stoep.contract.facts import Basis, Event
from zones.modules.effects import EffectKind, Wish, set_effect
from zones.modules.events import add_event
from zones.modules.facts import EVENING, Question, bases_of
from zones.modules.running import run_for
from zones.modules.setting import in_force, read_settings, switch_on
from zones.modules.weather import Told, keep_weather
from zones.modules.weather_source import WeatherSource, follow_weather
from zones.notices.recipients import (
    RecipientKind,
    add_recipient,
    forget,
    read_recipients,
    secret_name,
)
from zones.notices.recipients import Wish as Whom

MUNICIPALITY = "GM0518"
BY, WHY = "Stoep-demo", "voorbeeld: geen gemeente besloot dit"
SOURCE = "verzonnen weer van de Stoep-demo"
MODULES: dict[str, dict[str, Any]] = {
    "beach_day": {},
    "event_crowd": {"visitors": 10_000},
    "hub_only": {},
    "reach": {},
}
TOLD = ("zilt", "duinrit")
"""The operators that the message is for; each has a webhook with the demo's own server."""
HOOK_SECRET = "no secret: made up for the demo"
FULL, CLOSED, TELL = EffectKind.capacity, EffectKind.zone, EffectKind.message
EFFECTS: tuple[tuple[EffectKind, dict[str, Any]], ...] = (
    (FULL, {"area": "hub/DH-H02", "value": 1.5}),
    (FULL, {"area": "hub/DH-H03", "value": 1.5}),
    (CLOSED, {"area": "no_parking/DH-P01", "hours_from": time(10), "hours_until": time(22)}),
    (
        TELL,
        {
            "recipients": TOLD,
            "message": "Morgen stranddag: zorg dat de Promenade Scheveningen om 10 uur leeg is.",
        },
    ),
)
"""What follows from a beach day in the demo."""
AHEAD_DAYS = 3
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
    beach, began = find_module("beach_day"), datetime.fromtimestamp(world.start_s, UTC)
    for kind, more in EFFECTS:
        wish = Wish(kind, first, BY, WHY, **more)
        set_effect(connection, beach, MUNICIPALITY, wish, began, timezone)
    for name, chosen in MODULES.items():
        module = find_module(name)
        switch_on(connection, module, MUNICIPALITY, chosen, [], BY, WHY, began)
        for basis in bases_of(module.manifest):
            _tell(connection, world, module, basis, days, timezone, now)
    return len(MODULES)


def _tell(
    connection: Connection[Any],
    world: World,
    module: Module,
    basis: Basis,
    days: list[date],
    timezone: str,
    now: datetime,
) -> None:
    """What a module tells of the history; of beach days in the evening before, when it decides."""
    decided = [day for day in days if basis is Basis.expected and world.beach_day(day)]
    asked = [([day], _evening(day, timezone)) for day in decided]
    asked.append(([day for day in days if day not in decided], now))
    for some, when in asked:
        held = in_force(connection, MUNICIPALITY, module.name)
        if held is not None and held.enabled and some:
            run_for(connection, module, held, _question(timezone, some, basis, when))


def _evening(day: date, timezone: str) -> datetime:
    """When it is decided whether a day will be a beach day."""
    before = datetime.combine(day - timedelta(days=1), EVENING, ZoneInfo(timezone))
    return before.astimezone(UTC)


def connect_world(connection: Connection[Any], secret: str, base: str, now: datetime) -> None:
    """Ask the demo's own server for weather, and tell its operators: at this run's address."""
    forecast, measured = (f"{base}/weather/{name}" for name in ("forecast", "measured"))
    source = WeatherSource(MUNICIPALITY, sky.STATION, forecast, measured, BY, now)
    follow_weather(connection, source)
    known = {one.name: one for one in read_recipients(connection, MUNICIPALITY)}
    for key in TOLD:
        address = f"{base}/hook/{key}"
        if key in known and known[key].address == address:
            continue
        if key in known:
            forget(connection, known[key].id, BY, now)
        wish = Whom(MUNICIPALITY, find_operator(key).key, RecipientKind.webhook, address, BY)
        number = add_recipient(connection, wish, now)
        seal_secret(connection, secret, secret_name(number), HOOK_SECRET)


def bring_weather(
    connection: Connection[Any], world: World, day: date, timezone: str, now: datetime
) -> None:
    """A day's weather as it was forecast the evening before, and as it was measured so far."""
    hours = list(hours_of(world.weather(day), day))
    known = min(_evening(day, timezone) - timedelta(hours=1), now)
    colder = [
        replace(one, temperature_c=(one.temperature_c or 0) - sky.FORECAST_OFF_C) for one in hours
    ]
    keep_weather(connection, MUNICIPALITY, Basis.expected, SOURCE, known, colder)
    over = [one for one in hours if one.begins_at + timedelta(hours=1) <= now]
    keep_weather(connection, MUNICIPALITY, Basis.observed, SOURCE, now, over)


def hours_of(weather: Weather, day: date) -> Iterator[Told]:
    """The hours of a made-up day, in our words."""
    for one in sky.hours(weather, day):
        at = datetime.fromtimestamp(one.begins_s, UTC)
        yield Told(at, one.temperature_c, one.rain_mm, one.wind_mps, one.sun_wm2)


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
