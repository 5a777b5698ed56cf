"""From the inbox to evidence: what operators pushed, in the order in which it came.

Every batch is an attempt like a poll, kept with its outcome; that one came at all says that the
operator's line is alive, and the run of evidence goes on. What its events tell is taken in the
order in which things happened. All of it is one transaction.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.attempt import Attempt, Outcome, Told, write_poll, write_refusal
from ingest.feed import Feed
from ingest.known import Known
from ingest.memory import Memory, load
from ingest.pushed.settle import News, Settled, settle
from ingest.pushed.timeline import SEEN
from ingest.pushed.told import Comparison, Difference
from ingest.refusal import NotMds
from ingest.station_history import record_counts, record_stations
from ingest.stations import Count, Counts, Station, head
from ingest.trips import Trip, keep_trips
from stoep.told import ToldFields
from stoep.vocabulary import PollOutcome
from zones.clock import load_clocks

MOST_BATCHES = 200
NEARLY_ALL = 0.95
LATEST_S = 2**31 - 1
SILENCE_S = 300
"""Batches further apart leave a gap (rule R5): an operator that has nothing to tell sends an empty
one."""
SQL = {
    name: (Path(__file__).parents[1] / "sql" / f"{name}.sql").read_bytes()
    for name in ("waiting_batches", "keep_words", "forget_points")
}
WORD_COLUMNS = ("ids", "devices", "at_ms", "received", "states", "arrived", "lon", "lat")


@dataclass(frozen=True)
class Batch:
    """One request of an operator, as it lies in the inbox."""

    id: int
    kind: str
    received_at: datetime
    items: int
    failures: dict[str, int]
    body: list[Any]

    @property
    def is_evidence(self) -> bool:
        """Whether it tells anything, were it only that there is nothing to tell."""
        return self.items == 0 or sum(self.failures.values()) < self.items


@dataclass
class Inbox:
    """Applies batches; one for all feeds of a process. With a `lease`, only while it leads."""

    pool: ConnectionPool[Connection[Any]]
    secret: str
    lease: int | None = None
    keep_h: int = 168
    """Hours that words are kept; what is older than that when it comes is not applied."""
    most: int = MOST_BATCHES
    """Batches that are applied in one transaction."""
    _known: Known = field(default_factory=Known, init=False)

    def apply(self, feed: Feed) -> int:
        """Apply what waits of one feed; the number of batches.

        Raises Overtaken or NoLongerLeader, and then all of it still waits.
        """
        try:
            with self.pool.connection() as connection, connection.transaction():
                return self._apply(connection, feed)
        except BaseException:
            self._known.forget()
            raise

    def _apply(self, connection: Connection[Any], feed: Feed) -> int:
        rows = connection.execute(
            SQL["waiting_batches"], {"feed_id": feed.id, "most": self.most}
        ).fetchall()
        batches = [Batch(*row) for row in rows]
        if not batches:
            return 0
        memory = load(connection, feed, self.secret, fleet=False)
        before_s = memory.evidence_at_s
        last = self._write_polls(connection, feed, memory, batches)
        news = _keep_words(connection, feed, batches, self.keep_h)
        clock = load_clocks(connection, [feed.id]).get(feed.id)
        if news and clock is not None:
            comparison = Comparison(connection, feed, memory, self._known, clock)
            _tell(connection, feed, memory, last, settle(comparison, news, before_s))
        points = [batch.id for batch in batches if batch.kind == "telemetry"]
        connection.execute(SQL["forget_points"], {"batches": points})
        told_at = batches[-1].received_at
        keep_trips(connection, feed.id, memory.pseudonyms, _trips(batches), told_at)
        for batch in batches:
            if batch.kind == "stops" and batch.body:
                _keep_stops(connection, feed, batch)
        connection.execute(
            "update push_batch set applied_at = received_at where id = any(%s)",
            [[batch.id for batch in batches]],
        )
        return len(batches)

    def _write_polls(
        self, connection: Connection[Any], feed: Feed, memory: Memory, batches: list[Batch]
    ) -> datetime | None:
        """A row for each batch; the moment of the last one that is evidence."""
        last, at = None, _last_poll_at(connection, feed)
        for batch in batches:
            # Two batches of one moment are two attempts.
            at = max(batch.received_at, at + timedelta(microseconds=1))
            attempt = Attempt(at, at, http_status=201)
            if not batch.is_evidence:
                refusal = NotMds(_failed(batch), "The answer named what was wrong with each.")
                write_refusal(connection, self._known, feed, refusal, attempt, lease=self.lease)
                continue
            at_s = max(int(at.timestamp()), memory.evidence_at_s or 0)
            now = memory.now(at_s, SILENCE_S)
            usable = batch.items - sum(batch.failures.values())
            dropped = batch.failures | self._too_late(batch)
            told = Told("MDS 2.0", batch.items, usable, dropped, fields=_fields(batch, usable))
            write_poll(
                connection,
                self._known,
                feed,
                memory,
                told,
                now,
                attempt,
                Outcome(PollOutcome.ok if batch.items else PollOutcome.unchanged),
                content=None,
                standing=memory.standing,
                lease=self.lease,
            )
            last = at
        return last

    def _too_late(self, batch: Batch) -> dict[str, int]:
        """How many words are about moments of which nothing is kept any more."""
        oldest_ms = (batch.received_at.timestamp() - self.keep_h * 3600) * 1000
        late = sum(word[2] < oldest_ms for word in _words(batch))
        return {"too_late": late} if late else {}


def told_otherwise(connection: Connection[Any], feed: Feed, secret: str) -> Difference:
    """What the words that are kept tell otherwise than the stays are kept: it must be nothing.

    Nothing is changed.
    """
    with connection.transaction(force_rollback=True):
        memory = load(connection, feed, secret, fleet=False)
        clock = load_clocks(connection, [feed.id]).get(feed.id)
        if clock is None:
            return Difference()
        rows = connection.execute("select id from push_vehicle where feed_id = %s", [feed.id])
        vehicles = [number for (number,) in rows]
        return Comparison(connection, feed, memory, Known(), clock).of(vehicles)


def _last_poll_at(connection: Connection[Any], feed: Feed) -> datetime:
    row = connection.execute(
        "select coalesce(last_poll_at, '1970-01-01') from feed_state where feed_id = %s", [feed.id]
    ).fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


def _failed(batch: Batch) -> str:
    named = ", ".join(f"{count} {error}" for error, count in sorted(batch.failures.items()))
    return f"Nothing of {batch.items} {batch.kind} could be taken: {named}."


def _keep_words(
    connection: Connection[Any], feed: Feed, batches: list[Batch], keep_h: int
) -> list[News]:
    """Events and points into the register of words; what of it is new, vehicle by vehicle.

    A time that is still to come is the time of receipt.
    """
    rows = [row for batch in batches for row in _words(batch)]
    if not rows:
        return []
    columns = list(map(list, zip(*rows, strict=True)))
    found = connection.execute(
        SQL["keep_words"],
        {
            "feed_id": feed.id,
            "oldest": batches[-1].received_at - timedelta(hours=keep_h),
            "late_s": SILENCE_S,
            **dict(zip(WORD_COLUMNS, columns, strict=True)),
        },
    ).fetchall()
    return [News(*row) for row in found]


def _fields(batch: Batch, usable: int) -> ToldFields | None:
    """What a batch of events tells, in words; a word that was refused told nothing.

    None is taken of a vehicle that was not registered with its type, or without a place and state
    that can be. How full a battery is, is not kept.
    """
    if batch.kind != "events" or not batch.items:
        return None
    received_ms = batch.received_at.timestamp() * 1000
    late = sorted(max(0, int((received_ms - word[2]) // 1000)) for word in _words(batch))
    nearly_last = late[math.ceil(NEARLY_ALL * len(late)) - 1] if late else 0
    return ToldFields(batch.items, usable, usable, usable, late_s=min(nearly_last, LATEST_S))


def _words(batch: Batch) -> Iterable[tuple[Any, ...]]:
    if batch.kind == "events":
        for event, device, at_ms, state, arrived, lon, lat in batch.body:
            yield event, device, at_ms, batch.received_at, state, arrived, lon, lat
    elif batch.kind == "telemetry":
        for point, device, at_ms, lon, lat in batch.body:
            yield point, device, at_ms, batch.received_at, SEEN, False, lon, lat


def _tell(
    connection: Connection[Any],
    feed: Feed,
    memory: Memory,
    last: datetime | None,
    settled: Settled,
) -> None:
    """What the batches changed, into the feed's state and the row of the last of them."""
    connection.execute(
        "update feed_state set stays_opened = %s, standing ="
        " (select count(*) from open_stay where feed_id = %s) where feed_id = %s",
        [memory.stays_opened, feed.id, feed.id],
    )
    connection.execute(
        "update poll set opened = %s, ended = %s where feed_id = %s and started_at = %s",
        [settled.opened, settled.ended, feed.id, last],
    )


def _keep_stops(connection: Connection[Any], feed: Feed, batch: Batch) -> None:
    """Stops as stations, with what they hold; those that are not in the batch stay as they were."""
    stations, counts = [], []
    for stop, name, lon, lat, capacity, available, disabled in batch.body:
        stations.append(Station(stop, name, (lon, lat), capacity, is_virtual=False))
        counts.append(Count(stop, available, disabled, None))
    record_stations(connection, feed, stations, batch.received_at, whole=False)
    told = Counts(head({"version": "2.0"}), tuple(counts))
    record_counts(connection, feed, told, {}, int(batch.received_at.timestamp()))


def _trips(batches: list[Batch]) -> Iterable[Trip]:
    """The rentals in the batches; what an operator's own people ride is none."""
    for batch in batches:
        for trip, start_ms, end_ms, lon, lat, end_lon, end_lat, rental in (
            batch.body if batch.kind == "trips" else []
        ):
            if rental:
                places = (lon, lat), (end_lon, end_lat)
                yield Trip(trip, start_ms // 1000, end_ms // 1000, *places)
