"""Areas count only while they hold: before and after that a number is null, and never 0.

March, UTC      10    11    12    13    14    15, 12:00 (now)
followed        |--------------------------------->
district d      [ first version   )[ second        ten bicycles stand in both, throughout
hub new                      .    [ 13, 00:00      two bicycles, since the 10th
hub old         [ until the 12th  )                one bicycle, which stands there still
                                 12, 00:00
"""

from datetime import date
from typing import Any

import httpx
import pytest

from api.answers import HubStates
from stoep.vocabulary import AreaKind
from tests.api.checks import told
from tests.worlds import World, at
from tests.zones.permits import HERE, count
from zones.cells import fold_feed
from zones.permits.setting import Wish, set_limit

LAT = 52.105
WEEK = "from=2026-03-09T00:00:00Z&to=2026-03-15T00:00:00Z"
DAYS = "from=2026-03-11T00:00:00Z&to=2026-03-15T00:00:00Z"


@pytest.fixture
def city(world: World) -> dict[str, int]:
    world.feed("swift", ("10 00:00", "15 12:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    district, hub = AreaKind.district, AreaKind.hub
    areas = {
        "here": here,
        "before": world.area(district, "d", 4.30, 52.10, 4.31, 52.11, until="13 00:00"),
        "after": world.area(district, "d", 4.30, 52.10, 4.31, 52.11, since="13 00:00"),
        "new": world.area(hub, "new", 4.311, 52.10, 4.312, 52.11, since="13 00:00", capacity=2),
        "old": world.area(hub, "old", 4.313, 52.10, 4.314, 52.11, until="12 00:00", capacity=2),
    }
    within = (here, areas["before"], areas["after"])
    for _ in range(10):
        world.stands("swift", 4.305, LAT, "10 00:00", areas=within)
    for _ in range(2):
        world.stands("swift", 4.3115, LAT, "10 00:00", areas=(here, areas["new"]))
    world.stands("swift", 4.3135, LAT, "10 00:00", areas=(here, areas["old"]))
    fold_feed(world.connection, 1)
    return areas


def line(client: httpx.Client, name: str, area: int, step: str, period: str, more: str = "") -> Any:
    url = f"/indicators/{name}/series?area={area}&step={step}&{period}{more}"
    got = client.get(url).raise_for_status().json()
    return got["series"][0] | {"head": got["coverage"]}


def test_a_redrawn_district_has_one_number_in_each_of_its_days(
    client: httpx.Client, city: dict[str, int]
) -> None:
    before, after = (
        line(client, "vehicles_parked", city[name], "day", DAYS) for name in ("before", "after")
    )
    assert before["values"][:2] == [10, 10]
    assert after["values"][-1] == 10
    assert before["values"][-1] is after["values"][0] is None
    assert before["reasons"][-1] == after["reasons"][0] == "not_in_force"
    assert (before["coverage"][-1], after["coverage"][0]) == (0, 0)


def test_the_map_of_a_period_is_the_mean_of_the_days_that_a_version_held(
    client: httpx.Client, city: dict[str, int]
) -> None:
    for name, value in (("vehicles_parked", 10), ("clutter_load", None)):
        url = f"/indicators/{name}/map?kind=district&{DAYS}"
        [got] = client.get(url).raise_for_status().json()["values"]
        assert got["area"] == city["after"]
        assert (got["vehicles"], got["coverage"]) == (10, 0.5)
        assert value is None or got["value"] == value


@pytest.mark.parametrize(
    ("name", "value", "more"),
    [
        ("vehicles_parked", 2, ""),
        ("hub_occupancy", 1, ""),
        ("over_capacity_time", 0, ""),
        ("time_above_limit", 1, "&limit=1"),
        ("vehicles_by_state", 2, ""),
        ("share_in_hubs", 1, ""),
        ("no_parking_vehicles", 0, ""),
        ("arrivals", 0, ""),
        ("rentals", 0, ""),
    ],
)
def test_a_hub_that_began_on_the_13th_has_a_number_of_those_days_alone(
    client: httpx.Client, city: dict[str, int], name: str, value: float | None, more: str
) -> None:
    """The local week begins on the 8th at 23:00 UTC; the hub held in the last 71 of 168 hours."""
    got = line(client, name, city["new"], "week", WEEK, more)
    # Of arrivals no week is told of which eleven hours are to come.
    if name not in ("arrivals", "rentals"):
        assert got["values"][0] == value
    # Until now: the clock stops at noon on the 15th, 11 hours before the week ends.
    assert got["coverage"][0] == pytest.approx(60 / 168, abs=1e-3)
    days = line(client, name, city["new"], "day", DAYS, more)
    assert days["values"][:4] == [None, None, value, value]
    assert days["coverage"][:4] == pytest.approx([0, 0, 23 / 24, 1], abs=1e-3)
    assert days["reasons"][:2] == ["not_in_force"] * 2


def test_numbers_of_feeds_do_not_hang_on_what_is_drawn(
    client: httpx.Client, city: dict[str, int]
) -> None:
    got = line(client, "feed_coverage", city["new"], "day", DAYS)
    assert got["values"][:2] == [1, 1]


def test_the_head_says_how_much_of_the_period_was_seen_while_it_held(
    client: httpx.Client, city: dict[str, int]
) -> None:
    period = "from=2026-03-11T23:00:00Z&to=2026-03-14T23:00:00Z"
    got = line(client, "vehicles_parked", city["new"], "day", period)
    assert got["head"] == pytest.approx(47 / 72, abs=1e-3)


def test_a_profile_is_of_the_hours_that_an_area_held(
    client: httpx.Client, city: dict[str, int]
) -> None:
    url = f"/indicators/vehicles_parked/profile?area={city['new']}&{WEEK}"
    slots = client.get(url).raise_for_status().json()["slots"]
    thursday, friday = slots[3 * 24 + 12], slots[4 * 24 + 12]
    assert (thursday["value"], thursday["reason"]) == (None, "not_in_force")
    assert (friday["value"], friday["coverage"]) == (2, 1)


def test_counting_methods_tell_nothing_of_a_day_before_it_held(
    client: httpx.Client, city: dict[str, int]
) -> None:
    url = f"/counting-methods?area={city['new']}&day=2026-03-11"
    got = client.get(url).raise_for_status().json()["methods"]
    assert {(one["value"], one["coverage"], one["reason"]) for one in got} == {
        (None, 0, "not_in_force")
    }


def test_a_hub_has_no_state_before_it_begins_nor_after_it_ended(
    client: httpx.Client, city: dict[str, int]
) -> None:
    def states(name: str, day: str) -> tuple[Any, ...]:
        got = told(client.get(f"/hubs/{city[name]}/states?day=2026-03-{day}"), HubStates)
        turns = [(one["from"][8:16], one["state"], one["stale"]) for one in got["states"]]
        return turns, got["reason"]

    assert states("new", "11") == ([], "not_in_force")
    assert states("new", "13") == ([("13T00:00", "full", False)], None)
    assert states("old", "12") == (
        [("11T23:00", "open", False), ("12T00:00", None, False)],
        None,
    )
    assert states("old", "13") == ([], "not_in_force")
    # Nor does a state of now go back to before the hub was there.
    [now] = client.get("/hubs?moment=2026-03-13T06:00:00Z").json()["hubs"]
    assert (now["state"], now["since"]) == ("full", "2026-03-13T00:00:00Z")


@pytest.mark.parametrize(
    ("name", "limit", "unit"),
    [
        ("permit_fleet", 5, "vehicles"),
        ("permit_minimum_available", 1, "vehicles"),
        ("permit_parked_over_1_day", 5, "%"),
        ("permit_no_parking", 5, "stays"),
        ("permit_usage", 1, "rentals/vehicle/day"),
    ],
)
def test_of_a_zone_that_ended_nobody_complies_nor_fails(
    client: httpx.Client, world: World, city: dict[str, int], name: str, limit: float, unit: str
) -> None:
    wish = Wish(HERE, "swift", name, limit, unit, date(2026, 3, 1), "x", "y", zone="hub/old")
    set_limit(world.connection, wish, at("9 12:00"))
    count(world, "13", "14", now="15 12:00")
    question = f"municipality={HERE}&operator=swift&indicator={name}&zone=hub/old"
    got = client.get(f"/permits/verdict?{question}&day=2026-03-13").raise_for_status().json()
    assert (got["verdict"], got["reason"]) == ("not_enough_data", "not_in_force")
    assert (got["lower"], got["upper"], got["coverage"]) == (None, None, 0)


def test_of_a_day_in_part_the_moments_that_it_held_are_judged(
    client: httpx.Client, world: World, city: dict[str, int]
) -> None:
    """A hub that ends at noon (local): three of the six moments, at which one bicycle stood.

    03:30   08:00   10:30 | 14:00   17:00   21:00
      1       1       1   |   -       -       -
    """
    world.connection.execute(
        "update area set valid_to = %s where id = %s", [at("12 11:00"), city["old"]]
    )
    for name, limit in (("permit_minimum_available", 1), ("permit_fleet", 1)):
        wish = Wish(
            HERE, "swift", name, limit, "vehicles", date(2026, 3, 1), "x", "y", zone="hub/old"
        )
        set_limit(world.connection, wish, at("9 12:00"))
    count(world, "12", "13", now="15 12:00")
    for name in ("permit_minimum_available", "permit_fleet"):
        question = f"municipality={HERE}&operator=swift&indicator={name}&zone=hub/old"
        got = client.get(f"/permits/verdict?{question}&day=2026-03-12").raise_for_status().json()
        assert (got["lower"], got["upper"], got["coverage"]) == (1, 1, 0.5)
        assert got["verdict"] == "not_enough_data"
