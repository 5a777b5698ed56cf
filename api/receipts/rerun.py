"""A signed file taken in: checked, and loaded into an empty database to be asked the same question.

The very code that answered answers again (see `again`); all it knows is what the file holds.
"""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from api.receipts.behind import period_of
from api.receipts.extract import FORMAT, TABLES, Extract, SignedExtract
from api.receipts.receipt import BadReceipt, public_key
from api.receipts.receipt import read as read_receipt
from stoep.store.partitions import ensure_month

DAY_S = 86_400
QUARTERS = 96
MONTHLY = {"stay": "end_hi", "state_change": "changed_at"}
"""Tables in parts by month of a column."""


@dataclass(frozen=True)
class Checked:
    """A file whose signature holds, and by which key."""

    content: Extract
    key: str


def check(file: bytes) -> Checked:
    """What a file holds, when it is signed by the key that it names; raises BadReceipt."""
    try:
        outer = msgspec.json.decode(file, type=SignedExtract)
        content = msgspec.json.decode(outer.signed, type=Extract)
        key = public_key(content.key)
        key.verify(urlsafe_b64decode(outer.signature), bytes(outer.signed))
    except (msgspec.DecodeError, ValueError, InvalidSignature) as bad:
        raise BadReceipt(
            "This file is not as it was signed.",
            "Ask for it again; not a letter of it may be changed.",
        ) from bad
    if content.format != FORMAT or read_receipt(content.receipt, key) != content.question:
        raise BadReceipt("The file's receipt is not about its question.", "Ask for the file again.")
    return Checked(content, content.key)


def load(connection: Connection, content: Extract) -> None:
    """The rows of a file into an empty, migrated database."""
    with connection.transaction():
        for table in TABLES:
            # Files of before a table was there lack it.
            rows = content.tables.get(table, [])
            for month in {row[MONTHLY[table]][:7] for row in rows if table in MONTHLY}:
                ensure_month(connection, table, datetime.fromisoformat(f"{month}-01T00:00Z"))
            _insert(connection, table, rows)
        for feed, (_, folded, _) in content.question.evidence.items():
            connection.execute(
                "insert into fold_state values (%s, to_timestamp(%s), to_timestamp(%s))",
                [feed, folded, folded],
            )
        _list_types(connection, content)
        _let_serve(connection, content)


def _insert(connection: Connection, table: str, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    statement = sql.SQL(
        "insert into {0} ({1}) overriding system value"
        " select {1} from jsonb_populate_recordset(null::{0}, %s)"
    ).format(sql.Identifier(table), columns)
    connection.execute(statement, [Jsonb(rows)])


def _list_types(connection: Connection, content: Extract) -> None:
    """That a feed lists a type of vehicle though none stood in these areas: an empty day of it."""
    start, end = period_of(content.answer, content.question)
    nothing = [0] * QUARTERS
    for day_s in range(start // DAY_S * DAY_S, end + 1, DAY_S):
        day = datetime.fromtimestamp(day_s, UTC).date()
        ensure_month(connection, "cell_day", day)
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into cell_day values (%s, 0, %s, %s, %s, %s)",
                [(day, feed, kind, nothing, nothing) for feed, kind in content.types],
            )


def _let_serve(connection: Connection, content: Extract) -> None:
    """That feeds served municipalities on some days: a second of each is all that is asked for."""
    nothing = [0] * QUARTERS
    rows = [
        (datetime.fromtimestamp(day * DAY_S, UTC).date(), town, feed, kind)
        for feed, town, kind, day in content.served
    ]
    for day in {row[0] for row in rows}:
        ensure_month(connection, "cell_day", day)
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into cell_day values (%s, %s, %s, %s, %s, %s)",
            [(*row, nothing, [1, *nothing[1:]]) for row in rows],
        )
