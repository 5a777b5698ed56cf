"""Five ways to count one fleet on one day, by hand; and the days on which the clock changes.

local  00:00        08:00   10:30      14:00       18:00              24:00
a       |==============================================================|
b                    07:59|======|10:31
c                                    13:50|====|14:10
d                                                  17:10|=|17:20
"""

from typing import Any

import httpx
import pytest

from api.answers import CountingMethods, IndicatorSeries
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.worlds import World
from zones.cells import fold_feed

LON, LAT = 4.305, 52.105


@pytest.fixture
def area(world: World) -> int:
    """Local days of March begin at 23:00 UTC."""
    world.feed("swift", ("12 22:00", "15 12:00"))
    area = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    world.stands("swift", LON, LAT, "12 22:00", areas=(area,))
    for since, last, gone in (
        ("14 06:59", "14 09:30", "14 09:31"),
        ("14 12:50", "14 13:09", "14 13:10"),
        ("14 16:10", "14 16:19", "14 16:20"),
    ):
        world.stood("swift", LON, LAT, since, last, gone, areas=(area,))
    return area


def fold(world: World) -> None:
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)


def by_method(client: httpx.Client, area: int, day: str) -> dict[str, Any]:
    got = told(client.get(f"/counting-methods?area={area}&day={day}"), CountingMethods)
    assert got["hours"] == 24
    return {method["id"]: method for method in got["methods"]}


def test_the_same_day_in_five_ways(client: httpx.Client, world: World, area: int) -> None:
    fold(world)
    got = by_method(client, area, "2026-03-14")
    values = {name: method["value"] for name, method in got.items()}
    # a: all day; b: 152 minutes; c: 20; d: 10.
    assert values["time_weighted_mean"] == (1440 + 152 + 20 + 10) / 1440
    # b stands there at 08:00 and 10:30, c at 14:00; never two of them at once.
    assert values["six_moments"] == 2.0
    # 24 for a; b at 8, 9 and 10; c at 14; d at none.
    assert values["hourly_snapshots"] == (24 + 3 + 1) / 24
    # b from 08:00 to 10:30 is 31 samples, c 13:50 to 14:05 is 4, d 17:10 and 17:15.
    assert values["five_minute_samples"] == (288 + 31 + 4 + 2) / 288
    assert values["maximum"] == 2.0
    assert got["maximum"]["highest_at"] == "2026-03-14T06:59:00Z"
    assert got["six_moments"]["moments"] == ["03:30", "08:00", "10:30", "14:00", "17:00", "21:00"]
    assert got["six_moments"]["difference"] == 2.0 - values["time_weighted_mean"]
    assert {method["coverage"] for method in got.values()} == {1.0}


def test_the_mean_is_the_one_that_clutter_load_tells(
    client: httpx.Client, world: World, area: int
) -> None:
    """One home for a number: what stands side by side here is what is published elsewhere."""
    fold(world)
    mean = by_method(client, area, "2026-03-14")["time_weighted_mean"]["value"]
    question = "from=2026-03-13T23:00:00Z&to=2026-03-14T23:00:00Z&step=day"
    path = f"/indicators/clutter_load/series?area={area}&{question}"
    load = told(client.get(path), IndicatorSeries)["series"][0]["values"][0]
    km2 = world.connection.execute("select area_m2 / 1e6 from area").fetchone()
    assert km2 is not None
    assert load * km2[0] == pytest.approx(mean, rel=1e-12)


def test_moments_in_a_gap_are_unknown_and_not_zero(
    client: httpx.Client, world: World, area: int
) -> None:
    """veer stood with one moped all day, and was not seen from 07:00 to 11:00 local time."""
    world.feed("veer", ("12 22:00", "14 06:00"), ("14 10:00", "15 12:00"))
    world.stands("veer", LON, LAT, "12 22:00", areas=(area,), form="moped")
    fold(world)
    got = by_method(client, area, "2026-03-14")
    assert (got["six_moments"]["samples"], got["six_moments"]["unknown"]) == (4, 2)
    assert got["six_moments"]["value"] == 3.0
    assert got["hourly_snapshots"]["unknown"] == 3
    assert got["maximum"]["unknown"] == 4 * 3600 - 1
    assert got["maximum"]["coverage"] == round(1 - (4 * 3600 - 1) / 86400, 4)


def test_a_day_without_evidence_has_no_numbers(
    client: httpx.Client, world: World, area: int
) -> None:
    fold(world)
    got = by_method(client, area, "2026-03-10")
    assert {(method["value"], method["reason"]) for method in got.values()} == {
        (None, "not_yet_followed")
    }


def test_a_day_to_come_is_refused(client: httpx.Client, area: int) -> None:
    assert {*faults(client.get(f"/counting-methods?area={area}&day=2026-03-17"))} == {"day"}
    for day in ("gisteren", "0001-01-01", "9999-12-31"):
        assert {*faults(client.get(f"/counting-methods?area={area}&day={day}"))} == {"day"}
    assert {*faults(client.get("/counting-methods?area=99&day=2026-03-14"))} == {"area"}
