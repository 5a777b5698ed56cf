"""The history of a drawing: the same numbers as an area with that border, and nothing is kept.

4.30      4.31      4.32
 +---------+---------+
 | north   |  south  |     the drawing is north, and a part of it
 +---------+---------+
"""

from typing import Any

import httpx
import pytest

from api.answers import DrawnSeries, IndicatorSeries
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.worlds import World
from zones.cells import fold_feed

PERIOD = {"from": "2026-03-13T00:00:00Z", "to": "2026-03-15T00:00:00Z"}
BOW_TIE = [[4.30, 52.07], [4.31, 52.08], [4.31, 52.07], [4.30, 52.08], [4.30, 52.07]]


def box(west: float, east: float) -> dict[str, Any]:
    ring = [[west, 52.07], [east, 52.07], [east, 52.08], [west, 52.08], [west, 52.07]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture(autouse=True)
def town(world: World) -> dict[str, int]:
    ids = {
        code: world.area(kind, code, west, 52.07, east, 52.08, municipality="town")
        for kind, code, west, east in (
            (AreaKind.municipality, "town", 4.30, 4.32),
            (AreaKind.neighbourhood, "north", 4.30, 4.31),
            (AreaKind.neighbourhood, "south", 4.31, 4.32),
        )
    }
    world.feed("zilt", ("12 00:00", "14 00:00"), ("14 06:00", "15 12:00"))
    world.feed("duin", ("12 00:00", "15 12:00"))
    north, south = (ids["town"], ids["north"]), (ids["town"], ids["south"])
    world.stands("zilt", 4.302, 52.075, "12 00:00", areas=north)
    world.stands("zilt", 4.309, 52.075, "14 12:05", areas=north)
    world.stands("duin", 4.303, 52.072, "12 00:00", form="moped", areas=north)
    world.stands("duin", 4.317, 52.072, "14 12:00", form="moped", areas=south)
    world.stood("duin", 4.304, 52.072, "13 03:10", "13 09:40", "13 09:41", areas=north)
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)
    return ids


def drawn(client: httpx.Client, geometry: Any, **asked: Any) -> Any:
    body = {"geometry": geometry, **PERIOD, **asked}
    return told(client.post("/areas/series", json=body), DrawnSeries)


@pytest.mark.parametrize("indicator", ["vehicles_parked", "parked_density", "clutter_load"])
@pytest.mark.parametrize("group", ["none", "operator", "form"])
def test_a_drawing_has_the_numbers_of_an_area_with_its_border(
    client: httpx.Client, town: dict[str, int], indicator: str, group: str
) -> None:
    question = {"area": town["north"], "step": "quarter", "group": group, **PERIOD}
    path = f"/indicators/{indicator}/series"
    area = told(client.get(path, params=question), IndicatorSeries)
    found = drawn(client, box(4.30, 4.31), indicator=indicator, step="quarter", group=group)
    for name in ("unit", "edges", "labels", "gaps", "coverage", "period"):
        assert found[name] == area[name], name
    for mine, theirs in zip(found["series"], area["series"], strict=True):
        pairs = zip(mine["values"], theirs["values"], strict=True)
        assert all(a == b or a == pytest.approx(b, rel=1e-3) for a, b in pairs)
        assert any(value for value in mine["values"])
        assert mine["reasons"] == theirs["reasons"]
        assert mine["coverage"] == theirs["coverage"]


def test_a_part_has_less_and_an_outage_is_unknown(client: httpx.Client) -> None:
    found = drawn(client, box(4.301, 4.306), indicator="vehicles_parked")
    [line] = found["series"]
    assert [line["values"][hour] for hour in (2, 5, 12)] == [2, 3, 2]
    assert line["values"][26] is None
    assert line["reasons"][26] == "no_evidence: zilt"


def test_nothing_of_it_is_kept(client: httpx.Client, world: World, town: dict[str, int]) -> None:
    def state() -> Any:
        return world.connection.execute(
            "select (select count(*) from area), (select count(*) from cell_day),"
            " (select sum(cardinality(areas)) from open_stay), (select count(*) from area_fold)"
        ).fetchone()

    before = state()
    drawn(client, box(4.301, 4.306))
    assert state() == before


def test_wrong_drawings_and_questions_name_the_field(client: httpx.Client) -> None:
    def ask(**body: Any) -> httpx.Response:
        return client.post("/areas/series", json=body)

    good = {"geometry": box(4.30, 4.31), **PERIOD}
    crossed = {"type": "Polygon", "coordinates": [BOW_TIE]}
    assert "geometry" in faults(ask(**(good | {"geometry": crossed})))
    assert "indicator" in faults(ask(**good, indicator="rentals"))
    assert "from" in faults(ask(**(good | {"from": "2025-01-01T00:00:00Z"})))
    assert "operator" in faults(ask(**good, operator=["nobody"]))
    assert faults(client.post("/areas/series", json=PERIOD))
    elsewhere = ask(**(good | {"geometry": box(5.0, 5.1)}))
    refused(elsewhere, elsewhere.status_code)
    assert elsewhere.status_code in (400, 409, 422)
