"""Published numbers from a small world on a real database: by hand, folded, in pieces, in gaps."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.vocabulary import AreaKind
from tests.ingest.worlds import LAT, World, at
from zones.asked import Group
from zones.calendar import Step, TooManySteps, edges
from zones.cells import fold_feed
from zones.history import fold_areas
from zones.map import map_at, map_over
from zones.measure import UnknownArea, UnknownIndicator
from zones.registry import INDICATORS
from zones.series import series

Pool = ConnectionPool[Connection[Any]]
MIDNIGHT = 1_772_064_000  # 2026-02-26 00:00 UTC


def draw(pool: Pool, code: str, west_m: float, east_m: float, kind: str = "district") -> int:
    """An area of about 1 km from south to north between two distances east of the origin."""
    with pool.connection() as connection:
        row = connection.execute(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source, municipality)"
            " values (%s, %s, %s, '2000-01-01', st_multi(st_makeenvelope(%s, %s, %s, %s, 4326)),"
            " 500000, 'test', 'GM1') returning id",
            [kind, code, code, at(west_m), LAT - 0.005, at(east_m), LAT + 0.005],
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def world(pool: Pool) -> World:
    """
     district A (0.5 km²)   district B (0.5 km²)
     |  a    b             |   c                |
    -100                  1000                 2000 m
    """
    draw(pool, "A", -100, 1000)
    draw(pool, "B", 1000, 2000)
    return World(pool, interval_s=300, now_s=MIDNIGHT - 300)


FULL = {"a": 0.0, "b": 500.0, "c": 1500.0}


def fold_all(pool: Pool, feed_id: int = 1) -> None:
    with pool.connection() as connection:
        fold_feed(connection, feed_id)


def values(pool: Pool, indicator: str, area: int, hours: float, step: Step, **more: Any) -> Any:
    with pool.connection() as connection:
        end = MIDNIGHT + int(hours * 3600)
        return series(connection, indicator, area, MIDNIGHT, end, step, **more)


def test_two_hours_by_hand(world: World, pool: Pool) -> None:
    world.see_often(13, FULL)  # 00:00 to 01:00
    world.see_often(12, {"a": 0.0, "c": 1500.0})  # b is gone from 01:05 on
    fold_all(pool)
    got = values(pool, "vehicles_parked", 1, 2, Step.quarter)
    assert got.lines[0].total.values.tolist() == [2, 2, 2, 2, 2, 1, 1, 1]
    assert got.lines[0].total.coverage.tolist() == [1.0] * 8
    density = values(pool, "parked_density", 1, 2, Step.hour).lines[0].total.values
    assert density.tolist() == [4.0, (2 + 1 + 1 + 1) / 4 / 0.5]
    load = values(pool, "clutter_load", 1, 2, Step.hour).lines[0].total.values
    assert load.tolist() == [4.0, (3600 + 300) / 3600 / 0.5]


def test_a_gap_is_empty_with_its_reason_and_not_zero(world: World, pool: Pool) -> None:
    world.see_often(13, FULL)  # until 01:00
    world.see(FULL, after_s=2 * 3600)  # 03:00
    world.see_often(12, FULL)
    fold_all(pool)
    got = values(pool, "vehicles_parked", 1, 4, Step.hour)
    total = got.lines[0].total
    assert [None if np.isnan(v) else v for v in total.values] == [2, 2, None, 2]
    assert total.coverage.tolist() == [1.0, 0.0, 0.0, 1.0]
    assert total.reasons[2] == "no_evidence: feed"
    assert [(g.start - MIDNIGHT, g.end - MIDNIGHT) for g in got.gaps] == [(3600, 10800)]
    load = values(pool, "clutter_load", 1, 4, Step.hour).lines[0].total.values
    assert [None if np.isnan(v) else v for v in load] == [4.0, None, None, 4.0]


def test_before_a_feed_is_followed_nothing_is_claimed(world: World, pool: Pool) -> None:
    world.see({"a": 0.0}, after_s=3900)  # 01:00
    world.see_often(12, {"a": 0.0})
    fold_all(pool)
    total = values(pool, "vehicles_parked", 1, 2, Step.hour).lines[0].total
    assert np.isnan(total.values[0])
    assert total.reasons[0] == "not_yet_followed"


def test_folding_in_pieces_equals_folding_at_once(world: World, pool: Pool) -> None:
    story = [(FULL, 300)] * 5 + [({"a": 0.0, "b": 500.0}, 300)] * 2 + [(FULL, 300)]
    story += [({"c": 1500.0}, 4000)] + [(FULL, 300)] * 3 + [({"a": 0.0}, 300)] * 9
    for places, after_s in story:
        world.see(places, after_s)
        fold_all(pool)
    in_pieces = world.fingerprint(["cell_day", "fold_state"])
    with pool.connection() as connection:
        connection.execute("truncate cell_day, fold_state")
    fold_all(pool)
    assert world.fingerprint(["cell_day", "fold_state"]) == in_pieces


def test_an_area_drawn_later_gets_its_history(world: World, pool: Pool) -> None:
    world.see_often(13, FULL)
    world.see_often(12, {"a": 0.0, "c": 1500.0})
    fold_all(pool)
    late = draw(pool, "late", -100, 1000)
    told: list[float] = []
    with pool.connection() as connection:
        fold_areas(connection, [late], told.append)
    assert told[-1] == 1.0
    for indicator in ("vehicles_parked", "clutter_load"):
        original = values(pool, indicator, 1, 2, Step.quarter).lines[0].total.values
        assert values(pool, indicator, late, 2, Step.quarter).lines[0].total.values.tolist() == (
            original.tolist()
        )


def test_a_version_counts_only_while_it_holds(world: World, pool: Pool) -> None:
    with pool.connection() as connection:
        connection.execute(
            "update area set valid_to = to_timestamp(%s) where id = 1", [MIDNIGHT + 1800]
        )
    world.see_often(13, FULL)
    fold_all(pool)
    total = values(pool, "vehicles_parked", 1, 1, Step.quarter).lines[0].total
    assert [None if np.isnan(v) else v for v in total.values] == [2, 2, None, None]
    assert total.reasons == [None, None, "not_in_force", "not_in_force"]
    assert total.coverage.tolist() == [1, 1, 0, 0]


def test_lines_by_operator_and_form_and_only_some(world: World, pool: Pool) -> None:
    world.see_often(13, FULL)
    fold_all(pool)
    by_operator = values(pool, "vehicles_parked", 1, 1, Step.hour, group=Group.operator)
    assert [(line.key, line.total.values.tolist()) for line in by_operator.lines] == [
        ("operator", [2.0])
    ]
    by_form = values(pool, "vehicles_parked", 1, 1, Step.hour, group=Group.form)
    assert [line.key for line in by_form.lines] == ["bicycle"]
    mopeds = values(pool, "vehicles_parked", 1, 1, Step.hour, forms=["moped"])
    assert np.isnan(mopeds.lines[0].total.values[0])


def test_the_map_now_at_a_moment_and_over_a_period_agree(world: World, pool: Pool) -> None:
    world.see_often(13, FULL)
    fold_all(pool)
    now_s = MIDNIGHT + 3600
    with pool.connection() as connection:
        for moment in (None, MIDNIGHT + 1700):
            told = map_at(connection, "parked_density", AreaKind.district, moment, now_s)
            assert [(v.code, v.value, v.vehicles) for v in told.values] == [
                ("A", 4.0, 2.0),
                ("B", 2.0, 1.0),
            ]
        over = map_over(connection, "parked_density", AreaKind.district, MIDNIGHT, now_s)
        assert [v.value for v in over.values] == [4.0, 2.0]
        late = map_at(connection, "parked_density", AreaKind.district, None, now_s + 3600)
        assert [v.value for v in late.values] == [None, None]
        assert late.reason == "no_evidence: feed"
        none = map_at(
            connection, "parked_density", AreaKind.district, None, now_s, municipality="GM2"
        )
        assert none.values == []


def test_durations_count_observed_time_and_tell_the_possible_apart(
    world: World, pool: Pool
) -> None:
    with pool.connection() as connection:
        connection.execute("update open_stay set base_s = 0")
    world.see_often(13, FULL)
    day = 86_400
    for _ in range(3 * day // 300):
        world.see(FULL)
    world.see(FULL, after_s=2 * day)
    world.see(FULL)
    fold_all(pool)
    with pool.connection() as connection:
        told = map_at(connection, "duration_classes", AreaKind.district, None, world.now_s)
    assert told.values[0].classes == {"0": 0, "1": 2, "2": 0, "3": 0, "4": 0, "unknown": 0}
    assert told.values[0].possible["2"] == 2
    by_class = values(pool, "duration_classes", 1, 3 * 24, Step.day).lines
    assert by_class[0].total.values[1] == 2.0
    assert by_class[1].total.values[2] > 0


def test_mistake_6_the_last_step_is_there_and_a_total_is_of_one_moment(
    world: World, pool: Pool
) -> None:
    """Highest counts of different moments are not added up.

    first hour    a b    in A, c in B
    second hour   a      in A, c in B; b went to B
    """
    world.see_often(12, FULL)
    world.see_often(13, FULL | {"b": 1700.0})
    fold_all(pool)
    west, east = (values(pool, "vehicles_parked", area, 2, Step.quarter).lines for area in (1, 2))
    counts = west[0].total.values + east[0].total.values
    assert len(counts) == 8
    assert counts.tolist() == [3.0] * 8
    highest = [line[0].total.values.max() for line in (west, east)]
    assert sum(highest) == 4.0  # what no moment ever held


def test_mistake_7_nobody_is_zero_and_what_is_not_known_is_empty(world: World, pool: Pool) -> None:
    """Hours: two in A, none in A, nobody looked."""
    world.see_often(12, FULL)
    gone = {"a": 1200.0, "b": 1300.0, "c": 1500.0}
    world.see_often(12, gone)
    world.see(gone, after_s=3900)
    world.see_often(12, gone)
    fold_all(pool)
    told = values(pool, "vehicles_parked", 1, 4, Step.hour).lines[0].total
    assert told.values[:2].tolist() == [2.0, 0.0]
    assert np.isnan(told.values[2])
    assert told.reasons[:3] == [None, None, "no_evidence: feed"]
    assert told.values[3] == 0.0


def test_mistake_8_each_vehicle_is_in_one_class(world: World, pool: Pool) -> None:
    """Classes are 2 to 4 days, never all below 4; their sum is what stands there."""
    for _ in range(3 * 86_400 // 300):
        world.see(FULL)
    world.see_often(13, FULL | {"d": 100.0})
    fold_all(pool)
    with pool.connection() as connection:
        (told, _) = map_at(
            connection, "duration_classes", AreaKind.district, None, world.now_s
        ).values
    assert told.classes == {"0": 1, "1": 2, "2": 0, "3": 0, "4": 0, "unknown": 0}
    assert sum(told.classes.values()) == told.vehicles == 3


def test_unknown_names_are_refused(world: World, pool: Pool) -> None:
    with pytest.raises(UnknownIndicator):
        values(pool, "happiness", 1, 1, Step.hour)
    with pytest.raises(UnknownArea):
        values(pool, "clutter_load", 999, 1, Step.hour)
    with pytest.raises(TooManySteps):
        edges(0, 10**9, Step.quarter, "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)]
)
def test_a_local_day_has_its_own_length(day: tuple[int, int, int], hours: int) -> None:
    noon = int(datetime(*day, 10, tzinfo=UTC).timestamp())
    cuts = edges(noon, noon + 1, Step.day, "Europe/Amsterdam")
    assert np.diff(cuts).tolist() == [hours * 3600]


def test_a_week_begins_on_monday() -> None:
    wednesday = int(datetime(2026, 11, 18, 12, tzinfo=UTC).timestamp())
    cuts = edges(wednesday, wednesday + 1, Step.week, "Europe/Amsterdam")
    assert datetime.fromtimestamp(int(cuts[0]), UTC) == datetime(2026, 11, 15, 23, tzinfo=UTC)


def test_every_indicator_is_told_in_both_languages() -> None:
    for entry in INDICATORS.values():
        for text in (entry.name, entry.meaning, entry.method, entry.policy_goal):
            assert text.nl
            assert text.en
            assert text.nl != text.en
        assert entry.formula
        assert entry.unit
        assert entry.owner
