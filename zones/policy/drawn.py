"""A drawing (GeoJSON) as the area of a zone: whole, checked and within bounds, or refused by name.

Points are counted before a shape is made of them, and a border that crosses itself is only repaired
when it is short: whatever is sent, the answer takes less than a second.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from zones.shapes import BadShapes, area_m2, usable

MOST_POINTS = 5_000
"""Of one drawing; a hub has some tens, a whole municipality some thousands."""
MOST_REPAIRED = 300
"""Points of a border that may be repaired: repair takes the square of them, and worse."""
LEAST_M2 = 1.0
SHAPES = ("Polygon", "MultiPolygon")


class BadDrawing(BadShapes):
    """A drawing that cannot be a zone; `cause` is a stable name for what is wrong with it."""

    def __init__(self, cause: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence, remedy)
        self.cause = cause


@dataclass(frozen=True)
class Drawing:
    """An area that can be used: all its polygons, its points, and whether it had to be repaired."""

    geom: shapely.MultiPolygon
    area_m2: float
    points: int
    repaired: bool


def drawn(geojson: Any) -> shapely.MultiPolygon:
    """The area of a GeoJSON polygon, multipolygon, or feature with one; raises BadShapes."""
    return read_drawing(geojson).geom


def read_drawing(geojson: Any) -> Drawing:
    """The same, with what there is to tell of it."""
    polygons = _polygons(_geometry(geojson))
    points = _count(polygons)
    check_points(points)
    return as_drawing(shapely.MultiPolygon([_polygon(rings) for rings in polygons]), points)


def check_points(points: int) -> None:
    """Refuse more points than a zone may have, before a shape is made of them."""
    if points > MOST_POINTS:
        raise BadDrawing(
            "points",
            f"The drawing has more than {MOST_POINTS} points.",
            "Simplify its border first.",
        )


def as_drawing(shape: Any, points: int) -> Drawing:
    """A shape in degrees as a drawing; raises BadDrawing."""
    try:
        geom, repaired = usable(shape, most_repaired=MOST_REPAIRED)
    except ValueError as fault:
        cause = "crosses" if "crosses" in str(fault) else "no_area"
        sentence = f"The drawing cannot be used: {fault}."
        raise BadDrawing(cause, sentence, "Draw it anew.") from None
    size = area_m2(geom)
    if size < LEAST_M2:
        raise BadDrawing(
            "small", "The drawing is smaller than 1 m².", "Draw an area that holds something."
        )
    return Drawing(geom, size, points, repaired)


def _geometry(given: Any) -> dict[str, Any]:
    """The polygon or multipolygon that was given, by itself or in a feature."""
    if isinstance(given, dict) and given.get("type") == "FeatureCollection":
        features = given.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise BadDrawing(
                "several", "The drawing is not one feature.", "Give one feature, or one geometry."
            )
        given = features[0]
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    if not isinstance(given, dict) or given.get("type") not in SHAPES:
        raise BadDrawing(
            "no_area",
            "The drawing is no area.",
            "Give a GeoJSON Polygon, MultiPolygon, or feature with one.",
        )
    return given


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    found = geometry.get("coordinates")
    polygons = [found] if geometry["type"] == "Polygon" else found
    if not isinstance(polygons, list) or not polygons:
        raise BadDrawing(
            "no_area", "The drawing has no coordinates.", "Give rings of longitude and latitude."
        )
    for rings in polygons:
        if not isinstance(rings, list) or not rings or not all(isinstance(r, list) for r in rings):
            raise BadDrawing(
                "no_area", "The drawing has a polygon without rings.", "Give each a border."
            )
    return polygons


def _count(polygons: list[Any]) -> int:
    return sum(len(ring) for rings in polygons for ring in rings)


def _polygon(rings: list[list[Any]]) -> shapely.Polygon:
    border, *holes = [list(_places(ring)) for ring in rings]
    return shapely.Polygon(border, holes)


def _places(ring: list[Any]) -> Iterator[tuple[float, float]]:
    """The points of a ring, which must close."""
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BadDrawing(
            "open",
            "The drawing has a ring that does not close.",
            "Give four points or more, the last the same as the first.",
        )
    for place in ring:
        if not isinstance(place, list) or not 2 <= len(place) <= 4:
            raise BadDrawing(
                "no_place", "The drawing has a point that is no place.", "Give [lon, lat]."
            )
        yield _degrees(place[0], 180), _degrees(place[1], 90)


def _degrees(value: Any, most: int) -> float:
    """A longitude or a latitude; RD coordinates, infinity and words are none."""
    if type(value) not in (int, float) or not abs(value) <= most or not math.isfinite(value):
        raise BadDrawing(
            "degrees",
            "The drawing has coordinates that are no longitude and latitude.",
            "Transform it to EPSG:4326, longitude first.",
        )
    return float(value)
