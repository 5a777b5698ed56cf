"""Circles in which many vehicles stand close together, outside any hub.

The fullest circle is taken first, its vehicles are set aside, and so on: every vehicle is in one
circle at most, and the same vehicles give the same circles.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.measure import SQL, types_of
from zones.order.where import OUTSIDE, Zone, about, stand
from zones.plane import Floats, plane_of
from zones.tolerance import USUAL_M

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SpotRule:
    """What makes a spot: so many vehicles within so many metres of one of them.

    Who stands inside a hub, or within the tolerance of its border, is not in any spot.
    """

    least: int = 5
    radius_m: float = 25.0
    tolerance_m: float = USUAL_M


def outside_hubs(
    connection: Connection[Any],
    lon: Floats,
    lat: Floats,
    at: int,
    tolerance_m: float,
    types: npt.NDArray[Any] | None = None,
) -> npt.NDArray[np.bool_]:
    """Which places lie in no hub of that moment, nor within so many metres of one.

    With the `types` of the vehicles there, in no hub that is about their form factor.
    """
    rows = connection.execute(
        SQL["rules_in_force"], {"kind": AreaKind.hub, "municipality": None, "at": at}
    ).fetchall()
    outside = np.ones(len(lon), np.bool_)
    if not rows or not len(lon):
        return outside
    plane = plane_of(lon, lat)
    borders = plane.flat(shapely.from_wkb(np.array([row[4] for row in rows], object)))
    points = shapely.points(plane.metres(lon, lat))
    told = [None if types is None else about(row[8]) for row in rows]
    hubs = [Zone(border, forms) for border, forms in zip(borders, told, strict=True)]
    any_type = np.zeros(len(points), np.int64) if types is None else types
    place = stand(points, any_type, types_of(connection), hubs, tolerance_m)
    outside[place != OUTSIDE] = False
    return outside


def fullest_circles(lon: Floats, lat: Floats, ids: Ints, rule: SpotRule) -> list[Ints]:
    """The rows of each spot's vehicles, its middle first; fullest first, then by lowest id."""
    order = np.argsort(ids, kind="stable")
    points = shapely.points(plane_of(lon, lat).metres(lon[order], lat[order]))
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=rule.radius_m)
    pairs = np.lexsort((other, one))
    one, other = one[pairs], other[pairs]
    edges = np.searchsorted(one, np.arange(len(points) + 1))
    free = np.ones(len(points), np.bool_)
    counts = np.diff(edges)
    found = []
    while len(counts) and counts.max() >= rule.least:
        middle = int(counts.argmax())
        members = other[edges[middle] : edges[middle + 1]]
        members = members[free[members]]
        rest = members[members != middle]
        found.append(order[np.concatenate([[middle], rest])])
        free[members] = False
        for member in members.tolist():
            counts[other[edges[member] : edges[member + 1]]] -= 1
        counts[members] = 0
    return found
