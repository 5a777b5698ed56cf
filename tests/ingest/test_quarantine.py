"""Mass changes, empty lists, frozen lists and odd clocks: held back, and let go for a reason.

+-----------+-----------+
|  west     |  east     |   two municipalities; 60 vehicles in the west, 100 in the east
+-----------+-----------+
"""

from typing import Any

import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.snapshot import Snapshot
from stoep.vocabulary import AreaKind, PollOutcome, StatementKind
from tests.ingest.worlds import LAT, World, at, listing
from tests.worlds import World as Drawn

WEST = {f"w{n}": 20.0 + 60 * n for n in range(60)}
EAST = {f"e{n}": 5020.0 + 60 * n for n in range(100)}
ALL = WEST | EAST


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


def test_a_fleet_that_shrinks_by_and_by_is_believed(world: World) -> None:
    left = dict(ALL)
    while len(left) > 15:
        for key in list(left)[:10]:
            del left[key]
        assert world.see(left).outcome is PollOutcome.ok
    world.see_often(20, left)
    assert ends(world) == {"departed": 150}


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


def test_order_in_the_body_means_nothing(world: World) -> None:
    keys = list(ALL)
    np.random.default_rng(1).shuffle(keys)
    before = world.fingerprint(["open_stay", "stay"])
    world.see({key: ALL[key] for key in keys})
    assert world.fingerprint(["open_stay", "stay"]) == before
