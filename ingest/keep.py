"""After a poll: its body is kept, once a day the feed's state too; what is past keeping goes."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

from ingest import checkpoint
from ingest.feed import Feed
from ingest.legend import ReadWith
from ingest.raw import RawKeeper
from stoep.settings import Settings
from stoep.store.partitions import drop_days, months_before_kept
from stoep.vocabulary import EVIDENCE, PollOutcome

log = structlog.get_logger()
KEPT_STATES = (
    "select exists (select from {} c where exists (select from stay s where s.id = c.stay_id)"
    " or exists (select from open_stay o where o.id = c.stay_id))"
)
FORGET_WORDS = (Path(__file__).parent / "sql" / "forget_words.sql").read_bytes()


@dataclass
class Keeper:
    """Keeps what a rebuild needs; one for all feeds of a process."""

    pool: ConnectionPool[Connection[Any]]
    _raw: RawKeeper = field(default_factory=RawKeeper, init=False)
    _days: dict[int, date] = field(default_factory=dict, init=False)

    def keep(
        self,
        feed: Feed,
        started_at: datetime,
        body: bytes,
        types: ReadWith,
        outcome: PollOutcome,
    ) -> None:
        """The body of a poll that was recorded; after the first evidence of a day the state."""
        good = outcome in EVIDENCE
        with self.pool.connection() as connection:
            self._raw.keep(connection, feed.id, started_at, body, types, suspect=not good)
            if good and self._days.get(feed.id) != started_at.date():
                if checkpoint.due(connection, feed.id, started_at):
                    checkpoint.take(connection, feed.id, started_at)
                self._days[feed.id] = started_at.date()


def tidy(connection: Connection[Any], settings: Settings, now: datetime | None = None) -> list[str]:
    """Drop the days that are past keeping; gives the names of the parts that went."""
    now = now or datetime.now(UTC)
    raw = now - timedelta(hours=settings.raw_keep_h)
    suspect = now - timedelta(days=settings.raw_suspect_keep_days)
    gone = drop_days(connection, "raw_poll", raw) + drop_days(connection, "raw_suspect", suspect)
    # A day longer than the bodies: the oldest body needs the state of its morning.
    connection.execute("delete from checkpoint where taken_at < %s", [raw - timedelta(days=1)])
    gone += drop_days(connection, "trip", now - timedelta(days=settings.trip_keep_days))
    gone += _drop_states(connection)
    words = now - timedelta(hours=settings.push_keep_h)
    connection.execute(FORGET_WORDS, {"before": words})
    connection.execute(
        "update push_batch set body = null where body is not null and applied_at < %s", [words]
    )
    if gone:
        log.info("past keeping", dropped=gone)
    return gone


def _drop_states(connection: Connection[Any]) -> list[str]:
    """Changes of state go with their stays: a month of them when none of its stays is kept."""
    gone = []
    for name in months_before_kept(connection, "state_change", "stay"):
        part = sql.Identifier(name)
        row = connection.execute(sql.SQL(KEPT_STATES).format(part)).fetchone()
        if row is not None and not row[0]:
            connection.execute(sql.SQL("drop table {}").format(part))
            gone.append(name)
    return gone
