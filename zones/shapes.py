"""Areas out of a file (GeoJSON, TopoJSON, GeoPackage), in EPSG:4326, good or repaired or refused.

A ring that touches itself is repaired when its area changes by less than a thousandth; anything
that would need a guess is refused by name, with the code of the area.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from stoep.errors import StoepError

LARGEST_CHANGE = 1e-3
MOST_VERTICES = 250_000
GEOD = pyproj.Geod(ellps="GRS80")


class BadShapes(StoepError):
    """A file of areas that cannot be imported as it is."""

    code = "bad_shapes"


@dataclass(frozen=True)
class Shape:
    """One area of a file: its properties, its border as a multipolygon, and its size."""

    code: str
    name: str
    properties: dict[str, Any]
    geom: shapely.MultiPolygon
    area_m2: float
    repaired: bool


def read_shapes(path: Path, *, code: str, name: str, layer: str | None = None) -> list[Shape]:
    """All areas of a file or, when one cannot be used, BadShapes that names each fault."""
    layer = _choose_layer(path, layer)
    meta, _, geometries, columns = pyogrio.raw.read(str(path), layer=layer)
    fields = [str(field) for field in meta["fields"]]
    for wanted in (code, name):
        if wanted not in fields:
            raise BadShapes(
                f"{path.name} has no property {wanted!r}.", f"It has: {', '.join(fields)}."
            )
    shapes = _to_4326(shapely.from_wkb(geometries), meta["crs"], path)
    table = dict(zip(fields, columns, strict=True))
    faults: list[str] = []
    read: list[Shape] = []
    for row, shape in enumerate(shapes):
        properties = {field: _plain(table[field][row]) for field in fields}
        key = properties[code]
        if key in (None, ""):
            faults.append(f"area {row + 1} has no {code}")
            continue
        try:
            geom, repaired = usable(shape)
        except ValueError as fault:
            faults.append(f"{key}: {fault}")
            continue
        label = str(properties[name] if properties[name] not in (None, "") else key)
        read.append(Shape(str(key), label, properties, geom, area_m2(geom), repaired))
    faults += _doubles(read)
    if faults:
        shown = "; ".join(faults[:5]) + (f"; and {len(faults) - 5} more" if faults[5:] else "")
        raise BadShapes(f"{path.name} cannot be imported: {shown}.", "Correct these areas first.")
    if not read:
        raise BadShapes(f"{path.name} holds no areas.", "Name another file or layer.")
    return read


def _choose_layer(path: Path, layer: str | None) -> str:
    try:
        layers = [str(found) for found in pyogrio.list_layers(str(path))[:, 0]]
    except (DataSourceError, DataLayerError, OSError) as bad:
        raise BadShapes(
            f"{path.name} cannot be read as GeoJSON, TopoJSON or GeoPackage.",
            "Check that it is one of these." if path.exists() else "There is no such file.",
        ) from bad
    if layer is None and len(layers) == 1:
        return layers[0]
    if layer in layers:
        return str(layer)
    said = "has several layers" if layer is None else f"has no layer {layer!r}"
    raise BadShapes(f"{path.name} {said}.", f"Choose one of: {', '.join(layers)}.")


def _to_4326(shapes: npt.NDArray[Any], crs: str | None, path: Path) -> npt.NDArray[Any]:
    """Coordinates as longitude and latitude; TopoJSON names no system and is that already."""
    source = pyproj.CRS.from_user_input(crs or "EPSG:4326")
    if source != pyproj.CRS.from_epsg(4326):
        transform = pyproj.Transformer.from_crs(source, "EPSG:4326", always_xy=True)
        shapes = shapely.transform(
            shapes, lambda xy: np.column_stack(transform.transform(xy[:, 0], xy[:, 1]))
        )
    west, south, east, north = shapely.total_bounds(shapes)
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise BadShapes(
            f"{path.name} has coordinates that are no longitude and latitude.",
            "State its coordinate system in the file, or transform it to EPSG:4326.",
        )
    return shapes


def usable(shape: Any, most_repaired: int = MOST_VERTICES) -> tuple[shapely.MultiPolygon, bool]:
    """A valid multipolygon and whether it had to be repaired; ValueError says what is wrong.

    A border with more points than `most_repaired` must be good as it is.
    """
    if shape is None or shape.is_empty:
        raise ValueError("it has no border")
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"it is a {shape.geom_type}, not an area")
    if (vertices := shapely.get_num_coordinates(shape)) > MOST_VERTICES:
        raise ValueError(f"it has {vertices} points, more than {MOST_VERTICES}")
    flat = shapely.force_2d(shape)
    if flat.is_valid:
        return _multi(flat), False
    if vertices > most_repaired:
        raise ValueError(f"its border crosses itself ({shapely.is_valid_reason(flat)})")
    whole = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    if whole.is_empty or whole.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError("its border crosses itself and encloses nothing")
    if abs(whole.area - abs(flat.area)) > LARGEST_CHANGE * whole.area:
        raise ValueError(f"its border crosses itself ({shapely.is_valid_reason(flat)})")
    return _multi(whole), True


def _multi(shape: Any) -> shapely.MultiPolygon:
    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])


def _doubles(shapes: list[Shape]) -> list[str]:
    codes = [shape.code for shape in shapes]
    return sorted({f"{code} occurs twice" for code in codes if codes.count(code) > 1})


def _plain(value: Any) -> Any:
    """A property as a plain Python value, NaN as None."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value


def area_m2(shape: Any) -> float:
    """Size on the ellipsoid, in square metres."""
    return abs(float(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]))
