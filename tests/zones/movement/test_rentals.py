"""Rentals and rentals per vehicle: told, seen, or unknown; joined by time.

        13 00:00     14 00:00     15 00:00     16 00:00
swift   |============|============|============|    tells no trips
veer    |============|============|============|    tells trips, up to 15 12:00

     west 4.30-4.32     east 4.32-4.34
"""

from collections.abc import Iterator

import numpy as np
import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, drawing
from tests.zones.movement.test_turns import lines, values
from zones.asked import Group
from zones.calendar import Step
from zones.cells import fold_feed

WEST, EAST = (4.31, 52.105), (4.33, 52.105)
DAYS = ("13 00:00", "15 22:00")


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        for key in ("swift", "veer"):
            world.feed(key, ("12 23:00", "16 00:00"))
        world.stands("swift", *WEST, "12 23:00", areas=(1,))
        world.stands("veer", *WEST, "12 23:00", areas=(1,))
        world.stands("veer", *WEST, "12 23:00", areas=(1,))
        world.rode("veer", EAST, WEST, "12 22:00", "12 22:10")
        world.tells_trips("veer", "15 12:00")
        for feed in world.feeds.values():
            fold_feed(world.connection, feed.id)
        yield world


def days(world: World, name: str, operator: str) -> list[float | None]:
    (line,) = lines(world, name, 1, *DAYS, step=Step.day, operators=[operator])
    return values(line)


def test_told_trips_count_where_and_when_they_begin_and_none_is_lost_at_an_edge(
    world: World,
) -> None:
    """
    local midnight is 23:00 UTC
        13 |23:00          14 |23:00          15
    --------x--|--------->     |                     begins on the 13th, ends on the 14th
               |               |
               x---------------|--->                 begins with the 14th
               |   x-->        |                     begins in the east: not here
    """
    world.rode("veer", WEST, EAST, "13 22:50", "13 23:20")
    world.rode("veer", WEST, EAST, "13 23:00", "14 23:20")
    world.rode("veer", EAST, WEST, "14 10:00", "14 10:20")
    (line,) = lines(world, "rentals", 1, *DAYS, step=Step.day, operators=["veer"])
    assert values(line) == [1.0, 1.0, None]
    assert line.total.reasons == [None, None, "trips_not_told: veer"]
    assert line.total.coverage.tolist() == [1.0, 1.0, 13 / 24]
    assert line.basis == "trips: veer"


def test_one_day_is_a_whole_day(world: World) -> None:
    """Mistake 9: a period of one day holds what began on it, first and last minute included."""
    world.rode("veer", WEST, EAST, "13 23:00", "13 23:10")
    world.rode("veer", WEST, EAST, "14 22:59:59", "14 23:30")
    one_day = ("13 23:00", "14 23:00")
    (line,) = lines(world, "rentals", 1, *one_day, step=Step.day, operators=["veer"])
    assert values(line) == [2.0]


def test_a_feed_that_tells_no_trips_is_counted_by_departures_and_says_so(world: World) -> None:
    world.stood("swift", *WEST, "13 01:00", "13 10:00", "13 10:01", areas=(1,))
    world.stood(
        "swift", *WEST, "13 01:00", "13 10:00", "13 10:01", reason="unknown_mass", areas=(1,)
    )
    (line,) = lines(world, "rentals", 1, *DAYS, step=Step.day, operators=["swift"])
    assert values(line)[:2] == [1.0, 0.0]
    assert line.basis == "departures: swift"
    assert line.unknown is not None
    assert line.unknown.tolist() == [1, 0, 0]
    (both,) = lines(world, "rentals", 1, *DAYS, step=Step.day)
    assert values(both)[:2] == [1.0, 0.0]
    assert both.basis == "trips: veer; departures: swift"


def test_rotating_ids_prove_rentals_only_when_the_operator_tells_them(world: World) -> None:
    world.connection.execute("update feed set id_policy = 'rotating'")
    world.rode("veer", WEST, EAST, "13 10:00", "13 10:20")
    assert days(world, "rentals", "veer")[:2] == [1.0, 0.0]
    (line,) = lines(world, "rentals", 1, *DAYS, step=Step.day, operators=["swift"])
    assert values(line) == [None, None, None]
    assert line.total.reasons == ["ids_rotate: swift"] * 3
    assert line.basis is None


def test_a_told_trip_has_no_form_so_forms_are_told_only_of_a_fleet_of_one_form(
    world: World,
) -> None:
    world.rode("veer", WEST, EAST, "13 10:00", "13 10:20")
    (bikes,) = lines(
        world, "rentals", 1, *DAYS, step=Step.day, operators=["veer"], forms=["bicycle"]
    )
    assert values(bikes)[0] == 1.0
    world.stands("veer", *WEST, "13 08:00", form="moped", areas=(1,))
    found = lines(world, "rentals", 1, *DAYS, step=Step.day, operators=["veer"], group=Group.form)
    assert [values(line)[0] for line in found] == [None, None]
    assert found[0].total.reasons[0] == "form_not_told: veer"


def test_per_vehicle_is_joined_by_time_and_not_by_row(world: World) -> None:
    """
    Mistake 7: on the 13th two stand and none is rented, on the 14th two stand and three are rented.
    Rows of trips and rows of vehicles are of different days: joined by row the 13th would have 1.5.
    """
    for minute in (10, 20, 30):
        world.rode("veer", WEST, EAST, f"14 10:{minute}", f"14 10:{minute + 5}")
    (line,) = lines(world, "rentals_per_vehicle", 1, *DAYS, step=Step.day, operators=["veer"])
    assert values(line) == [0.0, 1.5, None]
    assert line.total.reasons[2] == "trips_not_told: veer"


def test_what_an_operator_tells_of_trips_is_shown_by_day_and_district_only(world: World) -> None:
    world.rode("veer", WEST, EAST, "14 10:00", "14 10:20")
    (hour,) = lines(world, "rentals", 1, "14 10:00", "14 11:00", operators=["veer"])
    assert (values(hour), hour.total.reasons) == ([None], ["trips_by_day_only: veer"])
    hub = world.area(AreaKind.hub, "hub", 4.30, 52.10, 4.32, 52.11)
    day = ("13 23:00", "14 23:00")
    (line,) = lines(world, "rentals", hub, *day, step=Step.day, operators=["veer"])
    assert (values(line), line.total.reasons) == ([None], ["trips_by_district_only: veer"])
    (line,) = lines(world, "rentals", 1, *day, step=Step.day, operators=["veer"])
    assert values(line) == [1.0]


def test_per_vehicle_of_nothing_is_unknown(world: World) -> None:
    world.area(AreaKind.district, "east", 4.32, 52.10, 4.34, 52.11)
    (line,) = lines(world, "rentals_per_vehicle", 2, *DAYS, step=Step.day, operators=["veer"])
    assert np.isnan(line.total.values).all()
    assert line.total.reasons == ["no_vehicles"] * 2 + ["trips_not_told: veer"]
