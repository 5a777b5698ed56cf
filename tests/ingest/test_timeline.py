"""What words about one vehicle come to, drawn by hand and for all orders.

second   0        100            400        1500
         |--------|              |----------|
words    comes    is taken       comes back  is taken
"""

from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pushed.timeline import SEEN, Stood, Word, stays_of
from tests.ingest.worlds import LAT, at

STATES = ("available", "reserved", "non_operational", "on_trip", "removed", "missing", SEEN)


def word(second: float, state: str, metres: float | None = 0, number: int = 0, **more: Any) -> Word:
    place = (None, None) if metres is None else (at(metres), LAT)
    return Word(second, UUID(int=number or int(second * 10)), state, False, *place, **more)


def told(*words: Word) -> list[tuple[Any, ...]]:
    return [
        (stay.first_s, stay.end_lo_s, stay.end_s, str(stay.start_reason), stay.end_reason)
        for stay in stays_of(words)
    ]


def test_a_ride_lies_between_two_stays() -> None:
    arrived = Word(0, UUID(int=1), "available", True, at(0), LAT)
    assert told(arrived, word(100, "on_trip", None), word(700, "available", 900)) == [
        (0, 99, 100, "arrived", "departed"),
        (700, None, None, "arrived", None),
    ]


def test_of_the_first_word_nobody_knows_how_long_it_stood() -> None:
    assert told(word(5, "non_operational")) == [(5, None, None, "first_poll", None)]


def test_back_soon_and_near_it_never_left() -> None:
    stays = stays_of([word(0, "available"), word(100, "on_trip", None), word(400, "available", 60)])
    assert len(stays) == 1
    assert stays[0].away == [(99, 400)]


def test_back_soon_but_far_is_a_ride() -> None:
    assert len(told(word(0, "available"), word(10, "on_trip"), word(70, "available", 150))) == 2


def test_a_state_is_told_of_the_stay_that_it_is_in() -> None:
    stays = stays_of(
        [word(0, "available"), word(50, "reserved", None), word(80, "non_contactable")]
    )
    assert [(len(stay.words), stay.state) for stay in stays] == [(3, "out_of_order")]


def test_who_is_broken_for_less_than_a_second_was_never_broken() -> None:
    [stay] = stays_of(
        [word(0, "available"), word(50.1, "non_operational"), word(50.7, "available")]
    )
    assert stay.turned == []


def test_dragged_by_small_steps_it_moves_from_its_anchor() -> None:
    words = [word(10 * n, SEEN if n else "available", 20 * n) for n in range(5)]
    assert told(*words) == [
        (0, 20, 30, "first_poll", "moved"),
        (30, None, None, "moved", None),
    ]


def test_of_a_lost_start_of_a_ride_nobody_knows_when_it_was() -> None:
    """It stood when last heard of, and it came elsewhere: what lies between is not told."""
    came = Word(7200, UUID(int=9), "available", True, at(900), LAT)
    assert told(word(0, "available"), word(60, SEEN, 5), came) == [
        (0, 60, 7200, "first_poll", "unknown_gap"),
        (7200, None, None, "arrived", None),
    ]


def test_seen_elsewhere_it_moved_since_it_was_last_heard_of() -> None:
    words = [word(0, "available"), word(7200, SEEN, 900)]
    assert told(*words)[0] == (0, 0, 7200, "first_poll", "moved")
    # After a silence of the line not even that is known: words of that time were never sent.
    silent = stays_of(words, lambda since_s, until_s: False)
    assert [(stay.end_lo_s, stay.end_reason, stay.start_reason) for stay in silent] == [
        (0, "unknown_gap", "first_poll"),
        (None, None, "after_gap"),
    ]


def test_who_comes_where_it_stands_had_left() -> None:
    later, soon = (Word(s, UUID(int=9), "available", True, at(5), LAT) for s in (7200, 600))
    assert told(word(0, "available"), later) == [
        (0, 0, 7200, "first_poll", "unknown_gap"),
        (7200, None, None, "arrived", None),
    ]
    [stay] = stays_of([word(0, "available"), soon])
    assert stay.away == [(0, 600)]


def test_who_is_across_the_border_left_before() -> None:
    assert told(word(0, "available"), word(7200, "elsewhere", None)) == [
        (0, 0, 7200, "first_poll", "departed"),
    ]


def test_a_lost_end_of_a_ride_was_after_its_start() -> None:
    stays = stays_of([word(0, "on_trip", None), word(7200, "available", 0)])
    assert [(stay.start_lo_s, stay.start_reason) for stay in stays] == [(0, "arrived")]


def test_back_at_seventy_metres_it_stands_there_and_does_not_move_again() -> None:
    words = word(0, "available"), word(100, "on_trip", None), word(400, "available", 70)
    assert len(told(*words, word(500, SEEN, 72))) == 1


def test_who_is_missed_was_last_surely_there_when_last_heard_of() -> None:
    words = word(0, "available"), word(60, SEEN, 5), word(500, "missing", None)
    assert told(*words, word(9000, "available", 5)) == [
        (0, 60, 500, "first_poll", "unknown_gap"),
        (9000, None, None, "after_gap", None),
    ]


def test_a_place_of_a_ride_makes_no_stay() -> None:
    assert told(word(0, "on_trip", None), word(5, SEEN, 10), word(9, SEEN, 400)) == []


def test_who_stands_nobody_knows_where_makes_no_stay() -> None:
    assert told(word(0, "available", None)) == []


def test_less_than_a_second_is_no_stay() -> None:
    assert told(word(0.2, "available"), word(0.7, "removed")) == []


words = st.lists(
    st.tuples(
        st.integers(0, 8000).map(lambda half: half / 2),
        st.sampled_from(STATES),
        st.sampled_from([0, 20, 70, 400, None]),
    ),
    max_size=12,
    unique_by=lambda told: told[0],
)


@settings(max_examples=400, deadline=None)
@given(words=words, order=st.randoms(use_true_random=False))
def test_whatever_the_order_in_which_they_come(words: list[Any], order: Any) -> None:
    """Stays do not overlap, have an extent, and hang on the words alone (F28, I2, I4)."""
    made = [word(second, state, metres) for second, state, metres in words]
    stays = stays_of(made)
    order.shuffle(made)
    assert stays_of(made) == stays
    for one, other in pairwise(stays):
        assert one.end_s is not None
        assert one.end_s <= other.first_s
    for stay in stays:
        assert _is_whole(stay)
        assert _turns_rightly(stay)


def _is_whole(stay: Stood) -> bool:
    if stay.end_s is None:
        return stay.end_lo_s is None
    return stay.end_lo_s is not None and stay.first_s <= stay.end_lo_s < stay.end_s


def _turns_rightly(stay: Stood) -> bool:
    """Each change begins with the state and the second that the one before came to."""
    became = [turn.was for turn in stay.turned[1:]] + [stay.state] * bool(stay.turned)
    since = [stay.first_s, *(turn.at_s for turn in stay.turned)]
    return became == [turn.became for turn in stay.turned] and all(
        since_s <= turn.lo_s < turn.at_s and turn.was != turn.became
        for since_s, turn in zip(since, stay.turned, strict=False)
    )
