"""Zones of a GeoPackage: a SQLite database, opened in memory, of which only tables are read.

It comes from a stranger: no views or triggers of its own run, no other file is opened, and reading
stops after so many steps.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from zones.policy.drawn import BadDrawing, Drawing, as_drawing, check_points
from zones.policy.refusals import BadUpload
from zones.policy.upload.item import MOST_ITEMS, Item, too_many_items

MAGIC = b"SQLite format 3\x00"
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes of the box in the head of a geometry, by its kind."""
POINT_BYTES = 16
MOST_STEPS = 20_000
"""Of a thousand instructions of SQLite: some seconds at most, and far less for honest files."""
WANTED = """
select c.table_name, g.column_name, g.srs_id, s.organization, s.organization_coordsys_id
from gpkg_contents c
join gpkg_geometry_columns g on g.table_name = c.table_name
left join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id
join sqlite_master m on m.name = c.table_name and m.type = 'table'
where c.data_type = 'features'
"""
READS = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


def read_geopackage(content: bytes) -> list[Item]:
    """The features of all its layers; raises BadUpload."""
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            _guard(database, content)
            items = list(_items(database))
    except (sqlite3.Error, OverflowError, UnicodeDecodeError):
        raise BadUpload(
            "no_geopackage",
            "The file is no GeoPackage that can be read: it is broken, or asks too much.",
            "Save it anew, each layer as a table.",
        ) from None
    if not items:
        raise BadUpload("empty", "The file has no zones.", "Send one with at least one area.")
    return items


def _guard(database: sqlite3.Connection, content: bytes) -> None:
    steps = iter(range(MOST_STEPS))
    # A database that was open elsewhere has a journal beside it; in memory it has none.
    database.deserialize(content[:18] + b"\x01\x01" + content[20:])
    database.execute("pragma trusted_schema = off")
    database.execute("pragma cell_size_check = on")
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.set_progress_handler(lambda: next(steps, None) is None, 1_000)
    database.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in READS else sqlite3.SQLITE_DENY
    )


def _items(database: sqlite3.Connection) -> Iterator[Item]:
    seen = 0
    for table, column, srs_id, maker, code in database.execute(WANTED).fetchall():
        transform = _transform(srs_id, maker, code)
        quoted = str(table).replace('"', '""')
        rows = database.execute(f'select * from "{quoted}" limit {MOST_ITEMS + 1}')
        names = [str(one[0]) for one in rows.description]
        for row in rows:
            seen += 1
            if seen > MOST_ITEMS:
                raise too_many_items()
            properties = dict(zip(names, row, strict=True))
            blob = properties.pop(column, None)
            yield Item(properties, partial(_shape, blob, transform), str(table))


def _transform(srs_id: Any, maker: Any, code: Any) -> pyproj.Transformer | None:
    """From the system of a layer to longitude and latitude; None: it is that already."""
    if (str(maker).upper(), code) == ("EPSG", 4326) or srs_id == 4326:
        return None
    try:
        if str(maker).upper() != "EPSG" or type(code) is not int:
            raise ValueError
        return pyproj.Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)
    except (CRSError, ValueError):
        raise BadUpload(
            "system",
            f"The file has coordinates in a system that is not known here ({maker} {code}).",
            "Save it in RD (EPSG:28992) or WGS 84 (EPSG:4326).",
        ) from None


def _shape(blob: Any, transform: pyproj.Transformer | None) -> Drawing:
    """A geometry of a GeoPackage: a head, a box, and the shape as WKB."""
    broken = BadDrawing("no_area", "The zone has no border that can be read.", "Draw it anew.")
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP" or blob[3] & 0x20:
        raise broken
    start = 8 + ENVELOPES.get((blob[3] >> 1) & 0b111, 0)
    check_points((len(blob) - start) // (4 * POINT_BYTES))
    try:
        shape = shapely.force_2d(shapely.from_wkb(blob[start:]))
    except (shapely.errors.GEOSException, ValueError):
        raise broken from None
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise BadDrawing("no_area", "It is a line or a point, not an area.", "Draw an area.")
    points = int(shapely.get_num_coordinates(shape))
    check_points(points)
    if transform is not None:
        shape = shapely.transform(
            shape, lambda xy: np.column_stack(transform.transform(xy[:, 0], xy[:, 1]))
        )
    west, south, east, north = shapely.bounds(shape)
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise BadDrawing(
            "degrees",
            "The zone has coordinates that are no longitude and latitude.",
            "State the coordinate system in the file.",
        )
    return as_drawing(shape, points)
