"""The drawn city: its areas tile, its zones lie on land, and it says that it is a drawing."""

import json
from typing import Any

import pytest
import shapely

from demo.city import BASEMAP, FOLDER, MUNICIPALITY, SOURCE, layers
from demo.places import DRAWS, METRES_PER_DEGREE, SQUEEZE, read_places
from stoep.vocabulary import POLICY, AreaKind

Feature = tuple[dict[str, Any], Any]


def read(kind: AreaKind) -> list[Feature]:
    return features(dict(layers())[kind].name)


def features(name: str) -> list[Feature]:
    found = json.loads((FOLDER / name).read_text())["features"]
    return [(f["properties"], shapely.geometry.shape(f["geometry"])) for f in found]


def shapes(kind: AreaKind) -> list[Any]:
    return [shape for _, shape in read(kind)]


def land(*names: str) -> Any:
    return shapely.union_all([s for p, s in features(BASEMAP.name) if p["layer"] in names])


def in_metres(shape: Any) -> Any:
    return shapely.transform(shape, lambda p: p * [METRES_PER_DEGREE * SQUEEZE, METRES_PER_DEGREE])


def test_neighbourhoods_tile_districts_and_districts_the_municipality() -> None:
    small, large = shapes(AreaKind.neighbourhood), shapes(AreaKind.district)
    [city] = shapes(AreaKind.municipality)
    assert 30 <= len(small) <= 45
    assert len(large) == 8
    for parts in (small, large):
        assert shapely.is_valid(parts).all()
        # No gap, no overlap, and neighbours share every node of their border.
        assert shapely.coverage_is_valid(parts)
        assert shapely.coverage_union_all(parts).symmetric_difference(city).area == 0


def test_each_neighbourhood_lies_in_the_district_that_its_code_names() -> None:
    for properties, district in read(AreaKind.district):
        mine = [
            shape
            for p, shape in read(AreaKind.neighbourhood)
            if p["code"].startswith(f"{properties['code']}-")
        ]
        assert shapely.coverage_union_all(mine).symmetric_difference(district).area == 0


def test_areas_have_the_size_of_neighbourhoods() -> None:
    for properties, shape in read(AreaKind.neighbourhood):
        assert 0.2e6 < in_metres(shape).area < 9e6, properties["name"]


def test_the_city_lies_where_its_inhabitants_would_look() -> None:
    known = {
        "Kijkduin": (4.2235, 52.067),
        "Scheveningen Haven": (4.264, 52.099),
        "Scheveningen Bad": (4.284, 52.113),
        "Zuiderpark": (4.288, 52.058),
        "Mariahoeve": (4.365, 52.095),
        "Ypenburg": (4.37, 52.043),
        "Leidschenveen": (4.40, 52.066),
    }
    found = {p["name"]: shape for p, shape in read(AreaKind.neighbourhood)}
    for name, (lon, lat) in known.items():
        assert shapely.contains_xy(found[name], lon, lat), name


def test_hubs_are_small_have_room_and_stand_on_dry_ground() -> None:
    [city] = shapes(AreaKind.municipality)
    not_there = shapely.union_all([land("sea", "beach", "water"), *shapes(AreaKind.no_parking)])
    for properties, hub in read(AreaKind.hub):
        assert city.contains(hub), properties["name"]
        assert not hub.intersects(not_there), properties["name"]
        assert properties["capacity"] > 0
        assert 15 <= shapely.minimum_bounding_radius(in_metres(hub)) * 2 <= 50


def test_zones_are_disjoint_and_in_the_city() -> None:
    [city] = shapes(AreaKind.municipality)
    zones = read(AreaKind.no_parking)
    assert len(zones) == 3
    for properties, zone in [*zones, *read(AreaKind.monitoring)]:
        assert city.covers(zone), properties["name"]
    promenade = zones[0][1]
    assert read(AreaKind.monitoring)[0][1].intersection(promenade).area > 0.9 * promenade.area


def test_every_feature_says_that_it_is_a_drawing() -> None:
    assert "getekend" in SOURCE
    names = [path.name for _, path in layers()] + [BASEMAP.name]
    for name in names:
        assert {p["source"] for p, _ in features(name)} == {SOURCE}, name


def test_codes_are_unique_and_plainly_not_official() -> None:
    codes = [p["code"] for kind, _ in layers() for p, _ in read(kind)]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not code.startswith("DH-")] == [MUNICIPALITY]
    for kind in POLICY:
        assert {p["municipality"] for p, _ in read(kind)} == {MUNICIPALITY}


def test_the_base_map_makes_it_look_like_a_city() -> None:
    found = features(BASEMAP.name)
    assert {p["layer"] for p, _ in found} == {
        "built",
        "sea",
        "dune",
        "park",
        "beach",
        "water",
        "pier",
        "street",
        "road",
        "rail",
        "tram",
    }
    assert shapely.is_valid([shape for _, shape in found]).all()


@pytest.mark.parametrize("end", [(-1, -1), (1, -1), (1, 1), (-1, 1)])
def test_places_are_pavement_to_their_corners(end: tuple[int, int]) -> None:
    import numpy as np

    places = read_places()
    everywhere = np.arange(len(places))
    along, across = (np.full(len(places), float(side)) for side in end)
    lon, lat = places.spots(everywhere, along, across)
    [city] = shapes(AreaKind.municipality)
    assert shapely.contains_xy(city, lon, lat).all()
    assert not shapely.contains_xy(land("sea", "beach", "water"), lon, lat).any()
    hubs = shapely.union_all(shapes(AreaKind.hub))
    inside = shapely.contains_xy(hubs, lon, lat)
    assert (inside == (places.kind == "hub")).all()


def test_every_draw_has_places() -> None:
    draws = read_places().draws
    assert draws.shape[0] == len(DRAWS)
    assert draws.sum(axis=1) == pytest.approx(1)
    assert (draws.sum(axis=0) > 0).all()
