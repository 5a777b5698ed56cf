"""How full a draft hub would have been, and who stood just beside it.

Told of the moments at which every operator that is asked was seen; null where there are none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from psycopg import Connection

from stoep.vocabulary import BUCKET_S
from zones.asked import Ints
from zones.circles import outside_hubs
from zones.plane import plane_of
from zones.what_if.counts import Counts, counts_of
from zones.what_if.draft import BESIDE_M, Draft, Mask, Past
from zones.what_if.room import Room, room


@dataclass(frozen=True)
class HourOfDay:
    """One local hour of the day: the mean number in the hub, and beyond its places."""

    mean: float | None
    over: float | None


@dataclass(frozen=True)
class Filling:
    """How full a draft hub would have been; None: not known at any moment, or no capacity."""

    known_share: float
    """Share of the period at which every operator was seen."""
    highest: int | None
    highest_at: int | None
    mean: float | None
    rooms: list[Room]
    """What became of its places, of all together or of each form factor."""
    by_hour: list[HourOfDay]
    beside_mean: float | None
    """Mean number that stood within 100 m, and in no hub."""


def filling(connection: Connection[Any], draft: Draft, past: Past, timezone: str) -> Filling:
    """A draft hub against the past; hours are local."""
    through = counts_of(past)
    known, counts = through.known, through.of(past.inside)
    rooms = [
        room(form, places, through.of(past.inside & _having(past, form)), through)
        for form, places in (draft.capacity or {}).items()
    ]
    over = np.sum([one.over for one in rooms], axis=0) if rooms else None
    top = int(np.where(known, counts, -1).argmax()) if known.any() else None
    return Filling(
        known_share=float(through.lengths[known].sum()) / (past.end - past.start),
        highest=None if top is None else int(counts[top]),
        highest_at=None if top is None else int(through.moments[top]),
        mean=through.mean(counts),
        rooms=[one.room for one in rooms],
        by_hour=_by_hour(through, counts, over, timezone),
        beside_mean=through.mean(through.of(_beside(connection, draft, past))),
    )


def _having(past: Past, form: str) -> Mask:
    """The stays of a form factor; of all of them for places that are combined."""
    types = [number for number, own in past.forms.items() if form in ("combined", own)]
    found: Mask = np.isin(past.stays["vehicle_type_id"], types)
    return found


def _beside(connection: Connection[Any], draft: Draft, past: Past) -> Mask:
    """Stays within 100 m of the draft that are in no hub for their form factor."""
    lon, lat = past.stays["lon"], past.stays["lat"]
    if not len(lon):
        return past.inside
    plane = plane_of(lon, lat)
    [border] = plane.flat(np.array([draft.border], object))
    points = shapely.points(plane.metres(lon, lat))
    shapely.prepare(border)
    near: Mask = shapely.dwithin(border, points, BESIDE_M) & ~past.inside
    return near & outside_hubs(
        connection, lon, lat, past.end - 1, 0.0, past.stays["vehicle_type_id"]
    )


def _by_hour(through: Counts, counts: Ints, over: Ints | None, timezone: str) -> list[HourOfDay]:
    zone = ZoneInfo(timezone)
    quarters, place = np.unique(through.moments // BUCKET_S, return_inverse=True)
    clock = [datetime.fromtimestamp(at * BUCKET_S, zone).hour for at in quarters.tolist()]
    hours = np.array(clock)[place]
    return [
        HourOfDay(
            through.mean(counts, hours == hour),
            None if over is None else through.mean(over, hours == hour),
        )
        for hour in range(24)
    ]
