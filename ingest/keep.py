"""With a poll its body is kept, once a day the feed's state too; what is past keeping goes."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest import checkpoint
from ingest.feed import Feed
from ingest.legend import ReadWith
from ingest.raw import RawKeeper, Zipped, write_body
from stoep.settings import Settings
from stoep.store.partitions import drop_days, drop_part, months_before_kept
from stoep.vocabulary import EVIDENCE, PollOutcome

log = structlog.get_logger()
READ = (
    PollOutcome.ok,
    PollOutcome.unchanged,
    PollOutcome.suspect_mass,
    PollOutcome.suspect_empty,
    PollOutcome.suspect_frozen,
    PollOutcome.stale_source,
    PollOutcome.clock,
)
"""Outcomes of polls whose body could be read: a rebuild needs each of them."""
KEPT_STATES = (
    "select exists (select from state_change c"
    " where c.changed_at >= %(month)s and c.changed_at < %(month)s + interval '1 month'"
    "   and (exists (select from stay s where s.id = c.stay_id)"
    "     or exists (select from open_stay o where o.id = c.stay_id)))"
)
FORGET_WORDS = (Path(__file__).parent / "sql" / "forget_words.sql").read_bytes()


REFUSED_A_DAY_BYTES = 64 * 2**20
"""So much is kept, compressed, of what one feed tells in a day and nobody can read."""


@dataclass
class Keeper:
    """Keeps what a rebuild needs; one for all feeds of a process."""

    pool: ConnectionPool[Connection[Any]]
    raw: RawKeeper = field(default_factory=RawKeeper, init=False)
    zips: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(2, "zip"), init=False, repr=False
    )
    """Bodies are compressed here while what they tell is judged: a tenth of a national poll."""
    _days: dict[int, date] = field(default_factory=dict, init=False)

    def came(self, feed: Feed, started_at: datetime, body: bytes, types: ReadWith) -> "Came":
        """An answer that is to be kept with its poll."""
        return Came(self, feed, started_at, body, types)

    def keep_state(self, feed: Feed, started_at: datetime) -> None:
        """After the first evidence of a day, the state of the feed."""
        if self._days.get(feed.id) == started_at.date():
            return
        with self.pool.connection() as connection:
            due = checkpoint.due(connection, feed.id, started_at)
            if not due or checkpoint.take(connection, feed.id, started_at):
                self._days[feed.id] = started_at.date()


@dataclass
class Came:
    """The answer to one poll, on its way to be kept: in the transaction of the poll, or not at all.

    First `zip` and `place`, before that transaction begins; in it `write`; after it `settle`.
    `zip` only begins: whoever needs what comes of it waits.
    """

    keeper: Keeper
    feed: Feed
    started_at: datetime
    body: bytes
    types: ReadWith
    _suspect: bool = field(default=False, init=False)
    _zipped: Future[Zipped] | None = field(default=None, init=False)
    _kept: bool = field(default=False, init=False)

    def zip(self, *, suspect: bool) -> None:
        """Compress the body, by what was kept of this feed before."""
        self._suspect = suspect
        self._zipped = self.keeper.zips.submit(
            self.keeper.raw.zip,
            self.feed.id,
            self.started_at,
            self.body,
            self.types,
            suspect=suspect,
        )

    def place(self, connection: Connection[Any]) -> None:
        """There is a place for bodies of its day."""
        with connection.transaction():
            self.keeper.raw.ensure(connection, self.started_at, suspect=self._suspect)

    def write(self, connection: Connection[Any], outcome: PollOutcome) -> None:
        """Keep it with the transaction that is open."""
        assert self._zipped is not None
        most = None if outcome in READ else REFUSED_A_DAY_BYTES
        self._kept = write_body(connection, self._zipped.result(), most)
        if not self._kept:
            log.warning("body not kept", feed=self.feed.key, outcome=outcome)

    def settle(self, outcome: PollOutcome) -> None:
        """What was written is there for good."""
        if self._zipped is not None and self._kept:
            self.keeper.raw.remember(self._zipped.result())
        if outcome in EVIDENCE:
            self.keeper.keep_state(self.feed, self.started_at)


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
        year, month = map(int, name.split("_")[-2:])
        asked = {"month": datetime(year, month, 1, tzinfo=UTC)}
        row = connection.execute(KEPT_STATES, asked).fetchone()
        if row is not None and not row[0]:
            drop_part(connection, name)
            gone.append(name)
    return gone
