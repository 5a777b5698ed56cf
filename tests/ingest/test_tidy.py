"""What is past keeping goes, to the minute; what is told of it stays true."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool
from structlog.testing import CapturingLogger

from api.audit.chain import Entry, append, verify
from ingest.apart import Apart
from ingest.chores import Chores
from ingest.pushed.inbox import told_otherwise
from ingest.raw import RawKeeper, read_body
from ingest.tidy import tidy
from stoep.settings import Settings
from stoep.store.tables import Base
from stoep.store.terms import NO_TERM, TERMS, months_before
from tests.conftest import ROOT
from tests.ingest.gbfs_bodies import T0
from tests.ingest.pushing import SECRET, Pusher, event, number, pushing
from tests.ingest.worlds import World

Pool = ConnectionPool[Connection[Any]]
START = datetime.fromtimestamp(T0, UTC)
DAY_S = 86_400


def clean(pool: Pool, after: timedelta, **settings: Any) -> list[str]:
    with pool.connection() as connection:
        return tidy(connection, Settings(**settings), SECRET, START + after)


@pytest.fixture
def operator(address: str, pool: Pool) -> Any:
    with pushing(address, pool) as made:
        yield made


def test_each_table_has_a_term_or_a_reason_why_it_has_none() -> None:
    assert set(TERMS) | set(NO_TERM) == set(Base.metadata.tables)
    assert not set(TERMS) & set(NO_TERM)
    text = (ROOT / "docs" / "privacy.md").read_text()
    for name in ("STOEP_RAW_KEEP_H", "STOEP_RAW_SUSPECT_KEEP_DAYS", "STOEP_PUSH_KEEP_H",
                 "STOEP_TRIP_KEEP_DAYS", "STOEP_STAY_KEEP_MONTHS"):  # fmt: skip
        assert name in text


def test_months_are_counted_on_the_calendar() -> None:
    for day, months, earlier in (
        ("2026-03-31", 13, "2025-02-28"),
        ("2026-01-15", 13, "2024-12-15"),
        ("2025-12-01", 12, "2024-12-01"),
    ):
        assert months_before(datetime.fromisoformat(day), months) == datetime.fromisoformat(earlier)


def test_a_body_goes_to_the_minute_and_what_is_kept_can_be_read(pool: Pool) -> None:
    keeper, feed = RawKeeper(), World(pool).feed
    moments = [START + timedelta(minutes=n) for n in (0, 10, 70, 80)]
    with pool.connection() as connection:
        for moment in moments:
            body = b"a list of vehicles " * 50 + str(moment).encode()
            keeper.keep(connection, feed.id, moment, body, None, suspect=False)
    # The second is told as the difference from the first, which is past keeping.
    clean(pool, timedelta(hours=48, minutes=5))
    with pool.connection() as connection:
        left = [row[0] for row in connection.execute("select started_at from raw_poll order by 1")]
        assert left == moments[2:]
        assert str(moments[3]).encode() in read_body(connection, feed.id, moments[3])


def test_the_chore_goes_by_the_clock_that_it_is_given(pool: Pool) -> None:
    feed = World(pool).feed
    with pool.connection() as connection:
        RawKeeper().keep(connection, feed.id, START, b"{}", None, suspect=False)

    async def tidied(at_s: float) -> list[tuple[Any, ...]]:
        async with httpx.AsyncClient() as http:
            await Chores(
                pool, Settings(), SECRET, None, http, Apart(), lambda: at_s, lambda feed: None
            ).tidy()
        with pool.connection() as connection:
            return connection.execute("select count(*) from raw_poll").fetchall()

    assert asyncio.run(tidied(T0 + 47 * 3600)) == [(1,)]
    assert asyncio.run(tidied(T0 + 49 * 3600)) == [(0,)]


def test_an_operators_own_id_is_forgotten_and_known_again_when_it_comes(
    operator: Pusher, pool: Pool
) -> None:
    """Who stands while the line is alive is seen: its id stays."""
    operator.register("a", "b")
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("b", 30, "available", "provider_drop_off", 300))
    operator.tell(90, event("b", 80, "removed", "agency_pick_up"))
    later = 49 * 3600
    operator.beat(later, later)
    clean(pool, timedelta(seconds=later))
    kept = operator.rows("select device_id::text from push_vehicle where forgotten_at is null")
    assert kept == [(number("a"),)]
    assert operator.rows("select count(*) from push_vehicle where device_id::text = %s",
                         number("b")) == [(0,)]  # fmt: skip
    headers = {"Authorization": f"Bearer {operator.key}"}
    listed = operator.client.get("/mds/vehicles", headers=headers).json()["vehicles"]
    assert [one["device_id"] for one in listed] == [number("a")]
    asked = operator.client.get(f"/mds/vehicles/{number('b')}", headers=headers).json()["vehicles"]
    assert [one["device_id"] for one in asked] == [number("b")]
    operator.tell(later + 60, event("b", later + 50, "available", "provider_drop_off", 310))
    known = operator.rows("select device_id::text from push_vehicle where forgotten_at is null")
    assert sorted(known) == sorted([(number("a"),), (number("b"),)])
    assert len(operator.stays()) == 3
    with pool.connection() as connection:
        assert told_otherwise(connection, operator.feed, SECRET).changes == []


def test_after_long_silence_all_of_a_vehicle_goes(operator: Pusher, pool: Pool) -> None:
    operator.register("a")
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    clean(pool, timedelta(days=365), stay_keep_months=13)
    assert operator.rows("select count(*) from open_stay") == [(1,)]
    clean(pool, timedelta(days=426), stay_keep_months=13)
    for table in ("open_stay", "push_event", "push_vehicle"):
        assert operator.rows(f"select count(*) from {table}") == [(0,)], table


@pytest.mark.parametrize(("months", "left"), [(0, 2), (13, 1)])
def test_stays_go_when_there_is_a_term(pool: Pool, months: int, left: int) -> None:
    world = World(pool)
    world.see_often(3, {"a": 0, "b": 500})
    world.see_often(20, {"b": 500})
    world.see({"b": 500}, after_s=400 * DAY_S)
    world.see_often(20, {"c": 900})
    assert len(world.ended()) == 2
    clean(pool, timedelta(days=410), stay_keep_months=months)
    assert len(world.ended()) == left
    since = world.rows("select kept_from from retention where what = 'stay'")
    assert since == ([(months_before(START + timedelta(days=410), 13),)] if months else [])


def test_a_term_that_nobody_set_is_told_for_a_month_before_anything_goes(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Stoep of before there was a term, upgraded when some stays were older than it."""
    world = World(pool)
    world.see_often(3, {"a": 0, "b": 500})
    world.see_often(20, {"b": 500})
    upgraded = timedelta(days=500)
    logs = CapturingLogger()
    monkeypatch.setattr("ingest.tidy.log", logs)
    for days in (0, 1, 29):
        clean(pool, upgraded + timedelta(days=days))
        assert len(world.ended()) == 1
        assert world.rows("select count(*) from open_stay") == [(1,)]
    assert [(call.method_name, call.args) for call in logs.calls] == [
        ("warning", ("stays go",))
    ] * 3
    begins = START + upgraded + timedelta(days=30)
    assert {call.kwargs["on"] for call in logs.calls} == {f"{begins:%Y-%m-%d}"}
    assert "STOEP_STAY_KEEP_MONTHS=0 keeps them" in logs.calls[0].kwargs["remedy"]
    clean(pool, upgraded + timedelta(days=31))
    assert world.ended() == []
    assert world.rows("select count(*) from open_stay") == [(0,)]
    [(kept_from,)] = world.rows("select kept_from from retention where what = 'stay'")
    assert kept_from == months_before(START + upgraded + timedelta(days=31), 13)


