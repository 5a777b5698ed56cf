"""A database that is locked, full, or cut off: nothing half, nothing lost, answers in time."""

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from api.app import create_app
from ingest.attempt import Outcome
from stoep.cli.servers import INGEST_TIMEOUTS
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from tests.api.conftest import serving
from tests.ingest.faultproxy import fault_proxy
from tests.ingest.worlds import World

Pool = ConnectionPool[Connection]
PLACES = {f"v{n}": n * 100.0 for n in range(30)}
TABLES = ("open_stay", "stay", "coverage_span", "feed_state", "poll")


@pytest.fixture
def polling(address: str) -> Iterator[World]:
    """A world that is written as the polling process writes: with its limits on waiting."""
    with make_pool(address, size=3, options=INGEST_TIMEOUTS) as pool:
        yield World(pool)


@contextmanager
def locked(address: str, table: str) -> Iterator[None]:
    """Nobody else may touch a table."""
    with psycopg.connect(address) as holder:
        holder.execute(f"lock table {table} in access exclusive mode".encode())
        yield
        holder.rollback()


def test_p5_a_lock_costs_neither_answers_nor_evidence(address: str, polling: World) -> None:
    """Nobody may touch the stays: questions are refused in time, and polls go on after."""
    polling.see_often(3, PLACES)
    with serving(create_app(Settings(), address)) as client:
        assert client.get("/vehicles").status_code == 200
        before = polling.fingerprint(TABLES)
        with locked(address, "open_stay"):
            began = time.monotonic()
            answer = client.get("/vehicles", params={"moment": "2026-02-25T06:14:00Z"}, timeout=20)
            asked_s = time.monotonic() - began
            with pytest.raises(psycopg.OperationalError):
                polling.see({**PLACES, "new": 9000.0})
            blocked_s = time.monotonic() - began
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        # The bounds that the fault table gives, with room for a busy machine.
        assert asked_s < 8
        assert blocked_s < 16
        assert polling.fingerprint(TABLES) == before
        polling.now_s -= 60
        assert polling.see({**PLACES, "new": 9000.0}).opened == 1
        assert client.get("/vehicles").status_code == 200


def test_p7_many_slow_questions_hold_up_no_poll(address: str, polling: World) -> None:
    """Sixty questions wait for a lock: each is answered in time, and every poll is written."""
    polling.see(PLACES)
    area = polling.rows(
        "insert into area (kind, code, name, valid_from, geom, area_m2, source) values ('hub', 'h',"
        " 'Hub', '2020-01-01', st_multi(st_makeenvelope(4, 51, 5, 53, 4326)), 1, 'test')"
        " returning id"
    )[0][0]
    question = {"area": area, "from": "2026-02-25T00:00:00Z", "to": "2026-02-26T00:00:00Z"}

    def ask(client: httpx.Client) -> tuple[int, float]:
        began = time.monotonic()
        answer = client.get("/indicators/parked_density/series", params=question, timeout=60)
        return answer.status_code, time.monotonic() - began

    with serving(create_app(Settings(), address)) as client, ThreadPoolExecutor(60) as many:
        with locked(address, "cell_day"):
            asked = [many.submit(ask, client) for _ in range(60)]
            for _ in range(20):
                polling.see(PLACES)
            found = [question.result(60) for question in asked]
        assert {status for status, _ in found} == {503}
        assert max(seconds for _, seconds in found) < 30
        assert client.get("/vehicles").status_code == 200
    assert polling.rows("select count(*) from poll where outcome in ('ok', 'unchanged')") == [(21,)]


