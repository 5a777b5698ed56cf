"""The tables are brought to what operators' words tell now: a change, or a correction.

Words that came late may change what had been told: then the stays as they were are kept beside a
correction that says since when and why (rule R11), and the days are counted anew.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from psycopg import Connection

from ingest.known import Known
from ingest.pushed.told import Comparison, Difference, Row
from zones.clock import EvidenceClock
from zones.recount import ask_recount

FINAL = "select extract(epoch from folded_to)::int8 from fold_state where feed_id = %s"
FOLD_LOCK = "select pg_advisory_xact_lock(hashtext('fold'), %s)"
FOREVER_S = float("inf")
KEEP_VERSIONS = (Path(__file__).parents[1] / "sql" / "keep_versions.sql").read_bytes()
OPEN = (
    "insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen,"
    " start_lo, start_reason, base_s, state_since, areas) values (%s, %s, %s, %s, %s,"
    " st_setsrid(st_makepoint(%s, %s), 4326), to_timestamp(%s), to_timestamp(%s), %s, %s,"
    " to_timestamp(%s), %s)"
)
ENDED = (
    "insert into stay (id, feed_id, vehicle_type_id, state, geom, first_seen, start_lo,"
    " start_reason, base_s, areas, end_lo, end_hi, end_reason, observed_s) values (%s, %s, %s, %s,"
    " st_setsrid(st_makepoint(%s, %s), 4326), to_timestamp(%s), to_timestamp(%s), %s, %s, %s,"
    " to_timestamp(%s), to_timestamp(%s), %s, %s)"
)
STATES = (
    "insert into state_change (stay_id, feed_id, changed_at, was_since, changed_lo, observed_s,"
    " was, became)"
    " values (%s, %s, to_timestamp(%s), to_timestamp(%s), to_timestamp(%s), %s, %s, %s)"
)


class News(NamedTuple):
    """What came of a vehicle: how many words came late, and about when the first of those is."""

    vehicle: int
    late: int
    first_late_s: int | None


@dataclass(frozen=True)
class Settled:
    """How many stays began and ended, and how many were told otherwise before."""

    opened: int
    ended: int
    corrected: int


def settle(comparison: Comparison, news: list[News], before_s: int | None) -> Settled:
    """Bring the stays of the vehicles in `news` to what is told of them now.

    `before_s` is the newest evidence until now: what late words tell of earlier moments is a
    correction. Runs within the caller's transaction.
    """
    # No round counts this feed meanwhile: it would take for final what is about to change.
    comparison.connection.execute(FOLD_LOCK, [comparison.feed.id])
    found = comparison.of([one.vehicle for one in news])
    late = [one for one in news if one.late]
    corrected = 0 if before_s is None else _correct(comparison, late, found, before_s)
    connection, feed_id = comparison.connection, comparison.feed.id
    _mark(connection, feed_id, found)
    _delete(connection, [change.old for change in found.changes if change.old is not None])
    _insert(comparison, found)
    _write_states(comparison, found)
    _count_again(comparison, found)
    return Settled(
        sum(change.old is None for change in found.changes),
        sum(change.closes for change in found.changes),
        corrected,
    )


def _correct(comparison: Comparison, late: list[News], found: Difference, before_s: int) -> int:
    """When words came late and change what was told: what it was, beside since when and why."""
    whose = {one.vehicle for one in late}
    told = [c for c in found.changes if c.vehicle in whose and c.since_s < before_s]
    if not told:
        return 0
    changed = {change.vehicle for change in told}
    late = [one for one in late if one.vehicle in changed]
    events = sum(one.late for one in late)
    now_s = comparison.memory.evidence_at_s or before_s
    first_s = min(one.first_late_s for one in late if one.first_late_s is not None)
    row = comparison.connection.execute(
        "insert into correction (feed_id, from_at, to_at, made_at, reason, events, stays)"
        " values (%s, to_timestamp(%s), to_timestamp(%s), to_timestamp(%s), %s, %s, %s)"
        " returning id",
        [
            *(comparison.feed.id, min(change.since_s for change in told), before_s, now_s),
            f"{events} events came up to {(now_s - first_s) // 60} minutes late.",
            *(events, len(told)),
        ],
    ).fetchone()
    assert row is not None
    ids = [change.old.id for change in told if change.old is not None]
    comparison.connection.execute(KEEP_VERSIONS, {"correction": row[0], "ids": ids})
    return len(told)


def _mark(connection: Connection[Any], feed_id: int, found: Difference) -> None:
    """Which stay each word is part of; points that change nothing are not kept."""
    if found.part_of:
        connection.execute(
            "update push_event e set stay_id = m.stay from unnest(%s::uuid[], %s::int8[])"
            " as m (id, stay) where e.feed_id = %s and e.event_id = m.id",
            [list(found.part_of), list(found.part_of.values()), feed_id],
        )
    if found.needless:
        connection.execute(
            "delete from push_event where feed_id = %s and event_id = any(%s)",
            [feed_id, found.needless],
        )


def _delete(connection: Connection[Any], rows: list[Row]) -> None:
    for table, ended in (("open_stay", False), ("stay", True)):
        ids = [row.id for row in rows if (row.end_s is not None) is ended]
        if ids:
            connection.execute(f"delete from {table} where id = any(%s)", [ids])


def _insert(comparison: Comparison, found: Difference) -> None:
    rows = [(change.vehicle, change.new) for change in found.changes if change.new is not None]
    areas = _areas(comparison.known, comparison.connection, [row for _, row in rows])
    opened, ended = [], []
    for (vehicle, row), inside in zip(rows, areas, strict=True):
        what = (row.vehicle_type_id, row.state, row.lon, row.lat)
        when = (row.first_s, row.start_lo_s, row.start_reason, row.base_s)
        if row.end_s is None:
            head = (row.id, comparison.feed.id, found.pseudonyms[vehicle])
            since_s = row.states[-1].at_s if row.states else None
            opened.append((*head, *what, *when, since_s, inside))
        else:
            tail = (row.end_lo_s, row.end_s, row.end_reason, _observed_s(row, comparison.clock))
            ended.append((row.id, comparison.feed.id, *what, *when, inside, *tail))
            moment = datetime.fromtimestamp(row.end_s, UTC)
            comparison.known.ensure(comparison.connection, "stay", moment)
    with comparison.connection.cursor() as cursor:
        for statement, values in ((OPEN, opened), (ENDED, ended)):
            if values:
                cursor.executemany(statement, values)


def _write_states(comparison: Comparison, found: Difference) -> None:
    """The changes of state of the stays that are told otherwise, in the place of those before."""
    connection, known = comparison.connection, comparison.known
    gone = [change.old.id for change in found.changes if change.old and change.old.states]
    if gone:
        connection.execute("delete from state_change where stay_id = any(%s)", [gone])
    rows = [
        (change.new.id, comparison.feed.id, *state)
        for change in found.changes
        if change.new is not None
        for state in change.new.states
    ]
    for _, _, at_s, *_ in rows:
        known.ensure(connection, "state_change", datetime.fromtimestamp(at_s, UTC))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(STATES, rows)


def _observed_s(row: Row, clock: EvidenceClock) -> int:
    return max(0, int(clock.at(row.end_lo_s or row.first_s)) - row.base_s)


def _areas(known: Known, connection: Connection[Any], rows: list[Row]) -> list[list[int]]:
    """The areas that each stay lies in."""
    found: list[list[int]] = [[] for _ in rows]
    if rows:
        lon, lat = (np.array([getattr(row, edge) for row in rows]) for edge in ("lon", "lat"))
        stays, areas = known.located(connection).areas.locate(lon, lat)
        for stay, area in sorted(zip(stays.tolist(), areas.tolist(), strict=True)):
            found[stay].append(area)
    return found


def _count_again(comparison: Comparison, found: Difference) -> None:
    """What was folded for good of moments that are told otherwise now is folded again.

    A round counts everything after `folded_to` anyway.
    """
    connection, feed_id = comparison.connection, comparison.feed.id
    final = connection.execute(FINAL, [feed_id]).fetchone()
    early = [change for change in found.changes if final and change.stood_since_s < final[0]]
    rows = [(change, row) for change in early for row in (change.old, change.new) if row]
    areas = _areas(comparison.known, connection, [row for _, row in rows])
    ask_recount(
        connection,
        feed_id,
        [
            (area, change.stood_since_s, FOREVER_S if row.end_s is None else row.end_s)
            for (change, row), inside in zip(rows, areas, strict=True)
            for area in inside
        ],
    )
