"""The commands of a large platform, as an operator of it types them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from distributed import LocalCluster
from psycopg import Connection
from psycopg_pool import ConnectionPool
from typer.testing import CliRunner, Result

from stoep.cli import app
from stoep.logs import configure
from stoep.settings import Settings
from tests.zones.fleets import DAY_S, FIRST, a_fleet, draw_areas
from zones.cells import fold_feed

Pool = ConnectionPool[Connection[Any]]


@pytest.fixture
def home(
    pool: Pool, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A folded fleet in the configured database, and a folder for the archive."""
    with pool.connection() as connection:
        draw_areas(connection)
        a_fleet(connection)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_ARCHIVE", str(tmp_path / "archive"))
    yield tmp_path
    # The commands wrote their log to a screen that is gone.
    configure(Settings(log_level="error"))


def stoep(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_archive_is_written_and_checked(home: Path) -> None:
    refused = stoep("archive", "check")
    assert refused.exit_code == 1
    assert "There is no archive in" in refused.output
    written = stoep("archive", "write", "--to", "2026-03-01")
    assert written.exit_code == 0, written.output
    assert "to the end of 2026-03-01" in written.output
    written = stoep("archive", "write")
    assert re.search(r"Looked at 8 days; \d+ files", written.output)
    assert "files are as written" in stoep("archive", "check").output
    next((home / "archive").rglob("stay/*/*.parquet")).unlink()
    spoilt = stoep("archive", "check")
    assert spoilt.exit_code == 1
    assert "is not there" in spoilt.output


def test_history_is_folded_from_the_archive(home: Path, pool: Pool) -> None:
    assert stoep("archive", "write").exit_code == 0
    with pool.connection() as connection:
        end = FIRST + 12 * DAY_S
        before = fingerprint(connection, end)
        connection.execute("update cell_day set parked[1] = 99 where area_id in (1, 2)")
        connection.execute("delete from cell_day where area_id = 3")
        assert fingerprint(connection, end) != before
    folded = stoep("fold")
    assert folded.exit_code == 0, folded.output
    assert re.search(r"\d+ days of cells of 6 areas", folded.output)
    with pool.connection() as connection:
        assert fingerprint(connection, end) == before
        # What is not closed stays as it was.
        kept = "select count(*) from cell_day where parked[1] = 99"
        assert connection.execute(kept).fetchone() != (0,)


def test_cells_go_into_a_file_of_their_own(home: Path) -> None:
    assert stoep("archive", "write").exit_code == 0
    out = home / "cells.parquet"
    told = stoep(
        "fold", "--area", "2", "--from", "2026-02-28", "--to", "2026-03-01", "--out", str(out)
    )
    assert told.exit_code == 0, told.output
    table = pq.read_table(out)
    assert set(table["area_id"].to_pylist()) == {2}
    assert {str(day) for day in table["day"].to_pylist()} == {"2026-02-28", "2026-03-01"}
    assert {len(quarters) for quarters in table["parked"].to_pylist()} == {96}


def test_what_cannot_be_folded_is_refused_in_a_sentence(home: Path, pool: Pool) -> None:
    assert "There is no archive" in stoep("fold").output
    assert stoep("archive", "write").exit_code == 0
    assert "go together" in stoep("fold", "--engine", "dask").output
    assert "There is no area 99" in stoep("fold", "--area", "99").output
    silent = stoep("fold", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert silent.exit_code == 1
    assert "No scheduler answers at tcp://127.0.0.1:9" in silent.output
    with pool.connection() as connection:
        connection.execute(
            "insert into correction (feed_id, from_at, to_at, made_at, reason, events, stays)"
            " values (1, to_timestamp(%s), to_timestamp(%s), now(), 'late', 1, 1)",
            [FIRST + DAY_S, FIRST + 2 * DAY_S],
        )
    assert "corrections came after the archive was written" in stoep("fold").output


def fingerprint(connection: Connection[Any], end: int) -> Any:
    """A hash of all cells up to a moment."""
    return connection.execute(
        "select count(*), md5(string_agg(t::text, '|' order by t::text)) from cell_day t"
        " where day < (to_timestamp(%s) at time zone 'UTC')::date",
        [end],
    ).fetchone()


def test_the_command_gives_the_same_bytes_on_a_cluster(home: Path, pool: Pool) -> None:
    assert stoep("archive", "write").exit_code == 0
    alone, two = home / "alone.parquet", home / "two.parquet"
    assert stoep("fold", "--out", str(alone)).exit_code == 0
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
    ) as cluster:
        there = ("--engine", "dask", "--scheduler", cluster.scheduler_address)
        told = stoep("fold", *there, "--out", str(two))
        assert told.exit_code == 0, told.output
        assert two.read_bytes() == alone.read_bytes()
        with pool.connection() as connection:
            end = FIRST + 12 * DAY_S
            before = fingerprint(connection, end)
            connection.execute("delete from cell_day where area_id = 4 and day < '2026-03-05'")
        told = stoep("fold", *there, "--area", "4")
        assert told.exit_code == 0, told.output
    with pool.connection() as connection:
        assert fingerprint(connection, end) == before
