"""Degrees as metres on a plane that touches the earth at one place: good to 0.1 % within a city."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Plane:
    """A plane around a place in degrees; x runs east and y north, in metres."""

    lon: float
    lat: float

    def metres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Places as rows of x and y."""
        squeeze = np.cos(np.radians(self.lat))
        x = (np.asarray(lon, np.float64) - self.lon) * squeeze * METRES_PER_DEGREE
        y = (np.asarray(lat, np.float64) - self.lat) * METRES_PER_DEGREE
        return np.column_stack([x, y])

    def flat(self, shapes: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Shapes in degrees as shapes in metres."""
        flattened: npt.NDArray[Any] = shapely.transform(
            shapes, lambda at: self.metres(at[:, 0], at[:, 1])
        )
        return flattened


def plane_of(lon: Floats, lat: Floats) -> Plane:
    """A plane around the middle of some places; around nowhere when there are none."""
    return Plane(float(np.median(lon)), float(np.median(lat))) if len(lon) else Plane(0.0, 0.0)
