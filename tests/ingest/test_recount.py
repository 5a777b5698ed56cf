"""Late words recount what they touched, no more, and to the same bytes as counting at once.

metres     -100                 1000                 2000
           |        area A        |       area B       |
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.ingest.pushing import Pusher, event, pushing
from tests.zones.test_numbers import draw
from zones.cells import fold_feed

Pool = ConnectionPool[Connection[Any]]
DAY_S = 86_400
NAMES = [f"v{n}" for n in range(8)]


@pytest.fixture
def operator(address: str, pool: Pool) -> Iterator[Pusher]:
    draw(pool, "A", -100, 1000)
    draw(pool, "B", 1000, 2000)
    with pushing(address, pool) as made:
        made.register(*NAMES)
        yield made


def fold(operator: Pusher) -> None:
    with operator.pool.connection() as connection:
        fold_feed(connection, operator.feed.id)


def cells(operator: Pusher) -> Any:
    return operator.rows("select md5(string_agg(c::text, '|' order by c::text)) from cell_day c")


@pytest.mark.parametrize("seed", range(3))
def test_r11_two_days_of_late_words(operator: Pusher, seed: int) -> None:
    dice = random.Random(seed)
    words = []
    for name in NAMES:
        at_s = dice.randrange(3000)
        while at_s < 2 * DAY_S - 40_000:
            place = dice.uniform(0, 2000)
            comes = event(name, at_s, "available", "trip_end", place)
            at_s += dice.randrange(1200, 20_000)
            goes = event(name, at_s, "on_trip", "trip_start")
            at_s += dice.randrange(60, 3000)
            for word in (comes, goes):
                told = word["timestamp"] // 1000
                words.append((told + dice.choice([2, 20, 200, 4000, 36_000]), word))
    begin = min(word["timestamp"] for _, word in words) // 1000
    words.sort(key=lambda pair: pair[0])
    second, late = 0, iter(words)
    arrives, word = next(late)
    while second < 2 * DAY_S:
        batch = []
        while word is not None and arrives <= begin + second:
            batch.append(word)
            arrives, word = next(late, (0, None))
        operator.tell(second, *batch)
        if dice.random() < 0.08:
            fold(operator)
        second += dice.choice([240] * 20 + [3000])
    fold(operator)
    assert operator.rows("select count(*) > 5 from correction") == [(True,)]
    assert operator.rows("select count(*) from cell_recount") == [(0,)]
    in_rounds = cells(operator)
    with operator.pool.connection() as connection:
        connection.execute("truncate cell_day, fold_state")
    fold(operator)
    assert cells(operator) == in_rounds


def test_r11_only_the_area_and_the_days_that_were_touched(operator: Pusher) -> None:
    """On the third day it is told that a left A on the first; B's cells stay as they were."""
    operator.tell(0, event("v0", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("v1", 30, "available", "provider_drop_off", 1500))
    operator.tell(7000, event("v0", 6990, "on_trip", "trip_start"))
    for second in range(7240, 2 * DAY_S + 9000, 240):
        operator.tell(second)
    fold(operator)
    versions = "select area_id, day::text, xmin::text from cell_day order by 1, 2"
    before = operator.rows(versions)
    assert [row[0] for row in before] == [1, 2, 2, 2]
    # It had left an hour earlier.
    operator.tell(2 * DAY_S + 9240, event("v0", 3400, "on_trip", "trip_start"))
    waiting = operator.rows("select area_id, to_at - from_at < '2 hours' from cell_recount")
    assert waiting == [(1, True)]
    fold(operator)
    after = operator.rows(versions)
    # Of B only the day that goes on is written anew.
    assert after[1:3] == before[1:3]
    assert after[0] != before[0]
