"""Where a vehicle stands, in names: its neighbourhood, and the nearest hub for its kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind, FormFactor
from zones.measure import SQL
from zones.order.where import about
from zones.plane import plane_of
from zones.standing import Standing

FARTHEST_M = 500.0
"""A hub farther off tells nobody where to look."""


@dataclass(frozen=True)
class Named:
    """An area by name; `distance_m` is how far a hub is, 0 inside."""

    area: int
    kind: str
    code: str
    name: str
    distance_m: float | None = None


def neighbourhoods(connection: Connection[Any], ids: list[int], at: int) -> dict[int, Named]:
    """The neighbourhood of stays by number, or the district; at a moment in unix seconds."""
    rows = connection.execute(SQL["worklist_places"], {"ids": ids, "at": at}).fetchall()
    return {stay: Named(area, kind, code, name) for stay, area, kind, code, name in rows}


def nearest_hubs(
    connection: Connection[Any], standing: Standing, kinds: Mapping[int, FormFactor], at: int
) -> dict[int, Named]:
    """The nearest hub that is for a vehicle's kind, by stay; none where all are far off."""
    asked = {"kind": AreaKind.hub, "municipality": None, "at": at}
    hubs = connection.execute(SQL["rules_in_force"], asked).fetchall()
    found: dict[int, Named] = {}
    if not hubs or not len(standing):
        return found
    plane = plane_of(standing.lon, standing.lat)
    borders = plane.flat(shapely.from_wkb(np.array([hub[4] for hub in hubs], object)))
    points = shapely.points(plane.metres(standing.lon, standing.lat))
    forms = [about(hub[8]) for hub in hubs]
    for kind in {kinds[number] for number in standing.vehicle_type_id.tolist()}:
        open_to = [place for place, its in enumerate(forms) if its is None or kind in its]
        types = [number for number, form in kinds.items() if form == kind]
        rows = np.flatnonzero(np.isin(standing.vehicle_type_id, types))
        if not open_to:
            continue
        (who, which), far = shapely.STRtree(borders[open_to]).query_nearest(
            points[rows], max_distance=FARTHEST_M, return_distance=True, all_matches=False
        )
        for row, hub, metres in zip(who.tolist(), which.tolist(), far.tolist(), strict=True):
            number, code, name = hubs[open_to[hub]][:3]
            stay = int(standing.id[rows[row]])
            found[stay] = Named(number, AreaKind.hub, code, name, round(metres, 1))
    return found
