"""What people say of a feed: kept with their name, refused by name when it cannot be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.cli.statements import NothingHeld, UnknownOperator, add_statement, release_feed
from stoep.errors import StoepError
from stoep.vocabulary import PollOutcome, StatementKind
from tests.ingest.worlds import World

Pool = ConnectionPool[Connection[Any]]
FLEET = {f"v{n}": 20.0 * n for n in range(100)}


@pytest.fixture
def world(pool: Pool) -> World:
    made = World(pool)
    made.see_often(3, FLEET)
    return made


def say(world: World, operator: str, kind: StatementKind, ends: datetime | None = None) -> None:
    starts = datetime.fromtimestamp(world.now_s - 60, UTC)
    with world.pool.connection() as connection:
        add_statement(connection, operator, kind, starts, ends, "in words", "A. Person", starts)


def test_a_withdrawal_that_was_written_down_is_believed(world: World) -> None:
    say(world, "operator", StatementKind.withdrawal)
    assert world.see({}).outcome is PollOutcome.ok
    assert world.rows("select distinct end_reason from stay") == [("withdrawn",)]


def test_a_statement_that_is_over_counts_no_more(world: World) -> None:
    over = datetime.fromtimestamp(world.now_s, UTC)
    say(world, "operator", StatementKind.withdrawal, over)
    assert world.see({}, after_s=120).outcome is PollOutcome.suspect_empty


def test_an_operator_that_nobody_knows_is_refused(world: World) -> None:
    with pytest.raises(UnknownOperator, match="nobody"):
        say(world, "nobody", StatementKind.outage)


def test_a_statement_ends_after_it_starts(world: World) -> None:
    early = datetime.fromtimestamp(world.now_s, UTC) - timedelta(days=1)
    with pytest.raises(StoepError, match="before it starts"):
        say(world, "operator", StatementKind.outage, early)


def test_only_what_is_held_can_be_released(world: World) -> None:
    with world.pool.connection() as connection, pytest.raises(NothingHeld):
        release_feed(connection, "feed", "A. Person")
    world.see({})
    with world.pool.connection() as connection:
        release_feed(connection, "feed", "A. Person")
    assert world.rows("select released_by from feed_state") == [("A. Person",)]
