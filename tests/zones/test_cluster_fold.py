"""The archive folded on a cluster of two processes: the same bytes as in one process."""

import builtins
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.errors import NotReady
from tests.zones.fleets import a_fleet, draw_areas
from zones.archive.cluster import SchedulerSilent, WorkersDiffer, open_cluster
from zones.archive.fold import Ground, fold_archive, fold_piece
from zones.archive.keep import keep_in_file
from zones.archive.read import Archive, open_archive
from zones.archive.write import write_archive
from zones.cells import fold_feed

Pool = ConnectionPool[Connection[Any]]


@pytest.fixture(scope="module")
def two() -> Iterator[Any]:
    """A scheduler and two worker processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
    ) as cluster:
        yield cluster


@pytest.fixture
def archive(pool: Pool, tmp_path: Path) -> Archive:
    with pool.connection() as connection:
        draw_areas(connection)
        a_fleet(connection)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    with pool.connection() as connection:
        write_archive(connection, tmp_path / "archive")
    return open_archive(tmp_path / "archive")


def whole(archive: Archive, path: Path, engine: Any = None) -> bytes:
    period = archive.manifest.begins_at, archive.manifest.closed_to
    parts = fold_archive(archive, archive.areas(), *period, engine)
    assert keep_in_file(path, parts, archive.manifest) > 100
    return path.read_bytes()


def test_two_processes_give_the_same_bytes_as_one(
    archive: Archive, two: Any, tmp_path: Path
) -> None:
    alone = whole(archive, tmp_path / "alone.parquet")
    with open_cluster(two.scheduler_address, archive) as cluster:
        assert cluster.threads == 2
        assert whole(archive, tmp_path / "two.parquet", cluster) == alone
        pids = set(cluster.client.run(os.getpid).values())
    assert len(pids | {os.getpid()}) == 3


def test_a_worker_that_is_killed_costs_no_number(
    archive: Archive, two: Any, tmp_path: Path
) -> None:
    alone = whole(archive, tmp_path / "alone.parquet")
    with open_cluster(two.scheduler_address, archive) as cluster:
        first = next(iter(cluster.client.run(os.getpid).values()))
        period = archive.manifest.begins_at, archive.manifest.closed_to
        parts = fold_archive(archive, archive.areas(), *period, cluster)

        def killing() -> Iterator[Any]:
            for number, part in enumerate(parts):
                if number == 0:
                    os.kill(first, signal.SIGKILL)
                yield part

        keep_in_file(tmp_path / "killed.parquet", killing(), archive.manifest)
    assert (tmp_path / "killed.parquet").read_bytes() == alone


def test_what_is_wrong_with_a_cluster_is_told_by_name(
    archive: Archive, two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("tcp://127.0.0.1:9", "nonsense", "carrier-pigeon://x:1"):
        with pytest.raises(SchedulerSilent, match="No scheduler answers"):
            with open_cluster(address, archive, patience_s=1):
                pass
    elsewhere = Archive(archive.root, archive.manifest)
    monkeypatch.setattr("zones.archive.cluster.__version__", "9.9")
    with pytest.raises(WorkersDiffer):
        with open_cluster(two.scheduler_address, elsewhere):
            pass


def test_a_scheduler_without_workers_is_refused(archive: Archive) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as nobody:
        with pytest.raises(SchedulerSilent, match="no workers"):
            with open_cluster(nobody.scheduler_address, archive):
                pass


def test_without_dask_it_says_how_to_get_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *more: Any, **named: Any) -> Any:
        if name == "distributed":
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(NotReady, match=r"stoep\[dask\]"):
        with open_cluster("tcp://127.0.0.1:9", archive):
            pass


def test_a_piece_is_the_same_work_anywhere(archive: Archive, two: Any) -> None:
    """What a worker gives for one piece is what this process gives."""
    period = archive.manifest.begins_at, archive.manifest.closed_to
    ground = Ground(archive.root, archive.areas(), archive.clocks(), *period)
    pieces = list(archive.pieces(*period))
    with open_cluster(two.scheduler_address, archive) as cluster:
        there = list(cluster.over(fold_piece, ground, pieces))
    here = [fold_piece(ground, piece) for piece in pieces]
    assert [cells.vehicle_s.tobytes() for cells in there] == [c.vehicle_s.tobytes() for c in here]
    assert sum(len(cells) for cells in here) > 0
