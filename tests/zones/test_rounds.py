"""Cells round by round: the same bytes as counted at once, whatever happened between."""

import random
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.ingest.worlds import World
from tests.zones.test_numbers import MIDNIGHT, draw, fold_all
from zones.cells import fold_feed

Pool = ConnectionPool[Connection[Any]]


def kept(world: World) -> str:
    return world.fingerprint(["cell_day", "fold_state"])


def counted_at_once(world: World) -> str:
    with world.pool.connection() as connection:
        connection.execute("truncate cell_day, fold_state")
    fold_all(world.pool)
    return kept(world)


@pytest.mark.parametrize("seed", range(3))
def test_thirty_hours_of_coming_and_going(pool: Pool, seed: int) -> None:
    """Two districts, over midnight, with gaps, flicker and returns; a round every few polls."""
    draw(pool, "A", -100, 1000)
    draw(pool, "B", 1000, 2000)
    dice = random.Random(seed)
    world = World(pool, interval_s=300, now_s=MIDNIGHT + 17 * 3600 + 13)
    places = {f"v{n}": dice.uniform(0, 2000) for n in range(14)}
    away: dict[str, int] = {}
    for number in range(200):
        for name in list(places):
            if name not in away and dice.random() < 0.06:
                away[name] = number + dice.choice([1, 2, 3, 9, 30])
                if dice.random() < 0.5:
                    places[name] = dice.uniform(0, 2000)
        away = {name: until for name, until in away.items() if until > number}
        listed = {name: place for name, place in places.items() if name not in away}
        world.see(listed, after_s=dice.choice([300] * 30 + [60, 900, 5000]))
        if dice.random() < 0.4:
            fold_all(pool)
    fold_all(pool)
    in_rounds = kept(world)
    assert world.rows("select count(distinct day) from cell_day")[0][0] >= 2
    assert world.rows("select count(*) from stay")[0][0] > 50
    assert counted_at_once(world) == in_rounds


def test_a_round_writes_only_what_changed(pool: Pool) -> None:
    draw(pool, "A", -100, 1000)
    draw(pool, "B", 1000, 2000)
    world = World(pool, interval_s=60, now_s=MIDNIGHT + 16 * 3600)
    world.see_often(60, {"a": 0.0, "c": 1500.0})
    with pool.connection() as connection:
        assert fold_feed(connection, 1) == 2
        assert fold_feed(connection, 1) == 0
    # c leaves: the quarter that is under way changes in A, since time goes on there too.
    world.see_often(5, {"a": 0.0})
    with pool.connection() as connection:
        assert fold_feed(connection, 1) == 2
    assert counted_at_once(world) == kept(world)


def test_an_area_that_empties_and_one_that_never_filled(pool: Pool) -> None:
    """c is told to stand in B, then not to have stood there: B has no row at all."""
    draw(pool, "A", -100, 1000)
    draw(pool, "B", 1000, 2000)
    world = World(pool, interval_s=300, now_s=MIDNIGHT + 16 * 3600)
    world.see_often(3, {"a": 0.0})
    fold_all(pool)
    world.see_often(2, {"a": 0.0, "c": 1500.0})
    fold_all(pool)
    assert world.rows("select count(*) from cell_day where area_id = 2") == [(1,)]
    with pool.connection() as connection:
        # As when a late word takes it back.
        connection.execute("delete from open_stay where areas = '{2}'")
    fold_all(pool)
    assert world.rows("select count(*) from cell_day where area_id = 2") == [(0,)]
    world.restart()
    world.see_often(2, {"a": 0.0, "c": 1500.0})
    world.see_often(30, {"a": 0.0})
    fold_all(pool)
    in_rounds = kept(world)
    assert world.rows("select count(*) from cell_day where area_id = 2") == [(1,)]
    assert counted_at_once(world) == in_rounds
