"""States that an operator pushes: from its words, in any order, corrected when late.

second   0          100        300        700             900
a        available  reserved   on trip    broken, near    available
state    A----------R----------(away)-----X---------------A
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.pushed.inbox import told_otherwise
from tests.ingest.gbfs_bodies import T0
from tests.ingest.pushing import SECRET, Pusher, event, pushing

STORY = [
    event("a", 0, "available", "provider_drop_off", 0),
    event("a", 100, "reserved", "reservation_start"),
    event("a", 300, "on_trip", "trip_start"),
    event("a", 700, "non_operational", "trip_end", 20),
    event("a", 900, "available", "maintenance"),
]
CHANGES = [
    (99, 100, 100, "available", "reserved"),
    # It came back in another state: that changed since it was last there, and was not observed.
    (299, 700, 299, "reserved", "out_of_order"),
    (899, 900, 499, "out_of_order", "available"),
]


@pytest.fixture
def operator(address: str, pool: ConnectionPool[Connection[Any]]) -> Iterator[Pusher]:
    with pushing(address, pool) as made:
        made.register("a", "b")
        yield made


def changes(operator: Pusher) -> list[tuple[Any, ...]]:
    """(between these seconds after T0, observed until then, from, to)"""
    return operator.rows(
        f"select extract(epoch from changed_lo)::int8 - {T0},"
        f" extract(epoch from changed_at)::int8 - {T0}, observed_s, was, became"
        " from state_change order by stay_id, changed_at"
    )


def test_states_follow_the_words_to_the_second(operator: Pusher) -> None:
    operator.tell(0)
    for told in STORY:
        operator.beat(told["timestamp"] // 1000 - T0, max(operator.clock[0] - T0 + 60, 60))
        operator.tell(told["timestamp"] // 1000 - T0 + 5, told)
    assert changes(operator) == CHANGES
    assert operator.rows("select state, count(*) over () from open_stay") == [("available", 1)]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_order_in_which_they_come(operator: Pusher, seed: int) -> None:
    operator.beat(960, 0)
    words = [*STORY, STORY[1], STORY[3]]
    random.Random(seed).shuffle(words)
    for number, told in enumerate(words):
        operator.tell(961 + number, told)
    assert changes(operator) == CHANGES


def test_of_one_second_the_last_word_counts(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("a", 50.2, "reserved"), event("a", 50.6, "non_operational"))
    operator.tell(120, event("a", 110.2, "reserved"), event("a", 110.6, "non_operational"))
    assert changes(operator) == [(49, 50, 50, "available", "out_of_order")]


def test_r11_a_late_word_about_a_state_is_a_correction(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.beat(3600, from_s=60)
    operator.tell(3660, event("a", 3650, "non_operational"))
    assert operator.rows("select count(*) from correction") == [(0,)]
    operator.tell(3720, event("a", 1200, "non_operational"))
    assert changes(operator) == [(1199, 1200, 1200, "available", "out_of_order")]
    assert operator.rows(
        f"select extract(epoch from from_at)::int8 - {T0}, events, stays from correction"
    ) == [(1200, 1, 1)]


def test_what_the_words_tell_is_what_is_kept(
    operator: Pusher, pool: ConnectionPool[Connection[Any]]
) -> None:
    operator.beat(960, 0)
    operator.tell(961, *STORY)
    with pool.connection() as connection:
        assert told_otherwise(connection, operator.feed, SECRET).changes == []
        connection.execute("update state_change set observed_s = 1 where observed_s = 100")
        [change] = told_otherwise(connection, operator.feed, SECRET).changes
    assert change.old is not None
    assert change.new is not None
    assert (change.old.states[0].observed_s, change.new.states[0].observed_s) == (1, 100)


def test_words_that_take_a_stay_away_take_its_states_too(operator: Pusher) -> None:
    operator.beat(960, 0)
    operator.tell(961, *STORY)
    operator.tell(970, event("a", 0.5, "removed"))
    kept = operator.rows(
        "select c.stay_id from state_change c left join standing_stay s on s.id = c.stay_id"
        " where s.id is null"
    )
    assert kept == []
