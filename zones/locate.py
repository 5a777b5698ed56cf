"""In which areas does a point lie? Boundary points count as inside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind


@dataclass
class Locator:
    """Areas by number, ready to be asked for many points at once."""

    ids: npt.NDArray[np.int32]
    polygons: npt.NDArray[Any]
    _tree: shapely.STRtree = field(init=False)

    def __post_init__(self) -> None:
        shapely.prepare(self.polygons)
        self._tree = shapely.STRtree(self.polygons)

    @classmethod
    def of(cls, rows: Sequence[tuple[int, bytes]]) -> "Locator":
        """A locator of areas given as number and well-known binary."""
        ids = np.array([number for number, _ in rows], np.int32)
        return cls(ids, shapely.from_wkb(np.array([shape for _, shape in rows], object)))

    def locate(
        self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Pairs (index of the point, area id), one for each area that covers a point."""
        points, areas = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        return points.astype(np.int32), self.ids[areas]

    def newest(
        self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int32]:
        """The area with the highest number that covers each point, 0 for none."""
        found = np.zeros(len(lon), np.int32)
        if len(self.ids):
            points, areas = self.locate(lon, lat)
            np.maximum.at(found, points, areas)
        return found


def load_locator(connection: Connection[Any], kind: AreaKind | None = None) -> Locator:
    """A locator over all versions of all areas, or those of one kind.

    Validity counts when numbers are read.
    """
    rows = connection.execute(
        "select id, st_asbinary(geom) from area where kind = coalesce(%s::text, kind) order by id",
        [kind],
    ).fetchall()
    return Locator.of(rows)
