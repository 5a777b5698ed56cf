"""What a good poll tells anew of vehicles that stand: their states, kept beside the stays.

Most vehicles say the same at each poll and leave nothing here.
"""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from psycopg import Connection

from ingest.compare import Changes, Now
from ingest.feed import Feed
from ingest.fleet import NEVER, Fleet, Ints
from ingest.known import Known
from ingest.snapshot import STATES
from stoep.store.columns import EPOCH_2000_S
from stoep.store.copying import Field, constant, numbers, texts

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
        "changed_at": constant(((now.at_s - EPOCH_2000_S) * 1_000_000).to_bytes(8), count),
        "feed_id": constant(feed.id.to_bytes(4), count),
        "was_since": numbers(_micros(fleet["state_since"][slots]), "i8"),
        "changed_lo": numbers(_micros(seen_s), "i8"),
        "observed_s": numbers(clock_s - fleet["base_s"][slots], "i8"),
        "was": texts(NAMES[fleet["state"][slots]].tolist()),
        "became": texts(NAMES[changes.state].tolist()),
    }


def _micros(seconds: Ints) -> Ints:
    """Unix seconds as PostgreSQL sends a timestamptz."""
    return (seconds - EPOCH_2000_S) * 1_000_000


def ensure_states(connection: Connection[Any], known: Known, now: Now) -> None:
    """There is a part of the table for the changes of this moment."""
    known.ensure(connection, "state_change", datetime.fromtimestamp(now.at_s, UTC))
