"""Which of very many points lie in one area: most are told by a table, few by geometry.

The area's bounding box is cut into 512 × 512 squares. A square that lies wholly inside, or wholly
outside, tells it for each of its points; only points in squares that the border crosses are asked
of the polygon itself, in the way of `zones.locate`: boundary points count as inside.
"""

from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
LEVELS = 9
SIDE = 1 << LEVELS
REACH = 1e-9
"""A square is taken this share larger: rounding must not put a point into its neighbour."""


class Lies(IntEnum):
    """How a box lies to an area."""

    outside = 0
    inside = 1
    across = 2


class Within:
    """One area, ready to be asked for millions of points; `border` is well-known binary."""

    def __init__(self, border: bytes) -> None:
        self.polygon = shapely.from_wkb(border)
        shapely.prepare(self.polygon)
        self.bounds: Floats = np.array(shapely.bounds(self.polygon))
        west, south, east, north = self.bounds
        self._scale = (SIDE / (east - west), SIDE / (north - south))

    def boxes(self, boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
        """How boxes (n × west, south, east, north) lie to the area: `Lies` for each."""
        shapes = shapely.box(*boxes.T)
        lies = np.full(len(boxes), Lies.outside, np.uint8)
        touched = shapely.intersects(self.polygon, shapes)
        lies[touched] = Lies.across
        lies[touched & shapely.contains_properly(self.polygon, shapes)] = Lies.inside
        return lies

    def points(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Whether each point lies in the area or on its border."""
        west, south, east, north = self.bounds
        inside: npt.NDArray[np.bool_] = (lon >= west) & (lon <= east)
        inside &= (lat >= south) & (lat <= north)
        near = np.flatnonzero(inside)
        column = np.minimum(((lon[near] - west) * self._scale[0]).astype(np.intp), SIDE - 1)
        row = np.minimum(((lat[near] - south) * self._scale[1]).astype(np.intp), SIDE - 1)
        lies = self._table[row * SIDE + column]
        inside[near] = lies == Lies.inside
        asked = near[lies == Lies.across]
        places = shapely.points(lon[asked], lat[asked])
        inside[asked] = shapely.intersects(self.polygon, places)
        return inside

    @cached_property
    def _table(self) -> npt.NDArray[np.uint8]:
        """How each square lies, found by quartering those that the border crosses."""
        squares = np.zeros((1, 2), np.intp)  # row and column, at the level
        table = np.full((SIDE, SIDE), Lies.outside, np.uint8)
        for level in range(LEVELS + 1):
            size = SIDE >> level
            lies = self.boxes(self._corners(squares, size))
            if not level < LEVELS:
                table[squares[:, 0], squares[:, 1]] = lies
                break
            for row, column in squares[lies == Lies.inside].tolist():
                here = (
                    slice(row * size, row * size + size),
                    slice(column * size, (column + 1) * size),
                )
                table[here] = Lies.inside
            crossed = squares[lies == Lies.across] * 2
            squares = (crossed[:, None] + [[0, 0], [0, 1], [1, 0], [1, 1]]).reshape(-1, 2)
        return table.reshape(-1)

    def _corners(self, squares: npt.NDArray[np.intp], size: int) -> Floats:
        west, south, east, north = self.bounds
        across, up = (east - west) * size / SIDE, (north - south) * size / SIDE
        row, column = squares.T
        beyond = REACH * (1 + np.abs(self.bounds).max())
        return np.column_stack(
            [
                west + column * across - beyond,
                south + row * up - beyond,
                west + (column + 1) * across + beyond,
                south + (row + 1) * up + beyond,
            ]
        )
