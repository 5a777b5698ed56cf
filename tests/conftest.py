"""What all tests share: a real PostgreSQL with PostGIS, one fresh database a test."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.cluster import Cluster
from stoep.logs import configure
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import migrate

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
_number = itertools.count(1)
configure(Settings(log_level="error"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The private test cluster; it fails loudly where PostGIS is missing."""
    made = Cluster(ROOT / ".stoep" / "test")
    with made.up():
        yield made


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Iterator[str]:
    """Name of a migrated database without rows, to copy from."""
    name = f"template_{os.getpid()}"
    cluster.create(name)
    migrate(cluster.address(name))
    yield name
    cluster.drop(name)


@pytest.fixture
def address(cluster: Cluster, migrated: str) -> Iterator[str]:
    """Address of a fresh, migrated database."""
    name = f"test_{os.getpid()}_{next(_number)}"
    cluster.create(name, template=migrated)
    yield cluster.address(name)
    cluster.drop(name)


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
