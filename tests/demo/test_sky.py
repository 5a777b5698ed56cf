"""The demo's weather over HTTP, heard as real weather is; and its operators' webhooks."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from demo.world import World
from ingest.weather.round import hear_all
from stoep.cli.demo_modules import MUNICIPALITY, connect_world, hours_of
from stoep.contract.facts import Basis
from stoep.vocabulary import AreaKind
from tests.lived import SEED, START, served
from tests.worlds import drawing
from zones.modules.setting import BadSetting
from zones.modules.weather import weather_of
from zones.modules.weather_source import (
    WeatherSource,
    follow_weather,
    read_sources,
    unfollow_weather,
)
from zones.notices.recipients import read_recipients
from zones.permits.day import local_day

ZONE = "Europe/Amsterdam"
NOW = datetime.fromtimestamp(START, UTC) + timedelta(days=10, hours=9)
TODAY, YESTERDAY, TOMORROW = (NOW.date() + timedelta(days=n) for n in (0, -1, 1))


@pytest.fixture
def connection(address: str) -> Iterator[Connection[Any]]:
    with drawing(address) as world:
        world.area(AreaKind.municipality, MUNICIPALITY, 4.2, 52.0, 4.4, 52.12, municipality=None)
        yield world.connection


def rounds(connection: Connection[Any], *moments: datetime) -> list[int]:
    """Rounds one after the other, each at its moment: how many hours came."""

    async def go() -> list[int]:
        async with httpx.AsyncClient() as http:
            return [await hear_all(connection, http, now) for now in moments]

    return asyncio.run(go())


def follow(connection: Connection[Any], base: str, **more: Any) -> None:
    usual: dict[str, Any] = {
        "municipality": MUNICIPALITY, "station": 330, "forecast_url": f"{base}/weather/forecast",
        "measured_url": f"{base}/weather/measured", "set_by": "A. Official", "set_at": NOW,
    }  # fmt: skip
    follow_weather(connection, WeatherSource(**(usual | more)))


def heard(
    connection: Connection[Any], day: date, basis: Basis, known: datetime
) -> list[tuple[datetime, float | None]]:
    found = weather_of(connection, MUNICIPALITY, local_day(day, ZONE), basis, known, ZONE)
    return [(one.begin, one.temperature_c) for one in found.hours]


def test_tomorrow_s_forecast_and_yesterday_s_hours_are_heard_as_the_city_lives_them(
    connection: Connection[Any],
) -> None:
    world = World(SEED, START)
    with served(world, NOW.timestamp) as base:
        follow(connection, base)
        early = NOW.replace(hour=3)
        # Before eight nobody is asked what was measured; a fresh forecast is not asked again.
        assert rounds(connection, early, early + timedelta(minutes=30)) == [72, 0]
        # Eight days by the hour and the nine of today; then not again before tomorrow.
        assert rounds(connection, NOW, NOW + timedelta(minutes=40)) == [72 + 8 * 24 + 9, 0]
    yesterday, tomorrow = (
        [(one.begins_at, one.temperature_c) for one in hours_of(world.weather(day), day)]
        for day in (YESTERDAY, TOMORROW)
    )
    assert heard(connection, YESTERDAY, Basis.observed, NOW) == yesterday
    # A forecast is a degree too cold.
    assert heard(connection, TOMORROW, Basis.expected, NOW) == [
        (at, round(float(celsius or 0) - 1, 1)) for at, celsius in tomorrow
    ]
    assert heard(connection, TODAY + timedelta(days=9), Basis.expected, NOW) == []


def test_a_source_that_fails_costs_the_other_nothing(connection: Connection[Any]) -> None:
    with served(World(SEED, START), NOW.timestamp) as base:
        follow(connection, base, forecast_url=f"{base}/zilt/gbfs.json")
        assert rounds(connection, NOW) == [8 * 24 + 9]


def test_where_nobody_follows_nothing_is_asked(connection: Connection[Any]) -> None:
    assert rounds(connection, NOW) == [0]
    with served(World(SEED, START), NOW.timestamp) as base:
        follow(connection, base, station=None)
        assert rounds(connection, NOW) == [72]
    unfollow_weather(connection, MUNICIPALITY)
    assert read_sources(connection) == []
    with pytest.raises(BadSetting, match="not followed"):
        unfollow_weather(connection, MUNICIPALITY)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"station": 0}, "station"), ({"forecast_url": "x"}, "forecast_url"), ({"set_by": ""}, "by")],
)
def test_weather_that_cannot_be_followed_is_refused(
    connection: Connection[Any], more: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadSetting, match=f"^{field}: "):
        follow(connection, "http://127.0.0.1", **more)


def test_an_operator_s_webhook_takes_messages_and_shows_them() -> None:
    with served(World(SEED, START)) as base:
        assert httpx.post(f"{base}/hook/zilt", json={"key": "notice-1"}).status_code == 200
        assert httpx.get(f"{base}/hook/zilt").json() == {"messages": [{"key": "notice-1"}]}
        assert httpx.get(f"{base}/hook/duinrit").json() == {"messages": []}
        assert httpx.post(f"{base}/hook/zilt", content=b"{").status_code == 400
        assert httpx.post(f"{base}/hook/nobody", json={}).status_code == 404


def test_the_day_after_the_history_is_a_beach_day_too() -> None:
    world = World(SEED, START)
    # The history ends on 17 March, at five in the city.
    assert [day for day in range(18, 25) if world.beach_day(date(2026, 3, day))] == [18]


def test_each_run_of_the_demo_tells_its_operators_at_its_own_address(
    connection: Connection[Any],
) -> None:
    for base, count in (("http://127.0.0.1:1", 2), ("http://127.0.0.1:2", 2)):
        connect_world(connection, "s", base, NOW)
        connect_world(connection, "s", base, NOW)
        found = read_recipients(connection, MUNICIPALITY)
        assert len(found) == count
        assert {one.address for one in found} == {f"{base}/hook/zilt", f"{base}/hook/duinrit"}
        [source] = read_sources(connection)
        assert source.forecast_url == f"{base}/weather/forecast"
