"""A private cluster for real: made, started, broken, started again."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stoep.cluster import Cluster, find_binaries
from stoep.errors import NotReady
from tests.conftest import ROOT


@pytest.fixture
def other(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A cluster of this test's own, beside the one that all tests share."""
    made = Cluster(ROOT / ".stoep" / "test" / f"other-{os.getpid()}")
    yield made
    made.remove()


def answer(cluster: Cluster) -> int:
    with psycopg.connect(cluster.address("postgres")) as connection:
        row = connection.execute("select 42").fetchone()
    assert row is not None
    return int(row[0])


def test_start_stop_and_start_keep_the_data(other: Cluster) -> None:
    assert not other.running
    assert other.start()
    assert not other.start()
    assert other.create("kept")
    assert not other.create("kept")
    other.stop()
    assert not other.running
    assert other.start()
    assert not other.create("kept")


def test_nobody_else_reaches_the_socket(other: Cluster) -> None:
    other.start()
    assert stat.S_IMODE(other.socket.stat().st_mode) == 0o700
    with psycopg.connect(other.address("postgres")) as connection:
        row = connection.execute("show listen_addresses").fetchone()
    assert row == ("",)
    assert len(str(other.socket)) < 90


def test_it_comes_back_after_a_crash(other: Cluster) -> None:
    other.start()
    pid = int((other.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        pass
    assert (other.data / "postmaster.pid").exists()
    assert other.start()
    assert answer(other) == 42


def test_a_half_made_folder_is_made_anew(other: Cluster) -> None:
    other.data.mkdir(parents=True)
    (other.data / "pg_wal").mkdir()
    assert other.start()
    assert answer(other) == 42


def test_data_of_another_version_is_refused_by_name(other: Cluster) -> None:
    other.start()
    other.stop()
    (other.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(NotReady, match="PostgreSQL 9"):
        other.start()
    found = find_binaries()
    assert found is not None
    (other.data / "PG_VERSION").write_text(f"{found.version}\n")
