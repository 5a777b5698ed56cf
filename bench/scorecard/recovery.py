"""Figure 8: how long it takes to come back, by the clock on the wall."""

import time
from datetime import UTC, datetime
from typing import Any

import httpx

from api.app import create_app
from bench.scorecard.figure import Measured
from bench.scratch import HOME, scratch_database
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.store.migrate import migrate
from tests.api.conftest import serving
from tests.ingest.test_schedule import (
    CONTEXT,
    _every_second,
    _ingest,
    _polls,
    _serving,
    _soon,
    _stop_at_once,
)
from tests.ingest.worlds import World, listing

MOST_DATABASE_S, MOST_LEADER_S, MOST_POLLS = 10.0, 65.0, 2
OUTAGE_S, GOOD_IN_A_ROW = 43 * 3600, 5


def measure() -> Measured:
    """All three, one after the other."""
    database_s, leader_s, polls = database_restarts(), leader_is_killed(), after_an_outage()
    return Measured(
        f"database {database_s:.1f} s, leader {leader_s:.1f} s, fresh map after {polls} polls",
        database_s <= MOST_DATABASE_S and leader_s <= MOST_LEADER_S and polls <= MOST_POLLS,
        {"database_s": database_s, "leader_s": leader_s, "polls": polls},
    )


def database_restarts() -> float:
    """From an immediate stop of PostgreSQL, started anew at once, to answers and polls."""
    cluster = Cluster(HOME / "restart")
    cluster.start()
    took: list[float] = []
    try:
        cluster.drop("restart")
        cluster.create("restart")
        address = cluster.address("restart")
        migrate(address)

        def work(url: str) -> None:
            _every_second(address, url)
            process = CONTEXT.Process(target=_ingest, args=(address,))
            process.start()
            try:
                _soon(lambda: _polls(address) >= 3, "nobody polls")
                with serving(create_app(Settings(), address)) as client:
                    assert client.get("/feeds").status_code == 200
                    began = time.monotonic()
                    _stop_at_once(cluster)
                    cluster.start()
                    _answers_again(client)
                    seen = _polls(address)
                    _soon(lambda: _polls(address) > seen, "polling did not go on", 120)
                    took.append(time.monotonic() - began)
            finally:
                process.kill()
                process.join()

        _serving(work)
    finally:
        cluster.remove()
    return took[0]


def _answers_again(client: httpx.Client) -> None:
    good = 0
    until = time.monotonic() + 120
    while good < GOOD_IN_A_ROW:
        assert time.monotonic() < until, "no answers any more"
        good = good + 1 if client.get("/feeds", timeout=30).status_code == 200 else 0


def leader_is_killed() -> float:
    """From kill -9 of the process that polls until another one has polled."""
    took: list[float] = []
    with scratch_database("scorecard_leader") as address:

        def work(url: str) -> None:
            _every_second(address, url)
            leader = CONTEXT.Value("i", 0)
            processes = [CONTEXT.Process(target=_ingest, args=(address, leader)) for _ in range(2)]
            for process in processes:
                process.start()
            try:
                _soon(lambda: _polls(address) >= 5, "nobody polls", 90)
                [leading] = [process for process in processes if process.pid == leader.value]
                leading.kill()
                leading.join()
                began, seen = time.monotonic(), _polls(address)
                _soon(lambda: _polls(address) > seen, "nobody took over", 120)
                took.append(time.monotonic() - began)
            finally:
                for process in processes:
                    process.kill()
                    process.join()

        _serving(work)
    return took[0]


def after_an_outage() -> int:
    """Polls after 43 hours of silence until the map tells what stands, as the API answers it."""
    places = {f"v{n}": n * 100.0 for n in range(50)}
    moved = {f"v{n}": n * 100.0 + (5_000 if n % 3 == 0 else 0) for n in range(50)}
    with scratch_database("scorecard_outage") as address, pool(address, size=2) as connections:
        world = World(connections)
        world.see_often(5, places)
        world.now_s += OUTAGE_S
        with serving(create_app(Settings(), address, clock=lambda: world.now_s + 1)) as client:
            for number in range(1, 10):
                world.see(listing(moved, world.now_s + world.interval_s))
                if _is_fresh(client, world.now_s, len(moved)):
                    return number
    return 99


def _is_fresh(client: httpx.Client, now_s: int, count: int) -> bool:
    told: Any = client.get("/vehicles", params={"limit": 1000}).json()
    at = datetime.fromtimestamp(now_s, UTC)
    feed = client.get("/feeds/feed").json()
    heard = feed.get("evidence_at") or ""
    return bool(told.get("count") == count and heard and datetime.fromisoformat(heard) == at)
