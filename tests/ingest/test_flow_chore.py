"""The leading process tells flows of its own accord, by its settings."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.apart import Apart
from ingest.chores import RHYTHM_S, Chores
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import drawing
from zones.movement.publish import BadGrids, read_grids

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC).timestamp()
HERE, THERE = (4.31, 52.105), (4.33, 52.105)


async def tell(pool: ConnectionPool[Connection[Any]], settings: Settings) -> None:
    async with httpx.AsyncClient() as http:
        chores = Chores(
            pool, settings, "secret", None, http, Apart(), lambda: NOW, lambda feed: None
        )
        await chores.tell_flows()


@pytest.mark.parametrize(("k", "k_own", "told"), [(10, 5, [(6, 5)]), (6, 5, [(6, 6)]), (9, 7, [])])
def test_flows_are_told_by_the_settings_and_small_ones_never_kept(
    address: str, pool: ConnectionPool[Connection[Any]], k: int, k_own: int, told: list[Any]
) -> None:
    with drawing(address) as world:
        world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        world.feed("veer", ("1 00:00", "15 12:00"))
        world.rode("veer", HERE, THERE, "1 10:00", "1 10:10")
        for minute in range(6):
            world.rode("veer", HERE, THERE, f"3 10:{minute:02}", f"3 10:{minute + 5:02}")
        world.tells_trips("veer", "15 12:00")
        asyncio.run(tell(pool, Settings(flow_k=k, flow_k_own=k_own)))
        rows = world.connection.execute("select trips, least_k from flow").fetchall()
        assert rows == told
        blocks = world.connection.execute("select count(*) from flow_block").fetchone()
        assert blocks == (3,)  # two parts of the week of the 2nd, and the working days after it


def test_it_is_one_of_the_chores() -> None:
    assert RHYTHM_S["tell_flows"] == 3600


@pytest.mark.parametrize("text", ["street", "district,GM1=hexagon", "GM1=h3", ""])
def test_a_setting_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadGrids):
        read_grids(text)


def test_grids_by_municipality() -> None:
    assert read_grids("district, GM0599=h3") == {"": "district", "GM0599": "h3"}
