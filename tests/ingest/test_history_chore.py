"""The leading process counts the history of areas that were drawn later, and says why it cannot."""

import asyncio
from typing import Any

import httpx
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.apart import Apart
from ingest.chores import RHYTHM_S, Chores
from stoep.settings import Settings
from tests.zones.fleets import a_fleet, draw_areas
from zones.history import ask_history, counted_from

Pool = ConnectionPool[Connection[Any]]


async def one_round(pool: Pool) -> None:
    async with httpx.AsyncClient() as http:
        chores = Chores(
            pool, Settings(), "secret", 1, http, Apart(), lambda: 0.0, lambda feed: None
        )
        await chores.fold_history()


def test_history_is_counted_in_the_background(pool: Pool) -> None:
    with pool.connection() as connection:
        draw_areas(connection)
        a_fleet(connection)
        ask_history(connection, [1, 2, 3])
    asyncio.run(one_round(pool))
    with pool.connection() as connection:
        assert counted_from(connection, [1, 2, 3]) == {}
        row = connection.execute("select count(distinct area_id) from cell_day").fetchone()
    assert row == (3,)
    assert "fold_history" in RHYTHM_S


def test_what_goes_wrong_is_kept_and_tried_again(pool: Pool) -> None:
    with pool.connection() as connection:
        draw_areas(connection)
        a_fleet(connection)
        ask_history(connection, [1])
        connection.execute("alter table cell_day rename to hidden")
    asyncio.run(one_round(pool))
    with pool.connection() as connection:
        row = connection.execute("select failed, finished_at from area_fold").fetchone()
        assert row is not None
        assert "cell_day" in row[0]
        assert row[1] is None
        connection.execute("alter table hidden rename to cell_day")
    asyncio.run(one_round(pool))
    with pool.connection() as connection:
        assert counted_from(connection, [1]) == {}
        assert connection.execute("select failed from area_fold").fetchone() == (None,)
