"""From the bodies as they came to the very same stays: what a dispute is settled with.

A state of the feed, and every body since, go through the same reader and recorder into a database
of their own, each body read as it was read then. What comes out must be what is kept, to the byte:
see `same`. What differs is named.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.attempt import Attempt
from ingest.checkpoint import copy_table, restore
from ingest.feed import Feed, load_feed
from ingest.keep import READ
from ingest.pushed.inbox import told_otherwise
from ingest.quarantine import RELEASED
from ingest.raw import NoBody, read_body_and_types
from ingest.reading import Reading, reading_at
from ingest.record import Recorder
from ingest.refusal import Refusal
from ingest.same import EVIDENCE, Rebuilt, compare
from ingest.source import read_again
from stoep.errors import StoepError
from stoep.settings import Settings
from stoep.store.partitions import ensure_month
from stoep.vocabulary import PollOutcome
from zones.history import place
from zones.locate import Locator

UNREADABLE = (PollOutcome.parse, PollOutcome.schema, PollOutcome.suspect_swapped)
"""Outcomes of bodies that must be refused once more."""
NO_LIMIT = 10**9
"""A list that was read then was not too long then."""
ALL_AREAS = 2**31 - 1
POLLS = """
select started_at, finished_at, outcome, coalesce(reason, ''), http_status, body_bytes
from poll
where feed_id = %s and started_at > %s and started_at <= %s
order by started_at
"""
PLACED_LATER = """
select f.area_id, extract(epoch from f.folded_from)::int8, st_asbinary(a.geom)
from area_fold f join area a on a.id = f.area_id
where f.folded_from is not null order by 1
"""


class NoBeginning(StoepError):
    """There is no state to begin with at that time."""

    code = "no_beginning"


def rebuild(
    live: Connection[Any],
    scratch: ConnectionPool[Connection[Any]],
    key: str,
    begin: datetime,
    end: datetime,
    settings: Settings,
    secret: str,
    done: Callable[[int], None] = lambda polls: None,
) -> Rebuilt:
    """Rebuild one feed into an empty, migrated database, and compare; raises NoBeginning."""
    feed = load_feed(live, key)
    if feed.is_pushed:
        return _rebuild_pushed(live, feed, secret)
    taken_at, state = _beginning(live, feed, begin)
    with scratch.connection() as connection:
        _know(live, connection, feed)
        if state is None:
            connection.execute("insert into feed_state (feed_id) values (%s)", [feed.id])
        else:
            restore(connection, state)
        row = connection.execute(EVIDENCE, [feed.id]).fetchone()
    known_s = row[0] if row else 0
    found = Rebuilt(feed.key, taken_at)
    since = taken_at or datetime.min.replace(tzinfo=begin.tzinfo)
    again = _Again(live, scratch, Recorder(scratch, secret), feed, settings, found)
    for number, row in enumerate(live.execute(POLLS, [feed.id, since, end]).fetchall(), 1):
        again.poll(*row)
        found.polls = number
        if number % 100 == 0:
            done(100)
    again.know_areas(ALL_AREAS)
    with scratch.connection() as connection:
        _place_later(live, connection)
        compare(live, connection, feed, since, end, known_s, found)
    return found


def _rebuild_pushed(live: Connection[Any], feed: Feed, secret: str) -> Rebuilt:
    """What an operator pushed, worked out anew from all words that are kept of it."""
    found = Rebuilt(feed.key, None)
    row = live.execute(
        "select min(event_at), count(distinct stay_id), (select count(*) from poll p"
        " where p.feed_id = %(feed)s and p.started_at >= min(e.received_at))"
        " from push_event e where feed_id = %(feed)s",
        {"feed": feed.id},
    ).fetchone()
    assert row is not None
    found.since, found.stays, found.polls = row
    for change in told_otherwise(live, feed, secret).changes:
        found.differ(f"Stay kept as {change.old} is told as {change.new}.")
    return found


def _beginning(
    live: Connection[Any], feed: Feed, begin: datetime
) -> tuple[datetime | None, bytes | None]:
    """The newest state up to a moment, or nothing where every body since the first is kept."""
    row = live.execute(
        "select taken_at, zipped from checkpoint where feed_id = %s and taken_at <= %s"
        " order by taken_at desc limit 1",
        [feed.id, begin],
    ).fetchone()
    if row is not None:
        return row[0], row[1]
    first = live.execute(
        "select min(p.started_at), min(r.started_at) from poll p left join raw_poll r"
        " using (feed_id, started_at) where p.feed_id = %s and p.outcome in ('ok', 'unchanged')",
        [feed.id],
    ).fetchone()
    if first is not None and first[0] is not None and first[0] == first[1]:
        return None, None
    raise NoBeginning(
        f"No state of {feed.key} from before {begin:%Y-%m-%d %H:%M} UTC is kept.",
        "A state is kept each day, as long as STOEP_RAW_KEEP_H says; begin later.",
    )


def _know(live: Connection[Any], connection: Connection[Any], feed: Feed) -> None:
    """What the feed's evidence refers to; areas come as they came then."""
    for table in ("operator", "vehicle_type", "statement"):
        copy_table(live, connection, table, "true")
    copy_table(live, connection, "feed", f"id = {feed.id}")
    # A kind of vehicle that is told for the first time gets a number that is free.
    connection.execute(
        "select setval(pg_get_serial_sequence('vehicle_type', 'id'), greatest(1, max(id)))"
        " from vehicle_type"
    )


