"""Log lines hold no place, no id and no row of the database, whoever writes them."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import psycopg
import pytest
import structlog

from stoep.cluster import Cluster
from stoep.logs import configure
from stoep.settings import Settings

FAILS = (
    "insert into feed (key, operator_id, name, url, interval_s)"
    " values ('VEER-0001', 1, 'at 4.3123456 52.0712345', 'x', 1)"
)


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What is written with the product's own logging."""
    root, written = logging.getLogger(), io.StringIO()
    before = list(root.handlers)
    root.handlers.clear()
    with redirect_stderr(written):
        configure(Settings(log_format="json"))
        try:
            yield written
        finally:
            root.handlers[:] = before
    configure(Settings(log_level="error"))


def test_an_error_of_the_database_is_told_without_the_row_that_failed(address: str) -> None:
    with logged() as lines, psycopg.connect(address) as connection:
        for log in (structlog.get_logger(), logging.getLogger("a library")):
            try:
                with connection.transaction():
                    connection.execute(FAILS)
            except psycopg.Error as failed:
                log.exception("it failed")
                log.error(f"it failed: {failed!r}")
    told = lines.getvalue()
    assert told.count("ck_feed_interval") == 4
    assert "VEER-0001" not in told
    assert "4.3123456" not in told


def test_the_moment_of_a_line_is_whole() -> None:
    with logged() as lines:
        structlog.get_logger().warning("a place", at="4.3123456")
    assert re.search(r'"timestamp": "[-0-9]{10}T[:0-9]{8}\.\d+Z"', lines.getvalue())
    assert "4.3123456" not in lines.getvalue()


def test_the_servers_own_log_holds_no_statement_and_no_row(cluster: Cluster, address: str) -> None:
    log: Path = cluster.log
    with psycopg.connect(address) as connection, pytest.raises(psycopg.Error):
        connection.execute(FAILS)
    with psycopg.connect(address) as connection, pytest.raises(psycopg.Error):
        connection.execute("select '4.3123456 of VEER-0001'::float8")
    assert "VEER-0001" not in log.read_text()
