"""Stoep's numbers against the truth of the demo, through the real pipeline over real HTTP.

A day and a half of the made-up city around the six hours in which one operator is silent.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from demo.city import layers
from demo.reports import reserved_for_s
from demo.world import World
from stoep.store.columns import read_columns
from stoep.store.connect import pool as make_pool
from tests.conftest import ROOT
from tests.lived import START, STEP_S, Pool, live_through
from zones.standing import standing

FROM_S, TO_S = START + 9 * 86_400 + 18 * 3600, START + 11 * 86_400
DOWN = (START + (10 * 24 + 9) * 3600, START + (10 * 24 + 15) * 3600)


@pytest.fixture(scope="module")
def lived(cluster: Any, migrated: str) -> Iterator[tuple[World, Pool]]:
    """The city polled for 30 hours, once for all tests of this file."""
    cluster.create("truth", template=migrated)
    with make_pool(cluster.address("truth")) as pool:
        world = live_through(pool, FROM_S, TO_S)
        yield world, pool
    cluster.drop("truth")


def rows(pool: Pool, query: str) -> list[tuple[Any, ...]]:
    with pool.connection() as connection:
        return connection.execute(query).fetchall()


def test_at_each_polled_moment_the_count_is_the_truth(lived: tuple[World, Pool]) -> None:
    """But for a vehicle on a short round: back within 15 minutes and 100 m, it never left.

    And for one that a single list told of, and as reserved: it may be on a ride.
    """
    world, pool = lived
    left_out = []
    for at in range(FROM_S + 3600, TO_S - 3600, 7 * STEP_S):
        with pool.connection() as connection:
            seen = standing(connection, at, TO_S)
        for feed in seen.feeds:
            count = int((seen.feed_id == feed.feed_id).sum())
            if feed.key == "zilt" and DOWN[0] <= at < DOWN[1]:
                assert (feed.status, count) == ("gap", 0)
            else:
                true = len(world.standing(feed.key, at))
                once = len(_told_once(world, feed.key, at))
                assert true - once <= count <= true + 3, (feed.key, at)
                left_out.append(true - count)
    assert sum(left_out) <= 10, "of 70,000"


def test_an_outage_makes_no_departures_and_no_time(lived: tuple[World, Pool]) -> None:
    _, pool = lived
    across = f"extract(epoch from end_lo) < {DOWN[1]} and extract(epoch from end_hi) > {DOWN[0]}"
    zilt = "feed_id = (select id from feed where key = 'zilt')"
    assert rows(pool, f"select distinct end_reason from stay where {zilt} and {across}") == [
        ("unknown_gap",)
    ]
    outcomes = dict(rows(pool, f"select outcome, count(*) from poll where {zilt} group by 1"))
    assert outcomes["http_error"] == 6 * 3600 // STEP_S
    covered = rows(pool, f"select evidence_s from feed_state where {zilt}")[0][0]
    assert covered == TO_S - FROM_S - STEP_S - (DOWN[1] - DOWN[0] + STEP_S)


def test_departures_lie_in_their_intervals(lived: tuple[World, Pool]) -> None:
    """Stable ids: every claimed ending holds a true one, and hardly one is missed."""
    world, pool = lived
    truth = world.truth("duinrit", TO_S)
    with pool.connection() as connection:
        ended = read_columns(
            connection,
            "select end_lo, end_hi from stay where end_reason = 'departed'"
            " and feed_id = (select id from feed where key = 'duinrit')",
        )
    left = np.sort(truth["until_s"])
    first = np.searchsorted(left, ended["end_lo"], side="right")
    held = (first < len(left)) & (left[np.minimum(first, len(left) - 1)] <= ended["end_hi"])
    assert held.all()
    seen = (left > FROM_S + STEP_S) & (left < TO_S - 4 * STEP_S)
    short = truth["until_s"] - truth["since_s"] < 2 * STEP_S
    observable = seen.sum() - (short & (truth["since_s"] > FROM_S)).sum()
    assert len(ended["end_lo"]) >= 0.85 * observable


def test_rotating_ids_are_found_out_and_claim_nothing(lived: tuple[World, Pool]) -> None:
    _, pool = lived
    policies = dict(rows(pool, "select key, id_policy from feed"))
    assert policies == {
        "duinrit": "per_trip",
        "zilt": "stable",
        "branding": "rotating",
        "kwikstaart": "stable",
        "schelp": "stable",
    }


def test_observed_time_is_never_more_than_true_time(lived: tuple[World, Pool]) -> None:
    """Rule I8 on each standing vehicle: certain <= true <= possible, give or take a poll."""
    world, pool = lived
    at = TO_S - 2 * STEP_S
    with pool.connection() as connection:
        seen = standing(connection, at, TO_S)
    for feed in seen.feeds:
        # After an outage nobody knows when a vehicle came: Zilt's are left out of the upper bound.
        if feed.rotating or feed.key == "zilt":
            continue
        mine = seen.feed_id == feed.feed_id
        truth, now = world.truth(feed.key, at), world.standing(feed.key, at)
        now = np.setdiff1d(now, _told_once(world, feed.key, at))
        true_s = np.sort(at - np.maximum(truth["since_s"][now], FROM_S))
        assert (np.sort(seen.observed_s[mine]) <= true_s).all()
        assert (np.sort(seen.possible_s[mine]) >= true_s - STEP_S).all()


def test_folded_vehicle_hours_are_those_of_the_truth(lived: tuple[World, Pool]) -> None:
    """Without areas nothing folds: the city is drawn here, and its hours are counted by hand."""
    world, pool = lived
    from datetime import UTC, datetime

    from stoep.vocabulary import AreaKind
    from zones.areas import import_areas
    from zones.calendar import Step
    from zones.history import fold_areas
    from zones.series import series

    path = dict(layers())[AreaKind.municipality]
    assert ROOT in path.parents
    since = datetime.fromtimestamp(START, UTC)
    with pool.connection() as connection:
        report = import_areas(
            connection,
            path,
            AreaKind.municipality,
            code="code",
            name="name",
            valid_from=since,
            source="test",
        )
        fold_areas(connection, report.ids)
        hours = (START + 10 * 86_400, START + 10 * 86_400 + 4 * 3600)
        told = series(
            connection, "clutter_load", report.ids[0], *hours, Step.hour, operators=["duinrit"]
        )
    truth = world.truth("duinrit", hours[1])
    for step, value in enumerate(told.lines[0].total.values.tolist()):
        begin, end = hours[0] + step * 3600, hours[0] + (step + 1) * 3600
        inside = np.minimum(truth["until_s"], end) - np.maximum(truth["since_s"], begin)
        true_hours = inside.clip(0).sum() / 3600
        assert value * told.area_m2 / 1e6 == pytest.approx(true_hours, rel=0.01)


def _told_once(world: World, key: str, at_s: int) -> Any:
    """Who stands at a list, and came after the one before, and is gone by the next, and is booked.

    Rows of the truth.
    """
    truth, rows = world.truth(key, at_s), world.standing(key, at_s)
    since_s, until_s = truth["since_s"][rows], truth["until_s"][rows]
    booked_s = until_s - reserved_for_s(world.seed, truth)[rows]
    return rows[(since_s > at_s - STEP_S) & (until_s <= at_s + STEP_S) & (booked_s <= at_s)]