def test_a_term_that_was_set_holds_at_once_and_0_keeps_for_good(pool: Pool) -> None:
    world = World(pool)
    world.see_often(3, {"a": 0, "b": 500})
    world.see_often(20, {"b": 500})
    clean(pool, timedelta(days=500))
    clean(pool, timedelta(days=1000), stay_keep_months=0)
    assert len(world.ended()) == 1
    clean(pool, timedelta(days=501), stay_keep_months=13)
    assert world.ended() == []


def test_who_begins_now_waits_for_nothing_when_its_first_stays_are_old(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(pool)
    world.see_often(3, {"a": 0})
    logs = CapturingLogger()
    monkeypatch.setattr("ingest.tidy.log", logs)
    clean(pool, timedelta(hours=1))
    world.see_often(20, {"b": 500})
    assert logs.calls == []
    clean(pool, timedelta(days=430))
    assert world.ended() == []


def look(at: datetime) -> Entry:
    return Entry(at, "A", 1, "Platform", 1, None, "look", "GET /vehicles/{id}", "7", ["veer"], None,
                 "a look", "let_through", "127.0.0.1")  # fmt: skip


def test_the_log_of_looks_goes_on_from_the_last_that_went(pool: Pool) -> None:
    now = datetime.now(UTC)
    with pool.connection() as connection:
        for days in (500, 450, 3, 1):
            append(connection, look(now - timedelta(days=days)))
        seal = verify(connection).newest
        tidy(connection, Settings(), now=now)
        found = verify(connection)
        assert (found.entries, found.broken_at, found.newest) == (2, None, seal)
        assert append(connection, look(now)) == 5
        assert verify(connection).broken_at is None
        tidy(connection, Settings(), now=now + timedelta(days=1000))
        # Whatever the clock of the chore says, the database keeps thirteen months.
        assert verify(connection).entries == 3
