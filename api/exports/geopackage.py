"""GeoPackage 1.3 (OGC 12-128r17): an SQLite file that QGIS and others open as layers.

A table with places is a layer of features, one without is a table of attributes; `about` says what
holds for all of them. Places are longitude and latitude (EPSG:4326), longitude first as the
standard has it.
"""

import sqlite3
import struct
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry import shape

from api.exports.sheet import File, Sheet, plain

APPLICATION_ID = 0x47504B47
"""GPKG."""
USER_VERSION = 10_300
SRS = 4326
WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
TABLES = """
create table gpkg_spatial_ref_sys (
  srs_name text not null, srs_id integer primary key, organization text not null,
  organization_coordsys_id integer not null, definition text not null, description text);
create table gpkg_contents (
  table_name text not null primary key, data_type text not null, identifier text unique,
  description text default '', last_change datetime not null,
  min_x double, min_y double, max_x double, max_y double, srs_id integer,
  constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys(srs_id));
create table gpkg_geometry_columns (
  table_name text not null, column_name text not null, geometry_type_name text not null,
  srs_id integer not null, z tinyint not null, m tinyint not null,
  constraint pk_geom_cols primary key (table_name, column_name),
  constraint uk_gc_table_name unique (table_name),
  constraint fk_gc_tn foreign key (table_name) references gpkg_contents(table_name),
  constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
"""
SYSTEMS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic", 0, "NONE", 0, "undefined", None),
    ("WGS 84", SRS, "EPSG", SRS, WGS84, "longitude and latitude"),
)


NOWHERE: tuple[Any, ...] = (None,) * 4


def as_geopackage(file: File, made_s: int) -> bytes:
    """The whole file; `made_s` is the moment that it says it was made at."""
    made = datetime.fromtimestamp(made_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"pragma application_id = {APPLICATION_ID}")
        base.execute(f"pragma user_version = {USER_VERSION}")
        base.executescript(TABLES)
        base.executemany("insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, ?)", SYSTEMS)
        for sheet in file.sheets:
            _write(base, sheet, made)
        about = [{"name": name, "value": str(plain(value))} for name, value in file.about]
        _write(base, Sheet("about", ("name", "value"), about), made)
        base.commit()
        return base.serialize()


def _write(base: sqlite3.Connection, sheet: Sheet, made: str) -> None:
    rows = [[plain(row[name]) for name in sheet.columns] for row in sheet.rows]
    told = [f"{_quoted(name)} {_type(rows, place)}" for place, name in enumerate(sheet.columns)]
    kind, bounds = "", NOWHERE
    if sheet.places is not None:
        kind, blobs, bounds = _geometries(sheet.places)
        told.append(f"geom {kind}")
        rows = [[*row, blob] for row, blob in zip(rows, blobs, strict=True)]
    columns = ", ".join(["fid integer primary key autoincrement not null", *told])
    base.execute(f"create table {_quoted(sheet.name)} ({columns})")
    contents = (sheet.name, "features" if kind else "attributes", sheet.name, "", made, *bounds)
    base.execute(
        "insert into gpkg_contents values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*contents, SRS if kind else None),
    )
    if kind:
        base.execute(
            "insert into gpkg_geometry_columns values (?, 'geom', ?, ?, 0, 0)",
            (sheet.name, kind, SRS),
        )
    marks = ", ".join("?" * len(told))
    base.executemany(f"insert into {_quoted(sheet.name)} values (null, {marks})", rows)


def _quoted(name: str) -> str:
    """A name that SQL takes as a name, whatever it is."""
    return '"' + name.replace('"', '""') + '"'


def _type(rows: Sequence[Sequence[Any]], place: int) -> str:
    """The narrowest type of a column that holds all of its values."""
    kinds = {type(row[place]) for row in rows if row[place] is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "integer"
    return "real" if kinds and kinds <= {int, float} else "text"


def _geometries(
    places: Sequence[Mapping[str, Any] | None],
) -> tuple[str, list[bytes | None], tuple[Any, ...]]:
    """The type of a layer, its geometries as GeoPackage has them, and the box around them."""
    shapes = [None if place is None else shape(place) for place in places]
    kinds = {one.geom_type for one in shapes if one is not None}
    kind = "GEOMETRY"
    if kinds <= {"Point"}:
        kind = "POINT"
    elif kinds <= {"Polygon", "MultiPolygon"}:
        kind = "MULTIPOLYGON"
        shapes = [
            shapely.MultiPolygon([one]) if one is not None and one.geom_type == "Polygon" else one
            for one in shapes
        ]
    known = [one for one in shapes if one is not None]
    bounds = tuple(map(float, shapely.total_bounds(known))) if known else NOWHERE
    return kind, [None if one is None else _blob(one) for one in shapes], bounds


def _blob(geometry: Any) -> bytes:
    """GeoPackage's own head (little endian, with a box but for points), then WKB."""
    with_box = geometry.geom_type != "Point"
    west, south, east, north = geometry.bounds
    head = struct.pack("<2sBBi", b"GP", 0, 0b11 if with_box else 0b01, SRS)
    box = struct.pack("<4d", west, east, south, north) if with_box else b""
    return bytes(head + box + shapely.to_wkb(geometry, byte_order=1, output_dimension=2))
