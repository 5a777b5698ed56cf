"""The outbox: what is to be sent waits in it until it was sent, or was given up with a reason.

Nothing is lost: a message is in the table in the transaction that it follows from. Nothing is made
twice: each has a key, once for a recipient. A sender that dies in the middle leaves a message that
is tried again under the same key, by which whoever gets it twice can tell.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from zones.measure import SQL

WAITS_S = (60, 300, 900, 3_600, 4 * 3_600, 12 * 3_600)
"""After each failed attempt; after the last one comes no other."""
DIED_AFTER = timedelta(minutes=10)
"""An attempt that has not ended by then was cut off."""


@dataclass(frozen=True)
class Draft:
    """A message to one recipient; `key` tells what it is about."""

    recipient_id: int
    key: str
    topic: str
    subject: str
    body: str
    evidence: str
    due_at: datetime


@dataclass(frozen=True)
class Notice:
    """A message as it is in the outbox."""

    id: int
    recipient_id: int
    key: str
    topic: str
    subject: str
    body: str
    evidence: str
    made_at: datetime
    due_at: datetime
    state: str
    attempts: int
    ended_at: datetime | None
    reason: str | None


def put(connection: Connection[Any], drafts: Iterable[Draft], now: datetime) -> int:
    """Put messages in the outbox; how many are new."""
    fresh = 0
    for one in drafts:
        fresh += connection.execute(SQL["put_notice"], {**vars(one), "now": now}).rowcount
    return fresh


def claim(connection: Connection[Any], now: datetime, most: int = 50) -> list[Notice]:
    """The messages that are due, taken so that no other sender takes them; in order of time."""
    asked = {"now": now, "died": now - DIED_AFTER, "most": most}
    with connection.cursor(row_factory=class_row(Notice)) as cursor:
        return cursor.execute(SQL["claim_notices"], asked).fetchall()


def sent(connection: Connection[Any], notices: Sequence[Notice], now: datetime) -> None:
    """They were sent."""
    _end(connection, notices, "sent", now, None)


def failed(
    connection: Connection[Any],
    notices: Sequence[Notice],
    reason: str,
    now: datetime,
    *,
    for_good: bool = False,
    awake: Callable[[datetime], datetime] = lambda at: at,
) -> None:
    """They were not: each waits longer than before, and is given up after the last attempt.

    `awake` tells when, from a moment on, its recipient may be told something.
    """
    over = [one for one in notices if for_good or one.attempts > len(WAITS_S)]
    _end(connection, over, "given_up", now, reason)
    for one in notices:
        if one not in over:
            due = now + timedelta(seconds=WAITS_S[one.attempts - 1])
            asked = {"ids": [one.id], "due": awake(due), "reason": reason[:500]}
            connection.execute(SQL["retry_notices"], asked)


def _end(
    connection: Connection[Any],
    notices: Sequence[Notice],
    state: str,
    now: datetime,
    reason: str | None,
) -> None:
    ids = [one.id for one in notices]
    asked = {"ids": ids, "state": state, "now": now, "reason": reason and reason[:500]}
    connection.execute(SQL["end_notices"], asked)


def read_outbox(
    connection: Connection[Any], municipality: str, most: int = 50
) -> list[tuple[str, Notice]]:
    """The newest messages of a municipality, each with its recipient's name."""
    asked = {"municipality": municipality, "most": most}
    columns = Notice.__dataclass_fields__
    return [
        (name, Notice(**dict(zip(columns, row, strict=True))))
        for name, *row in connection.execute(SQL["outbox"], asked)
    ]
