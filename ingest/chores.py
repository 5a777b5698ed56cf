"""What the leading process does beside polling: inbox, trials, trips, folding, permits, modules,
weather, messages, tidying.

Each chore is for all feeds; what fails for one feed is told, and costs the others nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg
import structlog
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.apart import Apart
from ingest.ask import Access, Asker
from ingest.attempt import NoLongerLeader, Overtaken, fence
from ingest.feed import Feed
from ingest.mds_trips import TripSource, hours_due, keep_hour
from ingest.notices.send import Postman
from ingest.pushed.inbox import Inbox
from ingest.refusal import Refusal
from ingest.tidy import tidy
from ingest.trial.answers import answer_checks, forget_checks
from ingest.trips import Trip
from ingest.weather.round import hear_all
from stoep.settings import Settings
from stoep.store.partitions import make_ahead
from zones.cells import fold_feed
from zones.history import fold_next, tell_failure
from zones.modules.rounds import tell_due
from zones.movement.publish import Rules, publish_flows, read_grids
from zones.permits.count import count_due

log = structlog.get_logger()
RHYTHM_S = {
    "receive": 2,
    "try_feeds": 2,
    "fold": 20,
    "fold_history": 5,
    "read_trips": 600,
    "tell_flows": 3600,
    "count_permits": 300,
    "tell_modules": 600,
    "hear_weather": 3600,
    "notify": 30,
    "tidy": 3600,
}
"""How often each chore is done."""
WEEKS_A_ROUND = 10
PERMIT_DAYS = 7
"""Most days of permits that are counted at once: a new municipality's past does not hold others up.
"""


@dataclass
class Chores:
    """The chores of one leadership; `apart` does what would hold up the polling."""

    pool: ConnectionPool[Connection[Any]]
    settings: Settings
    secret: str
    lease: int | None
    http: httpx.AsyncClient
    apart: Apart
    clock: Callable[[], float]
    access: Callable[[Feed], Access | None]
    feeds: list[Feed] = field(default_factory=list)
    """All feeds that are followed, pushed ones too."""

    def __post_init__(self) -> None:
        self._inbox = Inbox(self.pool, self.secret, self.lease, self.settings.push_keep_h)
        self._postman = Postman(self.pool, self.settings, self.secret, self.http, self.clock)

    async def receive(self) -> None:
        """What operators pushed becomes evidence; raises NoLongerLeader."""
        await self._for_each(self._receive, [feed for feed in self.feeds if feed.is_pushed])

    async def _for_each(self, chore: Callable[[Feed], Awaitable[None]], feeds: list[Feed]) -> None:
        """A chore for several feeds, of which none pays for another."""
        for feed in feeds:
            try:
                await chore(feed)
            except NoLongerLeader:
                raise
            except Exception:
                # Whatever it is, it is tried again at the next round.
                name = chore.__name__.strip("_")
                log.exception("chore failed", chore=name, feed=feed.key)

    async def _receive(self, feed: Feed) -> None:
        try:
            await self.apart.do(self._inbox.apply, feed)
        except (Overtaken, psycopg.Error) as waits:
            # All of it still waits, and is tried again at the next round.
            log.warning("inbox not applied", feed=feed.key, reason=repr(waits)[:200])

    async def try_feeds(self) -> None:
        """Feeds that people want tried."""
        await answer_checks(self.pool, self.http, self.settings)

    async def fold(self) -> None:
        """The newest evidence into cells."""
        await self._for_each(self._fold, self.feeds)

    async def _fold(self, feed: Feed) -> None:
        try:
            await self.apart.do(self._fold_feed, feed)
        except psycopg.errors.LockNotAvailable:
            # An area's history is being counted, or late words come in: the next round does it.
            log.info("counted at the next round", feed=feed.key)

    def _fold_feed(self, feed: Feed) -> None:
        with self.pool.connection() as connection:
            fold_feed(connection, feed.id)

    async def fold_history(self) -> None:
        """Areas that were drawn later get their history, some weeks of it a round."""
        for _ in range(WEEKS_A_ROUND):
            if not await self.apart.do(self._fold_history):
                return

    def _fold_history(self) -> bool:
        with self.pool.connection() as connection:
            try:
                return fold_next(connection)
            except psycopg.Error as failed:
                reason = repr(failed)[:200]
                log.warning("history not counted", reason=reason)
        with self.pool.connection() as connection:
            tell_failure(connection, reason)
        return False

    async def read_trips(self) -> None:
        """The trips of hours that are over, of the feeds that tell them."""
        await self._for_each(self._read_trips, [feed for feed in self.feeds if feed.tells_trips])

    async def _read_trips(self, feed: Feed) -> None:
        asker = Asker(self.http, self.settings, feed.url, self.access(feed))
        source = TripSource(feed, asker, self.apart)
        now = datetime.fromtimestamp(self.clock(), UTC)
        for end in await self.apart.do(self._hours_due, feed, now):
            try:
                trips = await source.hour(end)
            except Refusal as refusal:
                log.warning("no trips", feed=feed.key, reason=refusal.sentence)
                return
            if trips is None:
                return
            await self.apart.do(self._keep_hour, feed, end, trips)

    def _hours_due(self, feed: Feed, now: datetime) -> list[datetime]:
        with self.pool.connection() as connection:
            return hours_due(connection, feed, now)

    def _keep_hour(self, feed: Feed, end: datetime, trips: list[Trip]) -> None:
        with self.pool.connection() as connection, connection.transaction():
            # Asked before a process was frozen, they are not written after.
            fence(connection, feed.id, self.lease)
            keep_hour(connection, feed, self.secret, end, trips)

    async def tell_flows(self) -> None:
        """Where trips went, of blocks of time that are over."""
        await self.apart.do(self._tell_flows)

    def _tell_flows(self) -> None:
        settings = self.settings
        rules = Rules(
            read_grids(settings.flow_grids), settings.flow_k, settings.flow_k_own, settings.timezone
        )
        with self.pool.connection() as connection:
            publish_flows(connection, rules, int(self.clock()))

    async def count_permits(self) -> None:
        """Local days that are final, for permits."""
        await self.apart.do(self._count_permits)

    def _count_permits(self) -> None:
        with self.pool.connection() as connection:
            count_due(connection, self.settings.timezone, self.clock(), PERMIT_DAYS)

    async def tell_modules(self) -> None:
        """Modules that are on tell tomorrow in the evening, and yesterday in the morning."""
        await self.apart.do(self._tell_modules)

    def _tell_modules(self) -> None:
        with self.pool.connection() as connection:
            now = datetime.fromtimestamp(self.clock(), UTC)
            tell_due(connection, self.settings.timezone, now)

    async def hear_weather(self) -> None:
        """The weather of the municipalities that have it followed."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        with self.pool.connection() as connection:
            connection.autocommit = True
            try:
                await hear_all(connection, self.http, now)
            finally:
                connection.autocommit = False

    async def notify(self) -> None:
        """Messages that follow from what was decided, to whom a municipality tells them."""
        await self._postman.round()

    async def tidy(self) -> None:
        """What is past keeping goes; what the next weeks need is made."""
        await self.apart.do(self._tidy)

    def _tidy(self) -> None:
        now = datetime.fromtimestamp(self.clock(), UTC)
        with self.pool.connection() as connection:
            tidy(connection, self.settings, self.secret, now)
            make_ahead(connection, now)
            forget_checks(connection, now)
