"""Hub states by hand, and that they do not flicker.

count     0  4  5  4  3 ...     of a hub with 5 places
state     open  full  full  open
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zones.policy.hub_state import (
    CALM_S,
    HubState,
    changes,
    fullest,
    levels,
    may_turn,
    turns,
)

OPEN, NEARLY, FULL = HubState


def states(counts: list[int | None], capacity: int, every_s: int = 60) -> list[tuple[int, str]]:
    """(row, state) of each change; None: nobody saw it."""
    rows = [(n * every_s, count or 0, count is not None) for n, count in enumerate(counts)]
    return [
        (turn.at // every_s, f"{turn.state}{' stale' if turn.stale else ''}")
        for turn in turns(rows, capacity)
    ]


def test_it_fills_and_opens_when_two_places_are_free() -> None:
    assert states([0, 3, 4, 5, 4, 5, 4, 3, 2], 5) == [
        (0, "open"), (2, "nearly_full"), (3, "full"), (7, "open"),
    ]  # fmt: skip


def test_one_place_free_for_ten_minutes_is_no_jitter() -> None:
    assert states([5, *[4] * 12], 5) == [(0, "full"), (11, "nearly_full")]


def test_a_hub_with_one_place_opens_when_it_is_empty() -> None:
    assert states([0, 1, 0, 1, 1, 0], 1) == [
        (0, "open"), (1, "full"), (2, "open"), (3, "full"), (5, "open"),
    ]  # fmt: skip


def test_a_small_hub_is_never_nearly_full() -> None:
    for capacity in (1, 2, 3, 4):
        counts = [*range(capacity + 2), *range(capacity, -1, -1)]
        assert {state for _, state in states(counts, capacity)} == {"open", "full"}


def test_fifty_places_need_five_free() -> None:
    assert states([50, 49, 46, 45, 44, 39], 50) == [(0, "full"), (3, "nearly_full"), (5, "open")]


def test_without_a_place_it_is_always_full() -> None:
    assert states([0, 3, 0], 0) == [(0, "full")]


def test_a_hub_is_as_full_as_its_fullest_form_factor() -> None:
    """Ten places for bicycles, two for mopeds.

    bicycles   0  9  9  0
    mopeds     0  0  2  0
    """
    bicycles, mopeds = (
        levels([(n * 60, count, True) for n, count in enumerate(counts)], capacity)
        for counts, capacity in (([0, 9, 9, 0], 10), ([0, 0, 2, 0], 2))
    )
    found = changes(fullest([bicycles, mopeds]))
    assert [(turn.at // 60, turn.state) for turn in found] == [
        (0, OPEN), (1, NEARLY), (2, FULL), (3, OPEN),
    ]  # fmt: skip


def test_more_than_full_is_full() -> None:
    assert states([8, 12, 9], 8) == [(0, "full")]


def test_it_never_opens_for_lack_of_evidence() -> None:
    assert states([5, None, None, None, 5], 5) == [(0, "full"), (1, "full stale"), (4, "full")]
    assert states([None, 0], 5) == [(0, "None stale"), (1, "open")]
    # A gap is no time in which a place was free.
    assert states([5, 4, *[None] * 20, 4, 4], 5)[-1] == (22, "full")


@settings(max_examples=300, deadline=None)
@given(
    capacity=st.sampled_from([1, 2, 3, 5, 8, 50]),
    jitter=st.lists(st.integers(0, 1), min_size=60, max_size=60),
)
def test_jitter_of_one_vehicle_changes_nothing_often(capacity: int, jitter: list[int]) -> None:
    """A vehicle at the border that is in at one poll and out at the next: an hour of it."""
    counts: list[int | None] = [capacity - n for n in jitter]
    changes = len(states(counts, capacity)) - 1
    # With one place there is nothing between full and empty; else only calm can change it.
    most = 60 if capacity == 1 else 2 * (3600 // CALM_S)
    assert changes <= most


@settings(max_examples=300, deadline=None)
@given(
    capacity=st.sampled_from([1, 2, 3, 5, 50]),
    counts=st.lists(st.none() | st.integers(0, 60), min_size=1, max_size=40),
)
def test_what_holds_always(capacity: int, counts: list[int | None]) -> None:
    rows = [(60 * n, count or 0, count is not None) for n, count in enumerate(counts)]
    found = {turn.at: turn for turn in turns(rows, capacity)}
    state = None
    for at, count, known in rows:
        turn = found.get(at)
        state = turn.state if turn else state
        if known and count >= capacity:
            assert state == FULL
        if known and count == 0:
            assert state == OPEN


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([60, 299, 300, 600, 601]),
            st.one_of(st.none(), st.integers(0, 7)),
            st.integers(0, 7),
            st.sampled_from([3, 5, 5, 5, 6]),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_where_nothing_may_turn_nothing_turns(rows: list[tuple[int, int | None, int, int]]) -> None:
    """Of two parts of a hub: to look at some moments alone gives the same states at the same."""
    at = np.cumsum([step for step, *_ in rows])
    known = np.array([one is not None for _, one, _, _ in rows])
    parts = [np.array([one or 0 for _, one, _, _ in rows]), np.array([two for *_, two, _ in rows])]
    places = np.array([capacity for *_, capacity in rows])
    some = may_turn(at, np.array([known, *parts, places]))
    told = [
        [
            levels(
                zip(*(one[of].tolist() for one in (at, part, known)), strict=True),
                places[of].tolist(),
            )
            for part in parts
        ]
        for of in (slice(None), some)
    ]
    every, few = (changes(fullest(one)) for one in told)
    assert every == few
