"""Bodies kept as they came, and the very same stays made from them again."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest import checkpoint
from ingest.feed import Feed, add_feed
from ingest.keep import Keeper, tidy
from ingest.poll import Poller
from ingest.raw import (
    NoBody,
    RawKeeper,
    read_body,
    read_body_and_types,
    unzip_body,
    zip_body,
)
from ingest.rebuild import NoBeginning, Rebuilt, rebuild
from ingest.record import Recorder
from ingest.source import open_source
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.vocabulary import FormFactor, Propulsion
from tests.ingest.faultfeed import FaultFeed, fault_feed, raw, status
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import BIKE

Pool = ConnectionPool[Connection[Any]]
SECRET = "a secret for tests"
POLLS, STEP_S = 120, 60


def listing(now_s: int, run: int) -> bytes:
    """A fleet of 80; each poll some are away, now and then all, or most, or told twice."""
    random = np.random.default_rng(run)
    bikes: list[dict[str, Any]] = [
        {"bike_id": f"b{n}", "lat": 52.08 + 0.001 * (n + (run // 40 if n % 7 == 0 else 0))}
        | {"lon": 4.3, "is_reserved": (n + run) % 9 == 0, "is_disabled": False}
        for n in range(80)
        if n % 10 != run // 30 and random.random() > 0.02
    ]
    if 50 <= run < 53:
        bikes = []
    if 70 <= run < 84:
        bikes = bikes[:20]
    told = {"last_updated": now_s, "ttl": 60, "version": "2.3", "data": {"bikes": bikes}}
    return json.dumps(told).encode()


@pytest.fixture
def scratch(cluster: Cluster, migrated: str) -> Iterator[Pool]:
    cluster.create("again", template=migrated)
    with make_pool(cluster.address("again")) as made:
        yield made
    cluster.drop("again")


@pytest.fixture
def feed(pool: Pool) -> Feed:
    with pool.connection() as connection:
        return add_feed(
            connection, key="f", name="f", url="http://127.0.0.1/", operator="o", interval_s=60
        )


def live(pool: Pool, feed: Feed, runs: range, restart_at: int = -1) -> None:
    """Poll a real server over HTTP under a clock of our own, keeping every body."""

    async def run() -> None:
        async with fault_feed() as server, httpx.AsyncClient() as http:
            with pool.connection() as connection:
                connection.execute("update feed set url = %s", [server.url("/feed")])
            for number in runs:
                if number in (runs.start, restart_at):
                    poller = _poller(pool, feed, server, http)
                clock_s[0] = T0 + number * STEP_S
                answers = status(500) if number in (20, 21) else raw(listing(clock_s[0], number))
                server.answers["/feed"] = answers
                await poller.poll()

    clock_s = [T0]

    def _poller(pool: Pool, feed: Feed, server: FaultFeed, http: httpx.AsyncClient) -> Poller:
        from dataclasses import replace

        source = open_source(replace(feed, url=server.url("/feed")), http, Settings())
        recorder = Recorder(pool, SECRET)
        return Poller(source, recorder, lambda: clock_s[0], 10, keeper=Keeper(pool))

    asyncio.run(run())


def again(pool: Pool, scratch: Pool, begin_run: int, end_run: int = POLLS) -> Rebuilt:
    begin, end = (
        datetime.fromtimestamp(T0 + number * STEP_S, UTC) for number in (begin_run, end_run)
    )
    with pool.connection() as connection:
        return rebuild(connection, scratch, "f", begin, end, Settings(), SECRET)


def test_every_poll_gives_the_same_stays_again(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(POLLS))
    found = again(pool, scratch, 1)
    assert found.differences == []
    assert found.polls == POLLS - 1  # all after the first state
    assert found.stays > 20
    assert found.states > 1000
    assert found.open_stays is not None
    assert found.open_stays > 60


def test_a_restart_in_between_changes_nothing(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(POLLS), restart_at=61)
    assert again(pool, scratch, 1).differences == []


def test_a_part_is_rebuilt_from_the_state_before_it(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(40))
    with pool.connection() as connection:
        moment = datetime.fromtimestamp(T0 + 39 * STEP_S, UTC)
        checkpoint.take(connection, feed.id, moment)
    live(pool, feed, range(40, POLLS))
    found = again(pool, scratch, 41, 100)
    assert found.differences == []
    assert found.since == moment
    assert found.polls == 61
    assert found.states > 500
    assert found.open_stays is None


def test_without_a_state_it_begins_with_the_first_poll(
    pool: Pool, scratch: Pool, feed: Feed
) -> None:
    live(pool, feed, range(30))
    with pool.connection() as connection:
        connection.execute("delete from checkpoint")
    found = again(pool, scratch, 10)
    assert (found.since, found.polls, found.differences) == (None, 30, [])


def test_what_was_changed_by_hand_is_named(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(POLLS))
    with pool.connection() as connection:
        connection.execute(
            "update stay set observed_s = observed_s + 1 where id = (select min(id) from stay)"
        )
    found = again(pool, scratch, 1)
    assert len(found.differences) == 1
    assert "Stay" in found.differences[0]


@pytest.mark.parametrize(
    "change",
    [
        "delete from state_change where (stay_id, changed_at) in"
        " (select stay_id, changed_at from state_change order by 2, 1 limit 1)",
        "update state_change set was = 'out_of_order' where (stay_id, changed_at) in"
        " (select stay_id, changed_at from state_change where became <> 'out_of_order' limit 1)",
    ],
)
def test_a_state_that_was_changed_by_hand_is_named(
    pool: Pool, scratch: Pool, feed: Feed, change: str
) -> None:
    live(pool, feed, range(POLLS))
    with pool.connection() as connection:
        connection.execute(change.encode())
    told = again(pool, scratch, 1).differences
    assert told
    assert all(sentence.startswith("Change of state") for sentence in told)


def test_a_body_that_is_gone_is_named(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(30))
    with pool.connection() as connection:
        connection.execute(
            "delete from raw_poll where started_at = to_timestamp(%s)", [T0 + 25 * STEP_S]
        )
    assert any("is not kept" in told for told in again(pool, scratch, 1).differences)


def test_where_nothing_is_kept_it_says_so(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(5))
    with pool.connection() as connection:
        connection.execute("delete from checkpoint")
        connection.execute("delete from raw_poll")
    with pytest.raises(NoBeginning, match="No state of f"):
        again(pool, scratch, 1)


# --- bodies ------------------------------------------------------------------------------------


def test_bodies_come_back_to_the_byte_and_cost_little(pool: Pool, feed: Feed) -> None:
    keeper = RawKeeper()
    bodies = {T0 + 60 * run: listing(T0 + 60 * run, run) for run in range(40)}
    with pool.connection() as connection:
        for at_s, body in bodies.items():
            moment = datetime.fromtimestamp(at_s, UTC)
            keeper.keep(connection, feed.id, moment, body, None, suspect=False)
        for at_s, body in bodies.items():
            assert read_body(connection, feed.id, datetime.fromtimestamp(at_s, UTC)) == body
        row = connection.execute("select sum(length(zipped)) from raw_poll").fetchone()
    assert row is not None
    alone = sum(len(zip_body(body, None)) for body in bodies.values())
    assert row[0] < 0.5 * alone


def test_types_come_back_as_they_were(pool: Pool, feed: Feed) -> None:
    """As the very words, not as texts that look like them: they are part of a list's hash."""
    types = {"m": (FormFactor.moped, Propulsion.electric), "b": BIKE}
    moment = datetime.fromtimestamp(T0, UTC)
    with pool.connection() as connection:
        RawKeeper().keep(connection, feed.id, moment, b"{}", types, suspect=False)
        _, again = read_body_and_types(connection, feed.id, moment)
    assert repr(again) == repr(dict(sorted(types.items())))


