"""One transaction per poll: the attempt, the run of evidence, stays opened, continued and ended.

The open stays of each feed are held in memory beside the database; a generation number in
`feed_state` says whether the copy is current. When another process wrote, or anything fails, the
copy is thrown away and read again: the database is the only truth.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from ingest.compare import Now
from ingest.decide import Decision, Quarantine, decide
from ingest.feed import Feed
from ingest.judge import gap_limit_s, judge
from ingest.known import Known
from ingest.memory import Memory, load
from ingest.quarantine import Held, Word
from ingest.refusal import Refusal
from ingest.snapshot import Snapshot
from ingest.stays import end_stays, mark_stays, open_stays
from stoep import __version__
from stoep.store.copying import copy_columns
from stoep.vocabulary import IdPolicy, PollOutcome, StatementKind

LONGEST_WORDS = 500
SQL = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "sql").glob("*.sql")}


@dataclass(frozen=True)
class Attempt:
    """When a poll was made, and what the answer was like."""

    started_at: datetime
    finished_at: datetime
    http_status: int | None = None
    body_bytes: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a poll, in numbers."""

    outcome: PollOutcome
    reason: str = ""
    opened: int = 0
    continued: int = 0
    missing: int = 0
    ended: int = 0
    retry_after_s: float | None = None
    """How long the server asks to be left alone."""


class Overtaken(Exception):
    """Another process recorded a poll of this feed since our copy was read."""


class NoLongerLeader(Exception):
    """A newer leader has written: what an older one brings is refused (fencing)."""


class AlreadyRecorded(Exception):
    """This very poll is in the database: replaying it changes nothing."""