@pytest.fixture
def small_disk(cluster: Cluster, migrated: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database on a disk of 48 MB; skips aloud where none can be mounted."""
    if os.geteuid() != 0:
        pytest.skip("P6 needs root, to mount a small disk")
    # Where the server may come: not under a folder that only root can enter.
    folder = Path("/tmp") / f"stoep-small-{os.getpid()}"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", folder], check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("P6: no small disk can be mounted here")
    subprocess.run(["chown", "postgres", folder], check=True)
    name = f"small_{os.getpid()}"
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as admin:
        try:
            admin.execute(f"create tablespace {name} location '{folder}'".encode())
            admin.execute(f"create database {name} template {migrated} tablespace {name}".encode())
            yield cluster.address(name)
        finally:
            admin.execute(f"drop database if exists {name} with (force)".encode())
            admin.execute(f"drop tablespace if exists {name}".encode())
            subprocess.run(["umount", folder], check=True)
            folder.rmdir()


def test_p6_on_a_full_disk_nothing_is_half_and_reading_goes_on(small_disk: str) -> None:
    with make_pool(small_disk, size=3, options=INGEST_TIMEOUTS) as pool:
        world = World(pool)
        fleet = {f"v{n}": n * 7.0 for n in range(10_000)}
        world.see_often(3, fleet)
        before = world.fingerprint(TABLES)
        _fill(small_disk)
        with pytest.raises(psycopg.errors.DiskFull):
            world.see({**fleet, **{f"w{n}": n * 7.0 for n in range(15_000)}})
        assert world.fingerprint(TABLES) == before
        with serving(create_app(Settings(), small_disk)) as client:
            assert client.get("/vehicles").status_code == 200
        with psycopg.connect(small_disk, autocommit=True) as connection:
            connection.execute("drop table filler")
        # What was missed is a gap of the length that it had, and the stays go on.
        outcome = world.see(fleet, after_s=900)
        assert (outcome.opened, outcome.ended) == (0, 0)
        assert world.rows("select count(*) from coverage_span") == [(2,)]


def _fill(address: str) -> None:
    """Write until the disk is full."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create table filler (waste bytea)")
        connection.execute("alter table filler alter waste set storage external")
        for size in (1_000_000, 7_000):
            with suppress(psycopg.errors.DiskFull):
                for _ in range(2000):
                    connection.execute(
                        "insert into filler values (convert_to(repeat('x', %s), 'UTF8'))", [size]
                    )


def test_a_line_to_the_database_that_is_cut_or_stalls(cluster: Cluster, address: str) -> None:
    """Cut in the middle, a poll is written whole or not at all, and the next one is written."""
    name = address.split("@/")[1].split("?")[0]
    with fault_proxy(cluster.socket / ".s.PGSQL.5432") as proxy:
        through = f"postgresql://stoep@127.0.0.1:{proxy.port}/{name}?connect_timeout=3"
        with make_pool(through, size=2, timeout_s=3, options=INGEST_TIMEOUTS) as pool:
            world = World(pool)
            world.see_often(3, PLACES)
            for _ in range(5):
                proxy.delay_s = 0.01
                with ThreadPoolExecutor(1) as one:
                    poll = one.submit(world.see, {**PLACES, "new": 9000.0})
                    time.sleep(0.05)
                    proxy.cut_all()
                    with suppress(psycopg.Error):
                        poll.result(20)
                proxy.delay_s = 0
                world.recorder.forget(world.feed.id)
            assert world.see({**PLACES, "new": 9000.0}).continued >= 30
            assert world.rows("select count(*) from open_stay") == [(31,)]
            proxy.mode = "cut"
            for _ in range(3):  # also those that were being made just then
                time.sleep(0.2)
                proxy.cut_all()
            with pytest.raises((psycopg.OperationalError, PoolTimeout)):
                world.see(PLACES)
            world.now_s -= world.interval_s
            proxy.mode = "pass"
            assert _soon(world).missing == 1


def _soon(world: World) -> Outcome:
    """The next poll, as soon as a connection is there again: within ten tries."""
    for _ in range(10):
        try:
            return world.see(PLACES)
        except (psycopg.OperationalError, PoolTimeout):
            world.now_s -= world.interval_s
    raise AssertionError("no connection came back")
