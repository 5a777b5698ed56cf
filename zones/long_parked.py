"""Which vehicles stand in one place for longer than a limit: certain and possible apart."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import Connection

from zones.asked import Ints
from zones.durations import DAY_S
from zones.measure import types_of, types_wanted
from zones.serving import here
from zones.standing import FeedThen, Standing, known_at, read


@dataclass(frozen=True)
class LongParked:
    """The vehicles of an area that stand long at a moment, longest certain time first.

    `vehicles` holds first the certain ones and then, from row `certain` on, those that may have
    stood so long through a gap in the evidence.
    """

    limit_s: int
    vehicles: Standing
    certain: int
    standing: int
    """All that stand there, of feeds that can prove a duration."""
    unproven: int
    """Those of feeds that cannot."""
    feeds: tuple[FeedThen, ...]


def long_parked_at(
    connection: Connection[Any],
    area_id: int,
    moment: int | None,
    now_s: int,
    limit_days: float,
    *,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> LongParked:
    """Who stands long in an area at a moment in unix seconds, None for now."""
    limit_s = round(limit_days * DAY_S)
    known = known_at(connection, moment, now_s)
    chosen = tuple(f for f in known if operators is None or f.operator in operators)
    feeds = here(connection, chosen, [area_id], now_s if moment is None else moment)
    standing = read(connection, moment, feeds, areas=[area_id])
    counts = standing.counts
    types = types_wanted(types_of(connection), forms)
    if types is not None:
        counts = counts & np.isin(standing.vehicle_type_id, types)
    unproven = standing.by_feed([feed.rotating for feed in feeds], np.bool_)
    proven = standing.where(np.flatnonzero(counts & ~unproven))
    certain = proven.observed_s >= limit_s
    possible = ~certain & (proven.possible_s >= limit_s)
    rows = np.concatenate([_longest(proven, certain), _longest(proven, possible)])
    return LongParked(
        limit_s,
        proven.where(rows),
        int(certain.sum()),
        len(proven),
        int((counts & unproven).sum()),
        feeds,
    )


def _longest(standing: Standing, chosen: Any) -> Ints:
    """The chosen rows, longest observed first, then by number."""
    rows = np.flatnonzero(chosen)
    order: Ints = rows[np.lexsort((standing.id[rows], -standing.observed_s[rows]))]
    return order
