"""Order at a moment: who of those that stand there is inside a hub or a no-parking area."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.asked import Options
from zones.asked_map import AreaValue
from zones.measure import SQL, types_of
from zones.order.course import NO_CAPACITY, NONE_PARKED
from zones.order.where import INSIDE, Zone, about, stand
from zones.plane import plane_of
from zones.standing import Standing

AT_ORDER = ("share_in_hubs", "no_parking_vehicles", "hub_occupancy")
"""Those of which there is a map."""
KINDS = {"share_in_hubs": AreaKind.hub, "no_parking_vehicles": AreaKind.no_parking}


def standing_inside(
    connection: Connection[Any], indicator: str, standing: Standing, at: int, options: Options
) -> npt.NDArray[np.bool_]:
    """Which vehicles a number about order counts: those inside; for occupancy all of them."""
    kind = KINDS.get(indicator)
    if kind is None:
        return np.ones(len(standing), np.bool_)
    rows = connection.execute(
        SQL["areas_of_kind"], {"kind": kind, "municipality": None, "at": at}
    ).fetchall()
    plane = plane_of(standing.lon, standing.lat)
    borders = plane.flat(shapely.from_wkb(np.array([row[4] for row in rows], object)))
    zones = [Zone(border, about(row[8])) for row, border in zip(rows, borders, strict=True)]
    points = shapely.points(plane.metres(standing.lon, standing.lat))
    types, kinds = standing.vehicle_type_id, types_of(connection)
    inside: npt.NDArray[np.bool_] = (
        stand(points, types, kinds, zones, options.tolerance_m) == INSIDE
    )
    return inside


def order_value(indicator: str, value: AreaValue, inside: int, places: int | None) -> AreaValue:
    """An area's number: a share, a count, or how full; unknown with its reason."""
    if value.vehicles is None:
        return value
    if indicator == "no_parking_vehicles":
        return replace(value, value=float(inside), vehicles=float(inside))
    if indicator == "share_in_hubs":
        if not value.vehicles:
            return replace(value, value=None, reason=NONE_PARKED)
        return replace(value, value=inside / value.vehicles)
    if not places:
        return replace(value, value=None, reason=NO_CAPACITY)
    return replace(value, value=value.vehicles / places)
