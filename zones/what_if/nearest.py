"""The hubs where the vehicles of a draft might have stood instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.asked import Ints
from zones.measure import SQL
from zones.order.where import about
from zones.plane import plane_of
from zones.what_if.draft import Past

MOST = 10
NONE = -1
"""No hub is about a vehicle like this."""


@dataclass(frozen=True)
class NearestHub:
    """A hub that was the nearest one for some of the stays; half of them stood nearer than told."""

    area: int
    name: str
    stays: int
    median_m: float


def nearest_hubs(connection: Connection[Any], past: Past, row: Ints) -> list[NearestHub]:
    """The hubs that held at the end of the period, the nearest ones of most stays first.

    Of a stay only the hubs count that are about its form factor.
    """
    values = {"kind": AreaKind.hub, "municipality": None, "at": past.end - 1}
    hubs = connection.execute(SQL["areas_of_kind"], values).fetchall()
    if not hubs or not len(row):
        return []
    lon, lat = past.stays["lon"][row], past.stays["lat"][row]
    plane = plane_of(lon, lat)
    borders = plane.flat(shapely.from_wkb(np.array([hub[4] for hub in hubs], object)))
    points = shapely.points(plane.metres(lon, lat))
    nearest, metres = np.full(len(row), NONE), np.zeros(len(row))
    for mine, allowed in _by_form(past, row, [about(hub[8]) for hub in hubs]):
        (_, found), metres[mine] = shapely.STRtree(borders[allowed]).query_nearest(
            points[mine], return_distance=True, all_matches=False
        )
        nearest[mine] = allowed[found]
    counts = np.bincount(nearest[nearest != NONE], minlength=len(hubs))
    order = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i]]
    return [
        NearestHub(hubs[i][0], hubs[i][2], int(counts[i]), float(np.median(metres[nearest == i])))
        for i in order[:MOST]
    ]


def _by_form(
    past: Past, row: Ints, forms: list[frozenset[str] | None]
) -> Iterator[tuple[Ints, Ints]]:
    """Stays of one form factor (places in `row`) with the hubs that are about it, where any is."""
    own = np.array([past.forms[kind] for kind in past.stays["vehicle_type_id"][row].tolist()])
    for form in np.unique(own).tolist():
        allowed = [i for i, wanted in enumerate(forms) if wanted is None or form in wanted]
        if allowed:
            yield np.flatnonzero(own == form), np.array(allowed)
