"""How full a draft hub would have been, and who stood just beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from psycopg import Connection

from zones.asked import Floats, Ints
from zones.circles import outside_hubs
from zones.measure import known_moments
from zones.plane import plane_of
from zones.what_if.draft import Draft, Past

HOUR_S = 3600
BESIDE_M = 100.0
"""Who stands so near a draft hub, and in no other, might have stood in it."""


@dataclass(frozen=True)
class Filling:
    """How full a draft hub would have been, at moments that every operator covers."""

    highest: int
    highest_at: int
    mean: float
    full_share: float | None
    """Share of the known time at or above capacity."""
    over_vehicle_hours: float | None
    by_hour: list[float | None]
    """Mean number by local hour of the day."""
    beside_mean: float
    """Mean number that stood within 100 m, and in no hub."""


def filling(connection: Connection[Any], draft: Draft, past: Past, timezone: str) -> Filling:
    """A draft hub against the past; hours are local."""
    beside = _beside(connection, draft, past)
    edges = _turns(past)
    lengths = np.diff(edges)
    known = known_moments(past.feeds, past.clocks, edges[:-1])
    counts, next_to = (_standing(past, chosen, edges[:-1]) for chosen in (past.inside, beside))
    seen_s = int(lengths[known].sum())
    top = int(np.where(known, counts, -1).argmax()) if len(counts) else 0
    over = None
    full = None
    if draft.capacity is not None and seen_s:
        full = float(lengths[known & (counts >= draft.capacity)].sum() / seen_s)
        above = np.maximum(counts - draft.capacity, 0)
        over = float((above * lengths)[known].sum() / HOUR_S)
    return Filling(
        highest=int(counts[top]) if seen_s else 0,
        highest_at=int(edges[top]),
        mean=float((counts * lengths)[known].sum() / seen_s) if seen_s else 0.0,
        full_share=full,
        over_vehicle_hours=over,
        by_hour=_by_hour(counts, known, edges, timezone),
        beside_mean=float((next_to * lengths)[known].sum() / seen_s) if seen_s else 0.0,
    )


def _beside(connection: Connection[Any], draft: Draft, past: Past) -> Any:
    """Stays within 100 m of the draft that are in no hub."""
    lon, lat = past.stays["lon"], past.stays["lat"]
    plane = plane_of(lon, lat)
    [border] = plane.flat(np.array([draft.border], object))
    points = shapely.points(plane.metres(lon, lat))
    shapely.prepare(border)
    near = shapely.dwithin(border, points, BESIDE_M) & ~past.inside
    return near & outside_hubs(connection, lon, lat, past.end - 1, 0.0)


def _turns(past: Past) -> Ints:
    """Moments at which a count may change: stays, runs of evidence, whole hours."""
    moments = [past.stays["first_seen"], past.stays["until"]]
    moments += [clock.starts for clock in past.clocks.values()]
    moments += [clock.ends + 1 for clock in past.clocks.values()]
    hours = np.arange(past.start // HOUR_S * HOUR_S, past.end, HOUR_S)
    turns = np.unique(np.concatenate([*moments, hours, [past.start, past.end]]))
    inside: Ints = turns[(turns >= past.start) & (turns <= past.end)]
    return inside


def _standing(past: Past, chosen: Any, moments: Ints) -> Ints:
    first, until = past.stays["first_seen"][chosen], past.stays["until"][chosen]
    begun = np.searchsorted(np.sort(first), moments, side="right")
    gone: Ints = np.searchsorted(np.sort(until), moments, side="right")
    return begun - gone


def _by_hour(counts: Ints, known: Any, edges: Ints, timezone: str) -> list[float | None]:
    zone = ZoneInfo(timezone)
    hours = np.array([datetime.fromtimestamp(at, zone).hour for at in edges[:-1].tolist()])
    lengths: Floats = np.diff(edges).astype(np.float64)
    found: list[float | None] = []
    for hour in range(24):
        mine = known & (hours == hour)
        seconds = float(lengths[mine].sum())
        found.append(float((counts * lengths)[mine].sum()) / seconds if seconds else None)
    return found
