"""A feed that lists a vehicle as reserved while somebody rides it: no point of the way is kept.

metres       0        500      1000     2000
a            free     reserved reserved free     ridden from 0 to 2000
"""

from dataclasses import replace

import numpy as np
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.snapshot import STATES, Snapshot
from stoep.vocabulary import VehicleState
from tests.ingest.worlds import World, at, listing

RESERVED = STATES.index(VehicleState.reserved)


def told(free: dict[str, float], reserved: dict[str, float]) -> Snapshot:
    snapshot = listing(free | reserved)
    state = [RESERVED if name in reserved else 0 for name in snapshot.ids]
    return replace(snapshot, state=np.array(state, np.uint8))


def places(world: World) -> set[int]:
    """Where anything ever stood, in metres."""
    rows = world.rows("select st_x(geom) from stay union select st_x(geom) from open_stay")
    zero, one = at(0), at(1)
    return {round((lon - zero) / (one - zero)) for (lon,) in rows}


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
