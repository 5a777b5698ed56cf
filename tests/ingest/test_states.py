"""What a standing vehicle said of itself, poll by poll, and from when on.

second   0    60   120  180  240  |gap of an hour|  3840  3900
a        A    A    R    R    A                      X     X        (free, reserved, broken)
b        A    A    A    A    A                      A     A        never changes: no row
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.snapshot import Snapshot
from ingest.tidy import tidy
from stoep.settings import Settings
from stoep.store.partitions import ensure_month
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import World, listing

A, R, X = 0, 1, 2


@pytest.fixture
def world(pool: ConnectionPool[Connection[Any]]) -> World:
    return World(pool)


def said(places: dict[str, float], **states: int) -> Snapshot:
    """A list of vehicles at metres east of the origin; who is not named is available."""
    told = listing(places)
    return replace(told, state=np.array([states.get(name, A) for name in told.ids], np.uint8))


def changes(world: World) -> list[tuple[Any, ...]]:
    """(number of the stay, changed between these seconds after the first poll, observed, states)"""
    return world.rows(
        f"""
        select stay_id - (feed_id::int8 << 40),
               extract(epoch from changed_lo)::int8 - {T0 + 60},
               extract(epoch from changed_at)::int8 - {T0 + 60}, observed_s, was, became
        from state_change order by stay_id, changed_at
        """
    )


def test_each_change_is_kept_with_when_it_can_have_been(world: World) -> None:
    both = {"a": 0.0, "b": 500.0}
    for state in (A, A, R, R, A):
        world.see(said(both, a=state))
    world.see(said(both, a=X), after_s=3600)
    world.see(said(both, a=X))
    assert changes(world) == [
        (1, 60, 120, 120, "available", "reserved"),
        (1, 180, 240, 240, "reserved", "available"),
        # Somewhere in the hour without evidence, of which nothing was observed.
        (1, 240, 3840, 240, "available", "out_of_order"),
    ]


def test_what_changed_while_it_was_away_changed_at_any_time_of_that(world: World) -> None:
    """Last seen at 60, away at 120 and 180, back in its place at 240: it never left (R6)."""
    many = {f"v{n}": 1000.0 + 100 * n for n in range(20)}
    for here in (True, True, False, False, True, True):
        world.see(said({"a": 0.0, **many} if here else many, a=X if world.now_s > T0 + 200 else A))
    assert changes(world) == [(1, 60, 240, 60, "available", "out_of_order")]


def test_a_restart_between_two_polls_changes_nothing(world: World) -> None:
    for state in (A, R, R, X):
        world.see(said({"a": 0.0}, a=state))
        world.restart()
    assert [row[1:3] + row[4:] for row in changes(world)] == [
        (0, 60, "available", "reserved"),
        (120, 180, "reserved", "out_of_order"),
    ]


def test_who_moves_begins_anew_with_the_state_it_has_there(world: World) -> None:
    world.see(said({"a": 0.0}))
    world.see(said({"a": 0.0}, a=R))
    world.see(said({"a": 900.0}, a=X))
    assert [row[4:] for row in changes(world)] == [("available", "reserved")]


def test_a_list_in_quarantine_tells_no_states(world: World) -> None:
    many = {f"v{n}": 100.0 * n for n in range(100)}
    world.see(said(many))
    world.see(said(many))
    few = dict(list(many.items())[:20])
    outcome = world.see(said(few, v1=X))
    assert outcome.outcome == "suspect_mass"
    assert changes(world) == []
    world.see(said(many, v1=X))
    # The list that was held back is no evidence: it changed since the last good poll before it.
    assert changes(world) == [(2, 60, 180, 180, "available", "out_of_order")]


def test_a_month_of_changes_goes_with_the_last_stay_that_needs_it(world: World) -> None:
    """`a` changes in February and stands until April, when stays of February are past keeping."""
    world.see(said({"a": 0.0}))
    world.see(said({"a": 0.0}, a=R))
    world.see(said({"a": 0.0}, a=R), after_s=60 * 86_400)
    april = datetime.fromtimestamp(world.now_s, UTC)
    with world.pool.connection() as connection:
        assert tidy(connection, Settings(), now=april) == []  # no stay ever ended
        ensure_month(connection, "stay", april)
        assert tidy(connection, Settings(), now=april) == []
        connection.execute("delete from open_stay")
        assert tidy(connection, Settings(), now=april) == ["state_change_2026_02"]
