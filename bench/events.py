"""Stays begun and ended in a second, polled and pushed, against one row and commit at a time."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import psycopg
from psycopg import Connection

from api.intake.inbox import receive
from api.intake.keys import Pusher
from bench.report import Line
from bench.scratch import scratch_database
from ingest.attempt import Attempt
from ingest.feed import add_feed
from ingest.pushed.inbox import Inbox
from ingest.record import Recorder
from ingest.snapshot import Snapshot
from stoep.store.connect import pool
from stoep.vocabulary import FeedFormat, FormFactor, Propulsion

VEHICLES, POLLS = 20_000, 6
PUSHED, BATCH = 10_000, 1000
ONE_BY_ONE = 3000
LEAST_PER_S = 20_000
BEGIN_S = 1_772_496_000
KIND = (FormFactor.bicycle, Propulsion.human)
PROVIDER = UUID(int=7)


def _listing(random: np.random.Generator, at_s: int) -> Snapshot:
    """All vehicles, each at another place than before."""
    return Snapshot(
        version="2.3",
        source_s=at_s,
        ttl_s=60,
        ids=[f"v{n}" for n in range(VEHICLES)],
        lon=random.uniform(4.0, 6.0, VEHICLES),
        lat=random.uniform(51.5, 53.0, VEHICLES),
        kind=np.zeros(VEHICLES, np.int16),
        kinds=(KIND,),
        state=np.zeros(VEHICLES, np.uint8),
        listed=VEHICLES,
    )


def _polled(address: str) -> float:
    """Events a second when each vehicle ends a stay and begins one at each poll."""
    random = np.random.default_rng(1)
    rates = []
    with pool(address) as connections:
        with connections.connection() as connection:
            feed = add_feed(connection, key="f", name="f", url="http://x", operator="o")
        recorder = Recorder(connections, "secret")
        for number in range(POLLS):
            at_s = BEGIN_S + 60 * number
            moment = datetime.fromtimestamp(at_s, UTC)
            listing = _listing(random, at_s)
            began = time.perf_counter()
            outcome = recorder.record(feed, listing, Attempt(moment, moment, 200, 1))
            took = time.perf_counter() - began
            rates.append((outcome.opened + outcome.ended) / took)
    return float(np.median(rates[1:]))


def _turned(address: str) -> float:
    """Changes a second when each vehicle stands and says another state at each poll."""
    listing = _listing(np.random.default_rng(2), BEGIN_S)
    rates = []
    with pool(address) as connections:
        with connections.connection() as connection:
            feed = add_feed(connection, key="s", name="s", url="http://x", operator="o")
        recorder = Recorder(connections, "secret")
        for number in range(POLLS):
            at_s = BEGIN_S + 60 * number
            moment = datetime.fromtimestamp(at_s, UTC)
            states = np.full(VEHICLES, number % 3, np.uint8)
            told = replace(listing, source_s=at_s, state=states)
            began = time.perf_counter()
            recorder.record(feed, told, Attempt(moment, moment, 200, 1))
            rates.append(VEHICLES / (time.perf_counter() - began))
    return float(np.median(rates[1:]))


def _pushed(address: str) -> float:
    """Pushed events a second, from the body's items to committed stays."""
    with pool(address) as connections:
        with connections.connection() as connection:
            feed = add_feed(
                connection,
                key="p",
                name="p",
                url="pushed",
                operator="p",
                format=FeedFormat.agency,
                provider_id=PROVIDER,
            )
            _register(connection, feed.id)
        inbox = Inbox(connections, "secret")
        events = [_event(n) for n in range(PUSHED)]
        began = time.perf_counter()
        for start in range(0, PUSHED, BATCH):
            now = datetime.fromtimestamp(BEGIN_S + 90_000 + start, UTC)
            with connections.connection() as connection:
                receive(
                    connection,
                    Pusher(feed.id, PROVIDER),
                    "events",
                    events[start : start + BATCH],
                    now,
                )
            inbox.apply(feed)
        return PUSHED / (time.perf_counter() - began)


def _device(n: int) -> str:
    return str(uuid5(PROVIDER, f"device {n % 2000}"))


def _register(connection: Connection[Any], feed_id: int) -> None:
    connection.execute(
        "insert into push_vehicle (feed_id, device_id, form_factor, propulsion, registered_at)"
        " select %s, unnest(%s::uuid[]), 'bicycle', 'human', now()",
        [feed_id, [_device(n) for n in range(2000)]],
    )


def _event(n: int) -> dict[str, Any]:
    """Each vehicle comes, is taken, comes elsewhere, …"""
    told = {
        "provider_id": str(PROVIDER),
        "device_id": _device(n),
        "event_id": str(uuid5(PROVIDER, f"event {n}")),
        "timestamp": (BEGIN_S + (n // 2000) * 3000 + n % 2000) * 1000,
    }
    if n // 2000 % 2:
        return {**told, "vehicle_state": "on_trip", "event_types": ["trip_start"]}
    place = {"lat": 52 + n % 977 / 1000, "lng": 4.3 + n % 991 / 1000}
    return {
        **told,
        "vehicle_state": "available",
        "event_types": ["trip_end"],
        "location": place,
    }


def _one_by_one(address: str) -> float:
    """Rows a second, each with a commit of its own."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create table one_by_one (id int8 primary key, lon float8, lat float8)")
        began = time.perf_counter()
        for n in range(ONE_BY_ONE):
            connection.execute("insert into one_by_one values (%s, %s, %s)", [n, 4.3, 52.1])
        return ONE_BY_ONE / (time.perf_counter() - began)


def lines() -> list[Line]:
    """Both ways in, and states of vehicles that stay where they are."""
    with scratch_database("bench_events") as address:
        one = _one_by_one(address)
        polled, turned, pushed = _polled(address), _turned(address), _pushed(address)
    rival = f"one row and one commit at a time {one:,.0f}/s"
    return [
        Line(
            "stay events recorded, polled",
            f"{polled:,.0f}/s",
            f"{rival}: × {polled / one:.1f}",
            f"≥ {LEAST_PER_S:,}/s",
            polled >= LEAST_PER_S,
        ),
        Line(
            "changes of state recorded, polled",
            f"{turned:,.0f}/s",
            f"{rival}: × {turned / one:.1f}",
            f"≥ {LEAST_PER_S:,}/s",
            turned >= LEAST_PER_S,
        ),
        Line(
            "events pushed to committed stays",
            f"{pushed:,.0f}/s",
            f"{rival}: × {pushed / one:.1f}",
            "–",
            None,
        ),
    ]
