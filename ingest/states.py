"""What a good poll tells anew of vehicles that stand: their states, kept beside the stays.

Most vehicles say the same at each poll and leave nothing here.
"""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from psycopg import Connection

from ingest.compare import Changes, Now
from ingest.feed import Feed
from ingest.fleet import NEVER, Fleet
from ingest.known import Known
from ingest.rides import RESERVED, Since
from ingest.snapshot import STATES, Snapshot
from stoep.store.copying import Field, constant, moments, numbers, one_moment, texts
from stoep.vocabulary import VehicleState

NAMES = np.array([str(state) for state in STATES])


def state_changes(feed: Feed, fleet: Fleet, changes: Changes, now: Now) -> dict[str, Field]:
    """Columns for `state_change`, of the fleet as it was before the poll; none without changes.

    Who was missing and comes back in another state changed at any time since it was last seen.
    """
    slots = changes.state_slots
    if not len(slots) or now.before_s is None:
        return {}
    missing = fleet["missing_since"][slots] != NEVER
    seen_s = np.where(missing, fleet["last_seen"][slots], now.before_s)
    # What was observed ends where an absence began, and at this poll for who was there all along.
    clock_s = np.where(missing, fleet["last_seen_s"][slots], now.clock_s)
    count = len(slots)
    return {
        "stay_id": numbers(fleet["id"][slots], "i8"),
        "changed_at": one_moment(now.at_s, count),
        "feed_id": constant(feed.id.to_bytes(4), count),
        "was_since": moments(fleet["state_since"][slots]),
        "changed_lo": moments(seen_s),
        "observed_s": numbers(clock_s - fleet["base_s"][slots], "i8"),
        "was": texts(NAMES[fleet["state"][slots]].tolist()),
        "became": texts(NAMES[changes.state].tolist()),
    }


def freed_since(
    feed: Feed, fleet: Fleet, since: Since | None, snapshot: Snapshot, now: Now
) -> dict[str, Field]:
    """Columns for `state_change`: who stood reserved since before this list, and is free in it.

    Of the fleet as it is after the poll.
    """
    if since is None:
        return {}
    rows = np.flatnonzero(since.was_reserved & (snapshot.state != RESERVED))
    if not len(rows):
        return {}
    slots = fleet.find([snapshot.ids[row] for row in rows.tolist()])
    count = len(rows)
    return {
        "stay_id": numbers(fleet["id"][slots], "i8"),
        "changed_at": one_moment(now.at_s, count),
        "feed_id": constant(feed.id.to_bytes(4), count),
        "was_since": moments(since.first_s[rows]),
        "changed_lo": one_moment(now.before_s, count),
        "observed_s": numbers(now.clock_s - since.clock_s[rows], "i8"),
        "was": texts([str(VehicleState.reserved)] * count),
        "became": texts(NAMES[snapshot.state[rows]].tolist()),
    }


def ensure_states(connection: Connection[Any], known: Known, now: Now) -> None:
    """There is a part of the table for the changes of this moment."""
    known.ensure(connection, "state_change", datetime.fromtimestamp(now.at_s, UTC))
