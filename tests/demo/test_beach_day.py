"""A forecast beach day changes Scheveningen's rules the evening before, and operators are told.

The demo's own city, weather and webhooks, over real HTTP; the chores of `stoep ingest` do the rest.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from demo.world import HISTORY_S, World
from ingest.apart import Apart
from ingest.chores import RHYTHM_S, Chores
from ingest.client import open_client
from stoep.cli.demo import _import_city
from stoep.cli.demo_modules import MUNICIPALITY, connect_world, seed_modules
from stoep.settings import Settings
from tests.lived import SEED, START, served
from zones.in_force import Held, read_held, rule_spans
from zones.modules.rounds import due
from zones.permits.day import local_day

ZONE = "Europe/Amsterdam"
BEGAN = datetime.fromtimestamp(START, UTC)
STARTED = BEGAN + timedelta(seconds=HISTORY_S)
"""When somebody started the demo: 17 March, five o'clock in the city."""
EVENING = STARTED.replace(hour=17, minute=10)
"""Ten past six that evening."""
BEACH, PAST = date(2026, 3, 18), date(2026, 3, 14)
HUBS = {"hub/DH-H02", "hub/DH-H03"}


def held_on(connection: Connection[Any], day: date) -> dict[str, list[Held]]:
    local = local_day(day, ZONE)
    found: dict[str, list[Held]] = {}
    for one in read_held(connection, local.start, local.end, municipality=MUNICIPALITY):
        found.setdefault(one.kind, []).append(one)
    return found


@pytest.fixture
def demo(pool: ConnectionPool[Connection[Any]]) -> World:
    world = World(SEED, START)
    with pool.connection() as connection:
        _import_city(connection, BEGAN)
        seed_modules(connection, world, ZONE, STARTED)
    return world


def test_the_evening_before_rules_change_and_operators_are_told(
    pool: ConnectionPool[Connection[Any]], demo: World
) -> None:
    now = STARTED

    async def chores(base: str) -> None:
        settings = Settings(fetch_private_hosts="127.0.0.1", public_url="https://stoep.example")
        async with open_client(settings) as http:
            made = Chores(
                pool, settings, "s", None, http, Apart(), now.timestamp, lambda feed: None
            )
            await made.hear_weather()
            await made.tell_modules()
            await made.notify()

    with served(demo, lambda: now.timestamp()) as base:
        with pool.connection() as connection:
            connect_world(connection, "s", base, now)
        asyncio.run(chores(base))
        with pool.connection() as connection:
            assert held_on(connection, BEACH) == {}
        assert httpx.get(f"{base}/hook/zilt").json() == {"messages": []}
        now = EVENING
        asyncio.run(chores(base))
        asyncio.run(chores(base))
        told = {key: httpx.get(f"{base}/hook/{key}").json() for key in ("zilt", "duinrit")}
    with pool.connection() as connection:
        held = held_on(connection, BEACH)
        assert {one.area for one in held["capacity"]} == HUBS
        [shut] = held["zone"]
        assert shut.area == "no_parking/DH-P01"
        # 10 to 22 in the city, where it is winter yet.
        assert shut.span == tuple(
            int(datetime(2026, 3, 18, hour, tzinfo=UTC).timestamp()) for hour in (9, 21)
        )
        [(area,)] = connection.execute("select id from area where code = 'DH-P01'").fetchall()
        local = local_day(BEACH, ZONE)
        assert rule_spans(connection, area, local.start, local.end) == [shut.span]
        day_after = local_day(BEACH + timedelta(days=1), ZONE)
        assert rule_spans(connection, area, day_after.start, day_after.end) == []
    assert {"hear_weather", "tell_modules", "notify"} <= RHYTHM_S.keys()
    for found in told.values():
        [message] = found["messages"]
        [notice] = message["notices"]
        assert "Promenade Scheveningen" in notice["body"]
        assert "18-03-2026" in notice["subject"]
        link = "https://stoep.example/modules?module=beach_day&day=2026-03-18"
        assert notice["evidence"] == link


def test_the_beach_day_of_the_history_was_decided_the_evening_before(
    pool: ConnectionPool[Connection[Any]], demo: World
) -> None:
    with pool.connection() as connection:
        held = held_on(connection, PAST)
        decided = {one.decided_at for several in held.values() for one in several}
        assert {one.area for one in held["capacity"]} == HUBS
        assert decided == {datetime(2026, 3, 13, 17, tzinfo=UTC)}
        assert {one.observed for one in held["capacity"]} == {"yes"}
        assert held_on(connection, PAST - timedelta(days=1)) == {}
        # What the demo told of its history is not told again by its chores.
        asked = [one.asked.basis.value for one in due(connection, ZONE, EVENING)]
    assert set(asked) == {"expected"}
