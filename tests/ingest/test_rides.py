"""A vehicle that is listed as reserved where it did not stand: on a ride, or parked and booked.

metres       0        500      1000     2000
a            free     reserved reserved free     ridden from 0 to 2000
a            free     reserved reserved reserved at 500: it stood there since the first of them
"""

from dataclasses import replace

import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.snapshot import STATES, Snapshot
from stoep.vocabulary import VehicleState
from tests.ingest.worlds import T0, World, at, listing
from zones.cells import fold_feed

RESERVED = STATES.index(VehicleState.reserved)
HELD = "select count(*) from feed_state where held_back is not null"


def told(free: dict[str, float], reserved: dict[str, float]) -> Snapshot:
    snapshot = listing(free | reserved)
    state = [RESERVED if name in reserved else 0 for name in snapshot.ids]
    return replace(snapshot, state=np.array(state, np.uint8))


def places(world: World) -> set[int]:
    """Where anything ever stood, in metres."""
    rows = world.rows("select st_x(geom) from stay union select st_x(geom) from open_stay")
    zero, one = at(0), at(1)
    return {round((lon - zero) / (one - zero)) for (lon,) in rows}


def begun(world: World) -> list[tuple[int | None, int, str, int]]:
    """Of each open stay: start_lo and first_seen after T0, why, observed seconds until now."""
    return world.rows(
        "select extract(epoch from start_lo)::int8 - %s, extract(epoch from first_seen)::int8 - %s,"
        " start_reason, s.evidence_s - o.base_s from open_stay o join feed_state s using (feed_id)"
        " order by o.id",
        T0,
        T0,
    )


def test_no_point_of_a_ride_becomes_a_stay(pool: ConnectionPool[Connection]) -> None:
    world = World(pool)
    world.see_often(3, {"a": 0, "b": 5000})
    for minute in range(25):
        world.see(told({"b": 5000}, {"a": 500 + minute * 100}))
    world.see(told({"a": 3000, "b": 5000}, {}))
    assert places(world) == {0, 3000, 5000}
    [(reason, lo, hi)] = [row[3:4] + row[1:3] for row in world.ended()]
    assert (reason, lo, hi) == ("departed", 180, 240)
    [dropped] = world.rows("select distinct dropped from poll where dropped <> '{}'")
    assert dropped == ({"ridden": 1},)
    assert world.rows(HELD) == [(0,)]


def test_at_a_red_light_nothing_is_kept_either(pool: ConnectionPool[Connection]) -> None:
    """Two lists at one place are no stay, and what is held back is of the newest list alone."""
    world = World(pool)
    world.see_often(2, {"a": 0})
    for metres in (500, 500, 900, 905, 1400):
        world.see(told({}, {"a": metres}))
    assert places(world) == {0}
    [(held,)] = world.rows("select held_back from feed_state")
    [seen] = held.values()
    assert seen["lon"] == pytest.approx(at(1400))


def test_who_is_booked_before_any_list_told_of_it_is_counted_from_the_first(
    pool: ConnectionPool[Connection],
) -> None:
    world = World(pool)
    world.see_often(2, {"a": 0})
    for _ in range(2):
        world.see(told({"a": 0}, {"b": 500}))
        assert places(world) == {0}
    world.see(told({"a": 0}, {"b": 512}))
    assert places(world) == {0, 512}
    assert begun(world)[1] == (120, 180, "arrived", 120)
    assert world.rows(HELD) == [(0,)]
    assert world.rows("select state, state_since from open_stay where state = 'reserved'") == [
        ("reserved", world.rows("select max(first_seen) from open_stay")[0][0])
    ]


def test_who_is_free_where_it_was_reserved_stood_there(pool: ConnectionPool[Connection]) -> None:
    """Its state is told as it was: reserved first, then free."""
    world = World(pool)
    world.see_often(2, {"a": 0})
    world.see(told({"a": 0}, {"b": 500}))
    world.see({"a": 0, "b": 510})
    assert begun(world)[1] == (120, 180, "arrived", 60)
    changed = world.rows(
        "select was, became, observed_s, was_since = first_seen, changed_at = state_since"
        " from state_change c join open_stay o on o.id = c.stay_id"
    )
    assert changed == [("reserved", "available", 60, True, True)]


@pytest.mark.parametrize("restarts", [False, True])
def test_a_process_that_begins_anew_counts_the_same(
    pool: ConnectionPool[Connection], restarts: bool
) -> None:
    world = World(pool)
    world.see_often(2, {"a": 0})
    for _ in range(4):
        world.see(told({"a": 0}, {"b": 500}))
        if restarts:
            world.restart()
    assert begun(world)[1] == (120, 180, "arrived", 180)


def test_who_is_booked_elsewhere_ended_where_it_stood(pool: ConnectionPool[Connection]) -> None:
    """The stay before ends at the list that missed it, where the new one begins."""
    world = World(pool)
    world.see_often(2, {"a": 0})
    for _ in range(3):
        world.see(told({}, {"a": 500}))
    [row] = world.ended()
    assert row[1:4] == (120, 180, "departed")
    assert begun(world) == [(120, 180, "arrived", 120)]


def test_who_is_reserved_where_it_stands_goes_on_standing(
    pool: ConnectionPool[Connection],
) -> None:
    world = World(pool)
    world.see_often(3, {"a": 0})
    for _ in range(5):
        world.see(told({}, {"a": 20}))
    assert world.ended() == []
    assert world.rows("select state, missing_since from open_stay") == [("reserved", None)]


def test_at_first_and_after_a_gap_it_may_have_stood_there(
    pool: ConnectionPool[Connection],
) -> None:
    world = World(pool)
    world.see(told({}, {"a": 0}))
    world.see(told({}, {"a": 0, "b": 400}), after_s=3600)
    assert places(world) == {0, 400}


def test_a_gap_counts_whom_it_finds_from_then_on(pool: ConnectionPool[Connection]) -> None:
    """What was held back before it proves nothing of the time in between."""
    world = World(pool)
    world.see_often(2, {"a": 0})
    world.see(told({"a": 0}, {"b": 500}))
    world.see(told({"a": 0}, {"b": 500}), after_s=3600)
    assert begun(world)[1][2:] == ("after_gap", 0)
    assert world.rows(HELD) == [(0,)]


def test_what_is_folded_waits_for_it(pool: ConnectionPool[Connection]) -> None:
    world = World(pool)
    world.see_often(2, {"a": 0})
    world.see(told({"a": 0}, {"b": 500}))
    assert folded_s(world) == world.now_s
    world.see(told({"a": 0}, {"b": 500}))
    assert folded_s(world) == world.now_s - 60
    world.see({"a": 0, "b": 500})
    assert folded_s(world) == world.now_s


def folded_s(world: World) -> int:
    with world.pool.connection() as connection:
        fold_feed(connection, world.feed.id)
    return int(world.rows("select extract(epoch from folded_to)::int8 from fold_state")[0][0])
