"""A private cluster for real: made, started, broken, started again."""

import os
import signal
import stat
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from stoep.cluster import Cluster
from stoep.errors import NotReady
from stoep.postgresql import find_binaries
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


def test_the_last_one_out_stops_it(other: Cluster) -> None:
    with other.up() as started:
        assert started
        second = Cluster(other.home)
        with second.up() as again:
            assert not again
        assert answer(other) == 42
    assert not other.running


def test_what_is_fleeting_leaves_nothing_and_finds_nothing(other: Cluster) -> None:
    """Also when who was in died, and left the server running."""
    child = get_context("spawn").Process(target=_die_inside, args=(other.home,))
    child.start()
    child.join(60)
    assert not other.create("left")
    with other.up(fleeting=True) as started:
        assert started
        assert other.create("left")
        with Cluster(other.home).up(fleeting=True) as again:
            assert not again
        assert not other.create("left")
    assert not other.running
    assert not other.data.exists()


def test_who_dies_inside_does_not_hold_it_up(other: Cluster) -> None:
    child = get_context("spawn").Process(target=_die_inside, args=(other.home,))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert answer(other) == 42
    with other.up() as started:
        assert not started
    assert not other.running


def _die_inside(home: Path) -> None:
    with Cluster(home).up():
        Cluster(home).create("left")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_socket_folder_of_someone_else_is_refused(other: Cluster) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder to someone else")
    other.start()
    other.stop()
    other.socket.rmdir()
    other.socket.mkdir()
    os.chown(other.socket, 65534, 65534)
    with pytest.raises(NotReady, match="someone else"):
        other.start()
    os.chown(other.socket, 0, 0)
