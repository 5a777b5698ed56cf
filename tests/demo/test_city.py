"""The drawn city: it tiles, it holds its hubs, and says what it is."""

import json
from typing import Any

import shapely

from demo.city import BASEMAP, SOURCE, layers
from demo.city.draw import outline
from stoep.vocabulary import AreaKind


def read(kind: AreaKind) -> list[tuple[dict[str, Any], Any]]:
    path = dict(layers())[kind]
    found = json.loads(path.read_text())["features"]
    return [(f["properties"], shapely.geometry.shape(f["geometry"])) for f in found]


def test_neighbourhoods_tile_districts_and_districts_the_city() -> None:
    small = [shape for _, shape in read(AreaKind.neighbourhood)]
    large = [shape for _, shape in read(AreaKind.district)]
    [(_, city)] = read(AreaKind.municipality)
    assert 30 <= len(small) <= 45
    assert len(large) == 8
    for parts in (small, large):
        assert shapely.coverage_is_valid(parts)
        assert shapely.coverage_union_all(parts).symmetric_difference(city).area < 1e-12
    for properties, shape in read(AreaKind.district):
        mine = [
            s for p, s in read(AreaKind.neighbourhood) if p["code"].startswith(properties["code"])
        ]
        assert shapely.coverage_union_all(mine).symmetric_difference(shape).area < 1e-12


def test_zones_lie_where_they_should_and_hubs_have_room() -> None:
    [(_, city)] = read(AreaKind.municipality)
    hubs = read(AreaKind.hub)
    assert len(hubs) >= 15
    for properties, hub in hubs:
        assert city.contains(hub), properties["name"]
        assert properties["capacity"] > 0
    for properties, zone in read(AreaKind.no_parking):
        assert city.intersects(zone), properties["name"]


def test_codes_are_unique_and_the_drawing_says_that_it_is_one() -> None:
    codes = [p["code"] for kind, _ in layers() for p, _ in read(kind)]
    assert len(codes) == len(set(codes))
    assert "illustrative" in SOURCE
    assert outline().is_valid


def test_the_land_has_a_sea_a_beach_and_roads() -> None:
    found = {f["properties"]["layer"] for f in json.loads(BASEMAP.read_text())["features"]}
    assert found == {"sea", "beach", "dune", "park", "water", "road", "tram"}