@dataclass
class _Again:
    """Polls once more, one by one, each read as it was read then."""

    live: Connection[Any]
    scratch: ConnectionPool[Connection[Any]]
    recorder: Recorder
    feed: Feed
    settings: Settings
    found: Rebuilt
    _area: int = field(default=0, init=False)
    """Areas up to this number are known."""

    def poll(
        self,
        started_at: datetime,
        finished_at: datetime,
        outcome: str,
        reason: str,
        status: int | None,
        sent_bytes: int | None,
    ) -> None:
        """One poll; one that told no list is taken over as it is."""
        feed = self._as_then(reading_at(self.live, self.feed.id, started_at))
        if PollOutcome(outcome) not in READ:
            self._take_over(started_at)
            if PollOutcome(outcome) in UNREADABLE:
                self._refuse_again(feed, started_at, outcome)
            return
        if reason.startswith(RELEASED):
            self._release(reason.removeprefix(RELEASED).removesuffix("."))
        attempt = Attempt(started_at, finished_at, status, sent_bytes)
        try:
            body, types = read_body_and_types(self.live, feed.id, started_at)
            snapshot = read_again(feed, body, types, self._unlimited())
        except (NoBody, Refusal) as cannot:
            self.found.differ(f"The poll at {started_at:%Y-%m-%d %H:%M:%S}: {cannot.sentence}")
            return
        got = self.recorder.record(feed, snapshot, attempt).outcome
        if got != outcome:
            self._differ(started_at, outcome, got)

    def know_areas(self, newest: int) -> None:
        """Areas up to a number are there, as they are drawn now."""
        if newest > self._area:
            with self.scratch.connection() as connection:
                which = f"id > {self._area} and id <= {newest}"
                copy_table(self.live, connection, "area", which)
            self._area = newest

    def _as_then(self, reading: Reading | None) -> Feed:
        """The feed, and the world around it, as they were; where that is not known, as now."""
        if reading is None:
            self.know_areas(ALL_AREAS)
            return self.feed
        self.know_areas(reading.newest_area or 0)
        self.recorder.zone = ZoneInfo(reading.timezone)
        ids = reading.ids(self.feed)
        with self.scratch.connection() as connection:
            changed = connection.execute(
                "update feed set id_policy = %(ids)s where id = %(feed)s and id_policy <> %(ids)s",
                {"ids": ids, "feed": self.feed.id},
            ).rowcount
        if changed:
            self.recorder.forget(self.feed.id)
        return reading.feed(self.feed)

    def _unlimited(self) -> Settings:
        return self.settings.model_copy(update={"max_vehicles": NO_LIMIT})

    def _take_over(self, started_at: datetime) -> None:
        with self.scratch.connection() as connection:
            ensure_month(connection, "poll", started_at)
            which = f"feed_id = {self.feed.id} and started_at = '{started_at}'"
            copy_table(self.live, connection, "poll", which)

    def _refuse_again(self, feed: Feed, started_at: datetime, outcome: str) -> None:
        """What could not be read cannot be read now, where its body is kept."""
        try:
            body, types = read_body_and_types(self.live, feed.id, started_at)
        except NoBody:
            return
        try:
            read_again(feed, body, types, self.settings)
        except Refusal as refusal:
            got: str = refusal.outcome
        else:
            got = "readable"
        if got != outcome:
            self._differ(started_at, outcome, got)

    def _release(self, person: str) -> None:
        with self.scratch.connection() as connection:
            connection.execute(
                "update feed_state set released_at = suspect_since, released_by = %s", [person]
            )

    def _differ(self, started_at: datetime, was: str, got: str) -> None:
        self.found.differ(f"The poll at {started_at:%Y-%m-%d %H:%M:%S} was {was}, is {got}.")


def _place_later(live: Connection[Any], scratch: Connection[Any]) -> None:
    """Stays are placed in areas that were drawn after them, as far as their history is counted."""
    for number, since_s, shape in live.execute(PLACED_LATER).fetchall():
        locator = Locator.of([(number, shape)])
        place(scratch, "open_stay", "true", {}, locator)
        place(scratch, "stay", "end_hi >= to_timestamp(%(since)s)", {"since": since_s}, locator)
