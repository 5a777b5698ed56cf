"""Days with a yes beside comparable days: which are comparable, and what may be claimed of them."""

from datetime import date, timedelta

import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.compare import Side
from zones.modules.beside import ALONE, Days, compare_days, mean_beside
from zones.modules.inflow import NO_BLOCK, inflow
from zones.movement.publish import Rules, publish_flows, read_grids

ZONE = "Europe/Amsterdam"
SWIFT = frozenset(["swift"])
WEST, EAST, FAR = (4.31, 52.105), (4.33, 52.105), (4.35, 52.105)


def march(number: int) -> date:
    return date(2026, 3, 1) + timedelta(days=number - 1)


def side(value: float | None, coverage: float = 1.0, feeds: frozenset[str] = SWIFT) -> Side:
    return Side(value, coverage, None if value is not None else "no_evidence: swift", feeds)


def test_a_working_day_stands_beside_working_days_within_four_weeks() -> None:
    """3 March is a Tuesday; 6 April is Easter Monday: a holiday stands beside weekends."""
    days = Days(yes=(march(3), date(2026, 4, 6)), no=tuple(march(n) for n in (4, 7, 31, 32)))
    assert days.near(march(3)) == [march(4), march(31)]
    assert days.near(date(2026, 4, 6)) == []
    assert days.compared == [march(3)]
    assert days.beside == [march(4), march(31)]


def test_each_day_weighs_alike_whatever_many_stand_beside_it() -> None:
    days = Days(yes=(march(3), march(7)), no=(march(4), march(5), march(8)))
    values = {3: 30.0, 4: 10.0, 5: 20.0, 7: 50.0, 8: 10.0}
    found = mean_beside({march(n): side(value) for n, value in values.items()}, days)
    assert (found.value, found.beside, found.difference) == (40, 12.5, 27.5)
    assert (found.days, found.beside_days, found.coverage) == (2, 3, 1)


def test_a_day_that_was_seen_too_little_or_of_other_feeds_is_in_no_mean() -> None:
    days = Days(yes=(march(3),), no=(march(4), march(5), march(6)))
    sides = {
        march(3): side(30.0),
        march(4): side(10.0, 0.9),
        march(5): side(20.0, feeds=frozenset(["swift", "veer"])),
        march(6): side(12.0, 0.97),
    }
    found = mean_beside(sides, days)
    assert (found.beside, found.beside_days, found.coverage) == (12, 1, 0.97)
    gone = mean_beside(sides | {march(6): side(None, 0.0)}, days)
    assert (gone.value, gone.beside, gone.difference, gone.days) == (None, None, None, 0)
    assert gone.reason == "seen_too_little"


@pytest.fixture
def cells(address: str) -> dict[str, int]:
    """Rides from west to east: 23 in the working week of 2 March, 10 in that of 9 March.

    From far to east there are 12 in the first.
    """
    with drawing(address) as world:
        found = {
            name: world.area(AreaKind.district, name, begin, 52.10, begin + 0.02, 52.11)
            for name, begin in (("west", 4.30), ("east", 4.32), ("far", 4.34))
        }
        world.area(AreaKind.municipality, "GM9999", 4.30, 52.10, 4.36, 52.11)
        world.feed("veer", ("1 00:00", "16 12:00"))
        world.rode("veer", WEST, EAST, "1 00:00", "1 00:05")
        for day, times in ((3, 23), (10, 10)):
            ride(world, times, WEST, EAST, day)
        ride(world, 12, FAR, EAST, 4)
        world.tells_trips("veer", "16 12:00")
        rules = Rules(read_grids("district"), 10, 5, ZONE)
        publish_flows(world.connection, rules, int(at("16 12:00").timestamp()))
        return found


def ride(
    world: World, times: int, start: tuple[float, float], end: tuple[float, float], day: int
) -> None:
    for minute in range(times):
        world.rode("veer", start, end, f"{day} 10:{minute:02}", f"{day} 10:{minute + 5:02}")


def test_from_where_they_came_is_told_by_whole_blocks(address: str, cells: dict[str, int]) -> None:
    days = Days(yes=(march(3),), no=tuple(march(n) for n in range(2, 16) if n != 3))
    begin, end = (int(at(text).timestamp()) for text in ("1 23:00", "15 23:00"))
    now_s = int(at("16 12:00").timestamp())
    grids = read_grids("district")
    with drawing(address) as world:
        told = inflow(
            world.connection, grids, cells["east"], days, begin, end, now_s, k=10, timezone=ZONE
        )
        west, far = told.origins
        assert (told.blocks, told.beside_blocks, told.reason) == (1, 1, None)
        assert (west.id, west.value, west.beside) == (cells["west"], 23 / 5, 10 / 5)
        # What is not told of a block is not known: it may be none, or fewer than ten.
        assert (far.id, far.value, far.beside) == (cells["far"], 12 / 5, None)
        # A block with an unknown day is on neither side.
        unsure = Days(days.yes, tuple(d for d in days.no if d != march(12)), (march(12),))
        none = inflow(
            world.connection, grids, cells["east"], unsure, begin, end, now_s, k=10, timezone=ZONE
        )
        assert (none.reason, none.origins) == (NO_BLOCK, [])


def test_without_a_comparable_day_nothing_is_claimed() -> None:
    found = compare_days(None, "parked_density", 1, Days(yes=(march(7),), no=(march(3),)), ZONE)  # type: ignore[arg-type]
    assert (found.reason, found.difference) == (ALONE, None)
