"""The state of one feed as bytes: what stands, and where its evidence clock is.

Taken once a day right after a poll; with the bodies that came later it gives every state since.
"""

import struct
from datetime import datetime
from typing import Any

import zstandard as zstd
from psycopg import Connection, sql

PARTS = {
    "feed_state": "select {columns} from feed_state where feed_id = {feed}",
    "coverage_span": (
        "select {columns} from coverage_span where feed_id = {feed} order by starts_at desc limit 1"
    ),
    "open_stay": "select {columns} from open_stay where feed_id = {feed} order by id",
}
"""What a state is made of, each part as PostgreSQL's binary COPY."""
COLUMNS = """
select array_agg(attname::text order by attnum) from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""


def take(connection: Connection[Any], feed_id: int, taken_at: datetime) -> None:
    """Keep the state of a feed after the poll that started at `taken_at`."""
    with connection.transaction():
        parts = [_copy_out(connection, table, feed_id) for table in PARTS]
        body = b"".join(struct.pack(">Q", len(part)) + part for part in parts)
        connection.execute(
            "insert into checkpoint (feed_id, taken_at, generation, zipped)"
            " select feed_id, %s, generation, %s from feed_state where feed_id = %s"
            " on conflict do nothing",
            [taken_at, zstd.compress(body), feed_id],
        )


def due(connection: Connection[Any], feed_id: int, at: datetime) -> bool:
    """Whether no state of that day (UTC) is kept yet."""
    row = connection.execute(
        "select exists (select from checkpoint where feed_id = %(feed)s"
        " and taken_at >= date_trunc('day', %(at)s::timestamptz, 'UTC'))",
        {"feed": feed_id, "at": at},
    ).fetchone()
    return row is not None and not row[0]


def restore(connection: Connection[Any], zipped: bytes) -> None:
    """Put a state into a database that knows the feed, its areas and vehicle types."""
    body = zstd.decompress(zipped)
    at = 0
    for table in PARTS:
        (size,) = struct.unpack_from(">Q", body, at)
        _copy_in(connection, table, body[at + 8 : at + 8 + size])
        at += 8 + size


def copy_table(source: Connection[Any], target: Connection[Any], table: str, where: str) -> None:
    """Rows of a table from one database into another, as they are."""
    query = sql.SQL("select {columns} from {table} where " + where).format(
        columns=_columns(source, table), table=sql.Identifier(table)
    )
    _copy_in(target, table, _read(source, query))


def _copy_out(connection: Connection[Any], table: str, feed_id: int) -> bytes:
    query = sql.SQL(PARTS[table]).format(
        columns=_columns(connection, table), feed=sql.Literal(feed_id)
    )
    return _read(connection, query)


def _read(connection: Connection[Any], query: sql.Composed) -> bytes:
    command = sql.SQL("copy ({}) to stdout (format binary)").format(query)
    with connection.cursor().copy(command) as copy:
        return b"".join(bytes(piece) for piece in copy)


def _copy_in(connection: Connection[Any], table: str, rows: bytes) -> None:
    command = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(table), _columns(connection, table)
    )
    with connection.cursor().copy(command) as copy:
        copy.write(rows)


def _columns(connection: Connection[Any], table: str) -> sql.Composed:
    row = connection.execute(COLUMNS, [table]).fetchone()
    assert row is not None
    return sql.SQL(", ").join(map(sql.Identifier, row[0]))
