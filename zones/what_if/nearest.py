"""The hubs where the vehicles of a draft might have stood instead."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.asked import Ints
from zones.measure import SQL
from zones.plane import plane_of
from zones.what_if.draft import Past

MOST = 10


@dataclass(frozen=True)
class NearestHub:
    """A hub that was the nearest one for some of the stays; half of them stood nearer than told."""

    area: int
    name: str
    stays: int
    median_m: float


def nearest_hubs(connection: Connection[Any], past: Past, row: Ints) -> list[NearestHub]:
    """The hubs that held at the end of the period, the nearest ones of most stays first."""
    hubs = _hubs(connection, past.end - 1)
    if not hubs or not len(row):
        return []
    lon, lat = past.stays["lon"][row], past.stays["lat"][row]
    plane = plane_of(lon, lat)
    borders = plane.flat(shapely.from_wkb(np.array([hub[2] for hub in hubs], object)))
    points = shapely.points(plane.metres(lon, lat))
    (_, nearest), metres = shapely.STRtree(borders).query_nearest(
        points, return_distance=True, all_matches=False
    )
    counts = np.bincount(nearest, minlength=len(hubs))
    order = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i]]
    return [
        NearestHub(hubs[i][0], hubs[i][1], int(counts[i]), float(np.median(metres[nearest == i])))
        for i in order[:MOST]
    ]


def _hubs(connection: Connection[Any], at: int) -> list[tuple[int, str, bytes]]:
    values = {"kind": AreaKind.hub, "municipality": None, "at": at}
    rows = connection.execute(SQL["areas_of_kind"], values).fetchall()
    return [(row[0], row[2], row[4]) for row in rows]
