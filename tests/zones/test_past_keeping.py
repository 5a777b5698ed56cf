"""Stays go after their term: what is worked out from them is unknown before it, and never 0.

```
day   0      1      2      3      4      5      6
      |======|======|======|======|======|======|   a poll every five minutes
      a ......................................... stands throughout, at 0 m
      b .............                               gone on day 2, past keeping
                           c ............           gone on day 5, kept
                              ^ kept since noon of day 3
```
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.tidy import tidy
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.terms import months_before
from stoep.vocabulary import AreaKind
from tests.ingest.worlds import LAT, World, at
from tests.zones.test_numbers import MIDNIGHT, draw, fold_all
from zones.archive.write import write_archive
from zones.asked import Asked, Options, area_asked
from zones.calendar import Step
from zones.cells import replace_cells
from zones.circles import SpotRule
from zones.compare import When, Whose, compare_areas, compare_parts, over_areas
from zones.drawn_series import series_of_drawing
from zones.kept import PAST_KEEPING, PastKeeping, stays_kept_since
from zones.long_parked import long_parked_at
from zones.map import AT_A_MOMENT, OVER_A_PERIOD, map_at, map_over
from zones.methods import count_by_methods, day_cuts
from zones.permits.count import count_days, count_due
from zones.policy.hubs import hubs_at, states_of_day
from zones.profile import profile
from zones.series import COURSES, series
from zones.spots import spots_at, spots_over
from zones.standing import Status, known_at
from zones.what_if.draft import Draft, read_past
from zones.what_if.zone import replay
from zones.worklist.listing import Asked as AskedRows
from zones.worklist.listing import Terms, worklist_at

Pool = ConnectionPool[Connection[Any]]
DAY_S, HOUR_S = 86_400, 3600
DAYS = 6
KEPT = MIDNIGHT + 3 * DAY_S + 12 * HOUR_S
"""Since when stays are kept."""
NOW = MIDNIGHT + DAYS * DAY_S
BEFORE, AFTER = MIDNIGHT + DAY_S + 12 * HOUR_S, MIDNIGHT + 4 * DAY_S + 12 * HOUR_S
FROM_COUNTS = ("vehicles_parked", "parked_density", "clutter_load", "worst_hour",
               "time_above_limit")  # fmt: skip
FROM_POLLS = ("feed_coverage", "feed_availability", "feed_duplicates", "feed_rotation",
              "feed_foreign_positions", "feed_swapped", "feed_clock_offset")  # fmt: skip
RULE = SpotRule(2, 25.0, 0.0)


def forget(pool: Pool) -> None:
    """The chore as it runs when the term has come to noon of day 3."""
    kept = datetime.fromtimestamp(KEPT, UTC)
    now = datetime(kept.year + 1, kept.month + 1, kept.day, kept.hour, tzinfo=UTC)
    assert months_before(now, 13) == kept
    with pool.connection() as connection:
        tidy(connection, Settings(stay_keep_months=13), now=now)


@pytest.fixture(scope="module")
def drawn(cluster: Cluster, migrated: str) -> Iterator[str]:
    """The world, lived through once: each test has a copy."""
    name = f"{migrated}_past_keeping"
    cluster.create(name, template=migrated)
    with make_pool(cluster.address(name)) as pool:
        live(pool)
    yield name
    cluster.drop(name)


@pytest.fixture
def template(drawn: str) -> str:
    return drawn


def live(pool: Pool) -> None:
    """An area of policy of each kind within a city, and all of it counted while it was kept."""
    for kind in ("municipality", "district", "hub", "no_parking"):
        draw(pool, "GM1" if kind == "municipality" else kind, -100, 1000, kind)
    with pool.connection() as connection:
        connection.execute("update area set capacity = 1 where kind = 'hub'")
        connection.execute("update area set municipality = null where kind = 'municipality'")
    world = World(pool, interval_s=300, now_s=MIDNIGHT - 300)
    for day in range(DAYS):
        there = {"a": 0.0} | ({"b": 1.0} if day < 2 else {}) | ({"c": 1.0} if day in (3, 4) else {})
        world.see_often(DAY_S // 300, there)
    world.see({"a": 0.0})
    fold_all(pool)


def ended(pool: Pool) -> int:
    with pool.connection() as connection:
        return len(connection.execute("select id from stay").fetchall())


CITY, DISTRICT, HUB, BANNED = 1, 2, 3, 4


def by_day(pool: Pool, indicator: str, **more: Any) -> Any:
    area = HUB if indicator in ("hub_occupancy", "over_capacity_time") else CITY
    options = Options(limit=1) if indicator in ("time_above_limit", "long_parked") else Options()
    with pool.connection() as connection:
        return series(
            connection, indicator, area, MIDNIGHT, NOW, Step.day, timezone="UTC",
            options=options, now_s=NOW, **more,
        )  # fmt: skip


def test_what_went_is_gone_and_the_counts_of_then_are_not(pool: Pool) -> None:
    assert ended(pool) == 2
    before = {name: by_day(pool, name) for name in (*FROM_COUNTS, "hub_occupancy")}
    forget(pool)
    assert ended(pool) == 1
    with pool.connection() as connection:
        assert stays_kept_since(connection) == KEPT
    for name, was in before.items():
        found = by_day(pool, name)
        for line, old in zip(found.lines, was.lines, strict=True):
            assert line.total.values.tolist() == old.total.values.tolist(), name
            assert not np.isnan(line.total.values).any()
        assert found.gaps == []


@pytest.mark.parametrize("indicator", [n for n in COURSES if n not in FROM_POLLS])
def test_a_course_is_told_where_it_rests_on_what_is_kept(pool: Pool, indicator: str) -> None:
    was = by_day(pool, indicator)
    forget(pool)
    found = by_day(pool, indicator)
    of_counts = indicator in (*FROM_COUNTS, "hub_occupancy", "over_capacity_time")
    for line, old in zip(found.lines, was.lines, strict=True):
        values, reasons = line.total.values, line.total.reasons
        if of_counts:
            assert values.tolist() == old.total.values.tolist()
            continue
        assert np.isnan(values[:4]).all(), (line.key, values)
        assert all(reason.startswith(PAST_KEEPING) for reason in reasons[:4] if reason), reasons
        assert None not in reasons[:4]
        assert line.total.coverage[:4].tolist() == [0.0] * 4 or indicator == "rentals_per_vehicle"
        np.testing.assert_array_equal(values[4:], old.total.values[4:])
        if line.unknown is not None:
            assert np.isnan(line.unknown[:4]).all()
    if not of_counts and not indicator.startswith("rentals"):
        assert [(gap.start, gap.end, gap.reason) for gap in found.gaps] == [
            (MIDNIGHT, KEPT, PAST_KEEPING)
        ]
        assert found.coverage == pytest.approx((NOW - KEPT) / (NOW - MIDNIGHT))


@pytest.mark.parametrize("indicator", FROM_POLLS)
def test_what_polls_tell_is_told_as_before(pool: Pool, indicator: str) -> None:
    was = by_day(pool, indicator)
    forget(pool)
    found = by_day(pool, indicator)
    for line, old in zip(found.lines, was.lines, strict=True):
        np.testing.assert_array_equal(line.total.values, old.total.values)
        assert line.total.reasons == old.total.reasons


@pytest.mark.parametrize("indicator", AT_A_MOMENT)
def test_a_map_of_a_moment(pool: Pool, indicator: str) -> None:
    kind = AreaKind.hub if indicator == "hub_occupancy" else AreaKind.district

    def asked(moment: int) -> Any:
        with pool.connection() as connection:
            return map_at(connection, indicator, kind, moment, NOW)

    was = asked(AFTER)
    forget(pool)
    found = asked(BEFORE)
    [value] = found.values
    assert (value.value, value.vehicles, value.coverage) == (None, None, 0.0)
    assert value.reason == found.reason == f"{PAST_KEEPING}: feed"
    assert asked(AFTER).values == was.values
    assert asked(KEPT).values[0].coverage == 1.0
    assert asked(KEPT - 1).values[0].coverage == 0.0


@pytest.mark.parametrize("indicator", OVER_A_PERIOD)
def test_a_map_of_a_period(pool: Pool, indicator: str) -> None:
    def asked(start: int, end: int) -> Any:
        with pool.connection() as connection:
            return map_over(connection, indicator, AreaKind.district, start, end)

    was = asked(MIDNIGHT, NOW).values, asked(AFTER, NOW).values
    forget(pool)
    found = asked(MIDNIGHT, NOW)
    assert asked(AFTER, NOW).values == was[1]
    if indicator in FROM_COUNTS:
        assert found.values == was[0]
    else:
        [value] = found.values
        assert (value.value, value.unknown, value.reason) == (None, None, PAST_KEEPING)
        assert found.reason == PAST_KEEPING


def test_feeds_say_so(pool: Pool) -> None:
    forget(pool)
    with pool.connection() as connection:
        told = [known_at(connection, at, NOW)[0] for at in (MIDNIGHT - DAY_S, BEFORE, AFTER, None)]
    assert [feed.status for feed in told] == [
        Status.never, Status.past_keeping, Status.seen, Status.live,
    ]  # fmt: skip
    assert [feed.expected for feed in told] == [False, True, True, True]
    assert told[1].at_s is None


def test_two_moments_and_two_periods(pool: Pool) -> None:
    forget(pool)
    before, after = When(moment=BEFORE), When(moment=AFTER)
    with pool.connection() as connection:
        parts = compare_parts(connection, "vehicles_parked", CITY, before, after, NOW, Whose())
        one, other = (
            over_areas(connection, "vehicles_parked", AreaKind.district, "GM1", when, NOW, Whose())
            for when in (before, after)
        )
        periods = compare_parts(
            connection, "vehicles_parked", CITY, When(period=(MIDNIGHT, MIDNIGHT + DAY_S)),
            When(period=(AFTER, AFTER + DAY_S)), NOW, Whose(),
        )  # fmt: skip
    for pair in [part.pair for part in parts] + [one.pair for one in compare_areas(one, other)]:
        assert (pair.one.value, pair.difference) == (None, None)
        assert pair.reason == f"{PAST_KEEPING}: feed"
        assert pair.other.value == 2
    # Counts of areas are kept.
    assert periods[0].pair.one.value == 2
    assert periods[0].pair.difference is not None


def test_lists_of_single_vehicles(pool: Pool) -> None:
    forget(pool)
    with pool.connection() as connection:
        spots = [spots_at(connection, CITY, at, NOW, RULE) for at in (BEFORE, AFTER)]
        lasting = [spots_over(connection, CITY, at, at + DAY_S, RULE) for at in (BEFORE, KEPT)]
        long = [long_parked_at(connection, CITY, at, NOW, 0.5) for at in (BEFORE, AFTER)]
        rows = [
            worklist_at(connection, CITY, at, NOW, ZoneInfo("UTC"), Terms(), AskedRows())
            for at in (BEFORE, AFTER)
        ]
    for found in (spots, long, rows):
        assert [feed.status for feed in found[0].feeds] == [Status.past_keeping]
        assert [feed.status for feed in found[1].feeds] == [Status.seen]
    assert (len(spots[0].spots), len(spots[1].spots)) == (0, 0)
    assert (lasting[0].coverage, lasting[0].reason) == (0.0, PAST_KEEPING)
    assert (lasting[1].coverage, lasting[1].reason) == (1.0, None)
    assert (len(long[0].vehicles), len(long[1].vehicles)) == (0, 2)
    assert (len(rows[0].entries), len(rows[1].entries)) == (0, 2)


def test_hubs(pool: Pool) -> None:
    with pool.connection() as connection:
        was = states_of_day(connection, HUB, MIDNIGHT + 4 * DAY_S, MIDNIGHT + 5 * DAY_S)
    forget(pool)
    with pool.connection() as connection:
        (before, after) = (hubs_at(connection, None, at, NOW)[0][0] for at in (BEFORE, AFTER))
        day = states_of_day(connection, HUB, MIDNIGHT + DAY_S, MIDNIGHT + 2 * DAY_S)
        now = states_of_day(connection, HUB, MIDNIGHT + 4 * DAY_S, MIDNIGHT + 5 * DAY_S)
    assert (before.vehicles, before.state, before.stale) == (None, None, True)
    assert after.vehicles == 2
    assert [(turn.state, turn.stale) for turn in day] == [(None, True)]
    assert now == was


def test_a_week_by_the_hour(pool: Pool) -> None:
    forget(pool)
    with pool.connection() as connection:
        arrived = profile(
            connection, "arrivals", CITY, MIDNIGHT, MIDNIGHT + 5 * DAY_S, timezone="UTC"
        )
        parked = profile(
            connection, "vehicles_parked", CITY, MIDNIGHT, MIDNIGHT + 5 * DAY_S, timezone="UTC"
        )
    # Day 0 is a Thursday; its hours are known of counts alone.
    thursday = slice(3 * 24, 4 * 24)
    assert np.isnan(arrived.means[thursday]).all()
    assert set(arrived.reasons[thursday]) == {PAST_KEEPING}
    assert parked.means[thursday].tolist() == [2.0] * 24


def test_a_draft_zone(pool: Pool) -> None:
    forget(pool)
    border = shapely.box(at(-50), LAT - 0.001, at(50), LAT + 0.001)
    draft = Draft(AreaKind.no_parking, shapely.MultiPolygon([border]))
    with pool.connection() as connection:
        gone = read_past(connection, draft, BEFORE, NOW)
        with pytest.raises(PastKeeping, match="2026-03-01T12:00:00Z"):
            replay(connection, draft, gone, "UTC")
        kept = read_past(connection, draft, KEPT, NOW)
        assert replay(connection, draft, kept, "UTC").hit.stays == 2


def test_an_area_that_was_only_drawn(pool: Pool) -> None:
    border = shapely.MultiPolygon([shapely.box(at(-50), LAT - 0.001, at(50), LAT + 0.001)])

    def asked() -> Any:
        with pool.connection() as connection:
            return series_of_drawing(
                connection, "vehicles_parked", border, 1e6, MIDNIGHT, NOW, Step.day,
                timezone="UTC", now_s=NOW,
            )  # fmt: skip

    was = asked().lines[0].total
    assert was.values[0] == 2
    forget(pool)
    found = asked()
    total = found.lines[0].total
    assert np.isnan(total.values).tolist() == [True] * 4 + [False] * 2
    assert total.reasons == [PAST_KEEPING] * 4 + [None] * 2
    assert total.values[4:].tolist() == was.values[4:].tolist()
    assert [gap.reason for gap in found.gaps] == [PAST_KEEPING]


def test_ways_to_count_a_day(pool: Pool) -> None:
    forget(pool)

    def asked(day: int) -> Any:
        date = datetime.fromtimestamp(MIDNIGHT + day * DAY_S, UTC).date()
        with pool.connection() as connection:
            cuts = day_cuts(date, "UTC")
            return count_by_methods(Asked(connection, area_asked(connection, CITY), cuts), "UTC")

    assert {(one.value, one.highest, one.reason) for one in asked(1)} == {
        (None, None, PAST_KEEPING)
    }
    assert {one.highest for one in asked(4)} == {2}
    # Of the day in which they begin to be kept, the afternoon is counted.
    assert all(one.unknown > 0 for one in asked(3))


def test_as_of_an_earlier_moment_counts_rest_on_stays_too(pool: Pool) -> None:
    forget(pool)
    known = f'{{"at": {NOW}, "1": [{NOW}, {NOW}, 9999]}}'
    with pool.connection() as connection:
        connection.execute("select set_config('stoep.as_of', %s, true)", [known])
        course = series(
            connection, "vehicles_parked", CITY, MIDNIGHT, NOW, Step.day, timezone="UTC"
        )
        found = map_over(connection, "vehicles_parked", AreaKind.district, MIDNIGHT, NOW)
    total = course.lines[0].total
    assert np.isnan(total.values).tolist() == [True] * 4 + [False] * 2
    assert total.reasons[0] == PAST_KEEPING
    assert (found.values[0].value, found.values[0].reason) == (None, PAST_KEEPING)


def test_what_was_counted_is_not_counted_anew(pool: Pool) -> None:
    """Cells of days whose stays are gone stay; so do days of permits."""
    first, to = (datetime.fromtimestamp(at, UTC).date() for at in (MIDNIGHT, NOW))
    kept = "select md5(string_agg(c::text, '|' order by c::text)) from cell_day c"
    redrawn = "select count(*) from permit_counted where basis = 'redrawn' and day < '2026-03-02'"
    with pool.connection() as connection:
        assert count_days(connection, "UTC", first, to, NOW) == DAYS
        was = connection.execute(kept).fetchone()
    forget(pool)
    with pool.connection() as connection:
        replace_cells(connection, None, None, MIDNIGHT, NOW)
        assert connection.execute(kept).fetchone() == was
        connection.execute("update permit_counted set basis = 'redrawn'")
        again = count_due(connection, "UTC", NOW)
        assert {one.day.start for one in again} == {MIDNIGHT + n * DAY_S for n in (4, 5)}
        assert count_days(connection, "UTC", first, to, NOW) == 2
        # All of the days 0 to 3 are as they were.
        assert connection.execute(redrawn).fetchone() == (4,)


def test_an_archive_begins_where_stays_are_kept(pool: Pool, tmp_path: Path) -> None:
    """And one that was there is not emptied by what went since."""
    with pool.connection() as connection:
        whole = write_archive(connection, tmp_path / "whole").manifest
    forget(pool)
    with pool.connection() as connection:
        late = write_archive(connection, tmp_path / "late").manifest
    with pool.connection() as connection:
        connection.execute(
            "insert into correction (feed_id, made_at, from_at, to_at, reason, events, stays)"
            " values (1, now(), to_timestamp(%s), to_timestamp(%s), 'late words', 1, 1)",
            [MIDNIGHT, NOW],
        )
    with pool.connection() as connection:
        again = write_archive(connection, tmp_path / "whole").manifest
    assert whole.begins_at == MIDNIGHT
    assert late.begins_at == MIDNIGHT + 4 * DAY_S
    assert whole.days["2026-02-28"] == again.days["2026-02-28"]


def test_without_a_term_nothing_is_lost(pool: Pool) -> None:
    with pool.connection() as connection:
        tidy(
            connection,
            Settings(stay_keep_months=0),
            now=datetime.fromtimestamp(NOW, UTC) + timedelta(days=1000),
        )
        assert stays_kept_since(connection) == 0
    assert by_day(pool, "arrivals").gaps == []
