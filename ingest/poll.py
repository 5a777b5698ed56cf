"""One poll, from the address to the database: fetch, read, judge, record."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from ingest.attempt import Attempt, NoLongerLeader, Outcome, fence
from ingest.feed import Feed
from ingest.keep import Came, Keeper
from ingest.record import Recorder
from ingest.refusal import Refusal, TimedOut, Unreadable
from ingest.source import Aside, Source, TellsMore
from stoep.vocabulary import EVIDENCE

log = structlog.get_logger()
Result = TypeVar("Result")
BESIDE_S, BESIDE_SHARE = 5.0, 1 / 3
"""Longest time for what a feed tells beside its vehicles, in seconds and of its rhythm."""


@dataclass
class Poller:
    """Polls one feed; every attempt leaves a row, whatever came of it.

    `clock` gives unix seconds: the real time, or a fast one when history is replayed. `executor`
    does the work that would hold up other feeds; None does it on the spot.
    """

    source: Source
    recorder: Recorder
    clock: Callable[[], float]
    deadline_s: float
    executor: Executor | None = None
    keeper: Keeper | None = None
    """Keeps the bodies; without one they are forgotten once they are read."""

    @property
    def feed(self) -> Feed:
        return self.source.feed

    async def poll(self) -> Outcome:
        """Read the feed once and record what it tells; never raises for what a feed does."""
        started = self._now()
        try:
            # One deadline for all requests of the poll together.
            async with asyncio.timeout(self.deadline_s):
                snapshot, reply = await self.source.read(int(started.timestamp()))
        except TimeoutError:
            late = TimedOut(
                f"No complete answer within {self.deadline_s:g} s.",
                "Ask the operator whether the feed is slow; other feeds are not held up.",
            )
            return await self._refuse(late, started)
        except Refusal as refusal:
            return await self._refuse(refusal, started)
        except Exception as unforeseen:
            # A body that nobody thought of: the row says so, and the log where it went wrong.
            log.exception("not read", feed=self.feed.key)
            return await self._refuse(Unreadable.by(unforeseen), started)
        attempt = Attempt(started, self._now(), reply.status, reply.sent_bytes)
        came = self._came(started, reply.body)
        outcome = await self._off_loop(self.recorder.record, self.feed, snapshot, attempt, came)
        if outcome.outcome in EVIDENCE:
            await self._record_more(started)
        log.debug("polled", feed=self.feed.key, outcome=outcome.outcome, opened=outcome.opened)
        return outcome

    async def _record_more(self, started: datetime) -> None:
        """What the feed tells beside its vehicles: a failure there is told in the log, no more."""
        if not isinstance(self.source, TellsMore):
            return
        within_s = min(BESIDE_S, BESIDE_SHARE * self.feed.interval_s)
        try:
            told = await self.source.also(int(started.timestamp()), within_s)
            for aside in told:
                await self._off_loop(self._record_aside, aside, started)
        except NoLongerLeader:
            raise
        except Exception as failed:
            # The vehicles are recorded: whatever this is, the next poll must not pay for it.
            log.error("not recorded", feed=self.feed.key, error=repr(failed))

    def _record_aside(self, aside: Aside, started: datetime) -> None:
        try:
            with self.recorder.pool.connection() as connection, connection.transaction():
                fence(connection, self.feed.id, self.recorder.lease)
                aside.record(connection, self.feed, started)
        except Refusal as refused:
            kind = type(aside).__name__
            log.warning("not told", feed=self.feed.key, kind=kind, reason=refused.sentence)

    def _came(self, started: datetime, body: bytes | None) -> Came | None:
        if self.keeper is None or body is None:
            return None
        return self.keeper.came(self.feed, started, body, self.source.types)

    async def _refuse(self, refusal: Refusal, started: datetime) -> Outcome:
        log.warning(
            "not evidence",
            feed=self.feed.key,
            outcome=refusal.outcome,
            reason=refusal.sentence,
        )
        attempt = Attempt(started, max(self._now(), started))
        came = self._came(started, refusal.body)
        return await self._off_loop(self.recorder.refuse, self.feed, refusal, attempt, came)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    async def _off_loop(self, work: Callable[..., Result], *arguments: object) -> Result:
        if self.executor is None:
            return work(*arguments)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, work, *arguments)
