"""What feeds are worth, by step, counted by hand.

        14 08:00          10:00        11:00        12:00
swift   |==================|  outage   |============|       polls of two hours: see each test
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from psycopg.types.json import Jsonb

from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.asked import Line
from zones.calendar import Step
from zones.cells import fold_feed
from zones.clock import EvidenceClock
from zones.feed_quality import QUALITY
from zones.registry import INDICATORS
from zones.series import series


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        world.feed("swift", ("14 08:00", "14 10:00"), ("14 11:00", "14 12:00"))
        world.polled("swift", "14 08:00", listed=100, sighted=98, source_at=at("14 08:00"))
        world.polled("swift", "14 08:30", listed=100, dropped=Jsonb({"duplicate_id": 2}))
        world.polled(
            "swift", "14 08:45", "unchanged", listed=100, dropped=Jsonb({"outside_bounds": 3})
        )
        world.polled("swift", "14 08:50", "suspect_swapped")
        world.polled("swift", "14 10:10", "timeout")
        world.polled("swift", "14 10:20", "schema")
        world.polled("swift", "14 11:00", listed=50, dropped=Jsonb({"null_island": 1}))
        world.polled("swift", "14 11:30", listed=50, source_at=at("14 12:30"))
        world.polled("swift", "14 11:40", listed=50, source_at=at("14 12:40"))
        world.stands("swift", 4.305, 52.105, "14 08:00", areas=(1,))
        fold_feed(world.connection, 1)
        yield world


def lines(world: World, name: str, since: str = "14 08:00", until: str = "14 12:00") -> list[Line]:
    start, end = (int(at(text).timestamp()) for text in (since, until))
    return series(world.connection, name, 1, start, end, Step.hour).lines


def told(world: World, name: str) -> tuple[list[Any], list[Any]]:
    (line,) = lines(world, name)
    values = [None if np.isnan(value) else value for value in line.total.values.tolist()]
    assert line.total.coverage.tolist() == [1.0, 1.0, 0.0, 1.0]
    return values, line.total.reasons


@pytest.mark.parametrize(
    ("name", "values", "reasons"),
    [
        ("feed_availability", [3 / 4, None, 0.0, 1.0], [None, "no_polls", None, None]),
        ("feed_swapped", [1 / 4, None, 0.0, 0.0], [None, "no_polls", None, None]),
        ("feed_duplicates", [2 / 300, None, None, 0.0], [None, "no_lists", "no_lists", None]),
        ("feed_foreign_positions", [0.01, None, None, 1 / 150], [None, *["no_lists"] * 2, None]),
        ("feed_clock_offset", [0.0, None, None, 3600.0], [None, *["no_source_time"] * 2, None]),
        ("feed_rotation", [0.0, 0.0, None, 0.0], [None, None, "no_evidence", None]),
        ("feed_ghosts", [0.0, 0.0, 0.0, 0.0], [None, None, None, None]),
    ],
)
def test_by_hand(world: World, name: str, values: list[Any], reasons: list[Any]) -> None:
    assert told(world, name) == (values, reasons)


def test_a_rotating_feed_says_so_and_has_no_ghosts(world: World) -> None:
    world.connection.execute("update feed set id_policy = 'rotating'")
    assert told(world, "feed_rotation")[0] == [1.0, 1.0, None, 1.0]
    assert told(world, "feed_ghosts") == ([None] * 4, ["ids_rotate"] * 4)


def test_before_a_feed_is_followed_nothing_is_told(world: World) -> None:
    (line,) = lines(world, "feed_ghosts", since="14 06:00", until="14 08:00")
    assert line.total.reasons == ["not_yet_followed"] * 2


def test_ghosts_are_those_observed_for_a_fortnight_that_could_be_rented(address: str) -> None:
    """
          1         5      8               18     19   20      31
    veer  |=========|  gap |=================================|
      a   +--------------------------------+ 14 observed days after 1 + 14 + 3 = 18 March
      b   +--------------------------------                     out of order: it may stand
      c             +                      no: 14 days with the gap are not observed
    """
    with drawing(address) as world:
        world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        world.feed("veer", ("1 00:00", "5 00:00"), ("8 00:00", "31 00:00"))
        world.stands("veer", 4.305, 52.105, "1 00:00", areas=(1,))
        world.stands("veer", 4.305, 52.105, "1 00:00", state="out_of_order", areas=(1,))
        world.stands("veer", 4.305, 52.105, "4 12:00", areas=(1,))
        fold_feed(world.connection, 1)
        (line,) = lines(world, "feed_ghosts", since="17 22:00", until="18 02:00")
        assert line.total.values.tolist() == [0.0, 0.0, 1.0, 1.0]
        (line,) = lines(world, "feed_ghosts", since="21 11:00", until="21 13:00")
        assert line.total.values.tolist() == [1.0, 2.0]


def test_the_clock_tells_when_it_came_to_a_reading() -> None:
    clock = EvidenceClock(*(np.array(column) for column in ([100, 300], [200, 400], [0, 100])))
    assert clock.when([0, 50, 100, 101, 200]).tolist() == [100, 150, 200, 301, 400]
    assert clock.at(clock.when([0, 50, 100, 101, 200])).tolist() == [0, 50, 100, 101, 200]
    assert clock.when([201])[0] > 10**15


def test_each_number_about_feeds_is_in_the_registry() -> None:
    assert set(QUALITY) <= {entry.id for entry in INDICATORS.values() if entry.group == "feed"}
