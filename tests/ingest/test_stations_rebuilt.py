"""What stood at stations is rebuilt from the raw polls to the very same."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.raw import read_body_and_types
from ingest.rebuild import rebuild
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from tests.ingest.docked import LIST, STATIONS, STATUS
from tests.ingest.faultfeed import status
from tests.ingest.followed import SECRET, Pool, followed
from tests.ingest.gbfs_bodies import T0


@pytest.fixture
def scratch(cluster: Cluster, migrated: str) -> Iterator[Pool]:
    cluster.create("again_docked", template=migrated)
    with make_pool(cluster.address("again_docked")) as made:
        yield made
    cluster.drop("again_docked")


def busy(run: int) -> dict[str, Any]:
    """Sixty vehicles at twelve stations, of which some ride off and one station moves."""
    rows = [
        {"bike_id": f"b{n}", "station_id": f"s{(n + (run // 20 if n % 5 == 0 else 0)) % 12}"}
        for n in range(60)
        if n % 9 != run // 10
    ]
    return {"bikes": rows + LIST["bikes"][2:]}


def twelve(run: int) -> dict[str, Any]:
    moved = 0.002 if run >= 60 else 0.0
    return {
        "stations": [
            {"station_id": f"s{n}", "lon": 4.25 + 0.003 * n + (moved if n == 3 else 0), "lat": 52.1}
            for n in range(12)
        ]
    }


def test_a_rebuild_places_docked_vehicles_where_they_were_placed(pool: Pool, scratch: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            for run in range(100):
                information = status(503) if run < 3 else twelve(run)
                feed.tell(free_bike_status=busy(run), station_information=information)
                await feed.poll()

    asyncio.run(story())
    begin, end = (datetime.fromtimestamp(T0 + 60 * run, UTC) for run in (2, 100))
    with pool.connection() as connection:
        kept = connection.execute("select count(distinct st_x(geom)) from open_stay").fetchone()
        assert kept is not None
        assert kept[0] >= 12
        connection.execute("delete from checkpoint")
        found = rebuild(connection, scratch, "f", begin, end, Settings(), SECRET)
        sizes = connection.execute("select pg_column_size(types) from raw_poll order by 1")
        told = [size for (size,) in sizes if size is not None]
    assert found.differences == []
    assert (found.polls, found.open_stays is not None) == (100, True)
    assert found.stays > 10
    # Places are kept in full with a base only: now and then, not at every poll.
    assert sum(size > 20 for size in told) < 12


def test_a_feed_of_stations_only_is_rebuilt(pool: Pool, scratch: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            for _ in range(10):
                feed.tell(station_information=STATIONS, station_status=STATUS)
                await feed.poll()

    asyncio.run(story())
    begin, end = (datetime.fromtimestamp(T0 + 60 * run, UTC) for run in (2, 10))
    with pool.connection() as connection:
        found = rebuild(connection, scratch, "f", begin, end, Settings(), SECRET)
        _, legend = read_body_and_types(connection, 1, begin)
    assert (found.differences, found.polls) == ([], 9)
    assert legend is not None
