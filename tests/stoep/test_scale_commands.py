"""The commands of a large platform, as an operator of it types them."""

import re
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool
from typer.testing import CliRunner, Result

from stoep.cli import app
from tests.zones.fleets import a_fleet, draw_areas
from zones.cells import fold_feed

Pool = ConnectionPool[Connection[Any]]


@pytest.fixture
def home(pool: Pool, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folded fleet in the configured database, and a folder for the archive."""
    with pool.connection() as connection:
        draw_areas(connection)
        a_fleet(connection)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_ARCHIVE", str(tmp_path / "archive"))
    return tmp_path


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
