"""Mass changes, empty lists, frozen lists and odd clocks: held back, and let go for a reason.

+-----------+-----------+
|  west     |  east     |   two municipalities; 60 vehicles in the west, 100 in the east
+-----------+-----------+
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.snapshot import Snapshot, by_position
from stoep.vocabulary import AreaKind, FormFactor, PollOutcome, Propulsion, StatementKind
from tests.ingest.worlds import BIKE, LAT, World, at, listing
from tests.worlds import World as Drawn

WEST = {f"w{n}": 20.0 + 60 * n for n in range(60)}
EAST = {f"e{n}": 5020.0 + 60 * n for n in range(100)}
ALL = WEST | EAST
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def world(pool: ConnectionPool[Connection[Any]]) -> World:
    with pool.connection() as connection:
        drawn = Drawn(connection)
        drawn.area(AreaKind.municipality, "west", at(0), LAT - 0.01, at(5000), LAT + 0.01)
        drawn.area(AreaKind.municipality, "east", at(5000), LAT - 0.01, at(20000), LAT + 0.01)
    made = World(pool)
    made.see_often(5, ALL)
    return made


def ends(world: World) -> dict[str, int]:
    """How many stays ended, by reason."""
    rows = world.rows("select end_reason, count(*) from stay group by 1")
    return {reason: int(count) for reason, count in rows}


def say(world: World, kind: StatementKind) -> None:
    with world.pool.connection() as connection:
        connection.execute(
            "insert into statement (operator_id, kind, starts_at, said_at, said, said_by)"
            " select operator_id, %(kind)s, to_timestamp(%(at)s), to_timestamp(%(at)s), 'said',"
            " 'operator' from feed",
            {"kind": kind, "at": world.now_s - 3600},
        )


def test_r3_most_of_a_fleet_gone_at_once_is_no_departure(world: World) -> None:
    before = world.fingerprint(["open_stay", "stay", "coverage_span"])
    rest = dict(list(ALL.items())[:100])
    outcome = world.see(rest)
    assert outcome.outcome is PollOutcome.suspect_mass
    assert "60 of 160 vehicles are gone" in outcome.reason
    assert world.fingerprint(["open_stay", "stay", "coverage_span"]) == before


def test_r3_back_again_within_minutes_it_never_happened(world: World) -> None:
    world.see_often(4, WEST)
    assert world.see(ALL).outcome is PollOutcome.unchanged
    world.see_often(30, ALL)
    assert ends(world) == {}
    assert {row[0] for row in world.open()} == {60}
    assert world.rows("select suspect_outcome from feed_state") == [(None,)]


def test_r3_ten_minutes_of_the_same_let_it_go_as_unknown(world: World) -> None:
    outcomes = [world.see(EAST | {"w0": WEST["w0"]}).outcome for _ in range(11)]
    assert set(outcomes[:10]) == {PollOutcome.suspect_mass}
    assert outcomes[10] is PollOutcome.ok
    assert ends(world) == {"unknown_mass": 59}
    # It left after the last list that had it and before the first that had it not.
    assert world.rows(
        "select distinct extract(epoch from end_hi - end_lo)::int8, observed_s from stay"
    ) == [(60, 240)]
    world.see_often(30, EAST | {"w0": WEST["w0"]})
    assert ends(world) == {"unknown_mass": 59}


def test_r3_a_third_of_one_municipality_is_enough(world: World) -> None:
    lost = [f"w{n}" for n in range(25)]
    outcome = world.see({key: place for key, place in ALL.items() if key not in lost})
    assert outcome.outcome is PollOutcome.suspect_mass
    assert "25 of 60 vehicles of one municipality" in outcome.reason


def test_as_many_over_the_whole_country_are_believed(world: World) -> None:
    lost = [f"w{n}" for n in range(12)] + [f"e{n}" for n in range(13)]
    rest = {key: place for key, place in ALL.items() if key not in lost}
    assert world.see(rest).outcome is PollOutcome.ok
    world.see_often(20, rest)
    assert ends(world) == {"departed": 25}


def test_r3_it_knows_the_municipalities_after_a_restart(world: World) -> None:
    world.restart()
    lost = [f"w{n}" for n in range(25)]
    rest = {key: place for key, place in ALL.items() if key not in lost}
    assert world.see(rest).outcome is PollOutcome.suspect_mass
    world.restart()
    outcomes = [world.see(rest).outcome for _ in range(10)]
    assert outcomes == [PollOutcome.suspect_mass] * 9 + [PollOutcome.ok]


def test_r3_thrice_as_many_at_once_are_no_arrivals(world: World) -> None:
    more = ALL | {f"n{n}": 20.0 + 5 * n for n in range(400)}
    outcomes = [world.see(more).outcome for _ in range(11)]
    assert outcomes == [PollOutcome.suspect_mass] * 10 + [PollOutcome.ok]
    assert world.rows("select count(*) from open_stay where start_reason = 'after_gap'") == [(400,)]
    assert ends(world) == {}


def without(places: dict[str, float], count: int) -> dict[str, float]:
    """The same list without its first so many."""
    return dict(list(places.items())[count:])


@pytest.mark.parametrize("share", [0.28, 0.1])
def test_r3_what_vanishes_by_and_by_within_ten_minutes_is_held_too(
    world: World, share: float
) -> None:
    """Each step alone would be believed; together they are more than ride away or are fetched."""
    left, outcomes = ALL, []
    for _ in range(6):
        left = without(left, int(share * len(left)))
        outcomes.append(world.see(left).outcome)
    first = outcomes.index(PollOutcome.suspect_mass)
    assert outcomes[:first] == [PollOutcome.ok] * first
    assert outcomes[-1] is PollOutcome.suspect_mass
    world.see_often(12, left)
    assert "departed" not in ends(world)
    world.see_often(30, ALL)
    assert sum(ends(world).values()) == len(ALL) - len(left)
    assert "departed" not in ends(world)
    # Nobody saw them come either.
    assert {row[1] for row in world.open()} == {"first_poll", "after_gap"}


def test_r3_by_and_by_and_back_in_part_nobody_is_said_to_have_left(world: World) -> None:
    """The list loses a tenth a minute, is held, and comes back with all but twenty."""
    left = ALL
    for _ in range(8):
        left = without(left, 16)
        world.see(left)
    assert world.rows("select suspect_outcome from feed_state") == [("suspect_mass",)]
    world.restart()
    back = without(ALL, 20)
    assert world.see(back).outcome in (PollOutcome.ok, PollOutcome.unchanged)
    world.see_often(20, back)
    assert ends(world) == {"unknown_gap": 20}


def test_a_fleet_that_is_fetched_within_an_hour_is_believed(world: World) -> None:
    """Vans take one or two a minute: each of them is a departure at its time."""
    left = ALL
    for minute in range(60):
        left = without(left, 1 + minute % 2)
        assert world.see(left).outcome is PollOutcome.ok
    world.see_often(20, left)
    assert ends(world) == {"departed": 90}


def test_a_rush_hour_is_believed(world: World) -> None:
    """Of each town one in eight rides within ten minutes; after a quarter of an hour they stand."""
    places, riding, moved = dict(ALL), [], 0
    dice = np.random.default_rng(1)
    for minute in range(60):
        for key in dice.choice(sorted(places), 2, replace=False).tolist():
            riding.append((minute + 15, key))
            del places[key]
        for key in [key for due, key in riding if due == minute]:
            moved += 1
            places[f"{key} {minute}"] = float(dice.uniform(0, 11_000))
        assert world.see(places).outcome is PollOutcome.ok
    assert moved == 90
    assert set(ends(world)) == {"departed"}


def test_r3_after_a_gap_the_number_is_guarded(world: World) -> None:
    """An outage, then half the fleet for 20 minutes, then all of it: half a feed is no evidence."""
    half = dict(list(ALL.items())[::2])
    assert world.see(half, after_s=3600).outcome is PollOutcome.suspect_mass
    outcomes = [world.see(half).outcome for _ in range(20)]
    assert outcomes[:10] == [PollOutcome.suspect_mass] * 9 + [PollOutcome.ok]
    assert ends(world) == {"unknown_mass": 80}
    world.see(ALL)
    assert world.rows("select start_reason, count(*) from open_stay group by 1 order by 1") == [
        ("after_gap", 80),
        ("first_poll", 80),
    ]


def test_r6_after_a_gap_most_may_stand_elsewhere(world: World) -> None:
    """A night without polls, and everything has been used: it is believed at once."""
    elsewhere = {f"{key}'": place + 20 for key, place in ALL.items()}
    assert world.see(elsewhere, after_s=8 * 3600).outcome is PollOutcome.ok
    world.see_often(20, elsewhere)
    assert ends(world) == {"unknown_gap": 160}


def test_r4_after_hours_of_empty_lists_the_fleet_is_back_at_once(world: World) -> None:
    for _ in range(20):
        world.see({}, after_s=1200)
    elsewhere = {f"{key}'": place + 20 for key, place in ALL.items()}
    assert world.see(elsewhere).outcome is PollOutcome.ok


def test_r3_an_old_list_once_more_lets_nothing_go(world: World) -> None:
    """One of two servers still answers with the list of before: what is held stays held."""
    old = replace(listing(ALL, world.now_s + 60), ttl_s=3600)
    world.see(old)
    outcomes = []
    for minute in range(11):
        outcomes.append(world.see(listing(EAST, world.now_s + 60)).outcome)
        if minute % 3 == 2:
            assert world.see(old, after_s=1).outcome is PollOutcome.unchanged
            world.restart()
    assert outcomes == [PollOutcome.suspect_mass] * 10 + [PollOutcome.ok]
    assert ends(world) == {"unknown_mass": 60}


def test_r12_a_relocation_that_was_told_is_believed_at_once(world: World) -> None:
    say(world, StatementKind.relocation)
    assert world.see(EAST).outcome is PollOutcome.ok
    assert ends(world) == {"unknown_mass": 60}


def test_r12_an_outage_that_was_told_explains_and_changes_nothing(world: World) -> None:
    say(world, StatementKind.outage)
    assert world.see(EAST).outcome is PollOutcome.suspect_mass
    assert ends(world) == {}


def test_a_person_lets_a_list_go(world: World) -> None:
    world.see(EAST)
    with world.pool.connection() as connection:
        connection.execute(
            "update feed_state set released_at = to_timestamp(%s), released_by = 'A. Person'",
            [world.now_s],
        )
    assert world.see(EAST).outcome is PollOutcome.ok
    assert ends(world) == {"unknown_mass": 60}
    assert world.rows("select reason from poll order by started_at desc limit 1") == [
        ("Released by A. Person.",)
    ]
    # Said once, meant once.
    assert world.rows("select released_at from feed_state") == [(None,)]
    assert world.see({}).outcome is PollOutcome.suspect_empty


def test_r4_an_empty_list_waits_a_day_and_is_then_a_withdrawal(world: World) -> None:
    outcomes = [world.see({}, after_s=600).outcome for _ in range(6 * 24 + 1)]
    assert set(outcomes[:-1]) == {PollOutcome.suspect_empty}
    assert outcomes[-1] is PollOutcome.ok
    assert ends(world) == {"withdrawn": 160}
    assert world.rows(
        "select distinct extract(epoch from end_hi - end_lo)::int8, observed_s from stay"
    ) == [(600, 240)]
    assert world.open() == []


def test_r4_a_withdrawal_that_was_told_is_believed_at_once(world: World) -> None:
    say(world, StatementKind.withdrawal)
    assert world.see({}).outcome is PollOutcome.ok
    assert ends(world) == {"withdrawn": 160}


def test_f16_empty_and_full_again_is_no_departure(world: World) -> None:
    for _ in range(3):
        empty = {world.see({}).outcome for _ in range(20)}
        assert empty == {PollOutcome.suspect_empty}
        assert world.see(ALL).outcome in {PollOutcome.ok, PollOutcome.unchanged}
    assert ends(world) == {}
    # Nothing of the outages is counted as seen.
    world.see({})
    assert world.rows("select evidence_s from feed_state") == [(240,)]


def test_f15_a_large_fleet_that_stands_still_for_an_hour_of_day_is_a_picture(world: World) -> None:
    outcomes = [world.see(ALL).outcome for _ in range(90)]
    assert outcomes[:56] == [PollOutcome.unchanged] * 56
    assert set(outcomes[56:]) == {PollOutcome.suspect_frozen}
    assert world.rows("select evidence_s from feed_state") == [(3600,)]
    moved = ALL | {"w0": 10.0}
    assert world.see(moved).outcome is PollOutcome.ok


def test_f15_a_picture_that_was_found_out_by_day_is_one_by_night(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    """Two days and nights of one list: only what came before it was found out is evidence."""
    world = World(pool, interval_s=300)
    outcomes = [world.see(ALL).outcome for _ in range(48 * 12)]
    first = outcomes.index(PollOutcome.suspect_frozen)
    assert set(outcomes[first:]) == {PollOutcome.suspect_frozen}
    assert world.rows("select evidence_s from feed_state") == [(300 * (first - 1),)]
    assert first <= 14
    world.restart()
    assert world.see(ALL).outcome is PollOutcome.suspect_frozen
    assert world.see(ALL | {"w0": 10.0}).outcome is PollOutcome.ok


def test_f15_what_stands_still_since_the_evening_is_found_out_in_the_morning(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    """A quiet night is no fault; an hour of the morning after it is."""
    world = World(pool, interval_s=300)
    world.now_s += 16 * 3600  # a quarter past eleven in Amsterdam
    outcomes = [world.see(ALL).outcome for _ in range(10 * 12)]
    found = outcomes.index(PollOutcome.suspect_frozen)
    assert outcomes[:found] == [PollOutcome.ok] + [PollOutcome.unchanged] * (found - 1)
    moment = datetime.fromtimestamp(world.now_s - 300 * (len(outcomes) - 1 - found), AMSTERDAM)
    assert (moment.hour, moment.minute) == (8, 3)


def test_f15_a_small_fleet_may_stand_still(pool: ConnectionPool[Connection[Any]]) -> None:
    world = World(pool)
    small = dict(list(ALL.items())[:50])
    assert {world.see(small).outcome for _ in range(120)} == {
        PollOutcome.ok,
        PollOutcome.unchanged,
    }


def test_rotating_places_are_guarded_by_their_number(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    world = World(pool)

    def renamed(run: int, places: dict[str, float]) -> dict[str, float]:
        return {f"{key}-{run}": place for key, place in places.items()}

    for run in range(4):
        world.see(renamed(run, ALL))
    assert world.rows("select id_policy from feed") == [("rotating",)]
    assert world.see(renamed(5, WEST)).outcome is PollOutcome.suspect_mass
    assert world.see(renamed(6, ALL)).outcome is PollOutcome.unchanged


@pytest.mark.parametrize("offset_s", [-7200, -3600, 3600, 7200, 19800])
def test_f13_a_clock_of_another_zone_is_found_out_and_corrected(
    pool: ConnectionPool[Connection[Any]], offset_s: int
) -> None:
    world = World(pool)

    def told() -> Snapshot:
        moment = world.now_s + 60 + offset_s - 8
        return listing({"a": 0.0, "b": 500.0}, source_s=moment)

    outcomes = [world.see(told()).outcome for _ in range(12)]
    assert set(outcomes[:4]) <= {PollOutcome.stale_source, PollOutcome.clock}
    assert outcomes[4] is PollOutcome.ok
    assert set(outcomes[5:]) == {PollOutcome.unchanged}
    world.restart()
    assert world.see(told()).outcome is PollOutcome.unchanged
    assert world.rows("select clock_offset_s from feed_state") == [(offset_s,)]
    newest = world.rows("select extract(epoch from evidence_at)::int8 from feed_state")[0][0]
    assert newest == world.now_s - 8


def test_a_restart_while_a_clock_is_found_out_changes_nothing(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    """Also what a refused list told of the clock is kept (I7)."""
    world = World(pool)
    outcomes = []
    for _ in range(8):
        world.restart()
        moment = world.now_s + 60 - 7200
        outcomes.append(world.see(listing({"a": 0.0, "b": 500.0}, source_s=moment)).outcome)
    assert set(outcomes[:4]) == {PollOutcome.stale_source}
    assert outcomes[4] is PollOutcome.ok
    assert set(outcomes[5:]) == {PollOutcome.unchanged}


def test_f14_a_feed_that_stands_still_is_no_clock(pool: ConnectionPool[Connection[Any]]) -> None:
    world = World(pool)
    frozen = listing({"a": 0.0}, source_s=world.now_s)
    outcomes = [world.see(frozen).outcome for _ in range(40)]
    assert outcomes[-1] is PollOutcome.stale_source
    assert world.rows("select clock_offset_s from feed_state") == [(0,)]
    assert world.rows("select evidence_s from feed_state") == [(0,)]


def shuffled(places: dict[str, float], seed: int) -> dict[str, float]:
    """The same vehicles in another order."""
    keys = list(places)
    np.random.default_rng(seed).shuffle(keys)
    return {key: places[key] for key in keys}


def test_i4_order_in_the_body_means_nothing(world: World) -> None:
    before = world.fingerprint(["open_stay", "stay"])
    hashes = world.rows("select distinct body_hash from poll")
    assert world.see(shuffled(ALL, 1)).outcome is PollOutcome.unchanged
    assert world.fingerprint(["open_stay", "stay"]) == before
    assert world.rows("select distinct body_hash from poll") == hashes


def test_f15_a_picture_is_found_out_in_whatever_order_it_comes(world: World) -> None:
    outcomes = [world.see(shuffled(ALL, minute)).outcome for minute in range(62)]
    assert outcomes[55:57] == [PollOutcome.unchanged, PollOutcome.suspect_frozen]


def test_i4_on_one_spot_places_are_numbered_in_one_order() -> None:
    """A feed whose ids prove nothing: three on one spot, one of them reserved, in two orders."""
    three = replace(listing({"a": 0.0, "b": 0.0, "c": 0.0}), state=np.array([1, 0, 0], np.uint8))
    one, other = by_position(three), by_position(three.only(np.array([2, 1, 0])))
    assert one.ids == other.ids
    assert one.state.tolist() == other.state.tolist()
    assert one.content_hash() == other.content_hash()


def test_i4_the_order_of_kinds_means_nothing() -> None:
    moped = (FormFactor.moped, Propulsion.electric)
    mixed = replace(listing({"a": 0.0, "b": 9.0}), kinds=(BIKE, moped))
    mixed.kind[:] = [0, 1]
    other = replace(mixed, kinds=(moped, BIKE), kind=np.array([1, 0], np.int16))
    assert mixed.content_hash() == other.content_hash()
    assert mixed.content_hash() != replace(mixed, kinds=(moped, BIKE)).content_hash()
