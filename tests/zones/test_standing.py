"""What stood where, feed by feed, in small worlds.

        14 08:00          14 20:00   15 02:00            15 12:00
swift   |===================|  outage  |====================|      now is 15 12:00
veer    |===================================|  silent since 15 03:00 (late)
"""

from collections.abc import Iterator

import psycopg
import pytest

from tests.worlds import World, at, drawing
from zones.standing import Standing, Status, standing

NOW = int(at("15 12:00").timestamp())
DAY_S = 86_400


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as drawn:
        drawn.feed("swift", ("14 08:00", "14 20:00"), ("15 02:00", "15 12:00"))
        drawn.feed("veer", ("14 08:00", "15 03:00"))
        yield drawn


def seconds(text: str) -> int:
    return int(at(text).timestamp())


def look(world: World, when: str | None = None, **chosen: object) -> Standing:
    moment = None if when is None else seconds(when)
    return standing(world.connection, moment, NOW, **chosen)  # type: ignore[arg-type]


def statuses(seen: Standing) -> dict[str, Status]:
    return {feed.key: feed.status for feed in seen.feeds}


def test_now_is_what_the_newest_good_poll_of_each_feed_listed(world: World) -> None:
    here = world.stands("swift", 4.3, 52.1, "14 09:00")
    world.stands("swift", 4.3, 52.1, "14 09:00", missing=("15 11:00", "15 11:01"))
    world.stood("swift", 4.3, 52.1, "14 09:00", "15 10:00", "15 10:01")
    late = world.stands("veer", 4.4, 52.1, "14 09:00")
    seen = look(world)
    assert seen.id.tolist() == [here, late]
    assert statuses(seen) == {"swift": Status.live, "veer": Status.late}
    assert seen.counts.tolist() == [True, False]


def test_observed_time_leaves_gaps_out_and_possible_time_does_not(world: World) -> None:
    world.stands("swift", 4.3, 52.1, "14 19:00")
    seen = look(world)
    assert seen.observed_s.tolist() == [3600 + 10 * 3600]
    assert seen.possible_s.tolist() == [17 * 3600]


def test_a_late_feed_is_shown_as_it_was_when_last_seen(world: World) -> None:
    world.stands("veer", 4.3, 52.1, "14 08:00")
    seen = look(world)
    assert seen.observed_s.tolist() == seen.possible_s.tolist() == [19 * 3600]


@pytest.mark.parametrize(
    ("when", "stood"),
    [
        ("14 08:59:59", False),
        ("14 09:00", True),
        ("14 10:00:30", True),
        ("14 10:00:59", True),
        ("14 10:01", False),
    ],
)
def test_it_stands_from_first_seen_until_the_first_poll_without_it(
    world: World, when: str, stood: bool
) -> None:
    world.stood("swift", 4.3, 52.1, "14 09:00", "14 10:00", "14 10:01")
    assert len(look(world, when)) == int(stood)


def test_nothing_is_observed_after_the_last_poll_that_listed_it(world: World) -> None:
    world.stood("swift", 4.3, 52.1, "14 09:00", "14 10:00", "14 10:01")
    world.stands("swift", 4.3, 52.1, "14 09:30", missing=("14 10:00", "14 10:01"))
    seen = look(world, "14 10:00:45")
    assert seen.observed_s.tolist() == [1800, 3600]


def test_a_moment_in_a_gap_shows_nothing_of_that_feed_only(world: World) -> None:
    world.stands("swift", 4.3, 52.1, "14 09:00")
    other = world.stands("veer", 4.3, 52.1, "14 09:00")
    seen = look(world, "15 01:00")
    assert seen.id.tolist() == [other]
    assert statuses(seen) == {"swift": Status.gap, "veer": Status.seen}


def test_a_feed_in_a_gap_between_two_that_are_seen_shows_nothing(world: World) -> None:
    """Feeds are asked for from the first to the last: who is between and not seen is left out."""
    first = world.stands("swift", 4.3, 52.1, "14 09:00")
    world.stands("veer", 4.4, 52.1, "14 09:00")
    world.feed("zoef", ("14 08:00", "15 12:00"))
    last = world.stands("zoef", 4.5, 52.1, "14 09:00")
    gone = world.stood("zoef", 4.5, 52.1, "14 09:00", "15 06:00", "15 06:01")
    assert sorted(look(world, "15 05:00").id.tolist()) == sorted([first, last, gone])


