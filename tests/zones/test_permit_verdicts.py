"""Verdicts: three answers, both directions, and never a good one without data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.permits.setting import bound_of
from zones.permits.verdicts import Bound, Verdict, judge, judge_one

COMPLIES, FAILS, UNSURE = Verdict
VALUES = st.floats(0, 1e6, allow_nan=False)
SHARES = st.floats(0, 1)
BOUNDS = st.sampled_from(Bound)


@pytest.mark.parametrize(
    ("lower", "upper", "coverage", "bound", "verdict", "margin"),
    [
        (80, 80, 1.0, Bound.maximum, COMPLIES, 20),
        (100, 100, 1.0, Bound.maximum, COMPLIES, 0),
        (101, 101, 1.0, Bound.maximum, FAILS, -1),
        (90, 110, 1.0, Bound.maximum, UNSURE, None),
        (90, None, 1.0, Bound.maximum, UNSURE, None),
        (101, None, 0.1, Bound.maximum, FAILS, -1),
        (80, 80, 0.89, Bound.maximum, UNSURE, None),
        (120, 130, 1.0, Bound.minimum, COMPLIES, 20),
        (100, 100, 1.0, Bound.minimum, COMPLIES, 0),
        (120, None, 1.0, Bound.minimum, COMPLIES, 20),
        (0, 99, 0.1, Bound.minimum, FAILS, -1),
        (90, 110, 1.0, Bound.minimum, UNSURE, None),
        (120, 130, 0.5, Bound.minimum, UNSURE, None),
        (None, None, 0.0, Bound.maximum, UNSURE, None),
        (None, None, 0.0, Bound.minimum, UNSURE, None),
    ],
)
def test_by_hand_against_a_limit_of_100(
    lower: float | None,
    upper: float | None,
    coverage: float,
    bound: Bound,
    verdict: Verdict,
    margin: float | None,
) -> None:
    found = judge_one(lower, upper, coverage, 100, bound)
    assert (found.verdict, found.margin) == (verdict, margin)


def test_mistake_2_too_few_is_not_green() -> None:
    """A minimum of 50 available and a use of 0.5 a day: 10 and 0.1 are too few."""
    for indicator, value, limit in (
        ("permit_minimum_available", 10, 50),
        ("permit_usage", 0.1, 0.5),
    ):
        assert bound_of(indicator) is Bound.minimum
        found = judge_one(value, value, 1.0, limit, bound_of(indicator))
        assert found.verdict is FAILS
        assert found.margin == pytest.approx(value - limit)
    assert bound_of("permit_fleet") is Bound.maximum


@given(coverage=SHARES, limit=VALUES, bound=BOUNDS, needed=st.floats(0.01, 1))
def test_mistake_3_a_day_without_data_never_complies(
    coverage: float, limit: float, bound: Bound, needed: float
) -> None:
    assert judge_one(None, None, coverage, limit, bound, needed).verdict is UNSURE


@given(value=VALUES, limit=VALUES, bound=BOUNDS)
def test_a_number_that_is_known_is_on_one_side(value: float, limit: float, bound: Bound) -> None:
    within = value <= limit if bound is Bound.maximum else value >= limit
    found = judge_one(value, value, 1.0, limit, bound)
    assert found.verdict is (COMPLIES if within else FAILS)
    assert found.margin is not None
    assert abs(found.margin) == pytest.approx(abs(limit - value), abs=1e-6)
    assert found.margin >= 0 or not within


@given(a=VALUES, b=VALUES, truth=st.floats(0, 1), coverage=SHARES, limit=VALUES, bound=BOUNDS)
def test_whatever_is_true_within_an_interval_a_firm_verdict_is_the_true_one(
    a: float, b: float, truth: float, coverage: float, limit: float, bound: Bound
) -> None:
    lower, upper = sorted((a, b))
    value = min(max(lower + truth * (upper - lower), lower), upper)
    found = judge_one(lower, upper, coverage, limit, bound)
    if found.verdict is not UNSURE:
        assert found.verdict is judge_one(value, value, 1.0, limit, bound).verdict


@given(a=VALUES, b=VALUES, less=SHARES, more=SHARES, limit=VALUES, bound=BOUNDS)
def test_less_evidence_never_makes_a_better_verdict(
    a: float, b: float, less: float, more: float, limit: float, bound: Bound
) -> None:
    lower, upper = sorted((a, b))
    less, more = sorted((less, more))
    poor = judge_one(lower, upper, less, limit, bound).verdict
    rich = judge_one(lower, upper, more, limit, bound).verdict
    assert poor is rich or (poor is UNSURE and rich is COMPLIES)


@given(a=VALUES, b=VALUES, coverage=SHARES, limit=VALUES)
def test_a_minimum_is_a_maximum_in_the_mirror(
    a: float, b: float, coverage: float, limit: float
) -> None:
    lower, upper = sorted((a, b))
    as_minimum = judge(lower, upper, coverage, limit, True)
    as_maximum = judge(-upper, -lower, coverage, -limit, False)
    assert as_minimum[0] == as_maximum[0]
    assert np.array_equal(as_minimum[1], as_maximum[1], equal_nan=True)


def test_without_a_limit_there_is_no_verdict() -> None:
    found = judge_one(1, 1, 1.0, None, Bound.maximum)
    assert (found.verdict, found.margin) == (None, None)
    codes, margins = judge([1.0, math.nan], [1.0, math.nan], [1.0, 0.0], math.nan, [False, True])
    assert codes.tolist() == [0, 0]
    assert np.isnan(margins).all()
