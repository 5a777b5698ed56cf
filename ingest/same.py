"""Is what was rebuilt what is kept? Polls, stays, states, runs of evidence, cells: to the byte."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection, sql

from ingest.checkpoint import columns_of
from ingest.feed import Feed
from stoep.vocabulary import BUCKET_S
from zones.cells import FOLDED, replace_cells

MOST_NAMED = 20
CELLS_TOLD = (Path(__file__).parent / "sql" / "cells_told.sql").read_bytes()
SAME_POLLS = (
    "select p::text from poll p where feed_id = %s and started_at > %s and started_at <= %s"
)
UNCOUNTED = (
    "select started_at from poll where feed_id = %s and started_at > %s and started_at <= %s"
    " and told is null and evidence_at is not null"
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
SPANS = (
    "select starts_at || ' to ' || least(ends_at, to_timestamp(%(until_s)s)) || ', ' || starts_s"
    " from coverage_span where feed_id = %(feed_id)s and starts_at <= to_timestamp(%(until_s)s)"
    " and starts_at >= (select min(starts_at) from coverage_span where feed_id = %(feed_id)s"
    "                   and ends_at >= to_timestamp(%(since_s)s))"
)
COUNTED = (
    "select (select extract(epoch from folded_to)::int8 from fold_state where feed_id = %s),"
    " array(select area_id from area_fold where finished_at is null)"
)
KNOWN_AREAS = (
    "array(select u.area from unnest(areas) with ordinality as u (area, nth)"
    " where exists (select from area a where a.id = u.area) order by nth)"
)
"""An area that is gone, of a zone that never began, is nowhere any more."""


@dataclass
class Rebuilt:
    """What a rebuild came to; `differences` is empty when all is the same."""

    feed: str
    since: datetime | None
    polls: int = 0
    stays: int = 0
    states: int = 0
    """Changes of state of vehicles that stood."""
    spans: int = 0
    """Runs of evidence."""
    cells: int | None = None
    """Days of an area and a type; None where nothing of the period is counted for good."""
    open_stays: int | None = None
    """Compared too when no evidence came after the last poll that was rebuilt."""
    differences: list[str] = field(default_factory=list)

    def differ(self, sentence: str) -> None:
        """Name a difference; of very many only the first."""
        if len(self.differences) < MOST_NAMED:
            self.differences.append(sentence)

    def compare(self, what: str, was: set[str], made: set[str]) -> int:
        """Name what only one side has; how many the rebuild has."""
        for told in sorted(was ^ made):
            self.differ(f"{what} {'kept' if told in was else 'rebuilt'}: {told}")
        return len(made)


def compare(
    live: Connection[Any],
    scratch: Connection[Any],
    feed: Feed,
    since: datetime,
    end: datetime,
    known_s: int,
    found: Rebuilt,
) -> None:
    """Everything after a poll up to another; `known_s` is the evidence that it began with."""
    both = (live, scratch)
    _forget_uncounted(live, scratch, feed, since, end)
    until_s = _one(scratch, EVIDENCE, feed.id)
    found.compare("Poll", *(_told(db, SAME_POLLS, [feed.id, since, end]) for db in both))
    _compare_stays(live, scratch, feed, since, end, found)
    found.states = found.compare(
        "Change of state", *(_told(db, STATES, [feed.id, known_s, until_s]) for db in both)
    )
    period = {"feed_id": feed.id, "since_s": known_s, "until_s": until_s}
    found.spans = found.compare("Run of evidence", *(_told(db, SPANS, period) for db in both))
    if _one(live, EVIDENCE, feed.id) == until_s:
        standing = (_rows(db, "open_stay", feed, None) for db in both)
        found.open_stays = found.compare("Open stay", *(set(rows.values()) for rows in standing))
    _compare_cells(live, scratch, feed, known_s, found)


def _forget_uncounted(
    live: Connection[Any], scratch: Connection[Any], feed: Feed, since: datetime, end: datetime
) -> None:
    """Polls from before it was counted what lists tell: what the rebuild counted is no difference.

    Nobody told it then.
    """
    scratch.execute(
        "update poll set told = null where feed_id = %s and started_at = any(%s)",
        [feed.id, [row[0] for row in live.execute(UNCOUNTED, [feed.id, since, end]).fetchall()]],
    )


def _compare_stays(
    live: Connection[Any],
    scratch: Connection[Any],
    feed: Feed,
    since: datetime,
    end: datetime,
    found: Rebuilt,
) -> None:
    ids = [row[0] for row in scratch.execute("select id from stay").fetchall()]
    kept, again = (_rows(db, "stay", feed, ids) for db in (live, scratch))
    found.stays = len(again)
    for number, told in again.items():
        if kept.get(number) != told:
            found.differ(f"Stay {number} was {kept.get(number)}, is {told}.")
    ended = _one(live, ENDED, feed.id, since, end)
    if ended != len(again):
        found.differ(f"{ended} stays had ended, {len(again)} ended in the rebuild.")


def _compare_cells(
    live: Connection[Any], scratch: Connection[Any], feed: Feed, known_s: int, found: Rebuilt
) -> None:
    """The whole quarters of an hour that are final on both sides, counted anew from the rebuild."""
    counted = live.execute(COUNTED, [feed.id]).fetchone()
    final = scratch.execute(FOLDED, {"feed": feed.id}).fetchone()
    if counted is None or counted[0] is None or final is None or final[0] is None:
        return
    since_s = -(-max(known_s, final[0]) // BUCKET_S) * BUCKET_S
    until_s = min(counted[0], final[2]) // BUCKET_S * BUCKET_S
    if since_s >= until_s:
        return
    replace_cells(scratch, [feed.id], None, since_s, until_s)
    period = {"feed_id": feed.id, "since_s": since_s, "until_s": until_s, "uncounted": counted[1]}
    told = (_told(db, CELLS_TOLD, period) for db in (live, scratch))
    found.cells = found.compare("Cells", *told)


def _rows(
    connection: Connection[Any], table: str, feed: Feed, ids: list[int] | None
) -> dict[int, str]:
    """Stays by number, each as one text."""
    columns = [
        sql.SQL(KNOWN_AREAS) if name == "areas" else sql.Identifier(name)
        for name in columns_of(connection, table)
    ]
    query = sql.SQL(
        "select id, row({columns})::text from {table}"
        " where feed_id = %(feed)s and (%(ids)s::int8[] is null or id = any(%(ids)s))"
    ).format(columns=sql.SQL(", ").join(columns), table=sql.Identifier(table))
    return dict(connection.execute(query, {"feed": feed.id, "ids": ids}).fetchall())


def _told(connection: Connection[Any], query: str | bytes, values: Any) -> set[str]:
    text = query if isinstance(query, bytes) else query.encode()
    return {row[0] for row in connection.execute(text, values)}


def _one(connection: Connection[Any], query: str, *values: Any) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    return None if row is None else row[0]
