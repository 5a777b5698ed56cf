"""Chores are for all feeds: what fails for the first costs the second nothing."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.apart import Apart
from ingest.chores import Chores
from ingest.feed import Feed, add_feed
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.source import open_source
from stoep.settings import Settings
from tests.ingest.faultfeed import FaultFeed, as_json, fault_feed
from tests.ingest.gbfs_bodies import T0, body, spread
from tests.ingest.test_mds_trips import newer

Pool = ConnectionPool[Connection[Any]]
FAILS = """
create function fails() returns trigger language plpgsql as $$
begin raise exception 'not this feed'; end $$;
create trigger fails before insert or update on {table}
for each row when (new.feed_id = {feed}) execute function fails()
"""


def add(pool: Pool, key: str, server: FaultFeed, tells_trips: bool = False) -> Feed:
    with pool.connection() as connection:
        return add_feed(
            connection,
            key=key,
            name=key,
            url=server.url("/feed"),
            operator="o",
            tells_trips=tells_trips,
        )


def break_for(pool: Pool, table: str, feed: Feed) -> None:
    """From now on nothing of this feed can be written there."""
    with pool.connection() as connection:
        connection.execute(FAILS.format(table=table, feed=feed.id).encode())


def chores(pool: Pool, http: httpx.AsyncClient, feeds: list[Feed]) -> Chores:
    made = Chores(
        pool, Settings(), "secret", None, http, Apart(), lambda: T0 + 7200.0, lambda feed: None
    )
    made.feeds = feeds
    return made


def test_a_feed_that_cannot_be_folded_holds_up_no_other(pool: Pool) -> None:
    async def run() -> list[Feed]:
        fleet = as_json(body(spread(3), at_s=None))
        async with fault_feed(feed=fleet) as server, httpx.AsyncClient(trust_env=False) as http:
            feeds = [add(pool, key, server) for key in ("one", "two")]
            for feed in feeds:
                source = open_source(feed, http, Settings())
                await Poller(source, Recorder(pool, "secret"), lambda: T0, 5).poll()
            break_for(pool, "fold_state", feeds[0])
            await chores(pool, http, feeds).fold()
        return feeds

    feeds = asyncio.run(run())
    with pool.connection() as connection:
        folded = connection.execute("select feed_id from fold_state").fetchall()
    assert folded == [(feeds[1].id,)]


@pytest.mark.parametrize("fails", ["the first feed's trips", "the database, for the first feed"])
def test_trips_of_one_feed_that_fail_cost_another_none(pool: Pool, fails: str) -> None:
    async def run() -> None:
        async with fault_feed() as server, httpx.AsyncClient(trust_env=False) as http:
            feeds = [add(pool, key, server, tells_trips=True) for key in ("one", "two")]
            hour = datetime.fromtimestamp(T0, UTC)
            path = f"/feed/vehicles/trips?end_time={hour:%Y-%m-%dT%H}"
            trip = newer(trip_type=[{}]) if fails.startswith("the first") else newer()
            server.answers[path.replace("/vehicles", "")] = as_json({"trips": [trip]})
            if fails.startswith("the database"):
                break_for(pool, "feed_state", feeds[0])
            await chores(pool, http, feeds).read_trips()

    asyncio.run(run())
    with pool.connection() as connection:
        told = connection.execute(
            "select key from trip join feed on feed.id = feed_id order by key"
        ).fetchall()
    assert ("two",) in told
