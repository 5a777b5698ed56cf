"""Where stays of an area stand with regard to zones: inside one, near one, or outside all.

A vehicle that stands in several zones at once is inside once. Near is within the tolerance of a
border: a position may be off by so much. A zone that is about some form factors is not there for
the others. Zones count on the days that they held: a stay is cut
where a zone begins or ends to hold.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.store.columns import FOREVER, read_columns
from stoep.vocabulary import AreaKind, FormFactor
from zones.asked import Asked, Ints
from zones.measure import SQL
from zones.plane import Plane, plane_of

OUTSIDE, NEAR, INSIDE = 0, 1, 2


@dataclass(frozen=True)
class Zone:
    """A zone on a plane in metres, and the days of the period that it held (unix seconds).

    `forms` are the form factors that it is about; None: all.
    """

    border: Any
    forms: frozenset[str] | None
    since: int = 0
    until: int = int(FOREVER)


@dataclass(frozen=True)
class Pieces:
    """Stays cut into pieces of one place each: OUTSIDE, NEAR or INSIDE; times in unix seconds."""

    feed_id: Ints
    vehicle_type_id: Ints
    since: Ints
    until: Ints
    place: npt.NDArray[np.int8]


def pieces(asked: Asked, kind: AreaKind, tolerance_m: float) -> Pieces:
    """The stays of the asked area, cut by where they stand with regard to the zones of a kind."""
    stays = read_stays(asked)
    plane = plane_of(stays["lon"], stays["lat"])
    zones = read_zones(asked.connection, asked, kind, plane, tolerance_m)
    cuts = sorted({moment for zone in zones for moment in (zone.since, zone.until)})
    edges = [asked.start, *(c for c in cuts if asked.start < c < asked.end), asked.end]
    points = shapely.points(plane.metres(stays["lon"], stays["lat"]))
    types, kinds = stays["vehicle_type_id"], asked.forms_by_type
    parts = []
    for begin, end in pairwise(edges):
        held = [zone for zone in zones if zone.since <= begin and zone.until >= end]
        place = stand(points, types, kinds, held, tolerance_m)
        since = np.maximum(stays["first_seen"], begin)
        until = np.minimum(stays["until"], end)
        rows = np.flatnonzero(since < until)
        parts.append((rows, since[rows], until[rows], place[rows]))
    rows, since, until, place = (np.concatenate([part[i] for part in parts]) for i in range(4))
    feed, kind_id = stays["feed_id"][rows], stays["vehicle_type_id"][rows]
    return Pieces(feed, kind_id, since, until, place)


def stand(
    points: npt.NDArray[Any],
    types: npt.NDArray[Any],
    kinds: Mapping[int, FormFactor],
    zones: Collection[Zone],
    tolerance_m: float,
) -> npt.NDArray[np.int8]:
    """Where vehicles stand with regard to zones, all in metres; a border itself is inside.

    A zone that is not about a vehicle's form factor (`kinds`, by its type) is not there for it.
    """
    place = np.full(len(points), OUTSIDE, np.int8)
    for forms in {zone.forms for zone in zones}:
        rows = np.arange(len(points))
        if forms is not None:
            rows = np.flatnonzero(np.isin(types, [t for t, form in kinds.items() if form in forms]))
        borders = [zone.border for zone in zones if zone.forms == forms]
        place[rows] = np.maximum(place[rows], _stand(points[rows], borders, tolerance_m))
    return place


def _stand(
    points: npt.NDArray[Any], borders: list[Any], tolerance_m: float
) -> npt.NDArray[np.int8]:
    place = np.full(len(points), OUTSIDE, np.int8)
    tree = shapely.STRtree(borders)
    place[tree.query(points, predicate="dwithin", distance=tolerance_m)[0]] = NEAR
    place[tree.query(points, predicate="intersects")[0]] = INSIDE
    return place


def about(forms: list[str] | None) -> frozenset[str] | None:
    """The form factors that a zone is about, as a table tells them."""
    return None if forms is None else frozenset(forms)


def read_stays(asked: Asked) -> Mapping[str, Any]:
    """The stays of the asked area with their places, of the asked feeds and types."""
    ids = [feed.id for feed in asked.feeds]
    period = {"start": asked.start, "end": asked.end, "feeds": ids, "area": asked.area.id}
    stays = read_columns(asked.connection, SQL["placed_history"], period)
    if asked.wanted_types is None:
        return stays
    keep = np.isin(stays["vehicle_type_id"], asked.wanted_types)
    return {name: column[keep] for name, column in stays.items()}


def read_zones(
    connection: Connection[Any], asked: Asked, kind: AreaKind, plane: Plane, metres: float
) -> list[Zone]:
    """The zones of a kind in the asked area, or so near that they matter."""
    values = {
        "area": asked.area.id,
        "kind": kind,
        "start": asked.start,
        "end": asked.end,
        "metres": metres,
    }
    rows = connection.execute(SQL["zones_in_area"], values).fetchall()
    borders = plane.flat(shapely.from_wkb(np.array([row[4] for row in rows], object)))
    return [
        Zone(border, about(forms), since, until)
        for (_, forms, since, until, _), border in zip(rows, borders, strict=True)
    ]
