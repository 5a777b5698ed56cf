"""Every feed at its own rhythm, and none at the cost of another.

One job per feed on one event loop: waiting for an answer costs a feed nothing but its own socket,
and ends at its deadline. Parsing and writing happen in a few threads, bounded in size by the
limits on a body and in time by the database's statement timeout.
"""

import asyncio
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.feed import Feed, load_feeds
from ingest.poll import Poller
from ingest.record import Attempt, Recorder
from ingest.refusal import Refusal
from ingest.source import Source
from stoep.settings import Settings
from stoep.vocabulary import PollOutcome
from zones.cells import fold_feed

log = structlog.get_logger()

LOOK_FOR_FEEDS_S = 15
FOLD_S = 20
WORKERS = 4
SPREAD_S = 20
"""Feeds do not all start at the same second: each has its own place in this many seconds."""


class Overlap(Refusal):
    """The poll before had not ended when this one was due."""

    outcome = PollOutcome.skipped_overlap


@dataclass
class Schedule:
    """Polls all enabled feeds until told to stop; feeds that are added or dropped are followed."""

    pool: ConnectionPool[Connection[Any]]
    settings: Settings
    secret: str
    clock: Callable[[], float] = time.time
    _pollers: dict[int, Poller] = field(default_factory=dict, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the rhythm until `stop` is set; polls under way are finished or dropped whole."""
        loop = asyncio.get_running_loop()
        # Name look-ups run in the loop's own threads: slow ones must not use up all of them.
        loop.set_default_executor(ThreadPoolExecutor(64, thread_name_prefix="lookup"))
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="record") as executor:
            async with httpx.AsyncClient(limits=limits, timeout=30, trust_env=False) as http:
                scheduler = self._scheduler(http, executor)
                scheduler.start()
                await stop.wait()
                scheduler.shutdown(wait=False)

    def _scheduler(self, http: httpx.AsyncClient, executor: ThreadPoolExecutor) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1}
        )
        recorder = Recorder(self.pool, self.secret)

        async def follow() -> None:
            loop = asyncio.get_running_loop()
            feeds = await loop.run_in_executor(executor, self._feeds)
            self._follow(scheduler, feeds, http, recorder, executor)

        async def fold() -> None:
            await asyncio.get_running_loop().run_in_executor(executor, self._fold)

        now = datetime.now(UTC)
        scheduler.add_job(follow, "interval", seconds=LOOK_FOR_FEEDS_S, next_run_time=now)
        scheduler.add_job(fold, "interval", seconds=FOLD_S)
        scheduler.add_listener(self._overlapped, EVENT_JOB_MAX_INSTANCES)
        scheduler.add_listener(_failed, EVENT_JOB_ERROR)
        self._recorder = recorder
        return scheduler

    def _feeds(self) -> list[Feed]:
        with self.pool.connection() as connection:
            return load_feeds(connection)

    def _follow(
        self,
        scheduler: AsyncIOScheduler,
        feeds: list[Feed],
        http: httpx.AsyncClient,
        recorder: Recorder,
        executor: ThreadPoolExecutor,
    ) -> None:
        wanted = {feed.id: feed for feed in feeds}
        for feed_id in [i for i in self._pollers if i not in wanted]:
            scheduler.remove_job(f"feed {feed_id}")
            del self._pollers[feed_id]
        for feed in feeds:
            known = self._pollers.get(feed.id)
            if known is not None and known.feed == feed:
                continue
            poller = Poller(
                Source(feed, http, self.settings),
                recorder,
                self.clock,
                self.settings.fetch_deadline_s,
                executor,
            )
            self._pollers[feed.id] = poller
            scheduler.add_job(
                poller.poll,
                "interval",
                seconds=feed.interval_s,
                id=f"feed {feed.id}",
                name=feed.key,
                replace_existing=True,
                misfire_grace_time=feed.interval_s,
                next_run_time=datetime.now(UTC) + timedelta(seconds=_place(feed)),
            )
            log.info("feed followed", feed=feed.key, interval_s=feed.interval_s)

    def _fold(self) -> None:
        with self.pool.connection() as connection:
            for feed_id in list(self._pollers):
                fold_feed(connection, feed_id)

    def _overlapped(self, event: Any) -> None:
        poller = next((p for i, p in self._pollers.items() if event.job_id == f"feed {i}"), None)
        if poller is None:
            return
        now = datetime.fromtimestamp(self.clock(), UTC)
        refusal = Overlap(
            "The poll before was still under way.", "The feed answers slower than its rhythm."
        )
        assert poller.executor is not None
        poller.executor.submit(self._recorder.refuse, poller.feed, refusal, Attempt(now, now))


def _place(feed: Feed) -> float:
    """A feed's own place within the first seconds: the same at each start."""
    return zlib.crc32(feed.key.encode()) % 1000 / 1000 * min(SPREAD_S, feed.interval_s)


def _failed(event: JobExecutionEvent) -> None:
    log.error("job failed", job=event.job_id, error=repr(event.exception))
