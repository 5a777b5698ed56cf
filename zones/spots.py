"""Hot spots: places where many vehicles stand close together outside any hub, and for how long.

A spot is a circle around one of its vehicles (see `circles`). How long it has been one is counted
back from the moment: until fewer stood there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np
from psycopg import Connection

from zones.circles import SpotRule, fullest_circles, outside_hubs
from zones.kept import PAST_KEEPING, stays_kept_since
from zones.measure import known_feeds, types_of, types_wanted
from zones.plane import Plane
from zones.serving import here, only_serving
from zones.spot_history import LastingSpot, SpotHistory
from zones.standing import FeedThen, known_at, read

HOUR_S = 3600
LOOK_BACK_S = 14 * 86_400
"""How far back a spot's beginning is looked for."""


@dataclass(frozen=True)
class Spot:
    """A place where many stand; seconds are counted back from the moment."""

    lon: float
    lat: float
    stays: tuple[int, ...]
    operators: dict[str, int]
    since: int
    """Since when at least so many stood there (unix seconds), gaps in the evidence included."""
    observed_s: int
    """Of this time the seconds that the evidence of the least covered operator covers."""
    is_longer: bool
    """Whether it was a spot before `since` too: no further back is looked."""


@dataclass(frozen=True)
class Spots:
    """The spots of an area at a moment, fullest first."""

    moment: int
    rule: SpotRule
    spots: list[Spot]
    feeds: tuple[FeedThen, ...]


@dataclass(frozen=True)
class Lasting:
    """The spots of a period, and the share of it that the least covered feed covers."""

    spots: list[LastingSpot]
    coverage: float
    reason: str | None = None
    """Why none are known."""


def spots_at(
    connection: Connection[Any],
    area_id: int,
    moment: int | None,
    now_s: int,
    rule: SpotRule,
    *,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> Spots:
    """The spots of an area at a moment in unix seconds, None for now."""
    known = known_at(connection, moment, now_s)
    at = now_s if moment is None else moment
    chosen_feeds = tuple(f for f in known if operators is None or f.operator in operators)
    feeds = here(connection, chosen_feeds, [area_id], at)
    standing = read(connection, moment, feeds, areas=[area_id])
    chosen = standing.counts
    types = types_wanted(types_of(connection), forms)
    if types is not None:
        chosen &= np.isin(standing.vehicle_type_id, types)
    outside = outside_hubs(
        connection, standing.lon, standing.lat, at, rule.tolerance_m, standing.vehicle_type_id
    )
    there = standing.where(np.flatnonzero(chosen & outside))
    circles = fullest_circles(there.lon, there.lat, there.id, rule)
    # No further back than stays are kept: it may have been a spot for longer.
    since = min(max(at - LOOK_BACK_S, stays_kept_since(connection)), at)
    seen = [feed.feed_id for feed in feeds if feed.counts]
    ids = only_serving(connection, seen, area_id, since, at + 1)
    history = SpotHistory.read(connection, area_id, since, at + 1, ids, types, rule)
    names = {feed.feed_id: feed.operator for feed in feeds}
    found = []
    for rows in circles:
        lon, lat = float(there.lon[rows[0]]), float(there.lat[rows[0]])
        keys = [names[number] for number in there.feed_id[rows].tolist()]
        counts = {key: keys.count(key) for key in sorted(set(keys))}
        found.append(
            Spot(lon, lat, tuple(there.id[rows].tolist()), counts, *history.since(lon, lat))
        )
    return Spots(at, rule, found, feeds)


def spots_over(
    connection: Connection[Any],
    area_id: int,
    start: int,
    end: int,
    rule: SpotRule,
    *,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> Lasting:
    """The places of an area that were spots in a period (unix s): longest first, then fullest.

    Circles are looked for at each whole hour; how long one lasted is then counted to the second.
    None are known, and none of the period is covered, where stays of it are past keeping.
    """
    if start < stays_kept_since(connection):
        return Lasting([], 0.0, PAST_KEEPING)
    types = types_wanted(types_of(connection), forms)
    feeds = known_feeds(connection, start, end, operators, types)
    ids = only_serving(connection, [feed.id for feed in feeds], area_id, start, end)
    history = SpotHistory.read(connection, area_id, start, end, ids, types, rule)
    found: list[tuple[int, float, float]] = []
    for moment in range(-(-start // HOUR_S) * HOUR_S, end, HOUR_S):
        found += history.circles(moment)
    places: list[tuple[float, float]] = []
    for _, lon, lat in sorted(found, key=lambda one: -one[0]):
        if not any(_metres(lon, lat, *place) <= rule.radius_m for place in places):
            places.append((lon, lat))
    lasting = [history.lasting(lon, lat) for lon, lat in places]
    lasting.sort(key=lambda spot: (-spot.seconds, -spot.most, spot.lon, spot.lat))
    return Lasting(lasting, history.coverage)


def _metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    [[east, north]] = Plane(other_lon, other_lat).metres([lon], [lat]).tolist()
    return hypot(east, north)
