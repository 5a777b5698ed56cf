"""Every feed at its own rhythm, and none at the cost of another.

One job per feed on one event loop: waiting for an answer costs a feed nothing but its own socket,
and ends at its deadline. Reading, recording and chores happen in a few threads each, bounded in
size by the limits on a body and in time by the database's statement timeout. Of several processes
one leads and polls; the others wait to take over.
"""

import asyncio
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from ingest.apart import Apart
from ingest.ask import Access
from ingest.attempt import Attempt, NoLongerLeader, Outcome
from ingest.chores import RHYTHM_S, Chores
from ingest.client import open_client
from ingest.credential import BadCredential, open_access
from ingest.feed import Feed, load_feeds
from ingest.keep import Keeper
from ingest.leader import Leadership
from ingest.patience import Patience
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.refusal import Refusal
from ingest.source import open_source
from stoep.settings import Settings
from stoep.store.partitions import make_ahead
from stoep.vocabulary import PollOutcome

log = structlog.get_logger()

LEAD_S = 2
LOOK_FOR_FEEDS_S = 15
FIRST_CHORES_S = 20
"""So soon after the start each chore is done for the first time, however rarely afterwards."""
DATABASE_BACK_S = 2
"""How long a database that restarts is given before a poll is tried again."""
WORKERS, READERS, CHORES = 4, 2, 2
"""Threads that record polls, that read bodies, and that do all else: one kind of work that takes
long does not hold up another."""
SPREAD_S = 20
"""Feeds do not all start at the same second: each has its own place in this many seconds."""


class Overlap(Refusal):
    """The poll before had not ended when this one was due."""

    outcome = PollOutcome.skipped_overlap


@dataclass(frozen=True)
class Door:
    """What lets us in at a feed's server, for all who ask there; None when it does not open."""

    keyed_at: datetime
    """When the credential was set."""
    access: Access | None


@dataclass
class Followed:
    """A feed that is polled, and how patient we are with it."""

    poller: Poller
    patience: Patience
    door: Door | None = None


