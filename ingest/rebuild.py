"""From the bodies as they came to the very same stays: what a dispute is settled with.

A state of the feed, and every body since, go through the same reader and recorder into a database
of their own. What comes out must be what is kept, to the byte: the same polls with the same
outcomes, the same stays. What differs is named.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.attempt import Attempt
from ingest.checkpoint import copy_table, restore
from ingest.feed import Feed, load_feed
from ingest.pushed.inbox import told_otherwise
from ingest.quarantine import RELEASED
from ingest.raw import NoBody, read_body_and_types
from ingest.record import Recorder
from ingest.source import read_again
from stoep.errors import StoepError
from stoep.settings import Settings
from stoep.store.partitions import ensure_month
from stoep.vocabulary import PollOutcome

READ = (
    PollOutcome.ok,
    PollOutcome.unchanged,
    PollOutcome.suspect_mass,
    PollOutcome.suspect_empty,
    PollOutcome.suspect_frozen,
    PollOutcome.stale_source,
    PollOutcome.clock,
)
"""Outcomes that a body was read for."""
MOST_NAMED = 20
POLLS = """
select started_at, finished_at, outcome, coalesce(reason, ''), http_status, body_bytes
from poll
where feed_id = %s and started_at > %s and started_at <= %s
order by started_at
"""
SAME_POLLS = (
    "select p::text from poll p where feed_id = %s and started_at > %s and started_at <= %s"
)
ENDED = (
    "select coalesce(sum(ended), 0) from poll"
    " where feed_id = %s and started_at > %s and started_at <= %s"
)
STATES = (
    "select c::text from state_change c where feed_id = %s"
    " and changed_at > to_timestamp(%s) and changed_at <= to_timestamp(%s)"
)
EVIDENCE = (
    "select coalesce(extract(epoch from evidence_at)::int8, 0) from feed_state where feed_id = %s"
)
STAYS = "select id, s::text from stay s where feed_id = %s and id = any(%s) order by id"


class NoBeginning(StoepError):
    """There is no state to begin with at that time."""

    code = "no_beginning"


@dataclass
class Rebuilt:
    """What a rebuild came to; `differences` is empty when all is the same."""

    feed: str
    since: datetime | None
    polls: int = 0
    stays: int = 0
    states: int = 0
    """Changes of state of vehicles that stood."""
    open_stays: int | None = None
    """Compared too when no poll came after the last one that was rebuilt."""
    differences: list[str] = field(default_factory=list)

    def differ(self, sentence: str) -> None:
        """Name a difference; of very many only the first."""
        if len(self.differences) < MOST_NAMED:
            self.differences.append(sentence)


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
            _begin_anew(connection, feed)
        else:
            restore(connection, state)
        known_s = _one(connection, EVIDENCE, feed.id)
    found = Rebuilt(feed.key, taken_at)
    since = taken_at or datetime.min.replace(tzinfo=begin.tzinfo)
    recorder = Recorder(scratch, secret)
    for number, row in enumerate(live.execute(POLLS, [feed.id, since, end]).fetchall(), 1):
        _again(live, scratch, recorder, feed, settings, row, found)
        found.polls = number
        if number % 100 == 0:
            done(100)
    with scratch.connection() as connection:
        _compare(live, connection, feed, since, end, found)
        _compare_states(live, connection, feed, known_s, found)
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
    """What the feed's evidence refers to."""
    for table in ("operator", "area", "vehicle_type", "statement"):
        copy_table(live, connection, table, "true")
    copy_table(live, connection, "feed", f"id = {feed.id}")


def _begin_anew(connection: Connection[Any], feed: Feed) -> None:
    """A feed of which nothing is known: that its ids rotate is found out again."""
    connection.execute("insert into feed_state (feed_id) values (%s)", [feed.id])
    connection.execute("update feed set id_policy = 'per_trip' where id_policy = 'rotating'")


def _again(
    live: Connection[Any],
    scratch: ConnectionPool[Connection[Any]],
    recorder: Recorder,
    feed: Feed,
    settings: Settings,
    row: tuple[Any, ...],
    found: Rebuilt,
) -> None:
    """One poll once more; one that had no body to read is taken over as it is."""
    started_at, finished_at, outcome, reason, status, sent_bytes = row
    if PollOutcome(outcome) not in READ:
        with scratch.connection() as connection:
            ensure_month(connection, "poll", started_at)
            copy_table(
                live, connection, "poll", f"feed_id = {feed.id} and started_at = '{started_at}'"
            )
        return
    try:
        body, types = read_body_and_types(live, feed.id, started_at)
    except NoBody as gone:
        found.differ(gone.sentence)
        return
    if reason.startswith(RELEASED):
        with scratch.connection() as connection:
            connection.execute(
                "update feed_state set released_at = suspect_since, released_by = %s",
                [reason.removeprefix(RELEASED).removesuffix(".")],
            )
    snapshot = read_again(feed, body, types, settings)
    attempt = Attempt(started_at, finished_at, status, sent_bytes)
    got = recorder.record(feed, snapshot, attempt)
    if got.outcome != outcome:
        found.differ(f"The poll at {started_at:%Y-%m-%d %H:%M:%S} was {outcome}, is {got.outcome}.")


def _compare(
    live: Connection[Any],
    scratch: Connection[Any],
    feed: Feed,
    since: datetime,
    end: datetime,
    found: Rebuilt,
) -> None:
    """Polls and ended stays byte by byte; open ones too when nothing came after."""
    was, made = (
        [row[0] for row in db.execute(SAME_POLLS, [feed.id, since, end]).fetchall()]
        for db in (live, scratch)
    )
    for told in sorted(set(was) ^ set(made)):
        found.differ(f"Poll {'kept' if told in was else 'rebuilt'}: {told}")
    ids = [row[0] for row in scratch.execute("select id from stay").fetchall()]
    kept, again = (dict(db.execute(STAYS, [feed.id, ids]).fetchall()) for db in (live, scratch))
    found.stays = len(again)
    for number, told in again.items():
        if kept.get(number) != told:
            found.differ(f"Stay {number} was {kept.get(number)}, is {told}.")
    ended = _one(live, ENDED, feed.id, since, end)
    if ended != len(again):
        found.differ(f"{ended} stays had ended, {len(again)} ended in the rebuild.")
    state = "select generation from feed_state where feed_id = %s"
    if _one(live, state, feed.id) == _one(scratch, state, feed.id):
        found.open_stays = _compare_open(live, scratch, feed, found)


def _compare_states(
    live: Connection[Any], scratch: Connection[Any], feed: Feed, known_s: int, found: Rebuilt
) -> None:
    """Changes of state byte by byte, from the evidence that it began with to where it came."""
    until_s = _one(scratch, EVIDENCE, feed.id)
    was, made = (
        {row[0] for row in db.execute(STATES, [feed.id, known_s, until_s])}
        for db in (live, scratch)
    )
    found.states = len(made)
    for told in sorted(was ^ made):
        found.differ(f"Change of state {'kept' if told in was else 'rebuilt'}: {told}")


def _compare_open(
    live: Connection[Any], scratch: Connection[Any], feed: Feed, found: Rebuilt
) -> int:
    query = "select o::text from open_stay o where feed_id = %s"
    was, made = ({row[0] for row in db.execute(query, [feed.id])} for db in (live, scratch))
    for told in sorted(was ^ made):
        found.differ(f"Open stay {'kept' if told in was else 'rebuilt'}: {told}")
    return len(made)


def _one(connection: Connection[Any], query: str, *values: Any) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    return None if row is None else row[0]
