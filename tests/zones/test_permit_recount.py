"""A permit's days are counted when they are final, once; and anew when more is told of them."""

import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from tests.zones.permits import HERE, interval
from zones.history import fold_areas
from zones.permits.count import count_due


@pytest.fixture
def here(world: World) -> int:
    world.feed("swift", ("10 00:00", "20 00:00"))
    return world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)


def test_days_are_counted_when_they_are_final_and_once(world: World, here: int) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    now = at("20 00:10").timestamp()
    first = count_due(world.connection, "Europe/Amsterdam", now)
    # The local 20th began at 23:00 UTC; evidence reaches into it: the 10th to the 19th are over.
    assert [one.day.date.day for one in first] == list(range(10, 20))
    assert {one.why for one in first} == {""}
    assert count_due(world.connection, "Europe/Amsterdam", now) == []


def test_who_is_missing_keeps_the_day_open(world: World, here: int) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", missing=("19 22:50", "19 22:55"), areas=(here,))
    first = count_due(world.connection, "Europe/Amsterdam", at("20 00:10").timestamp())
    assert [one.day.date.day for one in first] == list(range(10, 19))


def test_late_words_count_the_day_anew_and_keep_what_was_told(world: World, here: int) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    count_due(world.connection, "Europe/Amsterdam", at("20 00:10").timestamp())
    world.stood("swift", 4.31, 52.105, "15 01:00", "15 20:00", "15 20:01", areas=(here,))
    world.connection.execute(
        "insert into correction (feed_id, from_at, to_at, made_at, reason, events, stays)"
        " values (%s, %s, %s, %s, 'told late', 2, 1)",
        [world.feeds["swift"].id, at("15 01:00"), at("15 20:01"), at("20 01:00")],
    )
    again = count_due(world.connection, "Europe/Amsterdam", at("20 01:10").timestamp())
    assert [(one.day.date.day, one.why) for one in again] == [(15, "told late")]
    assert interval(world, "permit_fleet", "15") == (2, 2)
    kept = world.connection.execute(
        "select extract(day from day), lower, upper, why, made_at, replaced_at"
        " from permit_day_version where indicator = 'permit_fleet' and form_factor = 'all'"
    ).fetchall()
    assert kept == [(15, 1, 1, "told late", at("20 00:10"), at("20 01:10"))]
    # Numbers that did not change are as they were told, with the time that they were.
    same = world.connection.execute(
        "select made_at from permit_day where indicator = 'permit_no_parking'"
        " and form_factor = 'all' and day = '2026-03-15'"
    ).fetchall()
    assert same == [(at("20 00:10"),)]


def test_a_border_that_is_redrawn_counts_its_days_anew(world: World, here: int) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    count_due(world.connection, "Europe/Amsterdam", at("20 00:10").timestamp())
    assert interval(world, "permit_no_parking", "16") == (0, 0)
    drawn = world.area(AreaKind.no_parking, "n", 4.30, 52.10, 4.32, 52.11, since="16 12:00")
    world.connection.execute("update open_stay set areas = areas || %s::int", [drawn])
    again = count_due(world.connection, "Europe/Amsterdam", at("20 01:10").timestamp())
    assert [one.day.date.day for one in again] == [16, 17, 18, 19]
    assert interval(world, "permit_no_parking", "16") == (1, 1)


def test_an_area_is_counted_anew_once_its_stays_are_placed(world: World, here: int) -> None:
    """The chore may come between an area that is imported and the placing of its stays."""
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    drawn = world.area(AreaKind.no_parking, "n", 4.30, 52.10, 4.32, 52.11)
    count_due(world.connection, "Europe/Amsterdam", at("20 00:10").timestamp())
    assert interval(world, "permit_no_parking", "16") == (0, 0)
    fold_areas(world.connection, [drawn])
    count_due(world.connection, "Europe/Amsterdam", at("20 01:10").timestamp())
    assert interval(world, "permit_no_parking", "16") == (1, 1)


def test_a_feed_that_comes_back_shows_what_was_possible(world: World) -> None:
    """
    UTC     15 12:00       15 23:00 (midnight)      16 10:00
    clock   ====| 18:00    silent: the 15th is counted   ====
    a       ================?????????????????????????????====
    b                        ?????????????????????????????===   there when the feed is back
    """
    world.feed("swift", ("10 00:00", "15 18:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    world.area(AreaKind.no_parking, "n", 4.30, 52.10, 4.32, 52.11)
    areas = (here, here + 1)
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=areas)
    first = count_due(world.connection, "Europe/Amsterdam", at("16 01:00").timestamp())
    assert first[-1].day.date.day == 15
    assert interval(world, "permit_no_parking", "15") == (1, 1)
    number = world.feeds["swift"].id
    world.connection.execute(
        "insert into coverage_span values (%s, %s, %s, 496800)",
        [number, at("16 10:00"), at("16 12:00")],
    )
    world.connection.execute("update feed_state set evidence_at = %s", [at("16 12:00")])
    came = world.stands("swift", 4.31, 52.105, "16 10:00", areas=areas)
    world.connection.execute(
        "update open_stay set start_lo = %s, start_reason = 'after_gap' where id = %s",
        [at("15 18:00"), came],
    )
    again = count_due(world.connection, "Europe/Amsterdam", at("16 12:10").timestamp())
    assert [(one.day.date.day, one.why) for one in again] == [
        (15, "a feed that was silent told more")
    ]
    assert interval(world, "permit_no_parking", "15") == (1, 2)


def test_who_counts_is_alone(world: World, here: int, address: str) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    with drawing(address) as other, other.connection.transaction():
        other.connection.execute("select pg_advisory_xact_lock(hashtext('permits'))")
        assert count_due(world.connection, "Europe/Amsterdam", at("20 00:10").timestamp()) == []
    assert count_due(world.connection, "Europe/Amsterdam", at("20 00:10").timestamp())