def test_both_ends_of_a_run_are_evidence(world: World) -> None:
    world.stands("swift", 4.3, 52.1, "14 08:00")
    for when, shown in [("14 20:00", 1), ("14 20:00:01", 0), ("15 01:59:59", 0), ("15 02:00", 1)]:
        assert len(look(world, when)) == shown, when


def test_before_its_first_evidence_a_feed_is_not_expected(world: World) -> None:
    world.feed("new")
    assert {f.key: f.expected for f in look(world, "14 07:00").feeds} == {
        "swift": False,
        "veer": False,
        "new": False,
    }
    assert statuses(look(world))["new"] == Status.never


def test_a_feed_that_is_followed_no_more_keeps_its_past(world: World) -> None:
    world.feed("ended", ("14 08:00", "14 12:00"), enabled=False)
    stay = world.stands("ended", 4.3, 52.1, "14 09:00")
    assert look(world, "14 10:00").id.tolist() == [stay]
    assert len(look(world, "14 13:00")) == 0
    assert len(look(world)) == 0
    assert statuses(look(world))["ended"] == Status.disabled


def test_after_a_day_a_feed_is_silent_and_hidden(world: World) -> None:
    world.feed("gone", ("13 08:00", "14 11:59"))
    world.stands("gone", 4.3, 52.1, "13 09:00")
    assert len(look(world)) == 0
    assert statuses(look(world))["gone"] == Status.silent


def test_duration_classes_part_at_their_limits(world: World) -> None:
    world.feed("old", ("1 00:00", "15 12:00"))
    for days in (1, 2, 4, 7, 14):
        world.stands("old", 4.3, 52.1, f"{15 - days} 12:00")
        world.stands("old", 4.3, 52.1, f"{15 - days} 12:00:01")
    seen = look(world)
    assert seen.duration_class.tolist() == [0, 0, 1, 0, 2, 1, 3, 2, 4, 3]


def test_ids_that_rotate_prove_no_durations(world: World) -> None:
    world.feed("mill", ("1 00:00", "15 12:00"), id_policy="rotating")
    world.stands("mill", 4.3, 52.1, "1 00:00")
    world.stands("swift", 4.3, 52.1, "14 09:00")
    seen = look(world)
    assert sorted(zip(seen.feed_id.tolist(), seen.duration_class.tolist(), strict=True)) == [
        (world.feeds["swift"].id, 0),
        (world.feeds["mill"].id, 5),
    ]
    assert seen.possible_class.tolist().count(5) == 1


def test_areas_and_bounds_keep_what_is_in_them(world: World) -> None:
    inside = world.stands("swift", 4.3, 52.1, "14 09:00", areas=(7, 8))
    world.stands("swift", 4.5, 52.1, "14 09:00", areas=(9,))
    past = world.stood("swift", 4.3, 52.1, "14 09:00", "14 10:00", "14 10:01", areas=(8,))
    assert look(world, areas=[8]).id.tolist() == [inside]
    assert sorted(look(world, "14 09:30", areas=[8]).id.tolist()) == sorted([inside, past])
    assert look(world, bounds=(4.2, 52.0, 4.4, 52.2)).id.tolist() == [inside]
    assert len(look(world, areas=[])) == 0


def test_kinds_and_states_come_through(world: World) -> None:
    world.stands("swift", -4.25, 52.125, "14 09:00:07", form="moped", state="out_of_order")
    seen = look(world)
    assert seen.vehicle_type_id.tolist() == [world.kind("moped")]
    assert (seen.lon[0], seen.lat[0], seen.state[0]) == (-4.25, 52.125, 2)
    assert seen.first_seen.tolist() == [seconds("14 09:00:07")]


def test_an_empty_world_is_empty(address: str) -> None:
    with psycopg.connect(address) as connection:
        seen = standing(connection, None, NOW)
    assert len(seen) == 0
    assert seen.duration_class.tolist() == seen.counts.tolist() == []
