"""How long vehicles stand, by another program: idle time of gbfs-toolkit over the same polls.

        00:00        09:00         15:00        18:00       of the demo's tenth day
zilt    |=============|   outage    |============|          stable ids, a poll every 5 minutes

Where no evidence lacks, both must count the same. Across the outage theirs counts the hours that
nobody saw; ours counts them as possible only, and its coverage says why.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from demo.server import Feeds
from demo.world import World
from ingest.backfill import backfill
from ingest.feed import add_feed
from ingest.record import Recorder
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from tests.lived import START, STEP_S, served
from zones.clock import load_clocks
from zones.standing import Standing, standing

toolkit = pytest.importorskip("gbfs_toolkit", reason="the extra `outsiders` is not installed")
pandas = pytest.importorskip("pandas")

Pool = ConnectionPool[Connection[Any]]
HOUR_S = 3600
BEGIN = START + 10 * 24 * HOUR_S
DOWN, UP, END = BEGIN + 9 * HOUR_S, BEGIN + 15 * HOUR_S, BEGIN + 18 * HOUR_S
SLOTS = range(BEGIN, END, STEP_S)
SHORT_ROUND_S = 900
HOURS = (0.25, 0.5, 1, 2, 4, 6, 8, 12, 15, 17)


@pytest.fixture(scope="module")
def both(cluster: Any, migrated: str) -> Iterator[tuple[Any, Pool]]:
    """The same polls as a panel for them, and through the real pipeline for us."""
    cluster.create("outsiders", template=migrated)
    world = World(7, START)
    with make_pool(cluster.address("outsiders")) as pool, served(world) as base:
        with pool.connection() as connection:
            feed = add_feed(
                connection,
                key="zilt",
                name="Zilt",
                url=f"{base}/zilt/gbfs.json",
                operator="zilt",
                id_policy="stable",
            )
        asyncio.run(backfill(feed, SLOTS, STEP_S, Recorder(pool, "secret"), Settings()))
        yield panel(Feeds(world, lambda: 0.0)), pool
    cluster.drop("outsiders")


def panel(feeds: Feeds) -> Any:
    """Every list that the feed gave, as the toolkit has them: one row for each sighting."""
    frames = []
    for slot in SLOTS:
        status, body = feeds.answer("/zilt/vehicle_status.json", slot, "127.0.0.1")
        if status == 200:
            moment = pandas.Timestamp(slot, unit="s", tz="UTC")
            frames.append(
                toolkit.to_canonical_vehicles(
                    json.loads(body), system_id="zilt", gbfs_version="3.0", fetched_at=moment
                )
            )
    return pandas.concat(frames)


def theirs(panel: Any, at: int, hours: float) -> tuple[int, int]:
    """Vehicles, and how many of them are idle for so long."""
    told = toolkit.vehicle_idle_time(panel, threshold_hours=hours)
    row = told[told["fetched_at"] == pandas.Timestamp(at, unit="s", tz="UTC")].iloc[0]
    return int(row["n_vehicles"]), int(row["n_idle"])


def ours(pool: Pool, at: int) -> Standing:
    with pool.connection() as connection:
        return standing(connection, at, END)


def test_where_no_evidence_lacks_both_count_the_same(both: tuple[Any, Pool]) -> None:
    panel, pool = both
    at = DOWN - STEP_S
    seen = ours(pool, at)
    counts = [theirs(panel, at, hours) for hours in HOURS]
    assert [n for n, _ in counts] == [len(seen)] * len(HOURS)
    observed = [int((seen.observed_s >= hours * HOUR_S).sum()) for hours in HOURS]
    assert [idle for _, idle in counts] == observed
    assert observed[0] > observed[6] > 0
    # A short round and back counts as standing for both; we leave its minutes out of what was seen.
    away_s = seen.possible_s - seen.observed_s
    assert away_s.max() <= SHORT_ROUND_S
    assert (away_s > 0).mean() < 0.01


def test_across_an_outage_theirs_is_ours_of_the_possible_and_not_of_the_certain(
    both: tuple[Any, Pool],
) -> None:
    panel, pool = both
    at = END - STEP_S
    seen = ours(pool, at)
    idle = [theirs(panel, at, hours)[1] for hours in HOURS]
    possible = [int((seen.possible_s >= hours * HOUR_S).sum()) for hours in HOURS]
    certain = [int((seen.observed_s >= hours * HOUR_S).sum()) for hours in HOURS]
    assert idle == possible
    # Longer than since the outage, nothing is certain unless it stood there before: and of nobody
    # more than the time that was seen.
    assert certain[-4:] < idle[-4:]
    assert certain[-2:] == [0, 0]
    assert idle[-2] > 0


def test_ours_says_why_they_differ(both: tuple[Any, Pool]) -> None:
    _, pool = both
    seen = ours(pool, END - STEP_S)
    with pool.connection() as connection:
        (clock,) = load_clocks(connection).values()
    assert clock.ends[0] == DOWN - STEP_S
    assert clock.starts[1] == UP
    unseen_s = UP - (DOWN - STEP_S)
    across = seen.first_seen < DOWN
    assert across.any()
    lacking_s = seen.possible_s - seen.observed_s
    assert lacking_s[across].min() == np.median(lacking_s[across]) == unseen_s
    assert lacking_s[across].max() <= unseen_s + SHORT_ROUND_S
    assert lacking_s[~across].max() <= SHORT_ROUND_S


def test_a_vehicle_dragged_in_small_steps_has_moved_for_us_and_not_for_them(pool: Pool) -> None:
    """
    metres   0 ---- 40 ---- 80        every ten minutes
             |      |       |         theirs looks at the sighting before, ours at the first place
             +------+       + a new stay
    """
    from tests.ingest.worlds import LAT
    from tests.ingest.worlds import World as Polled
    from tests.ingest.worlds import at as east

    polled = Polled(pool, interval_s=300)
    rows = []
    for metres in [0.0, 0.0, 40.0, 40.0, 80.0, 80.0, 80.0]:
        polled.see({"a": metres})
        moment = pandas.Timestamp(polled.now_s, unit="s", tz="UTC")
        rows.append(("s", "a", LAT, east(metres), moment))
    panel = pandas.DataFrame(rows, columns=["system_id", "vehicle_id", "lat", "lon", "fetched_at"])
    with pool.connection() as connection:
        seen = standing(connection, polled.now_s, polled.now_s)
    assert theirs(panel, polled.now_s, 0.5) == (1, 1)
    assert seen.observed_s.tolist() == [600]
