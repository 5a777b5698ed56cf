"""With a poll its body is kept, and once a day the feed's state; `ingest.tidy` lets them go."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import structlog
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest import checkpoint
from ingest.feed import Feed
from ingest.legend import ReadWith
from ingest.raw import RawKeeper, Zipped, write_body
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
