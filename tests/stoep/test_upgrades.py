"""Schema and code that do not fit, migrations that are killed, and a backup that is restored."""

import multiprocessing
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory

from ingest.attempt import Attempt, Outcome
from ingest.feed import load_feed
from ingest.record import Recorder
from stoep.cli.servers import check_schema
from stoep.cluster import Cluster
from stoep.doctor import checks
from stoep.errors import NotReady
from stoep.home import Home
from stoep.postgresql import need_binaries
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import _config, migrate, require_schema, revisions
from tests.ingest.worlds import World, listing

KILLS = 20
_number = count(1)


@contextmanager
def database(cluster: Cluster) -> Iterator[str]:
    """An empty database, for the length of a block."""
    name = f"upgrade_{os.getpid()}_{next(_number)}"
    cluster.create(name)
    try:
        yield cluster.address(name)
    finally:
        cluster.drop(name)


def schema(address: str) -> str:
    """The schema as PostgreSQL itself writes it down."""
    dump = need_binaries().folder / "pg_dump"
    made = subprocess.run([dump, "-s", address], capture_output=True, text=True, check=True)
    # Newer programs write a key that is new each time.
    return "\n".join(line for line in made.stdout.splitlines() if "restrict" not in line)


# --- P13 -----------------------------------------------------------------------------------------


def test_p13_an_older_schema_is_named_with_its_remedy(address: str) -> None:
    migrate(address, "0005")
    with pytest.raises(NotReady, match="revision 0005; this code needs") as told:
        require_schema(address)
    assert "stoep migrate" in told.value.remedy
    with pytest.raises(NotReady):
        check_schema(Home(address, "secret"))
    found = {check.name: check for check in checks(Settings(database=address))}
    assert not found["Schema"].ok
    assert "stoep migrate" in found["Schema"].remedy


def test_p13_a_newer_schema_is_not_touched(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    for refuses in (require_schema, migrate):
        with pytest.raises(NotReady, match="9999, which this code does not know"):
            refuses(address)
    assert revisions(address)[0] == "9999"


def test_a_database_that_is_away_may_come_yet() -> None:
    check_schema(Home("postgresql://nobody@/none?host=/nowhere&connect_timeout=1", "secret"))


# --- P14 -----------------------------------------------------------------------------------------


def test_p14_a_migration_that_is_killed_anywhere_is_done_again(cluster: Cluster) -> None:
    """Killed at twenty moments: each time there is nothing, or all of it; then it is finished."""
    chance = random.Random(14)
    context = multiprocessing.get_context("spawn")
    with database(cluster) as clean:
        began = time.monotonic()
        migrate(clean)
        lasts_s = time.monotonic() - began
        wanted = schema(clean)
    with database(cluster) as address:
        for _ in range(KILLS):
            process = context.Process(target=migrate, args=(address,))
            process.start()
            # Most of a child's time goes to its imports: the kill must reach the work too.
            process.join(0.6 + chance.random() * (lasts_s + 0.4))
            if process.pid is not None and process.is_alive():
                os.kill(process.pid, signal.SIGKILL)
            process.join()
            has, wants = revisions(address)
            assert has in (None, wants)
            if has is not None:
                migrate(address, "base")
        migrate(address)
        assert schema(address) == wanted


def test_two_who_migrate_at_once_take_turns(cluster: Cluster) -> None:
    context = multiprocessing.get_context("spawn")
    with database(cluster) as address:
        both = [context.Process(target=migrate, args=(address,)) for _ in range(2)]
        for process in both:
            process.start()
        for process in both:
            process.join(300)
        assert [process.exitcode for process in both] == [0, 0]
        require_schema(address)


def test_each_step_down_gives_the_schema_that_was_before_it(cluster: Cluster) -> None:
    """Up one by one, then down one by one: PostgreSQL writes down the same at each revision."""
    with database(cluster) as address:
        config = _config(address)
        steps = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
        was = {}
        for revision in reversed(steps):
            command.upgrade(config, revision)
            was[revision] = schema(address)
        for revision in steps[1:]:
            migrate(address, revision)
            assert schema(address) == was[revision], revision


def test_the_newest_step_down_and_up_again_costs_no_row_that_the_older_schema_knows(
    address: str,
) -> None:
    with make_pool(address) as pool:
        World(pool).see_often(5, {f"v{n}": n * 100.0 for n in range(50)})
    was = _fingerprint(address)
    steps = ScriptDirectory.from_config(_config(address)).walk_revisions()
    before = [script.revision for script in steps][1]
    migrate(address, before)
    migrate(address)
    assert _fingerprint(address) == was


# --- P15 -----------------------------------------------------------------------------------------

TABLES = (
    "poll",
    "stay",
    "open_stay",
    "state_change",
    "coverage_span",
    "feed_state",
    "raw_poll",
    "vehicle_type",
)


def test_p15_what_is_restored_is_what_was_and_goes_on(
    cluster: Cluster, address: str, tmp_path: Path
) -> None:
    """Dumped and restored: the same rows, and the next list has the same outcome in both."""
    with make_pool(address) as pool:
        world = World(pool)
        world.see_often(5, {f"v{n}": n * 100.0 for n in range(50)})
        world.see_often(20, {f"v{n}": n * 100.0 for n in range(45)})
        was = world.fingerprint(TABLES)
        ended = len(world.ended())
    assert ended == 5
    file = tmp_path / "stoep.dump"
    folder = need_binaries().folder
    subprocess.run([folder / "pg_dump", "-Fc", "-f", file, address], check=True)
    with database(cluster) as again:
        restored = subprocess.run(
            [folder / "pg_restore", "--exit-on-error", "-d", again, file],
            capture_output=True,
            text=True,
            check=False,
        )
        assert restored.returncode == 0, restored.stderr
        require_schema(again)
        assert _fingerprint(again) == was
        assert _next_poll(address, world) == _next_poll(again, world)
        assert _fingerprint(again) == _fingerprint(address) != was


def _fingerprint(address: str) -> str:
    with make_pool(address) as pool:
        parts = []
        with pool.connection() as connection:
            for table in TABLES:
                row = connection.execute(
                    "select md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                    f" from {table} t".encode()
                ).fetchone()
                assert row is not None
                parts.append(row[0])
        return "".join(parts)


def _next_poll(address: str, world: World) -> Outcome:
    """One more list, of fewer vehicles and one at another place, into a database."""

    with make_pool(address) as pool:
        with pool.connection() as connection:
            feed = load_feed(connection, "feed")
        moment = datetime.fromtimestamp(world.now_s + 60, UTC)
        places = {f"v{n}": n * 100.0 for n in range(40)} | {"v0": 70.0}
        recorder = Recorder(pool, "a secret for tests")
        return recorder.record(feed, listing(places), Attempt(moment, moment, 200, 1))
