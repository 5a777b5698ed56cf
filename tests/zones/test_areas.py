"""Areas in: real borders, versions, and files that are refused by name with nothing changed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pyproj
import pytest
import shapely
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.vocabulary import AreaKind
from zones.areas import BadCapacity, OverlappingVersion, import_areas
from zones.grid import UnknownMunicipality, import_grid
from zones.shapes import BadShapes

Pool = ConnectionPool[Connection[Any]]
DAY = datetime(2026, 1, 1, tzinfo=UTC)
SQUARE = [[4.30, 52.07], [4.31, 52.07], [4.31, 52.08], [4.30, 52.08], [4.30, 52.07]]


def feature(code: Any, ring: Any = SQUARE, kind: str = "Polygon", **more: Any) -> dict[str, Any]:
    geometry = None if ring is None else {"type": kind, "coordinates": [ring]}
    properties = {"code": code, "name": f"Plein {code}", **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(folder: Path, *features: dict[str, Any]) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def bring(pool: Pool, path: Path, kind: AreaKind = AreaKind.district, **more: Any) -> Any:
    options = {"code": "code", "name": "name", "valid_from": DAY, "source": "test"} | more
    with pool.connection() as connection:
        return import_areas(connection, path, kind, **options)


def rows(pool: Pool, query: str) -> list[tuple[Any, ...]]:
    with pool.connection() as connection:
        return connection.execute(query).fetchall()


def test_a_square_keeps_its_name_size_and_source(pool: Pool, tmp_path: Path) -> None:
    bring(pool, write(tmp_path, feature("A", capacity=12)), AreaKind.hub, capacity="capacity")
    [(kind, code, name, capacity, area_m2, geodesic)] = rows(
        pool, "select kind, code, name, capacity, area_m2, st_area(geom::geography) from area"
    )
    assert (kind, code, name, capacity) == ("hub", "A", "Plein A", 12)
    assert area_m2 == pytest.approx(geodesic, rel=1e-4)


def test_a_new_version_ends_the_old_one(pool: Pool, tmp_path: Path) -> None:
    path = write(tmp_path, feature("A"))
    bring(pool, path)
    later = datetime(2026, 6, 1, tzinfo=UTC)
    bring(pool, path, valid_from=later)
    assert rows(pool, "select valid_from, valid_to from area order by id") == [
        (DAY, later),
        (later, None),
    ]
    with pytest.raises(OverlappingVersion):
        bring(pool, path, valid_from=DAY)
    assert len(rows(pool, "select from area")) == 2


def test_rd_coordinates_are_brought_to_longitude_and_latitude(pool: Pool, tmp_path: Path) -> None:
    to_rd = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    ring = [to_rd.transform(*point) for point in SQUARE]
    path = tmp_path / "areas.gpkg"
    pyogrio.raw.write(
        str(path),
        geometry=np.array([shapely.to_wkb(shapely.Polygon(ring))], object),
        field_data=[np.array(["A"], object), np.array(["Plein"], object)],
        fields=["code", "name"],
        layer="hubs",
        crs="EPSG:28992",
        geometry_type="Polygon",
        driver="GPKG",
    )
    bring(pool, path)
    [(lon, lat)] = rows(pool, "select st_x(st_centroid(geom)), st_y(st_centroid(geom)) from area")
    assert (lon, lat) == (pytest.approx(4.305, abs=1e-5), pytest.approx(52.075, abs=1e-5))


BOW_TIE = [[4.30, 52.07], [4.31, 52.08], [4.31, 52.07], [4.30, 52.08], [4.30, 52.07]]
SPIKE = [*SQUARE[:2], [4.31, 52.075], [4.32, 52.075], [4.31, 52.075], *SQUARE[2:]]


def test_a_spike_is_repaired_and_reported(pool: Pool, tmp_path: Path) -> None:
    report = bring(pool, write(tmp_path, feature("A"), feature("B", SPIKE)))
    assert report.repaired == ["B"]
    assert rows(pool, "select bool_and(st_isvalid(geom)) from area") == [(True,)]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (feature("B", BOW_TIE), "B: its border crosses itself"),
        (feature("B", None), "B: it has no border"),
        (
            feature("B", SQUARE, "LineString")
            | {"geometry": {"type": "LineString", "coordinates": SQUARE}},
            "B: it is a LineString",
        ),
        (feature(None), "area 2 has no code"),
        (feature("A"), "A occurs twice"),
        (feature("B", [[x + 400, y] for x, y in SQUARE]), "no longitude and latitude"),
    ],
    ids=["crossing", "empty", "line", "no code", "double", "outside the world"],
)
def test_a_bad_area_is_named_and_nothing_is_imported(
    pool: Pool, tmp_path: Path, bad: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadShapes, match=says) as refused:
        bring(pool, write(tmp_path, feature("A"), bad))
    assert refused.value.remedy
    assert rows(pool, "select from area") == []


def test_files_properties_and_layers_that_are_not_there(
    pool: Pool, tmp_path: Path, shared: Path
) -> None:
    (tmp_path / "text.geojson").write_text("no areas here")
    with pytest.raises(BadShapes, match="cannot be read"):
        bring(pool, tmp_path / "text.geojson")
    with pytest.raises(BadShapes, match="cannot be read") as missing:
        bring(pool, tmp_path / "absent.geojson")
    assert "no such file" in missing.value.remedy
    with pytest.raises(BadShapes, match="no property 'cod'") as refused:
        bring(pool, write(tmp_path, feature("A")), code="cod")
    assert "code, name" in refused.value.remedy
    topology = shared / "data/boundaries/demo_boundaries.topojson"
    with pytest.raises(BadShapes, match="several layers"):
        bring(pool, topology)
    with pytest.raises(BadShapes, match="no layer 'x'"):
        bring(pool, topology, layer="x")


def test_a_capacity_that_is_no_number(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(BadCapacity, match="veel"):
        bring(pool, write(tmp_path, feature("A", capacity="veel")), capacity="capacity")


def test_real_borders(pool: Pool, shared: Path) -> None:
    borders = shared / "data/boundaries"
    bring(pool, borders / "demo_wijken_2022_5cities.geojson", municipality="gemeente_code")
    topology = borders / "demo_boundaries.topojson"
    layer = "demo_gemeenten_2022"
    bring(pool, topology, AreaKind.municipality, layer=layer)
    quarters = borders / "buurten_2015_denhaag_rotterdam_region.geojson"
    bring(pool, quarters, AreaKind.neighbourhood)
    assert dict(rows(pool, "select kind, count(*) from area group by kind")) == {
        "district": 187,
        "municipality": 12,
        "neighbourhood": 530,
    }
    [(districts, city)] = rows(
        pool,
        "select (select sum(area_m2) from area"
        " where kind = 'district' and municipality = 'GM0518'),"
        " (select area_m2 from area where kind = 'municipality' and code = 'GM0518')",
    )
    assert districts == pytest.approx(city, rel=2e-3)


def test_invalid_rings_of_a_real_file_are_repaired(pool: Pool, shared: Path) -> None:
    path = shared / "data/boundaries/nl_gemeenten_2024_raw_some_invalid.geojson"
    options = {"code": "gemeentecode", "name": "gemeentenaam"}
    report = bring(pool, path, AreaKind.municipality, **options)
    assert len(report.ids) == 342
    assert len(report.repaired) == 8
    assert rows(pool, "select bool_and(st_isvalid(geom)) from area") == [(True,)]


def test_a_grid_covers_the_municipality(pool: Pool, tmp_path: Path) -> None:
    bring(pool, write(tmp_path, feature("GM1")), AreaKind.municipality)
    with pool.connection() as connection:
        report = import_grid(connection, "GM1", 9, valid_from=DAY)
    assert len(report.ids) > 5
    assert rows(
        pool,
        "select st_covers((select st_union(geom) from area where kind = 'h3'), geom) from area"
        " where kind = 'municipality'",
    ) == [(True,)]
    with pool.connection() as connection, pytest.raises(UnknownMunicipality):
        import_grid(connection, "GM2", 9, valid_from=DAY)
