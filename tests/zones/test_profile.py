"""By weekday and hour, through both days on which the clock changes.

2026: 29 March has no hour 02 (23 hours), 25 October has it twice (25 hours). Both are Sundays.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep.vocabulary import BUCKET_S, AreaKind
from tests.worlds import World, at, drawing
from zones.calendar import Step, TooManySteps, edges, labels
from zones.cells import fold_feed
from zones.measure import UnknownIndicator
from zones.profile import HOURS, by_slot, profile, slots

ZONE = "Europe/Amsterdam"
DST = (date(2026, 3, 29), date(2026, 10, 25))
SUNDAY, MONDAY = 6, 0

days = st.sampled_from(DST).flatmap(lambda day: st.tuples(st.just(day), st.integers(0, 20)))
"""A day on which the clock changes, and how many days around it are asked about."""


def period(day: date, around: int) -> tuple[int, int]:
    first, last = day - timedelta(days=around), day + timedelta(days=around + 1)
    zone = ZoneInfo(ZONE)
    begin, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (first, last))
    return int(begin.timestamp()), int(end.timestamp())


@given(days, st.data())
@settings(max_examples=150, deadline=None)
def test_slots_of_local_hours_hold_all_utc_quarters_once(
    asked: tuple[date, int], data: st.DataObject
) -> None:
    start, end = period(*asked)
    quarters = np.arange(start, end, BUCKET_S)
    seed = data.draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 500, len(quarters)).astype(np.float64)
    values[rng.random(len(quarters)) < data.draw(st.floats(0, 1))] = np.nan
    means, count, coverage = by_slot(values, slots(quarters, ZONE))
    assert count.sum() == (~np.isnan(values)).sum()
    assert np.nansum(means * count) == pytest.approx(np.nansum(values))
    assert (np.isnan(means) == (count == 0)).all()
    assert ((coverage >= 0) & (coverage <= 1)).all()


@given(days, st.sampled_from([Step.quarter, Step.hour, Step.day, Step.week]), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_sums_over_local_steps_equal_sums_over_utc_quarters(
    asked: tuple[date, int], step: Step, seed: int
) -> None:
    cuts = edges(*period(*asked), step, ZONE)
    quarters = np.arange(cuts[0], cuts[-1], BUCKET_S)
    counts = np.random.default_rng(seed).integers(0, 500, len(quarters))
    summed = np.add.reduceat(counts, (cuts[:-1] - cuts[0]) // BUCKET_S)
    assert summed.sum() == counts.sum()
    for at_step in range(len(cuts) - 1):
        inside = (quarters >= cuts[at_step]) & (quarters < cuts[at_step + 1])
        assert counts[inside].sum() == summed[at_step]


@given(days)
@settings(max_examples=60, deadline=None)
def test_labels_are_local_with_the_offset_and_mean_the_same_moment(asked: tuple[date, int]) -> None:
    cuts = edges(*period(*asked), Step.hour, ZONE)
    told = labels(cuts, ZONE)
    assert len(set(told)) == len(told)
    assert [int(datetime.fromisoformat(text).timestamp()) for text in told] == cuts.tolist()


@pytest.mark.parametrize(("day", "hours", "twos"), [(DST[0], 23, 0), (DST[1], 25, 8)])
def test_the_skipped_and_the_repeated_hour(day: date, hours: int, twos: int) -> None:
    start, end = period(day, 0)
    quarters = np.arange(start, end, BUCKET_S)
    assert len(quarters) == hours * 4
    found = np.bincount(slots(quarters, ZONE), minlength=168).reshape(7, HOURS)
    assert found[SUNDAY].sum() == hours * 4
    assert found[SUNDAY, 2] == twos
    assert found.sum() == found[SUNDAY].sum()


def test_the_repeated_hour_has_two_labels() -> None:
    cuts = edges(*period(DST[1], 0), Step.hour, ZONE)
    assert labels(cuts, ZONE)[2:4] == ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"]


@pytest.fixture
def world(address: str) -> Iterator[World]:
    """
    Two weeks from Monday 2 March 00:00 local (1 March 23:00 UTC); no evidence on 11 March (local).

          2 Mon .. 8 Sun      9 Mon .. 15 Sun
    a     |=======================================      all the time
    b     |=| Monday 2 only
    c                         |=| Monday 9, 00:00-12:00
    """
    with drawing(address) as world:
        world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        world.feed("swift", ("1 23:00", "10 23:00"), ("11 23:00", "15 23:00"))
        here = {"lon": 4.305, "lat": 52.105, "areas": (1,)}
        world.stands("swift", since="1 23:00", **here)  # type: ignore[arg-type]
        world.stood("swift", since="1 23:00", last="2 22:55", gone="2 23:00", **here)  # type: ignore[arg-type]
        world.stood("swift", since="9 01:00", last="9 10:55", gone="9 11:00", **here)  # type: ignore[arg-type]
        world.connection.execute("update stay set start_lo = first_seen - interval '1 minute'")
        fold_feed(world.connection, 1)
        yield world


def week(world: World, name: str, until: str = "15 23:00") -> Any:
    start, end = (int(at(text).timestamp()) for text in ("1 23:00", until))
    return profile(world.connection, name, 1, start, end)


def test_the_mean_is_a_mean_and_monday_is_monday(world: World) -> None:
    """Mistake 5: a mean of two Mondays, not their sum; Monday is not empty, Sunday is there."""
    found = week(world, "vehicles_parked")
    means = found.means.reshape(7, HOURS)
    assert means[MONDAY, 1] == 1.5  # 2 and 1
    assert means[MONDAY, 8] == 2.0  # 2 and 2
    assert means[MONDAY, 20] == 1.5
    assert means[SUNDAY].tolist() == [1.0] * 24
    quarters, coverage = found.quarters.reshape(7, HOURS), found.coverage.reshape(7, HOURS)
    assert quarters[MONDAY].tolist() == [8] * 24
    # The quarter that begins when the evidence breaks off is still seen.
    assert quarters[2].tolist() == [5] + [4] * 23  # Wednesday: one of two
    assert coverage[2].tolist() == [5 / 8] + [0.5] * 23
    assert found.reasons == [None] * 168


def test_a_day_that_is_never_seen_is_unknown_with_the_reason(world: World) -> None:
    found = week(world, "arrivals", until="4 23:00")
    means = found.means.reshape(7, HOURS)
    assert np.isnan(means[SUNDAY]).all()
    assert found.reasons[-1] == "not_in_period"
    start, end = (int(at(text).timestamp()) for text in ("10 23:00", "11 23:00"))
    gap = profile(world.connection, "arrivals", 1, start, end)
    assert gap.reasons[2 * 24 + 5] == "no_evidence: swift"


def test_what_happens_is_told_by_the_hour(world: World) -> None:
    """One arrival on Monday the 9th, 02:00 local: seen at the edge, it is of the hour before."""
    found = week(world, "arrivals")
    assert found.unit == "vehicles/h"
    assert found.means[1] == 0.5
    assert found.means[2] == 0.0
    gone = week(world, "departures")
    assert gone.means[23] == 0.5
    assert gone.means[11] == 0.5


def test_long_periods_and_strangers_are_refused(world: World) -> None:
    with pytest.raises(TooManySteps):
        profile(world.connection, "arrivals", 1, 0, 40 * 366 * 86_400)
    with pytest.raises(UnknownIndicator):
        week(world, "happiness")


def test_a_period_is_in_utc_and_its_slots_are_local() -> None:
    summer = int(datetime(2026, 7, 5, 22, tzinfo=UTC).timestamp())
    winter = int(datetime(2026, 1, 4, 23, tzinfo=UTC).timestamp())
    assert slots(np.array([summer, winter]), ZONE).tolist() == [0, 0]
