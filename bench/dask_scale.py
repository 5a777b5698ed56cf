"""The archive on a Dask cluster: two processes against one, beside this process by itself.

What two processes can gain at all on a machine that is shared is measured in the same run.
"""

import multiprocessing
import shutil
import time
from typing import Any

import numpy as np

from bench.cityyear import BEGIN, DAY_S, around_town, make_archive
from bench.report import Line
from bench.scratch import HOME
from stoep.store.columns import FOREVER
from zones.archive.cluster import open_cluster
from zones.archive.fold import fold_whole
from zones.archive.read import Archive, StoredArea
from zones.day_cells import DayCells

ROOT = HOME / "dask_scale"
STAYS, DAYS, TIMES = 6_000_000, 140, 3


def lines() -> list[Line]:
    """The one line; the three must give the same cells."""
    from distributed import LocalCluster

    archive = make_archive(ROOT, STAYS, DAYS)
    areas = [StoredArea(n, 0, int(FOREVER), around_town(s)) for n, s in ((1, 1.0), (2, 0.3))]
    alone_s, alone = _best(archive, areas)
    seconds: dict[int, float] = {}
    for processes in (1, 2):
        with LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
        ) as made:
            with open_cluster(made.scheduler_address, archive) as cluster:
                seconds[processes], cells = _best(archive, areas, cluster)
        assert np.array_equal(cells.vehicle_s, alone.vehicle_s)
        assert np.array_equal(cells.parked, alone.parked)
    assert alone.day.min() == BEGIN // DAY_S
    shutil.rmtree(ROOT)
    return [
        Line(
            f"fold of {STAYS:,} stays on Dask, 2 processes",
            f"{seconds[2]:.1f} s, the best of {TIMES}: × {seconds[1] / seconds[2]:.2f} of one",
            f"1 process {seconds[1]:.1f} s, without Dask {alone_s:.1f} s;"
            f" plain sorting in 2 processes: × {_ceiling():.2f} of one",
            "–",
            None,
        )
    ]


def _sorting(_: int) -> None:
    numbers = np.random.default_rng(1).integers(0, 1 << 40, 400_000)
    for _ in range(30):
        np.sort(numbers)


def _ceiling() -> float:
    """What a second process is worth on this machine now, with no Dask and nothing shared."""
    took: dict[int, list[float]] = {1: [], 2: []}
    with multiprocessing.get_context("spawn").Pool(2) as workers:
        workers.map(_sorting, range(4), chunksize=1)
        for processes in (1, 2) * TIMES:
            began = time.perf_counter()
            workers.map(_sorting, range(4), chunksize=4 // processes)
            took[processes].append(time.perf_counter() - began)
    return min(took[1]) / min(took[2])


def _best(archive: Archive, areas: list[StoredArea], engine: Any = None) -> tuple[float, DayCells]:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        cells = fold_whole(archive, areas, engine)
        took.append(time.perf_counter() - began)
    return min(took), cells
