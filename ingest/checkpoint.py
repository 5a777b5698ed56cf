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
HEADER_BYTES = 19
"""Of a binary COPY; the number of columns comes next, or -1 where there is no row."""
COLUMNS = """
select array_agg(attname::text order by attnum) from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""


def take(connection: Connection[Any], feed_id: int, taken_at: datetime) -> bool:
    """Keep the state of a feed after the poll that started at `taken_at`.

    False, and nothing is kept, when another attempt was made since: that is another state.
    """
    with connection.transaction():
        row = connection.execute(
            "select generation from feed_state where feed_id = %s and last_poll_at = %s"
            " for no key update",
            [feed_id, taken_at],
        ).fetchone()
        if row is None:
            return False
        parts = [_copy_out(connection, table, feed_id) for table in PARTS]
        body = b"".join(struct.pack(">Q", len(part)) + part for part in parts)
        connection.execute(
            "insert into checkpoint (feed_id, taken_at, generation, zipped)"
            " values (%s, %s, %s, %s) on conflict do nothing",
            [feed_id, taken_at, row[0], zstd.compress(body)],
        )
    return True


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
    """Rows from the same schema or an older one: columns are only ever added, at the end."""
    (count,) = struct.unpack_from(">h", rows, HEADER_BYTES)
    command = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(table), _columns(connection, table, None if count < 0 else count)
    )
    with connection.cursor().copy(command) as copy:
        copy.write(rows)


def columns_of(connection: Connection[Any], table: str) -> list[str]:
    """The columns of a table that are written, in order."""
    row = connection.execute(COLUMNS, [table]).fetchone()
    assert row is not None
    names: list[str] = row[0]
    return names


def _columns(connection: Connection[Any], table: str, first: int | None = None) -> sql.Composed:
    names = columns_of(connection, table)[:first]
    return sql.SQL(", ").join(map(sql.Identifier, names))
