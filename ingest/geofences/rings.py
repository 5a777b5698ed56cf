"""Polygons as feeds write them, made into borders that hold: no trust in winding, order or care."""

from collections.abc import Iterable
from typing import Any

import shapely

GRID_DEGREES = 1e-7
"""A centimetre: what lies closer is one point."""


def count_points(geometry: Any) -> int:
    """How many points a GeoJSON polygon or multipolygon has, before anything is made of it."""
    return sum(
        len(ring)
        for rings in _polygons(geometry)
        for ring in (rings if isinstance(rings, list) else [])
        if isinstance(ring, list)
    )


def read_shape(geometry: Any) -> shapely.MultiPolygon | None:
    """The border of a GeoJSON polygon or multipolygon; None when it encloses nothing usable.

    Polygons of one geometry are added up, overlapping or one inside the other. The same border
    gives the same shape, wherever its rings begin and whichever way they run.
    """
    try:
        parts = [_polygon(rings) for rings in _polygons(geometry)]
    except (TypeError, ValueError, OverflowError, LookupError, shapely.errors.GEOSException):
        return None
    return tidy(shapely.union_all(parts)) if parts else None


def tidy(shape: Any) -> shapely.MultiPolygon | None:
    """What encloses ground, in one order; None when nothing does."""
    snapped = shapely.set_precision(shape, GRID_DEGREES)
    polygons = [part for part in shapely.get_parts(snapped) if part.geom_type == "Polygon"]
    whole = shapely.normalize(shapely.MultiPolygon(polygons))
    found: shapely.MultiPolygon = shapely.orient_polygons(whole)
    return None if found.is_empty else found


def _polygons(geometry: Any) -> Iterable[Any]:
    if not isinstance(geometry, dict):
        return []
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    match geometry.get("type"):
        case "Polygon":
            return [coordinates]
        case "MultiPolygon":
            return coordinates
        case _:
            return []


def _polygon(rings: list[list[list[float]]]) -> Any:
    outer, *holes = [[_point(point) for point in ring] for ring in rings]
    made = shapely.Polygon(outer, holes)
    return shapely.make_valid(made, method="structure", keep_collapsed=False)


def _point(point: list[float]) -> tuple[float, float]:
    lon, lat = float(point[0]), float(point[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("no longitude and latitude")
    return lon, lat
