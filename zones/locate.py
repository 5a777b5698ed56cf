"""In which areas does a point lie? Boundary points count as inside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection


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


def load_locator(connection: Connection[Any]) -> Locator:
    """A locator over all versions of all areas; validity counts when numbers are read."""
    rows = connection.execute("select id, st_asbinary(geom) from area order by id").fetchall()
    return Locator.of(rows)
