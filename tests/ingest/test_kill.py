"""kill -9 at any moment: nothing acknowledged is lost, no poll is half there or there twice."""

import json
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.intake.inbox import receive
from api.intake.keys import Pusher
from ingest.attempt import Attempt
from ingest.feed import Feed, add_feed, load_feed
from ingest.keep import Keeper
from ingest.pushed.inbox import Inbox
from ingest.rebuild import rebuild
from ingest.record import Recorder
from ingest.source import read_again
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.vocabulary import FeedFormat
from tests.ingest.gbfs_bodies import T0
from tests.ingest.pushing import PROVIDER, event
from tests.killing import live_often_and_be_killed

KILLS, FLEET, STEP_S = 200, 400, 60
SETTINGS = Settings()
INBOX_KILLS, BATCHES, IN_A_TRANSACTION = 40, 900, 3


def body(number: int) -> bytes:
    """What poll `number` tells: a fleet in which all the time some leave and some come."""
    moment = np.random.default_rng(number)
    spot = np.array([number // (20 + n % 37) for n in range(FLEET)])
    away = np.array([(number + n) % (20 + n % 37) < 5 for n in range(FLEET)])
    rows = np.flatnonzero(~away & (moment.random(FLEET) > 0.01))
    bikes = [
        {
            "bike_id": f"v{n}",
            "lon": round(4.0 + 0.002 * n + 0.0001 * (int(spot[n]) % 7), 6),
            "lat": round(52.0 + 0.002 * int(spot[n]), 6),
            "is_reserved": (n + number // 7) % 3 == 1,
            "is_disabled": (n + number // 7) % 3 == 2,
        }
        for n in rows.tolist()
    ]
    told = {"last_updated": T0 + number * STEP_S, "ttl": 60, "version": "2.3"}
    return json.dumps({**told, "data": {"bikes": bikes}}).encode()


def poll(recorder: Recorder, keeper: Keeper, feed: Feed, number: int) -> None:
    moment = datetime.fromtimestamp(T0 + number * STEP_S, UTC)
    told = body(number)
    snapshot = read_again(feed, told, None, SETTINGS)
    came = keeper.came(feed, moment, told, None)
    recorder.record(feed, snapshot, Attempt(moment, moment, 200, 1), came)


def live(address: str, acknowledged: str) -> None:
    """Go on where the database says that it was left, and tell of each poll once it is kept."""
    told = os.open(acknowledged, os.O_WRONLY | os.O_APPEND)
    with make_pool(address, size=1) as connections:
        with connections.connection() as connection:
            feed, number = load_feed(connection, "killed"), last(connection, "killed") + 1
        recorder, keeper = Recorder(connections, "secret"), Keeper(connections)
        while True:
            poll(recorder, keeper, feed, number)
            os.write(told, b"%d\n" % number)
            number += 1


def last(connection: Connection[Any], key: str) -> int:
    row = connection.execute(
        "select coalesce(max(extract(epoch from started_at)::int8 - %s) / %s, -1)::int8 from poll"
        " where feed_id = (select id from feed where key = %s)",
        [T0, STEP_S, key],
    ).fetchone()
    assert row is not None
    return int(row[0])


def told_by(address: str, key: str, what: str) -> list[tuple[Any, ...]]:
    """Rows of a feed without what differs between two feeds: numbers and pseudonyms."""
    query = {
        "polls": "select started_at, outcome, opened, continued, missing, ended, evidence_at"
        " from poll",
        "stays": "select id - (feed_id::int8 << 40), first_seen, start_reason, end_lo, end_hi,"
        " end_reason, observed_s, state, geom::text from stay",
        "open": "select id - (feed_id::int8 << 40), first_seen, start_reason, base_s, last_seen,"
        " missing_since, state, geom::text from open_stay",
        "states": "select stay_id - (feed_id::int8 << 40), changed_at, was_since, changed_lo,"
        " observed_s, was, became from state_change",
        "spans": "select starts_at, ends_at, starts_s from coverage_span",
        "state": "select generation, evidence_at, evidence_s, standing, stays_opened"
        " from feed_state",
    }[what]
    with psycopg.connect(address) as connection:
        return connection.execute(
            f"{query} where feed_id = (select id from feed where key = %s) order by 1, 2",
            [key],
        ).fetchall()


def test_p1_two_hundred_kills_lose_nothing(
    cluster: Cluster,
    migrated: str,
    address: str,
    pool: ConnectionPool[Connection[Any]],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    with pool.connection() as connection:
        feeds = [
            add_feed(connection, key=key, name=key, url="http://x/", operator="o")
            for key in ("killed", "spared")
        ]
    # The parts of the tables are there: who is killed at once need not make them again and again.
    spared, keeper = Recorder(pool, "secret"), Keeper(pool)
    for feed in feeds:
        poll(spared, keeper, feed, 0)
    live_often_and_be_killed(
        KILLS,
        live,
        address,
        str(acknowledged),
        dice=random.Random(1),
        done=lambda: len(acknowledged.read_text().split()),
    )
    with pool.connection() as connection:
        reached = last(connection, "killed")
    told = [int(line) for line in acknowledged.read_text().split()]
    kept = [row[0] for row in told_by(address, "killed", "polls")]
    record_property("kills", KILLS)
    record_property("acknowledged", len(told))
    assert len(told) > KILLS
    # None lost, none twice, none left out.
    assert set(told) <= set(range(reached + 1))
    assert len(kept) == len(set(kept)) == reached + 1
    for number in range(1, reached + 1):
        poll(spared, keeper, feeds[1], number)
    for what in ("polls", "stays", "open", "states", "spans", "state"):
        assert told_by(address, "killed", what) == told_by(address, "spared", what), what
    assert len(told_by(address, "killed", "stays")) > 1000
    assert len(told_by(address, "killed", "states")) > 1000
    _bodies_give_it_again(cluster, migrated, pool, reached)


def _bodies_give_it_again(
    cluster: Cluster, migrated: str, pool: ConnectionPool[Connection[Any]], reached: int
) -> None:
    """Each poll that was kept has its body, and the bodies give the very same stays."""
    cluster.create("kill_again", template=migrated)
    try:
        with make_pool(cluster.address("kill_again")) as scratch, pool.connection() as connection:
            connection.execute("delete from checkpoint")
            begin, end = (
                datetime.fromtimestamp(T0 + number * STEP_S, UTC) for number in (0, reached)
            )
            found = rebuild(connection, scratch, "killed", begin, end, SETTINGS, "secret")
        assert found.differences == []
        assert found.polls == reached + 1
    finally:
        cluster.drop("kill_again")


def apply_for_ever(address: str) -> None:
    """Empty the inbox, a few batches in a transaction."""
    with make_pool(address, size=1) as connections:
        with connections.connection() as connection:
            feed = load_feed(connection, "killed")
        inbox = Inbox(connections, "secret", most=IN_A_TRANSACTION)
        while True:
            inbox.apply(feed)


def push_all(connection: Connection[Any], feed: Feed, chance: random.Random) -> None:
    """Half-hours of 40 vehicles that come and go, in batches, some of them late."""
    pusher = Pusher(feed.id, PROVIDER)
    names = [f"v{n}" for n in range(40)]
    vehicles = [
        {**event(name, 0, "x"), "vehicle_id": "p", "vehicle_type": "moped", "propulsion_types": []}
        for name in names
    ]
    receive(connection, pusher, "vehicles", vehicles, datetime.fromtimestamp(T0, UTC))
    for number in range(BATCHES):
        at_s = 60 * (number + 1)
        name = names[number % 40]
        told = at_s - chance.choice([5, 20, 900])
        taken = number // 40 % 2
        one = event(name, told, "on_trip" if taken else "available", "trip_end", number % 7 * 300)
        moment = datetime.fromtimestamp(T0 + at_s, UTC)
        receive(connection, pusher, "events", [one], moment)


def test_p1_an_inbox_that_is_killed_applies_each_batch_once(
    address: str, pool: ConnectionPool[Connection[Any]]
) -> None:
    with pool.connection() as connection:
        feeds = [
            add_feed(
                connection,
                key=key,
                name=key,
                url="pushed",
                operator="o",
                format=FeedFormat.agency,
                provider_id=PROVIDER,
            )
            for key in ("killed", "spared")
        ]
        for feed in feeds:
            push_all(connection, feed, random.Random(3))

    def applied() -> int:
        with pool.connection() as connection:
            row = connection.execute(
                "select count(applied_at) from push_batch where feed_id = %s", [feeds[0].id]
            ).fetchone()
        assert row is not None
        return int(row[0])

    live_often_and_be_killed(
        INBOX_KILLS,
        apply_for_ever,
        address,
        dice=random.Random(2),
        done=lambda: applied() // IN_A_TRANSACTION,
    )
    assert INBOX_KILLS < applied() < BATCHES
    for feed in feeds:
        inbox = Inbox(pool, "secret", most=IN_A_TRANSACTION)
        while inbox.apply(feed):
            pass
    for what in ("polls", "stays", "open", "states", "spans", "state"):
        assert told_by(address, "killed", what) == told_by(address, "spared", what), what
    assert len(told_by(address, "killed", "stays")) > 100