@dataclass
class Recorder:
    """Writes polls; one for all feeds of a process, safe to use from several threads.

    With a `lease` (see `leader`) it writes only while no newer leader has written.
    """

    pool: ConnectionPool[Connection[Any]]
    secret: str
    lease: int | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    _memories: dict[int, Memory] = field(default_factory=dict, init=False)
    _locks: dict[int, Lock] = field(default_factory=dict, init=False)
    _known: Known = field(default_factory=Known, init=False)

    def record(self, feed: Feed, snapshot: Snapshot, attempt: Attempt) -> Outcome:
        """Judge a snapshot and record what follows; a refused one changes only its poll row."""
        with self._locks.setdefault(feed.id, Lock()):
            try:
                return self._record(feed, snapshot, attempt)
            except Overtaken:
                return self._record(feed, snapshot, attempt)
            except AlreadyRecorded:
                return Outcome(PollOutcome.unchanged, "This poll was recorded before.")

    def refuse(self, feed: Feed, refusal: Refusal, attempt: Attempt) -> Outcome:
        """Keep an attempt that is no evidence, with the reason in words."""
        with self.pool.connection() as connection:
            return self._refuse(connection, feed, refusal, attempt)

    def _refuse(
        self, connection: Connection[Any], feed: Feed, refusal: Refusal, attempt: Attempt
    ) -> Outcome:
        with connection.transaction():
            self._known.ensure(connection, "poll", attempt.started_at)
            connection.execute(
                SQL["record_refusal"],
                {
                    "feed_id": feed.id,
                    "started_at": attempt.started_at,
                    "finished_at": attempt.finished_at,
                    "outcome": refusal.outcome,
                    "reason": _plain(str(refusal)),
                    "http_status": refusal.http_status or attempt.http_status,
                    "body_bytes": refusal.body_bytes or attempt.body_bytes,
                    "code_version": __version__,
                },
            )
        return Outcome(refusal.outcome, str(refusal), retry_after_s=refusal.retry_after_s)

    def forget(self, feed_id: int) -> None:
        """Drop the copy of a feed's open stays; the next poll reads it anew."""
        self._memories.pop(feed_id, None)
        self._known.forget()

    def _record(self, feed: Feed, snapshot: Snapshot, attempt: Attempt) -> Outcome:
        with self.pool.connection() as connection:
            memory = self._remember(connection, feed)
            received_s = int(attempt.finished_at.timestamp())
            try:
                at_s = judge(
                    snapshot, memory.evidence_at_s, received_s, feed.interval_s, memory.clock
                )
                with connection.transaction():
                    return self._write(connection, feed, memory, snapshot, at_s, attempt)
            except Refusal as refusal:
                return self._refuse(connection, feed, refusal, attempt)
            except BaseException:
                self.forget(feed.id)
                raise

    def _write(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        snapshot: Snapshot,
        at_s: int,
        attempt: Attempt,
    ) -> Outcome:
        if at_s == memory.evidence_at_s:
            outcome = Outcome(PollOutcome.unchanged, continued=memory.standing)
            now = Now(at_s, memory.evidence_s, at_s, memory.evidence_s, gap=False)
            self._write_poll(connection, feed, memory, snapshot, now, attempt, outcome, None)
            return outcome
        now = memory.now(at_s, gap_limit_s(feed.interval_s, snapshot.ttl_s))
        towns = self._known.located(connection).towns
        decision = decide(
            memory, snapshot, now, towns, self.zone, lambda: _word(connection, feed, at_s)
        )
        if isinstance(decision, Quarantine):
            self._hold(connection, feed, memory, decision.held)
            return self._refuse(connection, feed, decision.refusal, attempt)
        return self._accept(connection, feed, memory, decision, now, attempt)

    def _accept(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        decision: Decision,
        now: Now,
        attempt: Attempt,
    ) -> Outcome:
        snapshot, changes = decision.snapshot, decision.changes
        if decision.switched:
            self._switch_to_positions(connection, feed, memory)
        same = decision.content == memory.body_hash
        outcome = Outcome(
            PollOutcome.unchanged if same else PollOutcome.ok,
            decision.note or "",
            opened=len(changes.opened_rows),
            continued=changes.continued,
            missing=len(changes.went_missing) + len(changes.still_missing),
            ended=len(changes.ended.slots),
        )
        memory.same_since_s = decision.same_since_s
        self._write_poll(
            connection, feed, memory, snapshot, now, attempt, outcome, decision.content
        )
        located = self._known.located(connection)
        kind_ids = self._known.type_ids(connection, snapshot.kinds)
        with connection.pipeline():
            # The database ends and marks while the columns of the new stays are laid out here.
            end_stays(connection, self._known, memory, changes.ended)
            mark_stays(connection, memory.fleet, changes, now)
            fields = open_stays(feed, memory, snapshot, changes, now, located, kind_ids)
        if fields:
            copy_columns(connection, "open_stay", fields)
        return outcome

    def _hold(self, connection: Connection[Any], feed: Feed, memory: Memory, held: Held) -> None:
        connection.execute(
            SQL["hold_list"],
            {
                "feed_id": feed.id,
                "outcome": held.outcome,
                "since_s": held.since_s,
                "polls": held.polls,
                "listed": held.listed,
            },
        )
        memory.held = held

    # --- what is written -------------------------------------------------------------------

    def _write_poll(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        snapshot: Snapshot,
        now: Now,
        attempt: Attempt,
        outcome: Outcome,
        content: bytes | None,
    ) -> None:
        """The poll, the run of evidence and the feed's state, in one statement."""
        self._known.ensure(connection, "poll", attempt.started_at)
        if now.before_s is None or now.gap:
            memory.span = (now.at_s, now.clock_s)
        standing = memory.standing if content is None else len(snapshot)
        content = content or memory.body_hash
        row = connection.execute(
            SQL["record_poll"],
            {
                "feed_id": feed.id,
                "generation": memory.generation,
                "started_at": attempt.started_at,
                "finished_at": attempt.finished_at,
                "outcome": outcome.outcome,
                "reason": outcome.reason or None,
                "http_status": attempt.http_status,
                "body_bytes": attempt.body_bytes,
                "version": _plain(snapshot.version),
                "listed": snapshot.listed,
                "sighted": len(snapshot),
                "dropped": Jsonb(dict(snapshot.dropped)),
                "source_s": snapshot.source_s,
                "ttl_s": None if snapshot.ttl_s is None else min(snapshot.ttl_s, 2**31 - 1),
                "body_hash": content,
                "at_s": now.at_s,
                "evidence_s": now.clock_s,
                "span_starts_s": memory.span[0],
                "span_clock_s": memory.span[1],
                "standing": standing,
                "stays_opened": memory.stays_opened + outcome.opened,
                "opened": outcome.opened,
                "continued": outcome.continued,
                "missing": outcome.missing,
                "ended": outcome.ended,
                "same_since_s": memory.same_since_s,
                "clock_offset_s": memory.clock.offset_s,
                "lease": self.lease,
                "code_version": __version__,
            },
        ).fetchone()
        if row is None:
            self._explain_refused_write(connection, feed, attempt)
        memory.generation += 1
        memory.evidence_at_s, memory.evidence_s = now.at_s, now.clock_s
        memory.standing, memory.body_hash, memory.held = standing, content, None

    def _explain_refused_write(
        self, connection: Connection[Any], feed: Feed, attempt: Attempt
    ) -> None:
        row = connection.execute(
            "select lease, exists ("
            "    select from poll where feed_id = %(feed)s and started_at = %(at)s"
            ") from feed_state where feed_id = %(feed)s",
            {"feed": feed.id, "at": attempt.started_at},
        ).fetchone()
        assert row is not None
        if self.lease is not None and row[0] > self.lease:
            raise NoLongerLeader
        raise AlreadyRecorded if row[1] else Overtaken

    def _switch_to_positions(self, connection: Connection[Any], feed: Feed, memory: Memory) -> None:
        """From now on this feed's ids count for nothing; what it lists are places."""
        connection.execute(
            "update feed set id_policy = %s where id = %s", [IdPolicy.rotating, feed.id]
        )
        memory.positions_only = True

    def _remember(self, connection: Connection[Any], feed: Feed) -> Memory:
        if feed.id not in self._memories:
            self._memories[feed.id] = load(connection, feed, self.secret)
        return self._memories[feed.id]


def _plain(told: str) -> str:
    """Words of a feed as they may be kept and shown: short, and without control characters."""
    return "".join(letter for letter in told[:LONGEST_WORDS] if letter.isprintable())


def _word(connection: Connection[Any], feed: Feed, at_s: int) -> Word:
    row = connection.execute(SQL["what_was_said"], {"feed_id": feed.id, "at_s": at_s}).fetchone()
    assert row is not None
    return Word(row[0], row[1], [StatementKind(kind) for kind in row[2]])
