"""Facts and results: unknown is kept apart from none, and what decides is decided."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep.contract import (
    Answer,
    Day,
    Evidence,
    Hour,
    Hours,
    Label,
    Nearby,
    UndeclaredFact,
    at_least,
    at_most,
    metres_between,
)
from stoep.contract.facts import Undeclared

MIDNIGHT = datetime(2026, 6, 6, 22, tzinfo=UTC)


def hours(*celsius: float | None, first: int = 0) -> Hours:
    return Hours(
        tuple(
            Hour(MIDNIGHT + timedelta(hours=n), n, value)
            for n, value in enumerate(celsius, start=first)
        )
    )


def test_hours_fold_what_is_known() -> None:
    day = hours(*map(float, range(24)))
    assert day.between(10, 18).highest("temperature_c") == 17
    assert day.between(10, 18).lowest("temperature_c") == 10
    assert day.between(10, 12).total("temperature_c") == 21
    assert day.between(10, 12).mean("temperature_c") == 10.5


def test_a_missing_hour_or_value_makes_the_whole_unknown() -> None:
    assert hours(1.0, None, 3.0).between(0, 3).highest("temperature_c") is None
    assert hours(1.0, 2.0).between(0, 3).highest("temperature_c") is None
    assert hours(1.0, 2.0).between(0, 2).highest("temperature_c") == 2
    assert Hours().highest("temperature_c") is None
    assert hours(1.0).between(5, 5).total("rain_mm") is None


def test_a_day_is_free_when_one_reason_is_known_and_working_when_all_are() -> None:
    saturday, monday = date(2026, 6, 6), date(2026, 6, 8)
    assert Day(saturday, 6, None, None).is_free is True
    assert Day(monday, 1, "Whit Monday", None).is_free is True
    assert Day(monday, 1, None, "").is_free is None
    assert Day(monday, 1, "", "").is_free is False


HELD = st.sampled_from([True, False, None])


@given(st.lists(HELD, min_size=1, max_size=6))
def test_labels_follow_logic_with_an_unknown(held: list[bool | None]) -> None:
    because = [Evidence("x", holds=one) for one in held]
    for unknown_is in (True, False):
        # Whatever an unknown thing turns out to be, a yes or no that was said stays true.
        turned = [unknown_is if one is None else one for one in held]
        for label, truth in (
            (Label.all(*because), all(turned)),
            (Label.any(*because), any(turned)),
        ):
            if label.answer is not Answer.unknown:
                assert (label.answer is Answer.yes) == truth
    if None not in held:
        assert Label.all(*because).answer is not Answer.unknown
        assert Label.any(*because).answer is not Answer.unknown


def test_limits_are_reached_at_the_limit() -> None:
    assert at_least("x", 22.0, 22.0).holds is True
    assert at_most("x", 22.0, 22.0).holds is True
    assert at_least("x", None, 22.0).holds is None
    assert at_most("x", 22.0, None).holds is None


PLACE = st.tuples(st.floats(4.0, 5.0), st.floats(52.0, 52.5))


@given(st.lists(PLACE, max_size=30), PLACE, st.sampled_from([50.0, 300.0, 5_000.0]))
def test_nearby_finds_what_a_look_at_each_finds(
    places: list[tuple[float, float]], place: tuple[float, float], metres: float
) -> None:
    each = sum(metres_between(place, one) <= metres for one in places)
    assert Nearby(places, metres).count(place) == each


def test_a_fact_that_was_not_asked_for_is_refused_however_it_is_looked_at() -> None:
    fact = Undeclared("stays")
    for look in (
        len,
        bool,
        list,
        lambda f: f.hours,
        lambda f: f[0],
        lambda f: f == (),
        lambda f: 1 in f,
    ):
        with pytest.raises(UndeclaredFact, match="do not name 'stays'"):
            look(fact)
