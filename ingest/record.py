"""One transaction per poll: the attempt, the run of evidence, stays opened, continued and ended.

The open stays of each feed are held in memory beside the database; a generation number in
`feed_state` says whether the copy is current. When another process wrote, or anything fails, the
copy is thrown away and read again: the database is the only truth.
"""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from ingest.attempt import (
    AlreadyRecorded,
    Attempt,
    Outcome,
    Overtaken,
    Told,
    explain,
    write_poll,
    write_refusal,
)
from ingest.clock import ClockWatch
from ingest.compare import Now
from ingest.decide import Decision, Quarantine, decide
from ingest.feed import Feed
from ingest.judge import gap_limit_s, judge
from ingest.keep import Came
from ingest.known import Known, Located
from ingest.memory import Memory, load
from ingest.quarantine import Held, Word
from ingest.reading import Reading, pin
from ingest.refusal import Refusal
from ingest.rides import HeldBacks, kept
from ingest.snapshot import Snapshot
from ingest.states import ensure_states, freed_since, state_changes
from ingest.stays import end_stays, mark_stays, open_stays
from stoep.store.copying import copy_columns
from stoep.vocabulary import IdPolicy, PollOutcome, StatementKind

SQL = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "sql").glob("*.sql")}


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

    def record(
        self, feed: Feed, snapshot: Snapshot, attempt: Attempt, came: Came | None = None
    ) -> Outcome:
        """Judge a snapshot and record what follows; a refused one changes only its poll row.

        `came` is kept in the same transaction. Raises NoLongerLeader.
        """
        with self._locks.setdefault(feed.id, Lock()):
            try:
                return self._record(feed, snapshot, attempt, came)
            except Overtaken:
                return self._record(feed, snapshot, attempt, came)
            except AlreadyRecorded:
                return Outcome(PollOutcome.unchanged, "This poll was recorded before.")

    def refuse(
        self, feed: Feed, refusal: Refusal, attempt: Attempt, came: Came | None = None
    ) -> Outcome:
        """Keep an attempt that is no evidence, with the reason in words; raises NoLongerLeader."""
        try:
            if came is None:
                with self.pool.connection() as connection, connection.transaction():
                    return self._write_refusal(connection, feed, refusal, attempt)
            with self._locks.setdefault(feed.id, Lock()):
                return self._refuse_body(feed, refusal, attempt, came)
        except AlreadyRecorded:
            self.forget(feed.id)
            return Outcome(refusal.outcome, str(refusal), retry_after_s=refusal.retry_after_s)
        except BaseException:
            self.forget(feed.id)
            raise

    def forget(self, feed_id: int) -> None:
        """Drop the copy of a feed's open stays; the next poll reads it anew."""
        self._memories.pop(feed_id, None)
        self._known.forget()

    def _record(
        self, feed: Feed, snapshot: Snapshot, attempt: Attempt, came: Came | None
    ) -> Outcome:
        try:
            if came is not None:
                came.zip(suspect=False)
            with self.pool.connection() as connection:
                if came is not None:
                    came.place(connection)
                outcome = self._judge_and_write(connection, feed, snapshot, attempt, came)
        except BaseException:
            self.forget(feed.id)
            raise
        if came is not None:
            came.settle(outcome.outcome)
        return outcome

    def _judge_and_write(
        self,
        connection: Connection[Any],
        feed: Feed,
        snapshot: Snapshot,
        attempt: Attempt,
        came: Came | None,
    ) -> Outcome:
        memory = self._remember(connection, feed)
        received_s = int(attempt.finished_at.timestamp())
        try:
            at_s = judge(snapshot, memory.evidence_at_s, received_s, feed.interval_s, memory.clock)
        except Refusal as refusal:
            return self._refuse(connection, feed, memory, refusal, attempt, came)
        with connection.transaction():
            written = self._write(connection, feed, memory, snapshot, at_s, attempt)
            if isinstance(written, Outcome):
                if came is not None:
                    came.write(connection, written.outcome)
                return written
        return self._refuse(connection, feed, memory, written.refusal, attempt, came, written.held)

    def _refuse(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        refusal: Refusal,
        attempt: Attempt,
        came: Came | None,
        held: Held | None = None,
    ) -> Outcome:
        """A list that could be read and is no evidence, with its body and what its clock told."""
        if came is not None:
            came.zip(suspect=True)
            came.place(connection)
        with connection.transaction():
            # Who holds a list back has asked where it lies.
            area = None if held is None else self._known.located(connection).newest
            self._pin(connection, feed, memory, attempt, area)
            if held is not None:
                self._hold(connection, feed, memory, held, attempt)
            return self._write_refusal(connection, feed, refusal, attempt, came, memory.clock)

    def _refuse_body(self, feed: Feed, refusal: Refusal, attempt: Attempt, came: Came) -> Outcome:
        """A body that could not be read: it is kept, and how it was tried."""
        came.zip(suspect=True)
        with self.pool.connection() as connection:
            came.place(connection)
            memory = self._remember(connection, feed)
            with connection.transaction():
                self._pin(connection, feed, memory, attempt)
                outcome = self._write_refusal(connection, feed, refusal, attempt, came)
        came.settle(outcome.outcome)
        return outcome

    def _write_refusal(
        self,
        connection: Connection[Any],
        feed: Feed,
        refusal: Refusal,
        attempt: Attempt,
        came: Came | None = None,
        clock: ClockWatch | None = None,
    ) -> Outcome:
        outcome = write_refusal(
            connection, self._known, feed, refusal, attempt, lease=self.lease, clock=clock
        )
        if came is not None:
            came.write(connection, outcome.outcome)
        return outcome

    def _write(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        snapshot: Snapshot,
        at_s: int,
        attempt: Attempt,
    ) -> Outcome | Quarantine:
        """Write what a fresh list changes; nothing where it is held back."""
        if at_s == memory.evidence_at_s:
            self._pin(connection, feed, memory, attempt)
            outcome = Outcome(PollOutcome.unchanged, continued=memory.standing)
            now = Now(at_s, memory.evidence_s, at_s, memory.evidence_s, gap=False)
            self._write_poll(connection, feed, memory, snapshot, now, attempt, outcome, None)
            return outcome
        now = memory.now(at_s, gap_limit_s(feed.interval_s, snapshot.ttl_s))
        located = self._known.located(connection)
        decision = decide(
            memory, snapshot, now, located.towns, self.zone, lambda: _word(connection, feed, at_s)
        )
        if isinstance(decision, Quarantine):
            return decision
        self._pin(connection, feed, memory, attempt, located.newest)
        return self._accept(connection, feed, memory, decision, now, attempt, located)

    def _accept(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        decision: Decision,
        now: Now,
        attempt: Attempt,
        located: Located,
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
        self._hold_back(connection, feed, memory, decision.held_back)
        kind_ids = self._known.type_ids(connection, snapshot.kinds)
        told = state_changes(feed, memory.fleet, changes, now)
        if told or decision.since is not None:
            ensure_states(connection, self._known, now)
        with connection.pipeline():
            # The database ends and marks while the columns of the new stays are laid out here.
            end_stays(connection, self._known, memory, changes.ended)
            mark_stays(connection, memory.fleet, snapshot, changes, now)
            fields = open_stays(
                feed, memory, snapshot, changes, now, located, kind_ids, decision.since
            )
        freed = freed_since(feed, memory.fleet, decision.since, snapshot, now)
        for table, rows in (("open_stay", fields), ("state_change", told), ("state_change", freed)):
            if rows:
                copy_columns(connection, table, rows)
        return outcome

    def _hold(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        held: Held,
        attempt: Attempt,
    ) -> None:
        row = connection.execute(
            SQL["hold_list"],
            {
                "feed_id": feed.id,
                "generation": memory.generation,
                "lease": self.lease,
                "outcome": held.outcome,
                "since_s": held.since_s,
                "polls": held.polls,
                "listed": held.listed,
            },
        ).fetchone()
        if row is None:
            explain(connection, feed, attempt, self.lease)
        memory.held = held

    def _hold_back(
        self, connection: Connection[Any], feed: Feed, memory: Memory, held_back: HeldBacks
    ) -> None:
        """Who may be on a ride, for the next list; no list but the newest has a trace of it."""
        if held_back or memory.held_back:
            connection.execute(
                "update feed_state set held_back = %s where feed_id = %s",
                [Jsonb(told) if (told := kept(held_back)) else None, feed.id],
            )
            memory.held_back = held_back

    def _pin(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        attempt: Attempt,
        newest_area: int | None = None,
    ) -> None:
        """Keep how this list is read, where that is new; without `newest_area`: as the last one."""
        if newest_area is None and memory.reading is not None:
            newest_area = memory.reading.newest_area
        reading = Reading.of(
            feed, self.zone.key, positions_only=memory.positions_only, area=newest_area
        )
        if reading != memory.reading:
            pin(connection, feed.id, attempt.started_at, reading)
            memory.reading = reading

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
        """The poll and the feed's state; `content` None: nothing new is listed."""
        write_poll(
            connection,
            self._known,
            feed,
            memory,
            Told.by(snapshot),
            now,
            attempt,
            outcome,
            content=content,
            standing=memory.standing if content is None else len(snapshot),
            lease=self.lease,
        )

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


def _word(connection: Connection[Any], feed: Feed, at_s: int) -> Word:
    row = connection.execute(SQL["what_was_said"], {"feed_id": feed.id, "at_s": at_s}).fetchone()
    assert row is not None
    return Word(row[0], row[1], [StatementKind(kind) for kind in row[2]])
