"""The kernel against a count by hand and against counting second by second."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zones.clock import EvidenceClock
from zones.fold import Cells, Placed, fold

Q = 900
FOR_EVER = 2**40


def clock(*spans: tuple[int, int]) -> EvidenceClock:
    """A clock that covers these spans."""
    starts = np.array([a for a, _ in spans], np.int64)
    ends = np.array([b for _, b in spans], np.int64)
    lengths = ends - starts
    return EvidenceClock(starts, ends, np.cumsum(lengths) - lengths)


def placed(*rows: tuple[int, int, int, int, int]) -> Placed:
    """Rows of (area, feed, type, first_seen, until)."""
    columns = np.array(rows, np.int64).reshape(-1, 5)
    return Placed(*columns.T)


def by_group(cells: Cells) -> dict[tuple[int, int, int], tuple[list[int], list[int]]]:
    keys = zip(
        cells.area_id.tolist(), cells.feed_id.tolist(), cells.vehicle_type_id.tolist(), strict=True
    )
    return {
        key: (cells.parked[g].tolist(), cells.vehicle_s[g].tolist()) for g, key in enumerate(keys)
    }


def test_two_areas_three_bikes() -> None:
    """
    quarter     0         1         2         3
    area 7   a  |====-----|---------|         |      450 s
             b  |=========|=========|=========|==…   open
    area 8   c  |       ==|=========|=        |      from 700 to 1,900
    """
    stays = placed((7, 1, 1, 0, 450), (7, 1, 1, 0, FOR_EVER), (8, 1, 1, 700, 1900))
    got = by_group(fold(stays, {1: clock((0, 4 * Q))}, 0, 4 * Q))
    assert got[(7, 1, 1)] == ([2, 1, 1, 1], [1350, 900, 900, 900])
    assert got[(8, 1, 1)] == ([0, 1, 1, 0], [200, 900, 100, 0])


def test_a_gap_adds_nothing_and_is_not_zero_coverage_of_others() -> None:
    stays = placed((7, 1, 1, 0, FOR_EVER), (7, 2, 1, 0, FOR_EVER))
    clocks = {1: clock((0, 600), (2400, 3600)), 2: clock((0, 3600))}
    got = by_group(fold(stays, clocks, 0, 4 * Q))
    assert got[(7, 1, 1)] == ([1, 0, 0, 1], [600, 0, 300, 900])
    assert got[(7, 2, 1)] == ([1, 1, 1, 1], [900] * 4)


def test_nothing_gives_nothing_and_a_crooked_period_is_refused() -> None:
    assert fold(placed(), {}, 0, Q).parked.shape == (0, 1)
    with pytest.raises(ValueError, match="whole quarters"):
        fold(placed(), {}, 0, 100)


def by_the_second(stays: Placed, clocks: dict[int, EvidenceClock], start: int, end: int) -> Any:
    """The same numbers by asking of every second who stands."""
    found: dict[tuple[int, int, int], tuple[list[int], list[int]]] = {}
    buckets = (end - start) // Q
    for area, feed, kind, first, until in zip(
        stays.area_id,
        stays.feed_id,
        stays.vehicle_type_id,
        stays.first_seen,
        stays.until,
        strict=True,
    ):
        if not (first < end and until > start and until > first):
            continue
        parked, seconds = found.setdefault(
            (int(area), int(feed), int(kind)), ([0] * buckets, [0] * buckets)
        )
        for t in range(start, end):
            if not first <= t < until:
                continue
            bucket = (t - start) // Q
            spans = list(zip(clocks[int(feed)].starts, clocks[int(feed)].ends, strict=True))
            seconds[bucket] += any(a <= t < b for a, b in spans)
            if t % Q == 0:
                parked[bucket] += any(a <= t <= b for a, b in spans)
    return found


times = st.integers(-2 * Q, 5 * Q)
stay_rows = st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(1, 2), times, times)


@st.composite
def clocks_of_two(draw: Any) -> dict[int, EvidenceClock]:
    clocks = {}
    for feed in (1, 2):
        cuts = sorted(draw(st.sets(st.integers(-Q, 4 * Q), min_size=2, max_size=6)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        clocks[feed] = clock(*pairs)
    return clocks


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(stay_rows, max_size=6), clocks=clocks_of_two())
def test_the_kernel_counts_as_a_patient_observer_would(rows: Any, clocks: Any) -> None:
    stays = placed(*rows)
    assert by_group(fold(stays, clocks, 0, 3 * Q)) == by_the_second(stays, clocks, 0, 3 * Q)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(stay_rows, max_size=30), clocks=clocks_of_two(), seed=st.integers(0, 99))
def test_order_and_cutting_change_nothing(rows: Any, clocks: Any, seed: int) -> None:
    whole = by_group(fold(placed(*rows), clocks, 0, 4 * Q))
    shuffled = np.random.default_rng(seed).permutation(len(rows))
    assert by_group(fold(placed(*[rows[i] for i in shuffled]), clocks, 0, 4 * Q)) == whole
    pieces = [by_group(fold(placed(*rows), clocks, b * Q, (b + 1) * Q)) for b in range(4)]
    for key, (parked, seconds) in whole.items():
        glued = [piece.get(key, ([0], [0])) for piece in pieces]
        assert [p for ps, _ in glued for p in ps] == parked
        assert [s for _, ss in glued for s in ss] == seconds
