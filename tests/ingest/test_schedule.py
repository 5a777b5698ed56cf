"""One leader, however many processes; patience with feeds that fail; a database that comes back."""

import asyncio
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.app import create_app
from ingest.attempt import NoLongerLeader
from ingest.feed import add_feed
from ingest.leader import Leadership
from ingest.patience import Patience
from ingest.record import Recorder
from ingest.schedule import Schedule
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import migrate
from stoep.vocabulary import PollOutcome
from tests.api.conftest import serving
from tests.conftest import ROOT
from tests.ingest.faultfeed import fault_feed, raw
from tests.ingest.worlds import World
from tests.killing import CONTEXT

GOOD = (
    b'{"last_updated": 0, "ttl": 0, "version": "2.3", "data": {"bikes": [{"bike_id": "a",'
    b' "lat": 52.08, "lon": 4.3, "is_reserved": false, "is_disabled": false}]}}'
)
OK, DOWN = PollOutcome.ok, PollOutcome.http_error


def patient(interval_s: int = 30) -> Patience:
    return Patience(interval_s, random.Random(1))


def test_a_feed_that_answers_is_asked_at_its_rhythm() -> None:
    patience = patient()
    for outcome in (OK, PollOutcome.parse, PollOutcome.stale_source, PollOutcome.suspect_mass):
        assert patience.wait_s(outcome) is None


def test_a_feed_that_fails_is_probed_once_a_minute_until_it_answers() -> None:
    patience = patient()
    assert [patience.wait_s(DOWN) for _ in range(2)] == [None, None]
    waits = [patience.wait_s(DOWN) for _ in range(20)]
    assert all(wait is not None and 60 <= wait <= 66 for wait in waits)
    assert len(set(waits)) > 15
    assert patience.wait_s(OK) is None
    assert patience.wait_s(DOWN) is None


@pytest.mark.parametrize(
    ("asked", "least", "most"), [(120.0, 120, 132), (1e9, 900, 990), (5.0, None, None)]
)
def test_f4_a_server_that_names_a_time_is_left_alone(
    asked: float, least: float | None, most: float | None
) -> None:
    wait = patient().wait_s(DOWN, asked)
    if least is None or most is None:
        assert wait is None
    else:
        assert wait is not None
        assert least <= wait <= most


def test_a_slow_rhythm_is_not_made_faster_by_failing() -> None:
    patience = patient(600)
    assert all(wait is None or wait >= 600 for wait in (patience.wait_s(DOWN) for _ in range(9)))


# --- leading -----------------------------------------------------------------------------------


@pytest.fixture
def two(address: str) -> Iterator[tuple[Leadership, Leadership]]:
    pair = Leadership(address), Leadership(address)
    yield pair
    for one in pair:
        one.leave()


def test_p2_one_leads_and_the_other_takes_over(two: tuple[Leadership, Leadership]) -> None:
    one, other = two
    assert one.hold()
    assert one.hold()
    assert not other.hold()
    one.leave()
    assert other.hold()
    assert (other.lease, one.hold()) == (2, False)


def test_p3_a_frozen_leader_is_replaced_and_fenced(
    two: tuple[Leadership, Leadership],
    address: str,
    pool: ConnectionPool[Connection[Any]],
) -> None:
    one, other = two
    assert one.hold()
    world = World(pool)
    world.recorder = Recorder(pool, "a secret for tests", one.lease)
    world.see({"a": 0.0})
    with pool.connection() as connection:
        # As if it had been stopped for a minute: it said nothing.
        connection.execute("update leader set since = since - interval '1 minute'")
    assert not other.hold()
    # Its connection ends in its own time.
    _soon(other.hold, "the other leads")
    new = Recorder(pool, "a secret for tests", other.lease)
    old, world.recorder = world.recorder, new
    world.see({"a": 0.0, "b": 500.0})
    before = world.fingerprint(["poll", "open_stay", "stay", "coverage_span", "feed_state"])
    world.recorder = old
    with pytest.raises(NoLongerLeader):
        world.see({})
    with pytest.raises(NoLongerLeader):
        world.see({"b": 500.0})
    assert world.fingerprint(["poll", "open_stay", "stay", "coverage_span", "feed_state"]) == before
    assert not one.hold()


def _ingest(address: str, leader: Any = None) -> None:
    """Poll, in a process of our own; `leader` is set to its number while it leads."""

    async def run() -> None:
        with make_pool(address) as connections:
            settings = Settings(fetch_deadline_s=5, fetch_private_hosts="127.0.0.1")
            leadership = Leadership(address)
            schedule = Schedule(connections, settings, "secret", leadership)
            running = asyncio.create_task(schedule.run(asyncio.Event()))
            while not running.done():
                if leader is not None and leadership.lease is not None:
                    leader.value = os.getpid()
                await asyncio.sleep(0.1)
            await running

    asyncio.run(run())


