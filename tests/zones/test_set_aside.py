"""Evidence that is set aside: what a day comes to without it, for the municipality that decided.

Local time is UTC + 1: the six moments are 02:30 07:00 09:30 13:00 16:00 20:00 UTC.
"""

from datetime import datetime

import numpy as np
import psycopg
import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at
from tests.zones.permits import AMSTERDAM, HERE, THERE, day_of, interval, told
from zones.clock import EvidenceClock
from zones.permits.count import count_due
from zones.permits.cut import cut_clock

WHY = "What swift told is set aside: ghosts"
NOW, LATER = at("18 12:00").timestamp(), at("18 13:00").timestamp()


@pytest.fixture
def town(world: World) -> int:
    """Two towns; a feed of which everything is seen."""
    world.feed("swift", ("10 00:00", "20 00:00"))
    world.area(AreaKind.municipality, THERE, 4.32, 52.10, 4.34, 52.11, municipality=THERE)
    return world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)


def set_aside(world: World, start: str, end: str, municipality: str = HERE) -> None:
    """As a municipality that upholds a dispute does it, at noon of the 18th."""
    [feed, operator] = world.connection.execute(
        "select id, operator_id from feed where key = 'swift'"
    ).fetchone()  # type: ignore[misc]
    world.connection.execute(
        "insert into dispute (number, operator_id, municipality, kind, feed_id, from_at, to_at,"
        " opened_at) values (100000001, %s, %s, 'feed', %s, %s, %s, %s) on conflict do nothing",
        [operator, municipality, feed, at(start), at(end), at("18 11:00")],
    )
    world.connection.execute(
        "insert into evidence_set_aside (dispute, municipality, feed_id, from_at, to_at, why,"
        " set_by, set_at) values (100000001, %s, %s, %s, %s, %s, 'A. Official', %s)",
        [municipality, feed, at(start), at(end), WHY, at("18 12:00")],
    )


def counted(world: World, now_s: float) -> set[str]:
    """The days that were due here, as they were counted."""
    found = count_due(world.connection, AMSTERDAM, now_s, 100)
    return {str(one.day.date.day) for one in found if one.place.municipality == HERE}


def test_a_clock_stands_still_in_what_is_set_aside() -> None:
    clock = EvidenceClock(np.array([0, 200]), np.array([100, 300]), np.array([0, 100]))
    cut = cut_clock(clock, 50, 250)
    assert cut.starts.tolist() == [0, 250]
    assert cut.ends.tolist() == [49, 300]
    assert cut.at(300) == 49 + 50
    assert cut.is_covered([49, 50, 249, 250]).tolist() == [True, False, False, True]
    whole = cut_clock(clock, -10, 1000)
    assert (whole.starts[0], whole.ends[-1]) == (0, 300)
    assert whole.at(300) == 0
    assert cut_clock(clock, 120, 180).starts.tolist() == [0, 200]


def test_what_is_set_aside_is_possible_and_no_longer_certain(world: World, town: int) -> None:
    """
    UTC     02:30  07:00  09:30  13:00  16:00  20:00
    a       ========================================      all day
    ghosts                       ==                       listed 12:30 to 13:30 alone: three
    aside                      [------)                   12:00 to 14:00
    """
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(town,))
    for _ in range(3):
        world.stood("swift", 4.31, 52.105, "15 12:30", "15 13:30", "15 13:31", areas=(town,))
    counted(world, NOW)
    assert told(world, "permit_fleet", "15") == (4, 4, 1, None)
    set_aside(world, "15 12:00", "15 14:00")
    assert counted(world, LATER) == {"15", "16", "17"}
    lower, upper, coverage, reason = told(world, "permit_fleet", "15") or ()
    assert (lower, upper, reason) == (1, 4, None)
    assert coverage == pytest.approx(5 / 6, abs=1e-4)
    assert told(world, "permit_fleet", "16") == (1, 1, 1, None)
    assert counted(world, LATER) == set()