def test_the_same_body_is_kept_once(pool: Pool, feed: Feed) -> None:
    keeper, moment = RawKeeper(), datetime.fromtimestamp(T0, UTC)
    with pool.connection() as connection:
        for minute in range(5):
            at = moment + timedelta(minutes=minute)
            keeper.keep(connection, feed.id, at, b"{}" * 99, None, suspect=False)
            assert read_body(connection, feed.id, at) == b"{}" * 99
        rows = connection.execute("select zipped is null from raw_poll order by 1").fetchall()
    assert rows == [(False,)] + [(True,)] * 4


def test_a_body_that_was_touched_is_not_believed(pool: Pool, feed: Feed) -> None:
    moment = datetime.fromtimestamp(T0, UTC)
    with pool.connection() as connection:
        RawKeeper().keep(connection, feed.id, moment, b"true", None, suspect=False)
        connection.execute("update raw_poll set zipped = %s", [zip_body(b"lies", None)])
        with pytest.raises(NoBody, match="not what it was"):
            read_body(connection, feed.id, moment)


@pytest.mark.parametrize("size", [0, 1, 1000, 3_000_000])
def test_any_body_survives_with_any_base(size: int) -> None:
    random = np.random.default_rng(size)
    base, body = random.bytes(size), random.bytes(size // 2)
    for text in (body, base + body, b""):
        for under in (None, base or None):
            assert unzip_body(zip_body(text, under), under) == text


def test_days_that_are_past_keeping_are_dropped(pool: Pool, feed: Feed) -> None:
    keeper, now = RawKeeper(), datetime(2026, 3, 20, 12, tzinfo=UTC)
    with pool.connection() as connection:
        for days in range(20):
            at = now - timedelta(days=days)
            for suspect in (False, True):
                keeper.keep(connection, feed.id, at, b"{}", None, suspect=suspect)
        gone = tidy(connection, Settings(), now)
        left = {
            table: [
                row[0].day
                for row in connection.execute(
                    f"select started_at from {table} order by 1"
                ).fetchall()
            ]
            for table in ("raw_poll", "raw_suspect")
        }
    # 48 hours before noon of the 20th is noon of the 18th: that day is still needed.
    assert left["raw_poll"] == [18, 19, 20]
    assert left["raw_suspect"] == list(range(6, 21))
    assert len(gone) == 17 + 5
