"""What all tests share: a real PostgreSQL with PostGIS, one fresh database a test."""

import hashlib
import itertools
import os
import shutil
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psycopg import Connection, InternalError
from psycopg_pool import ConnectionPool

from stoep.cluster import Cluster
from stoep.logs import configure
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import migrate
from tests.beaches import Beaches, beaches_to_copy

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
MEMORY = Path("/dev/shm")
ROOM_GIB = 6
LONG = (
    "tests/dashboard/test_pages.py",
    "tests/ingest/test_invariants.py",
    "tests/ingest/test_kill.py",
    "tests/ingest/test_processes.py",
    "tests/dashboard/test_jobs.py",
    "tests/dashboard/test_page_safety.py",
    "tests/dashboard/test_modules.py",
    "tests/dashboard/test_along.py",
    "tests/api/test_demo_indicators.py",
    "tests/dashboard/test_now.py",
    "tests/dashboard/test_lookback.py",
    "tests/dashboard/test_movement.py",
    "tests/stoep/test_cluster.py",
    "tests/stoep/test_write_a_module.py",
    "tests/stoep/test_upgrades.py",
    "tests/dashboard/test_density.py",
    "tests/dashboard/test_drawn.py",
)
"""What takes long goes first, the longest before all: the other workers do the rest beside it."""
SCREEN = "240"
"""So wide a screen have commands that tests type: tables are not broken in the middle of a word."""
os.environ["COLUMNS"] = SCREEN
os.environ["STOEP_ACTING"] = "anyone"
_number = itertools.count(1)
configure(Settings(log_level="error"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; all of a file go to one worker (`--dist loadfile`), for they share."""
    places = {file: place for place, file in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.split("::")[0], len(LONG)))


def _home() -> Path:
    """In memory, where a commit waits for no disk; on disk where there is no such room.

    Tests that crash a server have clusters of their own, on disk.
    """
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
    home = MEMORY / f"stoep-test-{mark}"
    if home.is_dir() or (MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_GIB * 2**30):
        return home
    return ROOT / ".stoep" / "test"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The private test cluster of all workers; it fails loudly where PostGIS is missing."""
    made = Cluster(_home())
    with made.up(fleeting=True):
        yield made


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Iterator[str]:
    """Name of a migrated database without rows, to copy from."""
    name = f"template_{os.getpid()}"
    cluster.create(name)
    migrate(cluster.address(name))
    yield name
    cluster.drop(name)


@pytest.fixture(scope="session")
def told_beaches(cluster: Cluster, migrated: str) -> Iterator[Beaches]:
    """The beaches with their labels, drawn and told of once (see tests/beaches.py)."""
    with beaches_to_copy(cluster, migrated) as made:
        yield made


@pytest.fixture
def template(migrated: str) -> str:
    """What the database of a test is a copy of; a file may say: of a world that was drawn once."""
    return migrated


@pytest.fixture
def address(cluster: Cluster, template: str) -> Iterator[str]:
    """Address of a fresh database, migrated and as empty as its template."""
    name = f"test_{os.getpid()}_{next(_number)}"
    _asked_again(cluster, lambda: cluster.create(name, template=template))
    yield cluster.address(name)
    _asked_again(cluster, lambda: cluster.drop(name))


def _asked_again(cluster: Cluster, work: Callable[[], object]) -> None:
    """A server that could not at once (it writes all it holds first) is asked again, aloud."""
    try:
        work()
    except InternalError as refused:
        told = cluster.log.read_text(errors="replace").splitlines()[-20:]
        warnings.warn(f"{refused}\n" + "\n".join(told), stacklevel=1)
        time.sleep(1)
        work()


@pytest.fixture
def pool(address: str) -> Iterator[ConnectionPool[Connection]]:
    """A pool of connections to the fresh database."""
    with make_pool(address) as made:
        yield made


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real public data; a test that needs it says so when it is absent."""
    if not SHARED.exists():
        pytest.skip("../shared is not there: real public data not tested")
    return SHARED