def _soon(true: Callable[[], bool], what: str, patience_s: float = 60) -> None:
    until = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def _every_second(address: str, url: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("alter table feed drop constraint ck_feed_interval")
        add_feed(connection, key="f", name="f", url=url, operator="o", interval_s=1)


def _polls(address: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute("select count(*) from poll").fetchone()
    assert row is not None
    return int(row[0])


def _serving(work: Callable[[str], None]) -> None:
    """Run `work` in a thread while a feed is served at the address that it is given."""

    async def run() -> None:
        async with fault_feed(good=raw(GOOD)) as server:
            await asyncio.to_thread(work, server.url("/good"))

    asyncio.run(run())


def test_p2_three_processes_poll_once_and_survive_their_leader(address: str) -> None:
    """No slot is polled twice, and the next of three polls within a rhythm and five seconds.

    Of that the test waits thrice as long, for a busy machine.
    """

    def work(url: str) -> None:
        _every_second(address, url)
        leader = CONTEXT.Value("i", 0)
        processes = [CONTEXT.Process(target=_ingest, args=(address, leader)) for _ in range(3)]
        for process in processes:
            process.start()
        try:
            _soon(lambda: _polls(address) >= 12, "nobody polls", 90)
            _no_slot_is_polled_twice(address)
            [leading] = [process for process in processes if process.pid == leader.value]
            leading.kill()
            leading.join()
            seen = _polls(address)
            _soon(lambda: _polls(address) > seen, "nobody took over", 3 * (1 + 5))
            _soon(lambda: _polls(address) >= seen + 5, "it did not go on", 60)
            assert leader.value in {p.pid for p in processes if p is not leading}
            _no_slot_is_polled_twice(address)
        finally:
            for process in processes:
                process.kill()
                process.join()

    _serving(work)


def _no_slot_is_polled_twice(address: str) -> None:
    """There are not more polls than slots, where three pollers would make three times as many."""
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "select count(*), extract(epoch from max(started_at) - min(started_at)) from poll"
        ).fetchone()
        leads = connection.execute(
            "select count(distinct l.pid) from pg_locks l join pg_stat_activity a using (pid)"
            " where l.locktype = 'advisory' and l.granted and a.datname = current_database()"
            " and a.application_name = 'stoep lead'"
        ).fetchone()
    assert row is not None
    polls, seconds = row
    # One at either end, and one more where another leader began its own rhythm.
    assert polls <= seconds + 3
    assert leads == (1,)


def test_p4_polling_goes_on_after_the_database_was_restarted() -> None:
    """Meanwhile the API says 503, and nothing worse; then it answers again."""
    cluster = Cluster(ROOT / ".stoep" / "test" / f"restart-{os.getpid()}")
    cluster.start()
    try:
        cluster.create("restart")
        address = cluster.address("restart")
        migrate(address)

        def work(url: str) -> None:
            _every_second(address, url)
            process = CONTEXT.Process(target=_ingest, args=(address,))
            process.start()
            try:
                _soon(lambda: _polls(address) >= 3, "nobody polls")
                with _asked_all_the_time(address) as answers:
                    _soon(lambda: answers.count(200) >= 5, "the API does not answer")
                    _stop_at_once(cluster)
                    _soon(lambda: 503 in answers, "nobody noticed")
                    cluster.start()
                    seen, asked = _polls(address), len(answers)
                    _soon(lambda: answers[asked:].count(200) >= 5, "no answers any more")
                    _soon(lambda: _polls(address) >= seen + 3, "polling did not go on")
                assert set(answers) == {200, 503}
                back = answers.index(200, answers.index(503))
                assert set(answers[back + 5 :]) <= {200}
                assert process.is_alive()
            finally:
                process.kill()
                process.join()

        _serving(work)
    finally:
        cluster.remove()


def _stop_at_once(cluster: Cluster) -> None:
    """What PostgreSQL calls an immediate stop: connections end in the middle of a statement."""
    postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGQUIT)
    _soon(lambda: not Path(f"/proc/{postmaster}").exists(), "it does not stop")


@contextmanager
def _asked_all_the_time(address: str) -> Iterator[list[int]]:
    """The statuses of an API that two clients ask without a pause, for the length of a block."""
    answers: list[int] = []
    done = threading.Event()

    def ask(client: httpx.Client) -> None:
        while not done.is_set():
            answers.append(client.get("/feeds", timeout=60).status_code)

    with serving(create_app(Settings(), address)) as client, ThreadPoolExecutor(2) as askers:
        asking = [askers.submit(ask, client) for _ in range(2)]
        try:
            yield answers
        finally:
            done.set()
            for one in asking:
                one.result()
