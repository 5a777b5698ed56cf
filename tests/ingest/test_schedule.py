"""One leader, however many processes; patience with feeds that fail; a database that comes back."""

import asyncio
import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.app import create_app
from ingest.attempt import Attempt, NoLongerLeader, fence
from ingest.credential import Credential, CredentialKind, seal
from ingest.feed import Feed, add_feed, load_feed
from ingest.keep import Keeper
from ingest.leader import Leadership
from ingest.patience import Patience
from ingest.record import Recorder
from ingest.refusal import NotJson
from ingest.schedule import Schedule
from ingest.station_history import StationsTold
from ingest.stations import Station
from ingest.token import TokenAccess
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import migrate
from stoep.vocabulary import PollOutcome
from tests.api.conftest import serving
from tests.conftest import ROOT
from tests.ingest.faultfeed import fault_feed, raw
from tests.ingest.worlds import World, listing
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


def test_all_who_ask_at_one_server_go_through_one_door(
    pool: ConnectionPool[Connection[Any]], address: str
) -> None:
    """Polls and trips share a token; a credential that is set again is a new one."""
    values = {"token_url": "https://x/", "client_id": "a", "client_secret": "b"}
    with pool.connection() as connection:
        feed = add_feed(connection, key="f", name="f", url="https://x/", operator="o")
        seal(connection, "secret", feed.id, Credential(CredentialKind.oauth2, values))
    schedule = Schedule(pool, Settings(), "secret", Leadership(address))
    schedule._http = httpx.AsyncClient()
    doors = []
    for _ in range(3):
        _, schedule._doors = schedule._feeds()
        doors.append(schedule._access(feed))
        if len(doors) == 2:
            with pool.connection() as connection:
                seal(connection, "secret", feed.id, Credential(CredentialKind.oauth2, values))
    assert isinstance(doors[0], TokenAccess)
    assert doors[0] is doors[1]
    assert doors[1] is not doors[2]


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


FROZEN_S = 3.0
"""So long a leader of these tests says nothing before it counts as frozen."""
WRITTEN = ("poll", "open_stay", "stay", "coverage_span", "feed_state", "raw_poll", "raw_suspect",
           "checkpoint", "feed_reading", "station", "trip")  # fmt: skip
PLACES = {f"v{n}": n * 100.0 for n in range(60)}


def _lead_and_write(address: str, told: str) -> None:
    """Lead once, and from then on write all that a leader writes, believing to lead for ever.

    What came of each write goes to the file `told`, a line each.
    """
    leadership = Leadership(address, FROZEN_S)
    _soon(leadership.hold, "it never leads")
    lines = os.open(told, os.O_WRONLY | os.O_APPEND)
    # Frozen in the middle of a poll it holds nothing up for long.
    with make_pool(address, options="-c idle_in_transaction_session_timeout=2s") as connections:
        with connections.connection() as connection:
            feed = load_feed(connection, "feed")
        recorder = Recorder(connections, "secret", leadership.lease)
        keeper = Keeper(connections)
        for number in itertools.count():
            for name, write in _writes(recorder, keeper, feed, number).items():
                try:
                    write()
                    result = "written"
                except NoLongerLeader:
                    result = "refused"
                except psycopg.Error:
                    result = "lost"
                os.write(lines, f"{name} {result}\n".encode())
                time.sleep(0.01)


def _writes(
    recorder: Recorder, keeper: Keeper, feed: Feed, number: int
) -> dict[str, Callable[[], Any]]:
    """Each kind of write, once: a list, one that is suspect, none, and what is told beside."""

    def record(places: dict[str, float]) -> None:
        at = datetime.now(UTC)
        came = keeper.came(feed, at, repr(places).encode(), None)
        recorder.record(feed, listing(places), Attempt(at, at, 200, 1), came)

    def refuse() -> None:
        at = datetime.now(UTC)
        came = keeper.came(feed, at, b"<html>", None)
        recorder.refuse(feed, NotJson("A page.", "Ask."), Attempt(at, at, 200, 6), came)

    def beside() -> None:
        told = StationsTold([Station("s", f"Station {number}", (4.3, 52.1), 3, False)], None, {})
        with recorder.pool.connection() as connection, connection.transaction():
            fence(connection, feed.id, recorder.lease)
            told.record(connection, feed, datetime.now(UTC))

    return {
        "list": lambda: record({**PLACES, "new": 10_000.0 * (number % 2)}),
        "suspect": lambda: record({}),
        "refusal": refuse,
        "beside": beside,
    }


def _count(told: Path, result: str) -> int:
    return sum(line.endswith(result) for line in told.read_text().splitlines())


def test_p3_a_frozen_leader_is_replaced_and_all_that_it_writes_is_refused(
    address: str, pool: ConnectionPool[Connection[Any]], tmp_path: Path
) -> None:
    """Two real processes; the first is stopped, the second takes over, the first goes on."""
    world = World(pool)
    files = [tmp_path / name for name in ("first", "second")]
    for file in files:
        file.touch()
    first, second = (
        CONTEXT.Process(target=_lead_and_write, args=(address, str(file))) for file in files
    )
    try:
        first.start()
        _soon(lambda: _count(files[0], "written") > 20, "the first writes nothing", 60)
        assert first.pid is not None
        assert second.pid is None
        os.kill(first.pid, signal.SIGSTOP)
        second.start()
        _soon(lambda: _count(files[1], "written") > 20, "the second does not take over", 60)
        second.kill()
        second.join()
        before, written = world.fingerprint(WRITTEN), _count(files[0], "written")
        os.kill(first.pid, signal.SIGCONT)
        _soon(lambda: _count(files[0], "refused") > 40, "the first was not refused", 60)
        # Stopped after a commit and before the line that tells of it: one line may be late.
        assert _count(files[0], "written") <= written + 1
        assert world.fingerprint(WRITTEN) == before
        refused = {line.split()[0] for line in files[0].read_text().splitlines()[-8:]}
        assert refused == {"list", "suspect", "refusal", "beside"}
    finally:
        for process in (first, second):
            if process.pid is not None:
                process.kill()
                process.join()


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
        connection.execute("alter table feed drop constraint if exists ck_feed_interval")
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
