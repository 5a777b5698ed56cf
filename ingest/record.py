"""One transaction per poll: the attempt, the run of evidence, stays opened, continued and ended.

The open stays of each feed are held in memory beside the database; a generation number in
`feed_state` says whether the copy is current. When another process wrote, or anything fails, the
copy is thrown away and read again: the database is the only truth.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from psycopg import Connection
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from ingest.compare import Changes, Endings, Now, compare, relabel
from ingest.feed import Feed
from ingest.fleet import NEVER, Ints
from ingest.judge import Before, gap_limit_s, judge
from ingest.memory import Memory, load
from ingest.refusal import Refusal
from ingest.rotation import ids_rotate
from ingest.snapshot import STATES, Snapshot, VehicleKind, by_position
from stoep import __version__
from stoep.store.columns import EPOCH_2000_S
from stoep.store.copying import (
    Field,
    blocks,
    constant,
    copy_columns,
    int_lists,
    numbers,
    points,
    texts,
)
from stoep.store.partitions import ensure_month
from stoep.vocabulary import EndReason, IdPolicy, PollOutcome
from zones.locate import Locator, load_locator

SQL = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "sql").glob("*.sql")}
STAYS_PER_FEED = 2**40
REASONS = tuple(EndReason)


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


class Overtaken(Exception):
    """Another process recorded a poll of this feed since our copy was read."""


class AlreadyRecorded(Exception):
    """This very poll is in the database: replaying it changes nothing."""


@dataclass
class Recorder:
    """Writes polls; one for all feeds of a process, safe to use from several threads."""

    pool: ConnectionPool[Connection[Any]]
    secret: str
    _memories: dict[int, Memory] = field(default_factory=dict, init=False)
    _locks: dict[int, Lock] = field(default_factory=dict, init=False)
    _types: dict[VehicleKind, int] = field(default_factory=dict, init=False)
    _months: set[tuple[str, int, int]] = field(default_factory=set, init=False)
    _locator: tuple[int, Locator] | None = field(default=None, init=False)

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
            self._ensure(connection, "poll", attempt.started_at)
            connection.execute(
                SQL["record_refusal"],
                {
                    "feed_id": feed.id,
                    "started_at": attempt.started_at,
                    "finished_at": attempt.finished_at,
                    "outcome": refusal.outcome,
                    "reason": str(refusal),
                    "http_status": refusal.http_status or attempt.http_status,
                    "body_bytes": refusal.body_bytes or attempt.body_bytes,
                    "code_version": __version__,
                },
            )
        return Outcome(refusal.outcome, str(refusal))

    def forget(self, feed_id: int) -> None:
        """Drop the copy of a feed's open stays; the next poll reads it anew."""
        self._memories.pop(feed_id, None)
        # What a transaction that failed had made is gone too.
        self._types.clear()
        self._months.clear()

    def _record(self, feed: Feed, snapshot: Snapshot, attempt: Attempt) -> Outcome:
        with self.pool.connection() as connection:
            memory = self._remember(connection, feed)
            received_s = int(attempt.finished_at.timestamp())
            before = Before(memory.evidence_at_s, memory.standing)
            try:
                at_s = judge(snapshot, before, received_s, feed.interval_s)
            except Refusal as refusal:
                return self._refuse(connection, feed, refusal, attempt)
            try:
                with connection.transaction():
                    return self._write(connection, feed, memory, snapshot, at_s, attempt)
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
        if memory.positions_only:
            snapshot = by_position(snapshot)
        slots = memory.find(snapshot)
        unbroken = now.before_s is not None and not now.gap
        if not memory.positions_only and unbroken and ids_rotate(memory.fleet, snapshot, slots):
            snapshot = self._switch_to_positions(connection, feed, memory, snapshot)
            changes = relabel(memory.fleet, snapshot, now)
        else:
            changes = compare(memory.fleet, snapshot, slots, now)
        content = snapshot.content_hash()
        same = content == memory.body_hash
        outcome = Outcome(
            PollOutcome.unchanged if same else PollOutcome.ok,
            opened=len(changes.opened_rows),
            continued=changes.continued,
            missing=len(changes.went_missing) + len(changes.still_missing),
            ended=len(changes.ended.slots),
        )
        self._write_poll(connection, feed, memory, snapshot, now, attempt, outcome, content)
        locator = self._locate_with(connection)
        with connection.pipeline():
            # The database ends and marks while the columns of the new stays are laid out here.
            self._end(connection, memory, changes.ended)
            self._mark(connection, memory, changes, now)
            fields = self._open(connection, feed, memory, snapshot, changes, now, locator)
        if fields:
            copy_columns(connection, "open_stay", fields)
        return outcome

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
        self._ensure(connection, "poll", attempt.started_at)
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
                "http_status": attempt.http_status,
                "body_bytes": attempt.body_bytes,
                "version": snapshot.version,
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
                "code_version": __version__,
            },
        ).fetchone()
        if row is None:
            self._explain_refused_write(connection, feed, attempt)
        memory.generation += 1
        memory.evidence_at_s, memory.evidence_s = now.at_s, now.clock_s
        memory.standing, memory.body_hash = standing, content

    def _explain_refused_write(
        self, connection: Connection[Any], feed: Feed, attempt: Attempt
    ) -> None:
        known = connection.execute(
            "select from poll where feed_id = %s and started_at = %s",
            [feed.id, attempt.started_at],
        ).fetchone()
        if known is None:
            raise Overtaken
        raise AlreadyRecorded

    def _end(self, connection: Connection[Any], memory: Memory, ended: Endings) -> None:
        if not len(ended.slots):
            return
        for month in sorted({_month(s) for s in np.unique(ended.end_hi).tolist()}):
            self._ensure(connection, "stay", datetime(*month, 1, tzinfo=UTC))
        ids = memory.fleet["id"][ended.slots]
        # In the order in which they were written: neighbours on a page, neighbours in an index.
        order = np.argsort(ids)
        connection.execute(
            SQL["end_stays"],
            {
                "ids": ids[order],
                "end_lo": ended.end_lo[order],
                "end_hi": ended.end_hi[order],
                "end_lo_clock_s": ended.end_lo_clock_s[order],
                "reason": np.array([REASONS.index(reason) for reason in ended.reason])[order],
                "reasons": [str(reason) for reason in REASONS],
            },
        )
        memory.fleet.release(ended.slots)

    def _mark(
        self, connection: Connection[Any], memory: Memory, changes: Changes, now: Now
    ) -> None:
        """Stays whose vehicle goes missing, comes back, or says another state."""
        fleet = memory.fleet
        if len(gone := changes.went_missing):
            connection.execute(
                "update open_stay set last_seen = to_timestamp(%s), missing_since ="
                " to_timestamp(%s) where id = any(%s)",
                [now.before_s, now.at_s, fleet["id"][gone]],
            )
            fleet["last_seen"][gone] = now.before_s
            fleet["last_seen_s"][gone] = now.clock_before_s
            fleet["missing_since"][gone] = now.at_s
            fleet["missing_since_s"][gone] = now.clock_s
            fleet["missing_polls"][gone] = 1
        fleet["missing_polls"][changes.still_missing] += 1
        if len(back := changes.returned):
            connection.execute(
                "update open_stay o set last_seen = null, missing_since = null,"
                " base_s = base_s + b.excluded_s"
                " from unnest(%s::int8[], %s::int8[]) as b (id, excluded_s) where o.id = b.id",
                [fleet["id"][back], changes.excluded_s],
            )
            fleet["base_s"][back] += changes.excluded_s
            fleet["last_seen"][back] = NEVER
            fleet["missing_since"][back] = NEVER
        if len(told := changes.state_slots):
            connection.execute(
                "update open_stay o set state = t.state"
                " from unnest(%s::int8[], %s::text[]) as t (id, state) where o.id = t.id",
                [fleet["id"][told], [STATES[s] for s in changes.state.tolist()]],
            )
            fleet["state"][told] = changes.state

    def _open(
        self,
        connection: Connection[Any],
        feed: Feed,
        memory: Memory,
        snapshot: Snapshot,
        changes: Changes,
        now: Now,
        locator: Locator,
    ) -> dict[str, Field]:
        """New stays in memory, and as columns for the table; none when nothing is new."""
        rows = changes.opened_rows
        if not len(rows):
            return {}
        opened = snapshot.only(rows)
        fleet, count = memory.fleet, len(rows)
        ids = feed.id * STAYS_PER_FEED + memory.stays_opened + 1 + np.arange(count)
        memory.stays_opened += count
        type_ids = self._type_ids(connection, snapshot.kinds)[opened.kind]
        slots = fleet.take(count)
        for name, values in (
            ("id", ids),
            ("lon", opened.lon),
            ("lat", opened.lat),
            ("first_seen", now.at_s),
            ("base_s", now.clock_s),
            ("state", opened.state),
            ("type_id", type_ids),
        ):
            fleet[name][slots] = values
        for vehicle_id, slot in zip(opened.ids, slots.tolist(), strict=True):
            fleet.bind(vehicle_id, slot)
        return {
            "id": numbers(ids, "i8"),
            "feed_id": constant(feed.id.to_bytes(4), count),
            "vehicle": blocks([memory.pseudonyms.of(i) for i in opened.ids], 16),
            "vehicle_type_id": numbers(type_ids, "i2"),
            "state": texts([STATES[state] for state in opened.state.tolist()]),
            "geom": points(opened.lon, opened.lat),
            "first_seen": constant(_timestamp(now.at_s), count),
            "start_lo": constant(_timestamp(now.before_s), count),
            "start_reason": texts([str(reason) for reason in changes.opened_reason]),
            "base_s": constant(now.clock_s.to_bytes(8), count),
            "areas": _areas(locator, opened),
        }

    # --- what is looked up -----------------------------------------------------------------

    def _locate_with(self, connection: Connection[Any]) -> Locator:
        """The areas as they are now."""
        row = connection.execute("select coalesce(max(id), 0) from area").fetchone()
        newest = int(row[0]) if row else 0
        if self._locator is None or self._locator[0] != newest:
            self._locator = (newest, load_locator(connection))
        return self._locator[1]

    def _type_ids(self, connection: Connection[Any], kinds: tuple[VehicleKind, ...]) -> Ints:
        for kind in kinds:
            if kind not in self._types:
                connection.execute(
                    "insert into vehicle_type (form_factor, propulsion) values (%s, %s)"
                    " on conflict do nothing",
                    kind,
                )
                row = connection.execute(
                    "select id from vehicle_type where form_factor = %s and propulsion = %s", kind
                ).fetchone()
                assert row is not None
                self._types[kind] = row[0]
        return np.array([self._types[kind] for kind in kinds], np.int64)

    def _ensure(self, connection: Connection[Any], table: str, moment: datetime) -> None:
        month = (table, moment.year, moment.month)
        if month not in self._months:
            ensure_month(connection, table, moment)
            self._months.add(month)

    def _switch_to_positions(
        self, connection: Connection[Any], feed: Feed, memory: Memory, snapshot: Snapshot
    ) -> Snapshot:
        """From now on this feed's ids count for nothing; what it lists are places."""
        connection.execute(
            "update feed set id_policy = %s where id = %s", [IdPolicy.rotating, feed.id]
        )
        memory.positions_only = True
        return by_position(snapshot)

    def _remember(self, connection: Connection[Any], feed: Feed) -> Memory:
        if feed.id not in self._memories:
            self._memories[feed.id] = load(connection, feed, self.secret)
        return self._memories[feed.id]


def _areas(locator: Locator, opened: Snapshot) -> Field:
    """The areas that each vehicle stands in."""
    vehicles, areas = locator.locate(opened.lon, opened.lat)
    order = np.lexsort((areas, vehicles))
    return int_lists(vehicles[order], areas[order], len(opened))


def _month(seconds: int) -> tuple[int, int]:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.year, moment.month


def _timestamp(seconds: int | None) -> bytes | None:
    """Unix seconds as PostgreSQL sends a timestamptz."""
    if seconds is None:
        return None
    return ((seconds - EPOCH_2000_S) * 1_000_000).to_bytes(8, signed=True)
