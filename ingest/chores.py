"""What the leading process does beside polling: inbox, trials, trips, folding, permits, tidying.

Each chore is for all feeds; what fails for one feed is told, and costs the others nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import psycopg
import structlog
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.ask import Access, Asker
from ingest.attempt import NoLongerLeader, Overtaken
from ingest.feed import Feed
from ingest.keep import tidy
from ingest.mds_trips import TripSource, hours_due, keep_hour
from ingest.pushed.inbox import Inbox
from ingest.refusal import Refusal
from ingest.trial.answers import answer_checks, forget_checks
from ingest.trips import Trip
from stoep.settings import Settings
from zones.cells import fold_feed
from zones.permits.count import count_due

log = structlog.get_logger()
InThread = Callable[[Callable[[], Any]], Awaitable[Any]]
RHYTHM_S = {
    "receive": 2,
    "try_feeds": 2,
    "fold": 20,
    "read_trips": 600,
    "count_permits": 300,
    "tidy": 3600,
}
"""How often each chore is done."""
PERMIT_DAYS = 7
"""Most days of permits that are counted at once: a new municipality's past does not hold others up.
"""


@dataclass
class Chores:
    """The chores of one leadership; `in_thread` runs what would hold up the polling."""

    pool: ConnectionPool[Connection[Any]]
    settings: Settings
    secret: str
    lease: int | None
    http: httpx.AsyncClient
    in_thread: InThread
    clock: Callable[[], float]
    access: Callable[[Feed], Access | None]
    feeds: list[Feed] = field(default_factory=list)
    """All feeds that are followed, pushed ones too."""

    def __post_init__(self) -> None:
        self._inbox = Inbox(self.pool, self.secret, self.lease, self.settings.push_keep_h)

    async def receive(self) -> None:
        """What operators pushed becomes evidence; raises NoLongerLeader."""
        for feed in self.feeds:
            if feed.is_pushed:
                await self._receive(feed)

    async def _receive(self, feed: Feed) -> None:
        try:
            await self.in_thread(partial(self._inbox.apply, feed))
        except NoLongerLeader:
            raise
        except (Overtaken, psycopg.Error) as waits:
            # All of it still waits, and is tried again at the next round.
            log.warning("inbox not applied", feed=feed.key, reason=repr(waits)[:200])

    async def try_feeds(self) -> None:
        """Feeds that people want tried."""
        await answer_checks(self.pool, self.http, self.settings)

    async def fold(self) -> None:
        """The newest evidence into cells."""
        for feed in list(self.feeds):
            await self.in_thread(partial(self._fold, feed))

    def _fold(self, feed: Feed) -> None:
        with self.pool.connection() as connection:
            fold_feed(connection, feed.id)

    async def read_trips(self) -> None:
        """The trips of hours that are over, of the feeds that tell them."""
        for feed in list(self.feeds):
            if feed.tells_trips:
                asker = Asker(self.http, self.settings, self.access(feed))
                await self._read_trips(TripSource(feed, asker))

    async def _read_trips(self, source: TripSource) -> None:
        now = datetime.fromtimestamp(self.clock(), UTC)
        for end in await self.in_thread(partial(self._hours_due, source.feed, now)):
            try:
                trips = await source.hour(end)
            except Refusal as refusal:
                log.warning("no trips", feed=source.feed.key, reason=refusal.sentence)
                return
            if trips is None:
                return
            await self.in_thread(partial(self._keep_hour, source.feed, end, trips))

    def _hours_due(self, feed: Feed, now: datetime) -> list[datetime]:
        with self.pool.connection() as connection:
            return hours_due(connection, feed, now)

    def _keep_hour(self, feed: Feed, end: datetime, trips: list[Trip]) -> None:
        with self.pool.connection() as connection:
            keep_hour(connection, feed, self.secret, end, trips)

    async def count_permits(self) -> None:
        """Local days that are final, for permits."""
        await self.in_thread(self._count_permits)

    def _count_permits(self) -> None:
        with self.pool.connection() as connection:
            count_due(connection, self.settings.timezone, self.clock(), PERMIT_DAYS)

    async def tidy(self) -> None:
        """What is past keeping goes."""
        await self.in_thread(self._tidy)

    def _tidy(self) -> None:
        with self.pool.connection() as connection:
            tidy(connection, self.settings)
            forget_checks(connection)
