"""A scratch database and a way to time things."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stoep.cluster import Cluster
from stoep.store.migrate import migrate

HOME = Path(__file__).parent.parent / ".stoep" / "bench"


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """Address of a fresh, migrated database, dropped at the end."""
    cluster = Cluster(HOME)
    with cluster.up():
        cluster.drop(name)
        cluster.create(name)
        migrate(cluster.address(name))
        yield cluster.address(name)
        cluster.drop(name)


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(work: Callable[[], object], times: int) -> float:
    """Median seconds of several calls."""
    return statistics.median(timed(work) for _ in range(times))


def percentile(seconds: list[float], share: float) -> float:
    """The value below which `share` of the measurements lie."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]
