"""Entries of the log, each sealed by the one before: what is changed or taken out, shows."""

import hashlib
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from psycopg import Connection

BEGINNING = bytes(32)
BATCH = 5000
COLUMNS = (
    "at", "actor", "organisation_id", "organisation", "session_id", "key_id", "what", "action",
    "object", "operators", "municipality", "purpose", "outcome", "origin",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What is written down, in the order of the columns."""

    at: datetime
    actor: str
    organisation_id: int
    organisation: str
    session_id: int | None
    key_id: int | None
    what: str
    action: str
    object: str
    operators: list[str]
    municipality: str | None
    purpose: str
    outcome: str
    origin: str


@dataclass(frozen=True)
class Verified:
    """What the log comes to; `broken_at` is the first entry that is not as it was written.

    `newest` is the hash of the last entry: kept elsewhere, it shows later that nothing was cut off.
    """

    entries: int
    broken_at: int | None
    newest: str


def append(connection: Connection[Any], entry: Entry) -> int:
    """Add an entry, one at a time; gives its number."""
    connection.execute("select pg_advisory_xact_lock(hashtextextended('audit', 29))")
    last = connection.execute(
        "select number, hash from audit_entry order by number desc limit 1"
    ).fetchone()
    gone, seal = _gone(connection)
    number, before = (last[0] + 1, last[1]) if last else (gone + 1, seal)
    values = astuple(entry)
    connection.execute(
        f"insert into audit_entry (number, {', '.join(COLUMNS)}, before, hash)"
        f" values ({', '.join(['%s'] * (len(COLUMNS) + 3))})".encode(),
        [number, *values, before, _seal(number, before, values)],
    )
    return int(number)


def verify(connection: Connection[Any]) -> Verified:
    """Work out every seal anew, from the first entry on that is not past keeping."""
    columns = ", ".join(COLUMNS)
    gone, before = _gone(connection)
    count = gone
    while True:
        rows = connection.execute(
            f"select number, before, hash, {columns} from audit_entry where number > %s"
            " order by number limit %s".encode(),
            [count, BATCH],
        ).fetchall()
        if not rows:
            return Verified(count - gone, None, before.hex())
        for number, kept_before, kept, *values in rows:
            right = _seal(count + 1, before, tuple(values))
            if (number, kept_before, kept) != (count + 1, before, right):
                return Verified(count - gone, count + 1, before.hex())
            count, before = number, kept


def _gone(connection: Connection[Any]) -> tuple[int, bytes]:
    """Number and seal of the last entry that was past keeping."""
    row = connection.execute(
        "select number, hash from retention where what = 'audit_entry'"
    ).fetchone()
    return row or (0, BEGINNING)


def _seal(number: int, before: bytes, values: tuple[Any, ...]) -> bytes:
    at, *rest = values
    told = [number, before.hex(), at.astimezone(UTC).isoformat(), *rest]
    return hashlib.sha256(msgspec.json.encode(told)).digest()
