"""Stays in the tables and in memory, in step: those that end, change and begin."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from psycopg import Connection

from ingest.compare import Changes, Endings, Now
from ingest.feed import Feed
from ingest.fleet import NEVER, Fleet, Ints
from ingest.known import Known, Located
from ingest.memory import Memory
from ingest.rides import Since
from ingest.snapshot import STATES, Snapshot
from stoep.store.by_length import by_length
from stoep.store.copying import (
    Field,
    blocks,
    constant,
    int_lists,
    moments,
    numbers,
    one_moment,
    points,
    texts,
)
from stoep.vocabulary import EndReason
from zones.locate import Locator

END_STAYS = (Path(__file__).parent / "sql" / "end_stays.sql").read_bytes()
STAYS_PER_FEED = 2**40
REASONS = tuple(EndReason)


def end_stays(connection: Connection[Any], known: Known, memory: Memory, ended: Endings) -> None:
    """Stays that have ended, into the history."""
    if not len(ended.slots):
        return
    for month in sorted({_month(s) for s in np.unique(ended.end_hi).tolist()}):
        known.ensure(connection, "stay", datetime(*month, 1, tzinfo=UTC))
    ids = memory.fleet["id"][ended.slots]
    # In the order in which they were written: neighbours on a page, neighbours in an index.
    order = np.argsort(ids)
    connection.execute(
        END_STAYS,
        {
            "ids": ids[order],
            "end_lo": ended.end_lo[order],
            "end_hi": ended.end_hi[order],
            "end_latest": ended.end_latest[order],
            "end_lo_clock_s": ended.end_lo_clock_s[order],
            "reason": np.array([REASONS.index(reason) for reason in ended.reason])[order],
            "reasons": [str(reason) for reason in REASONS],
            "by_length": by_length(memory.fleet["first_seen"][ended.slots], ended.end_hi)[order],
        },
    )
    memory.fleet.release(ended.slots)


def mark_stays(
    connection: Connection[Any], fleet: Fleet, snapshot: Snapshot, changes: Changes, now: Now
) -> None:
    """Stays whose vehicle goes missing, comes back, or says another state."""
    if len(gone := changes.went_missing):
        connection.execute(
            "update open_stay set last_seen = to_timestamp(%s), missing_since ="
            " to_timestamp(%s) where id = any(%s)",
            [now.before_s, now.at_s, fleet["id"][gone]],
        )
        fleet["last_seen"][gone] = now.before_s
        fleet["last_seen_s"][gone] = now.clock_before_s
        fleet["missing_since"][gone] = now.at_s
        fleet["missing_anew"][gone] = now.at_s
        fleet["missing_anew_s"][gone] = now.clock_s
        fleet["missing_polls"][gone] = 1
    fleet["missing_polls"][changes.still_missing] += 1
    if len(anew := changes.missing_anew):
        connection.execute(
            "update open_stay set missing_anew = to_timestamp(%s) where id = any(%s)",
            [now.at_s, fleet["id"][anew]],
        )
        fleet["missing_anew"][anew] = now.at_s
        fleet["missing_anew_s"][anew] = now.clock_s
        fleet["missing_polls"][anew] = 1
    if len(back := changes.returned):
        connection.execute(
            "update open_stay o set last_seen = null, missing_since = null, missing_anew = null,"
            " base_s = base_s + b.excluded_s"
            " from unnest(%s::int8[], %s::int8[]) as b (id, excluded_s) where o.id = b.id",
            [fleet["id"][back], changes.excluded_s],
        )
        fleet["base_s"][back] += changes.excluded_s
        fleet["last_seen"][back] = NEVER
        fleet["missing_since"][back] = NEVER
        fleet["missing_anew"][back] = NEVER
    if len(put := changes.put_back):
        lon, lat = snapshot.lon[changes.put_back_rows], snapshot.lat[changes.put_back_rows]
        connection.execute(
            "update open_stay o set put_back = st_setsrid(st_point(b.lon, b.lat), 4326)"
            " from unnest(%s::int8[], %s::float8[], %s::float8[]) as b (id, lon, lat)"
            " where o.id = b.id",
            [fleet["id"][put], lon.tolist(), lat.tolist()],
        )
        fleet["back_lon"][put], fleet["back_lat"][put] = lon, lat
    if len(told := changes.state_slots):
        connection.execute(
            "update open_stay o set state = t.state, state_since = to_timestamp(%s)"
            " from unnest(%s::int8[], %s::text[]) as t (id, state) where o.id = t.id",
            [now.at_s, fleet["id"][told], [STATES[s] for s in changes.state.tolist()]],
        )
        fleet["state"][told] = changes.state
        fleet["state_since"][told] = now.at_s


def open_stays(
    feed: Feed,
    memory: Memory,
    snapshot: Snapshot,
    changes: Changes,
    now: Now,
    located: Located,
    kind_ids: Ints,
    since: Since | None,
) -> dict[str, Field]:
    """New stays in memory, and as columns for `open_stay`; none when nothing is new.

    `kind_ids` are the numbers of the snapshot's kinds of vehicle; `since` tells which rows stand
    since before this list.
    """
    if not len(changes.opened_rows):
        return {}
    # By name, not in the order of the body: that means nothing.
    names = [snapshot.ids[row] for row in changes.opened_rows.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    rows = changes.opened_rows[order]
    reasons = [str(changes.opened_reason[place]) for place in order]
    opened = snapshot.only(rows)
    first = since.only(rows) if since else None
    fleet, count = memory.fleet, len(rows)
    ids = feed.id * STAYS_PER_FEED + memory.stays_opened + 1 + np.arange(count)
    memory.stays_opened += count
    type_ids = kind_ids[opened.kind]
    slots = fleet.take(count)
    for name, values in (
        ("id", ids),
        ("lon", opened.lon),
        ("lat", opened.lat),
        ("back_lon", opened.lon),
        ("back_lat", opened.lat),
        ("first_seen", first.first_s if first else now.at_s),
        ("base_s", first.clock_s if first else now.clock_s),
        ("state", opened.state),
        ("state_since", first.state_since_s(opened, now) if first else now.at_s),
        ("type_id", type_ids),
        ("municipality", located.towns.newest(opened.lon, opened.lat)),
    ):
        fleet[name][slots] = values
    for vehicle_id, slot in zip(opened.ids, slots.tolist(), strict=True):
        fleet.bind(vehicle_id, slot)
    times = {
        "first_seen": one_moment(now.at_s, count),
        "start_lo": one_moment(now.before_s, count),
        "base_s": constant(now.clock_s.to_bytes(8), count),
    }
    if first:
        times = {
            "first_seen": moments(first.first_s),
            "start_lo": moments(first.before_s),
            "base_s": numbers(first.clock_s, "i8"),
            "state_since": moments(first.state_since_s(opened, now)),
        }
    return {
        "id": numbers(ids, "i8"),
        "feed_id": constant(feed.id.to_bytes(4), count),
        "vehicle": blocks([memory.pseudonyms.of(i) for i in opened.ids], 16),
        "vehicle_type_id": numbers(type_ids, "i2"),
        "state": texts([STATES[state] for state in opened.state.tolist()]),
        "geom": points(opened.lon, opened.lat),
        "start_reason": texts(reasons),
        **times,
        "areas": _areas(located.areas, opened),
    }


def _areas(locator: Locator, opened: Snapshot) -> Field:
    """The areas that each vehicle stands in."""
    vehicles, areas = locator.locate(opened.lon, opened.lat)
    order = np.lexsort((areas, vehicles))
    return int_lists(vehicles[order], areas[order], len(opened))


def _month(seconds: int) -> tuple[int, int]:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.year, moment.month