@dataclass
class Schedule:
    """Polls all enabled feeds until told to stop; feeds that are added or dropped are followed."""

    pool: ConnectionPool[Connection[Any]]
    settings: Settings
    secret: str
    leadership: Leadership
    clock: Callable[[], float] = time.time
    _followed: dict[int, Followed] = field(default_factory=dict, init=False)
    _recorder: Recorder | None = field(default=None, init=False)
    _doors: dict[int, Door] = field(default_factory=dict, init=False)
    _chores: Chores | None = field(default=None, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the rhythm until `stop` is set; polls under way are finished or dropped whole."""
        loop = asyncio.get_running_loop()
        # Name look-ups run in the loop's own threads: slow ones must not use up all of them.
        loop.set_default_executor(ThreadPoolExecutor(64, thread_name_prefix="lookup"))
        with (
            ThreadPoolExecutor(WORKERS, thread_name_prefix="record") as executor,
            ThreadPoolExecutor(READERS, thread_name_prefix="read") as readers,
            ThreadPoolExecutor(CHORES, thread_name_prefix="chore") as chores,
        ):
            async with open_client(self.settings) as http:
                self._http, self._executor = http, executor
                self._reading, self._aside = Apart(readers), Apart(chores)
                self._scheduler = self._begin()
                await stop.wait()
                self._scheduler.shutdown(wait=False)
        self.leadership.leave()

    def _begin(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1}
        )
        now = datetime.now(UTC)
        scheduler.add_job(self._lead, "interval", seconds=LEAD_S, next_run_time=now)
        scheduler.add_job(self._look, "interval", seconds=LOOK_FOR_FEEDS_S)
        for chore, every_s in RHYTHM_S.items():
            first = now + timedelta(seconds=min(every_s, FIRST_CHORES_S))
            scheduler.add_job(
                self._do,
                "interval",
                [chore],
                id=chore,
                seconds=every_s,
                jitter=every_s // 10,
                next_run_time=first,
            )
        scheduler.add_listener(self._overlapped, EVENT_JOB_MAX_INSTANCES)
        scheduler.add_listener(_failed, EVENT_JOB_ERROR)
        scheduler.start()
        return scheduler

    # --- leading -----------------------------------------------------------------------------

    async def _lead(self) -> None:
        """Find out whether we lead; begin to poll when we do, stop when we no longer do."""
        held = self.leadership.lease
        # Not in the few threads that write: those may all be waiting for the database.
        leads = await asyncio.to_thread(self.leadership.hold)
        if leads and (self._recorder is None or self.leadership.lease != held):
            await asyncio.to_thread(self._make_ahead)
            zone = ZoneInfo(self.settings.timezone)
            self._recorder = Recorder(self.pool, self.secret, self.leadership.lease, zone)
            self._keeper = Keeper(self.pool)
            self._chores = Chores(
                self.pool,
                self.settings,
                self.secret,
                self.leadership.lease,
                self._http,
                self._aside,
                self.clock,
                self._access,
            )
            self._follow([])
            await self._look()
        elif not leads:
            self._rest()

    def _make_ahead(self) -> None:
        with self.pool.connection() as connection:
            make_ahead(connection, datetime.fromtimestamp(self.clock(), UTC))

    def _rest(self) -> None:
        self._recorder = self._chores = None
        self._follow([])

    async def _look(self) -> None:
        if self._recorder is not None:
            feeds, self._doors = await Apart(self._executor).do(self._feeds)
            if self._chores is not None:
                self._chores.feeds = feeds
            self._follow([feed for feed in feeds if not feed.is_pushed])

    def _feeds(self) -> tuple[list[Feed], dict[int, Door]]:
        """The feeds to follow, and the doors of those that have a credential."""
        with self.pool.connection() as connection:
            rows = connection.execute("select feed_id, set_at from credential").fetchall()
            feeds, keyed = load_feeds(connection), dict(rows)
            doors = {
                feed.id: self._door(connection, feed, keyed[feed.id])
                for feed in feeds
                if feed.id in keyed
            }
        return feeds, doors

    def _door(self, connection: Connection[Any], feed: Feed, keyed_at: datetime) -> Door:
        """A feed's door: the one that is there, or a new one for a credential that was set since.

        A credential that does not open is told, and the feed is still asked.
        """
        known = self._doors.get(feed.id)
        if known is not None and known.keyed_at == keyed_at:
            return known
        try:
            access = open_access(connection, self.secret, feed, self._http)
        except BadCredential as bad:
            log.error("credential does not open", feed=feed.key, reason=bad.sentence)
            access = None
        return Door(keyed_at, access)

    def _access(self, feed: Feed) -> Access | None:
        door = self._doors.get(feed.id)
        return None if door is None else door.access

    # --- following feeds ---------------------------------------------------------------------

    def _follow(self, feeds: list[Feed]) -> None:
        wanted = {feed.id: feed for feed in feeds}
        for feed_id in [i for i in self._followed if i not in wanted]:
            self._scheduler.remove_job(_job(feed_id))
            del self._followed[feed_id]
        for feed in feeds:
            known = self._followed.get(feed.id)
            if self._recorder is None:
                return
            door = self._doors.get(feed.id)
            if known is None or known.poller.feed != feed or known.door is not door:
                self._begin_to_follow(feed, self._recorder)

    def _begin_to_follow(self, feed: Feed, recorder: Recorder) -> None:
        source = open_source(feed, self._http, self.settings, self._access(feed), self._reading)
        deadline_s = self.settings.fetch_deadline_s
        keeper = self._keeper if self.settings.raw_keep_h else None
        poller = Poller(source, recorder, self.clock, deadline_s, self._executor, keeper)
        patience, door = Patience(feed.interval_s), self._doors.get(feed.id)
        self._followed[feed.id] = Followed(poller, patience, door)
        self._scheduler.add_job(
            self._poll,
            "interval",
            [feed.id],
            seconds=feed.interval_s,
            id=_job(feed.id),
            name=feed.key,
            replace_existing=True,
            misfire_grace_time=feed.interval_s,
            next_run_time=datetime.now(UTC) + timedelta(seconds=_place(feed)),
        )
        log.info("feed followed", feed=feed.key, interval_s=feed.interval_s)

    async def _poll(self, feed_id: int) -> None:
        """One poll; a database that was away is asked once more, a new leader is given way."""
        followed = self._followed.get(feed_id)
        if followed is None:
            return
        try:
            outcome = await self._poll_patiently(followed.poller)
        except NoLongerLeader:
            self.leadership.leave()
            self._rest()
            return
        wait_s = followed.patience.wait_s(outcome.outcome, outcome.retry_after_s)
        if wait_s is not None and self._followed.get(feed_id) is followed:
            after = datetime.now(UTC) + timedelta(seconds=wait_s)
            self._scheduler.modify_job(_job(feed_id), next_run_time=after)

    async def _poll_patiently(self, poller: Poller) -> Outcome:
        try:
            return await poller.poll()
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as away:
            log.warning("the database is away", feed=poller.feed.key, reason=str(away)[:200])
            await asyncio.sleep(DATABASE_BACK_S)
            return await poller.poll()

    async def _do(self, chore: str) -> None:
        """A chore, as long as we lead."""
        if self._chores is None:
            return
        try:
            await getattr(self._chores, chore)()
        except NoLongerLeader:
            self.leadership.leave()
            self._rest()

    def _overlapped(self, event: Any) -> None:
        followed = next((f for i, f in self._followed.items() if event.job_id == _job(i)), None)
        if followed is None or self._recorder is None:
            return
        now = datetime.fromtimestamp(self.clock(), UTC)
        refusal = Overlap(
            "The poll before was still under way.", "The feed answers slower than its rhythm."
        )
        self._executor.submit(
            self._recorder.refuse, followed.poller.feed, refusal, Attempt(now, now)
        )


def _job(feed_id: int) -> str:
    return f"feed {feed_id}"


def _place(feed: Feed) -> float:
    """A feed's own place within the first seconds: the same at each start."""
    return zlib.crc32(feed.key.encode()) % 1000 / 1000 * min(SPREAD_S, feed.interval_s)


def _failed(event: JobExecutionEvent) -> None:
    log.error("job failed", job=event.job_id, error=repr(event.exception))
