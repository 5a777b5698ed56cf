"""Zones that are about some form factors: for the others they are not there.

no parking, mopeds only          hub, bicycles only
+---------+                      +---------+
|  b   m  |                      |  b   m  |          two bicycles, two mopeds
+---------+                      +---------+
"""

from datetime import date
from typing import Any

import httpx
import pytest
import shapely

from stoep.vocabulary import AreaKind, FormFactor
from tests.worlds import World, at
from tests.zones.permits import HERE, count, interval
from zones.cells import fold_feed
from zones.circles import SpotRule
from zones.permits.setting import Wish, set_limit
from zones.policy import life
from zones.policy.life import Draft
from zones.spots import spots_at, spots_over

LAT = 52.105
DAY = "from=2026-03-11T23:00:00Z&to=2026-03-12T23:00:00Z"
BICYCLE, MOPED = FormFactor.bicycle, FormFactor.moped


def zone(world: World, kind: AreaKind, west: float, forms: list[FormFactor]) -> int:
    """A zone that went through its life, in force since the 9th; the number of its area."""
    geom = shapely.MultiPolygon([shapely.box(west, LAT - 0.001, west + 0.001, LAT + 0.001)])
    draft = Draft(name=str(kind), geom=geom, form_factors=forms)
    now = at("9 00:00")
    number = life.draw(world.connection, kind, HERE, draft, "me", now)
    life.commit(world.connection, number, "me", now)
    life.publish(world.connection, number, now, now, "me", now)
    row: Any = world.connection.execute("select area_id from zone where id = %s", [number])
    return int(row.fetchone()[0])


@pytest.fixture
def city(world: World) -> int:
    world.feed("swift", ("10 00:00", "15 12:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    banned = zone(world, AreaKind.no_parking, 4.305, [MOPED])
    hub = zone(world, AreaKind.hub, 4.310, [BICYCLE])
    for west, area in ((4.305, banned), (4.310, hub)):
        for n, form in enumerate((BICYCLE, MOPED)):
            lon = west + 0.0003 * (n + 1)
            world.stands("swift", lon, LAT, "10 00:00", form=form, areas=(here, area))
    fold_feed(world.connection, 1)
    return here


@pytest.mark.parametrize(
    ("name", "value"),
    [("no_parking_vehicles", 1), ("no_parking_hours", 24), ("share_in_hubs", 0.25)],
)
def test_each_number_through_a_day(
    client: httpx.Client, city: int, name: str, value: float
) -> None:
    url = f"/indicators/{name}/series?area={city}&step=day&{DAY}"
    assert client.get(url).raise_for_status().json()["series"][0]["values"] == [value]


@pytest.mark.parametrize(("name", "value"), [("no_parking_vehicles", 1), ("share_in_hubs", 0.25)])
def test_each_number_at_a_moment(client: httpx.Client, city: int, name: str, value: float) -> None:
    got = client.get(f"/indicators/{name}/map?kind=municipality").raise_for_status().json()
    assert [one["value"] for one in got["values"]] == [value]


@pytest.mark.parametrize("tolerance", [0, 15])
def test_a_permit_counts_what_the_zone_is_about(
    client: httpx.Client, world: World, city: int, tolerance: int
) -> None:
    for form in (BICYCLE, MOPED):
        wish = Wish(
            HERE, "swift", "permit_no_parking", 0, "stays", date(2026, 3, 1), "x", "y",
            form=form, tolerance_m=tolerance,
        )  # fmt: skip
        set_limit(world.connection, wish, at("9 12:00"))
    count(world, "13", "14", now="15 12:00")
    verdicts = {}
    for form in (BICYCLE, MOPED):
        question = f"municipality={HERE}&operator=swift&indicator=permit_no_parking&form={form}"
        got = client.get(f"/permits/verdict?{question}&day=2026-03-13").raise_for_status().json()
        verdicts[form] = (got["verdict"], got["upper"])
    assert verdicts == {BICYCLE: ("complies", 0), MOPED: ("does_not_comply", 1)}


def test_what_a_zone_is_about_is_part_of_what_a_day_was_counted_on(world: World, city: int) -> None:
    """Days counted while every zone was about all are counted again."""
    from zones.permits.count import due

    count(world, "13", "14", now="15 12:00")
    assert interval(world, "permit_no_parking", "13") == (1, 1)
    now_s = at("15 12:00").timestamp()

    def waits() -> bool:
        found = due(world.connection, "Europe/Amsterdam", now_s)
        return date(2026, 3, 13) in {one.day.date for one in found}

    assert not waits()
    world.connection.execute("update area set form_factors = null where kind = 'no_parking'")
    assert waits()


def test_a_moped_in_a_hub_of_bicycles_stands_in_no_hub(world: World, city: int) -> None:
    """Every vehicle that is in no hub is a spot of its own here."""
    rule = SpotRule(least=1, radius_m=5)
    moment = int(at("13 12:00").timestamp())
    found = spots_at(world.connection, city, moment, moment, rule).spots
    outside = [4.3053, 4.3056, 4.3106]
    assert sorted(round(spot.lon, 4) for spot in found) == outside
    lasting = spots_over(world.connection, city, moment - 7200, moment, rule).spots
    assert sorted(round(spot.lon, 4) for spot in lasting) == outside
