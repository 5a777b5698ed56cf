"""Order at a moment: who of those that stand there is inside a hub or a no-parking area.

And how full each hub is.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.asked import Ints, Options
from zones.asked_map import Areas, AreaValue
from zones.measure import SQL, types_of
from zones.order.course import NONE_PARKED
from zones.order.enlarged import USUAL, all_enlarged
from zones.order.room import NO_CAPACITY, NO_PLACES, Kinds, Room
from zones.order.where import INSIDE, Zone, about, stand
from zones.plane import plane_of
from zones.standing import Standing

HUB_OCCUPANCY = "hub_occupancy"
AT_ORDER = ("share_in_hubs", "no_parking_vehicles", HUB_OCCUPANCY)
"""Those of which there is a map."""
KINDS = {"share_in_hubs": AreaKind.hub, "no_parking_vehicles": AreaKind.no_parking}


def standing_inside(
    connection: Connection[Any], indicator: str, standing: Standing, at: int, options: Options
) -> npt.NDArray[np.bool_]:
    """Which vehicles a number about order counts: those inside."""
    kind = KINDS[indicator]
    rows = connection.execute(
        SQL["rules_in_force"], {"kind": kind, "municipality": None, "at": at}
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


def inside_values(
    indicator: str,
    values: list[AreaValue],
    inside: npt.NDArray[np.bool_],
    placed: tuple[Ints, Ints],
) -> list[AreaValue]:
    """Each area's share or count of those inside; `placed` pairs rows of vehicles and of areas."""
    vehicle, place = placed
    counts = np.bincount(place[inside[vehicle]], minlength=len(values)).tolist()
    return [_inside(indicator, value, n) for value, n in zip(values, counts, strict=True)]


def _inside(indicator: str, value: AreaValue, inside: int) -> AreaValue:
    if value.vehicles is None:
        return value
    if indicator == "no_parking_vehicles":
        return replace(value, value=float(inside), vehicles=float(inside))
    if not value.vehicles:
        return replace(value, value=None, reason=NONE_PARKED)
    return replace(value, value=inside / value.vehicles)


def occupancies(
    connection: Connection[Any],
    values: list[AreaValue],
    areas: Areas,
    standing: Standing,
    placed: tuple[Ints, Ints],
    at: int,
) -> list[AreaValue]:
    """How full each hub is, by the fullest of its form factors; unknown with its reason."""
    kinds = types_of(connection)
    enlarged = all_enlarged(connection, None, at, at + 1)
    rooms = [
        enlarged.get(code, USUAL).room_at(room, at)
        for code, room in zip(areas.codes, areas.rooms(), strict=True)
    ]
    vehicle, place = placed
    width = max(kinds, default=0) + 1
    pairs = place * width + standing.vehicle_type_id[vehicle]
    counts = np.bincount(pairs, minlength=len(values) * width).reshape(-1, width)
    return [
        _occupancy(value, room, dict(enumerate(row)), kinds)
        for value, room, row in zip(values, rooms, counts.tolist(), strict=True)
    ]


def _occupancy(value: AreaValue, room: Room, by_type: dict[int, int], kinds: Kinds) -> AreaValue:
    if value.vehicles is None:
        return value
    if not room.parts:
        return replace(value, value=None, reason=NO_CAPACITY)
    stand_there = float(room.vehicles(by_type, kinds))
    share = float(room.occupancy(room.taken(by_type, kinds)))
    if np.isnan(share):
        return replace(value, value=None, vehicles=stand_there, reason=NO_PLACES)
    return replace(value, value=share, vehicles=stand_there)
