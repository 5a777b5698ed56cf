"""The same kernel on a Dask cluster: each worker reads its pieces of the archive itself.

Whole numbers are added up: whoever folds a piece, and in whatever order, the cells are the same.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from stoep import __version__
from stoep.errors import NotReady, StoepError
from zones.archive.fold import Ground
from zones.archive.manifest import read_manifest
from zones.archive.read import Archive, Piece
from zones.day_cells import DayCells

PATIENCE_S = 5.0
AHEAD = 2
"""So many pieces a thread are under way at once: the rest waits here, not in anybody's memory."""


class SchedulerSilent(StoepError):
    """Nobody answers at the scheduler's address, or it has no workers."""

    code = "scheduler_silent"


class WorkersDiffer(StoepError):
    """Workers have other code, or see another archive."""

    code = "workers_differ"


@dataclass(frozen=True)
class Cluster:
    """A cluster that answered, as an engine (see `zones.archive.fold`)."""

    client: Any
    threads: int

    def over(
        self, work: Callable[[Ground, Piece], DayCells], ground: Ground, pieces: list[Piece]
    ) -> Iterator[DayCells]:
        """What the work comes to, piece by piece, in their order."""
        shared = self.client.scatter(ground, broadcast=True, hash=False)
        waiting = iter(pieces)

        def begin(count: int) -> list[Any]:
            return [
                self.client.submit(work, shared, piece, pure=False)
                for piece in islice(waiting, count)
            ]

        under_way = deque(begin(AHEAD * self.threads))
        while under_way:
            done = under_way.popleft()
            yield done.result()
            under_way.extend(begin(1))


@contextmanager
def open_cluster(
    scheduler: str, archive: Archive, patience_s: float = PATIENCE_S
) -> Iterator[Cluster]:
    """The cluster of a scheduler (`tcp://host:port`), its workers checked.

    Raises NotReady without Dask, SchedulerSilent, WorkersDiffer.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NotReady(
            "Dask is not installed.", "Install Stoep with its extra: pip install 'stoep[dask]'"
        ) from None
    # What it has to say of a scheduler that does not answer is told in one sentence below.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=patience_s, set_as_default=False
        )
    except (OSError, ValueError, TypeError):
        raise SchedulerSilent(
            f"No scheduler answers at {scheduler} within {patience_s:g} s.",
            "Give its address as it prints it when it starts, such as tcp://host:8786.",
        ) from None
    with client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise SchedulerSilent(
                f"The scheduler at {scheduler} has no workers.", "Start some: dask worker ADDRESS"
            )
        _check(client, archive)
        yield Cluster(client, sum(worker["nthreads"] for worker in workers.values()))


def _check(client: Any, archive: Archive) -> None:
    """All workers run this code and see this archive."""
    told = client.run(partial(_seen, archive.root), on_error="return")
    here = _seen(archive.root)
    for worker, seen in told.items():
        if seen != here:
            found = f"{seen}" if isinstance(seen, Exception) else "another version of either"
            raise WorkersDiffer(
                f"Worker {worker} has not this code and this archive: {found}",
                "Give each worker the same Stoep, and the archive at the same path.",
            )


def _seen(root: Path) -> tuple[str, str]:
    """The code's version, and what the archive holds."""
    return __version__, repr(read_manifest(root))
