"""In which area a point lies: the shapes of areas as GeoJSON, for a handful of points."""

from itertools import pairwise
from typing import Any

Ring = list[list[float]]


def area_at(features: list[dict[str, Any]], lon: float, lat: float) -> dict[str, Any] | None:
    """The first area that holds a point; borders are those of Polygons and MultiPolygons."""
    return next((one for one in features if _holds(one["geometry"], lon, lat)), None)


def _holds(geometry: dict[str, Any], lon: float, lat: float) -> bool:
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    # A point within a hole crosses an odd number of its sides as well: it is outside.
    return any(sum(_crossings(ring, lon, lat) for ring in polygon) % 2 == 1 for polygon in polygons)


def _crossings(ring: Ring, lon: float, lat: float) -> int:
    """How many sides of a ring a line from the point to the east crosses."""
    found = 0
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            found += 1
    return found
