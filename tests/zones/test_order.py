"""Order by hand: in hubs, beside them, and where nobody may stand.

metres east   0        50        100       114  116         200   205
              |  hub A           |          n    o          | no parking, 5 m wide
              |   a    |  hub B      |                      |  p  |
                       b (in both)

north of it   [ hub C, part 1 ]  .....  [ hub C, part 2 ]      c and d, one in each part
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.asked import Group, Options
from zones.calendar import Step
from zones.cells import fold_feed
from zones.map import map_at
from zones.series import series

LAT = 52.105
METRE = 1 / 111_320 / 0.614285
"""A metre in degrees of longitude at this latitude."""


def east(metres: float) -> float:
    return 4.30 + metres * METRE


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("14 08:00", "14 20:00"))
        yield world


def box(world: World, kind: AreaKind, code: str, west: float, to_m: float, **more: Any) -> int:
    return world.area(kind, code, east(west), LAT - 0.0002, east(to_m), LAT + 0.0002, **more)


@pytest.fixture
def city(world: World) -> int:
    return world.area(AreaKind.municipality, "city", 4.29, 52.10, 4.32, 52.11)


def put(world: World, metres: float, since: str = "14 08:00", *areas: int, **more: Any) -> int:
    return world.stands("swift", east(metres), LAT, since, areas=areas, **more)


def values(world: World, name: str, area: int, **options: Any) -> dict[str, list[float | None]]:
    for drawn in world.feeds.values():
        fold_feed(world.connection, drawn.id)
    start, end = (int(at(moment).timestamp()) for moment in ("14 08:00", "14 20:00"))
    found = series(
        world.connection, name, area, start, end, Step.hour,
        group=Group.none, options=Options(**options),
    )  # fmt: skip
    return {
        line.key: [None if np.isnan(v) else v for v in line.total.values.tolist()]
        for line in found.lines
    }


def test_inside_on_the_border_near_and_outside(world: World, city: int) -> None:
    box(world, AreaKind.hub, "A", 0, 100)
    for metres in (50, 100, 114, 116):
        put(world, metres, "14 08:00", city)
    got = values(world, "share_in_hubs", city)
    assert (got["inside"][0], got["near"][0], got["outside"][0]) == (0.5, 0.25, 0.25)
    got = values(world, "share_in_hubs", city, tolerance_m=10.0)
    assert (got["inside"][0], got["near"][0], got["outside"][0]) == (0.5, 0.0, 0.5)


def test_who_stands_in_two_hubs_counts_once(world: World, city: int) -> None:
    box(world, AreaKind.hub, "A", 0, 100)
    box(world, AreaKind.hub, "B", 50, 150)
    put(world, 75, "14 08:00", city)
    put(world, 300, "14 08:00", city)
    assert values(world, "share_in_hubs", city)["inside"][0] == 0.5


def test_where_nothing_stands_there_is_no_share(world: World, city: int) -> None:
    put(world, 75, "14 10:00", city)
    got = values(world, "share_in_hubs", city)
    assert got["inside"][:3] == [None, None, 0.0]
    assert got["outside"][2] == 1.0


def test_mistake_4_a_narrow_no_parking_area_counts_who_stands_there_still(
    world: World, city: int
) -> None:
    """Five metres wide; the stay is open, and began before the area held: from noon on."""
    box(world, AreaKind.no_parking, "strip", 200, 205, since="14 12:00")
    put(world, 202, "14 08:00", city)
    put(world, 207, "14 08:00", city)
    got = values(world, "no_parking_vehicles", city)["all"]
    assert got == [0.0] * 4 + [1.0] * 8
    assert values(world, "no_parking_hours", city)["all"] == [0.0] * 4 + [1.0] * 8


def test_mistake_6_both_parts_of_a_hub_count(world: World, city: int) -> None:
    """A multipolygon of two boxes 100 m apart, with a vehicle in each."""
    hub = box(world, AreaKind.hub, "C", 0, 20, capacity=4)
    world.connection.execute(
        "update area set geom = st_multi(st_union(geom, st_makeenvelope(%s, %s, %s, %s, 4326)))"
        " where id = %s",
        [east(120), LAT - 0.0002, east(140), LAT + 0.0002, hub],
    )
    put(world, 10, "14 08:00", city, hub)
    put(world, 130, "14 08:00", city, hub)
    assert values(world, "hub_occupancy", hub)["all"][0] == 0.5
    assert values(world, "share_in_hubs", city)["inside"][0] == 1.0


def test_mistake_8_occupancy_is_never_cut_off(world: World, city: int) -> None:
    """Twelve in a hub of eight, from ten o'clock on."""
    hub = box(world, AreaKind.hub, "A", 0, 100, capacity=8)
    for n in range(12):
        put(world, 10 + n, "14 08:00" if n < 6 else "14 10:00", city, hub)
    assert values(world, "hub_occupancy", hub)["all"] == [0.75, 0.75, *[1.5] * 10]
    over = values(world, "over_capacity_time", hub)["all"]
    assert over == [0.0, 0.0, *[1.0] * 10]


def test_without_a_capacity_there_is_no_occupancy(world: World, city: int) -> None:
    hub = box(world, AreaKind.hub, "A", 0, 100)
    put(world, 10, "14 08:00", city, hub)
    assert values(world, "hub_occupancy", hub)["all"] == [None] * 12
    assert values(world, "over_capacity_time", hub)["all"] == [None] * 12


def test_in_a_gap_nothing_is_claimed(world: World, city: int) -> None:
    world.feed("veer", ("14 08:00", "14 10:00"), ("14 13:00", "14 20:00"))
    box(world, AreaKind.no_parking, "strip", 200, 205)
    world.stands("veer", east(202), LAT, "14 08:00", areas=(city,), form="moped")
    got = values(world, "no_parking_vehicles", city)["all"]
    assert got == [1.0, 1.0, 1.0, None, None, *[1.0] * 7]
    # The count at ten sharp was seen: the last moment of that run of evidence.
    assert values(world, "no_parking_hours", city)["all"][2:5] == [None, None, None]


def test_on_the_map_at_a_moment(world: World, city: int) -> None:
    hub = box(world, AreaKind.hub, "A", 0, 100, capacity=1)
    box(world, AreaKind.no_parking, "strip", 200, 205)
    for metres, areas in ((10, (city, hub)), (20, (city, hub)), (202, (city,)), (300, (city,))):
        put(world, metres, "14 08:00", *areas)
    moment = int(at("14 12:00").timestamp())

    def told(name: str, kind: AreaKind) -> list[float | None]:
        return [v.value for v in map_at(world.connection, name, kind, moment, moment).values]

    assert told("share_in_hubs", AreaKind.municipality) == [0.5]
    assert told("no_parking_vehicles", AreaKind.municipality) == [1.0]
    assert told("hub_occupancy", AreaKind.hub) == [2.0]
    assert told("hub_occupancy", AreaKind.municipality) == [None]