def test_the_old_number_stays_with_why_and_can_be_read_as_of_then(world: World, town: int) -> None:
    for _ in range(3):
        world.stood("swift", 4.31, 52.105, "15 12:30", "15 13:30", "15 13:31", areas=(town,))
    counted(world, NOW)
    set_aside(world, "15 12:00", "15 14:00")
    counted(world, LATER)
    [was] = world.connection.execute(
        "select lower, upper, why, replaced_at from permit_day_version"
        " where indicator = 'permit_fleet' and day = '2026-03-15' and form_factor = 'all'"
    ).fetchall()
    assert was == (3, 3, WHY, datetime.fromtimestamp(LATER).astimezone())
    with world.connection.transaction():
        known = f'{{"at": {NOW + 60}}}'
        world.connection.execute("select set_config('stoep.as_of', %s, true)", [known])
        row = world.connection.execute(
            "select lower from permit_day_known where indicator = 'permit_fleet'"
            " and day = '2026-03-15' and form_factor = 'all'"
        ).fetchone()
    assert row == (3,)


def test_a_stay_goes_on_without_the_time_that_is_set_aside(world: World, town: int) -> None:
    """It stands from the 12th 12:00: at 03:30 of the 15th for 62.5 hours, of which 24 are cut."""
    world.stands("swift", 4.31, 52.105, "12 12:00", areas=(town,))
    counted(world, NOW)
    assert interval(world, "permit_parked_over_1_day", "15") == (100, 100)
    assert interval(world, "permit_parked_over_3_days", "16") == (100, 100)
    set_aside(world, "13 12:00", "14 12:00")
    # A day after it rests on it too: of the 62.5 hours 38.5 were seen.
    assert counted(world, LATER) == {"13", "14", "15", "16", "17"}
    assert interval(world, "permit_parked_over_1_day", "15") == (100, 100)
    assert interval(world, "permit_parked_over_3_days", "16") == (0, 100)


def test_a_departure_within_it_is_possible_alone(world: World, town: int) -> None:
    world.stood("swift", 4.31, 52.105, "15 02:00", "15 13:00", "15 13:01", areas=(town,))
    counted(world, NOW)
    lower, upper = interval(world, "permit_usage", "15") or ()
    assert (lower, upper) == (1, 1)
    set_aside(world, "15 12:00", "15 14:00")
    counted(world, LATER)
    lower, upper = interval(world, "permit_usage", "15") or ()
    assert (lower, upper) == (0, 1)


def test_a_whole_day_has_no_number_and_says_why(world: World, town: int) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(town,))
    set_aside(world, "14 23:00", "15 23:00")
    counted(world, LATER)
    assert told(world, "permit_fleet", "15") == (None, None, 0, "no_evidence")
    assert told(world, "permit_fleet", "14") == (1, 1, 1, None)


def test_another_municipality_s_numbers_stay_as_they_are(world: World, town: int) -> None:
    row = world.connection.execute("select id from area where code = %s", [THERE]).fetchone()
    assert row is not None
    world.stands("swift", 4.33, 52.105, "12 00:00", areas=(row[0],))
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(town,))
    counted(world, NOW)
    before = world.connection.execute(
        "select d::text from permit_day d where municipality = %s order by 1", [THERE]
    ).fetchall()
    assert before
    set_aside(world, "15 12:00", "15 14:00")
    assert {one.place.municipality for one in count_due(world.connection, AMSTERDAM, LATER)} == {
        HERE
    }
    after = world.connection.execute(
        "select d::text from permit_day d where municipality = %s order by 1", [THERE]
    ).fetchall()
    assert after == before


@pytest.mark.parametrize("table", ["dispute", "dispute_act", "evidence_set_aside"])
@pytest.mark.parametrize("step", ["delete from {}", "truncate {} cascade", "update {} set {}"])
def test_the_database_changes_nothing_that_was_said_or_decided(
    world: World, town: int, table: str, step: str
) -> None:
    set_aside(world, "15 12:00", "15 14:00")
    world.connection.execute(
        "insert into dispute_act values (100000001, 1, 'opened', 'operator', 'w', '{}', null, 'A',"
        " true, now())"
    )
    column = {"dispute": "number = 1", "dispute_act": "words = 'x'"}.get(table, "why = 'x'")
    with pytest.raises(psycopg.IntegrityError):
        world.connection.execute(step.format(table, column).encode())


def test_days_before_anything_was_set_aside_keep_their_basis(world: World, town: int) -> None:
    """An upgrade counts nothing anew."""
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(town,))
    counted(world, NOW)
    basis = world.connection.execute(
        "select distinct basis from permit_counted where municipality = %s and day = %s",
        [HERE, day_of("14")],
    ).fetchall()
    set_aside(world, "15 12:00", "15 14:00")
    counted(world, LATER)
    assert (
        basis
        == world.connection.execute(
            "select distinct basis from permit_counted where municipality = %s and day = %s",
            [HERE, day_of("14")],
        ).fetchall()
    )
