"""Bad feeds over real HTTP: a named outcome on the poll row, the tables as they were."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.feed import Feed, add_feed
from ingest.leader import Leadership
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.schedule import Schedule
from ingest.source import open_source
from stoep.settings import Settings
from stoep.vocabulary import PollOutcome
from tests.ingest.faultfeed import (
    Answer,
    as_json,
    bomb,
    drip,
    fault_feed,
    hang,
    in_turn,
    raw,
    reset,
    status,
)
from tests.ingest.gbfs_bodies import T0, body, encoded, spread

Pool = ConnectionPool[Connection[Any]]
FLEET = spread(60)
SWAPPED = [{**v, "lon": v["lat"], "lat": v["lon"]} for v in FLEET]
GOOD = encoded(body(FLEET, at_s=None))
NAN = GOOD.replace(b'"lon": 4.2,', b'"lon": NaN,', 1)


class Minutes:
    """A clock that a test moves on by hand."""

    now_s = float(T0)

    def __call__(self) -> float:
        return self.now_s


def add(pool: Pool, key: str, url: str, interval_s: int = 60) -> Feed:
    with pool.connection() as connection:
        return add_feed(
            connection, key=key, name=key, url=url, operator="zandwijk", interval_s=interval_s
        )


def rows(pool: Pool, query: str) -> list[tuple[Any, ...]]:
    with pool.connection() as connection:
        return connection.execute(query).fetchall()


def fingerprint(pool: Pool) -> list[tuple[Any, ...]]:
    tables = ("open_stay", "stay", "coverage_span", "vehicle_type")
    return [
        rows(
            pool, f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {n} t"
        )[0]
        for n in tables
    ]


def poll_good_then(pool: Pool, bad: Answer, then: Callable[[Any], None]) -> None:
    """A good poll, a bad one, a good one; `then` looks at the bad poll's row in between."""

    async def run() -> None:
        clock = Minutes()
        settings = Settings(fetch_deadline_s=0.8, fetch_max_bytes=8 * 2**20)
        good = raw(GOOD, "Content-Type: application/json")
        async with fault_feed(feed=in_turn(good, bad, bad, good)) as server:
            feed = add(pool, "feed", server.url())
            async with httpx.AsyncClient() as http:
                poller = Poller(
                    open_source(feed, http, settings),
                    Recorder(pool, "secret"),
                    clock,
                    settings.fetch_deadline_s,
                )
                assert (await poller.poll()).opened == 60
                before = fingerprint(pool)
                for _ in range(2):
                    clock.now_s += 60
                    await poller.poll()
                    assert fingerprint(pool) == before
                clock.now_s += 60
                assert (await poller.poll()).outcome == PollOutcome.unchanged
        last = rows(pool, "select outcome, reason, evidence_at from poll order by started_at")
        assert [row[0] for row in last][::3] == ["ok", "unchanged"]
        then(last[1])

    asyncio.run(run())


@pytest.mark.parametrize(
    ("bad", "outcome", "says"),
    [
        (hang(), "timeout", "within"),
        (drip(GOOD), "timeout", "within"),
        (bomb(64), "too_large", "MiB"),
        (raw(b"<html>Please log in</html>", "Content-Type: text/html"), "parse", "web page"),
        (raw(GOOD[:700]), "parse", "half-way"),
        (raw(NAN), "parse", "not valid JSON"),
        (as_json(body(SWAPPED, at_s=None)), "suspect_swapped", "exchanged"),
        (as_json(body([], at_s=None)), "suspect_empty", "empty after 60"),
        (as_json(body(FLEET + FLEET, at_s=None)), "schema", "duplicate_id"),
        (as_json({"data": None}), "schema", "data"),
        (status(503), "http_error", "503"),
        (status(401), "auth", "401"),
        (status(304), "stale_source", "no list"),
        (reset(), "http_error", "failed"),
        (as_json(body(FLEET, at_s=T0 - 9000)), "stale_source", "old"),
        (as_json(body(FLEET, at_s=T0 + 9000)), "clock", "future"),
    ],
    ids=[
        "hangs",
        "drips",
        "gzip bomb",
        "web page with status 200",
        "truncated",
        "NaN",
        "swapped",
        "empty after a full one",
        "all ids double",
        "no data",
        "503",
        "401",
        "304 to who did not ask for news",
        "reset",
        "stale",
        "future",
    ],
)
def test_a_bad_poll_is_named_and_changes_nothing(
    pool: Pool, bad: Answer, outcome: str, says: str
) -> None:
    def look(row: tuple[Any, ...]) -> None:
        assert row[0] == outcome
        assert says in row[1]
        assert row[2] is None

    poll_good_then(pool, bad, look)


class Broken:
    """A reader with a fault that nobody knows of."""

    types = None

    def __init__(self, feed: Feed) -> None:
        self.feed = feed

    async def read(self, now_s: int) -> Any:
        return {}[now_s]


def test_a_fault_in_a_reader_leaves_a_row_and_no_exception(pool: Pool) -> None:
    feed = add(pool, "feed", "http://127.0.0.1/")
    poller = Poller(Broken(feed), Recorder(pool, "secret"), Minutes(), 5)
    assert asyncio.run(poller.poll()).outcome == PollOutcome.schema
    [(outcome, reason)] = rows(pool, "select outcome, reason from poll")
    assert outcome == "schema"
    assert "KeyError" in reason
    assert "fault in Stoep" in reason


def test_a_few_double_ids_cost_only_themselves(pool: Pool) -> None:
    async def run() -> None:
        doubled = as_json(body([*FLEET, {**FLEET[3], "lon": 5.0}], at_s=None))
        async with fault_feed(feed=doubled) as server, httpx.AsyncClient() as http:
            source = open_source(add(pool, "feed", server.url()), http, Settings())
            poller = Poller(source, Recorder(pool, "secret"), Minutes(), 5)
            await poller.poll()

    asyncio.run(run())
    assert rows(pool, "select outcome, listed, sighted, dropped from poll") == [
        ("ok", 61, 60, {"duplicate_id": 1})
    ]


def test_discovery_leads_to_vehicles_and_types_in_any_language(pool: Pool) -> None:
    async def run() -> None:
        async with fault_feed() as server:
            files = [
                {"name": name, "url": server.url(f"/{name}")}
                for name in ("free_bike_status", "vehicle_types", "station_information")
            ]
            moped = {"form_factor": "moped", "propulsion_type": "electric"}
            fleet = [{**v, "vehicle_type_id": "m"} for v in FLEET]
            server.answers = {
                "/gbfs.json": as_json({"version": "2.3", "data": {"fy": {"feeds": files}}}),
                "/free_bike_status": as_json(body(fleet, at_s=None)),
                "/vehicle_types": as_json(
                    {"data": {"vehicle_types": [{"vehicle_type_id": "m", **moped}]}}
                ),
            }
            feed = add(pool, "feed", server.url("/gbfs.json"))
            clock = Minutes()
            async with httpx.AsyncClient() as http:
                source = open_source(feed, http, Settings())
                poller = Poller(source, Recorder(pool, "secret"), clock, 5)
                for _ in range(3):
                    await poller.poll()
                    clock.now_s += 60
            asked = ["/gbfs.json", "/vehicle_types", *["/free_bike_status"] * 3]
            # Stations are told beside the list: they are asked for once, and cost it nothing.
            assert server.requests.count("/station_information") == 1
            assert [p for p in server.requests if p != "/station_information"] == asked

    asyncio.run(run())
    assert rows(
        pool,
        "select form_factor, count(*) from open_stay join vehicle_type v on v.id ="
        " vehicle_type_id group by 1",
    ) == [("moped", 60)]


@pytest.mark.parametrize(("code", "expected"), [(404, [("unknown", 60)]), (500, [])])
def test_types_that_are_named_and_not_there_are_unknown(
    pool: Pool, code: int, expected: list[tuple[str, int]]
) -> None:
    """An optional file that is gone is no error; one that fails is waited for."""

    async def run() -> None:
        async with fault_feed() as server:
            names = ("free_bike_status", "vehicle_types")
            files = [{"name": name, "url": server.url(f"/{name}")} for name in names]
            fleet = [{**v, "vehicle_type_id": "m"} for v in FLEET]
            server.answers = {
                "/gbfs.json": as_json({"version": "2.3", "data": {"en": {"feeds": files}}}),
                "/free_bike_status": as_json(body(fleet, at_s=None)),
                "/vehicle_types": status(code),
            }
            feed = add(pool, "feed", server.url("/gbfs.json"))
            async with httpx.AsyncClient() as http:
                source = open_source(feed, http, Settings())
                await Poller(source, Recorder(pool, "secret"), Minutes(), 5).poll()

    asyncio.run(run())
    told = (
        "select form_factor, count(*) from open_stay join vehicle_type v on v.id ="
        " vehicle_type_id group by 1"
    )
    assert rows(pool, told) == expected


def test_ten_hanging_feeds_cost_the_others_no_poll(pool: Pool, address: str) -> None:
    """Real scheduler, real time: the good feed is asked as often as if it were alone."""

    async def run() -> int:
        async with fault_feed(good=raw(GOOD), bad=hang(60)) as server:
            with pool.connection() as connection:
                connection.execute("alter table feed drop constraint if exists ck_feed_interval")
            for number in range(10):
                add(pool, f"bad{number}", server.url("/bad"), interval_s=1)
            add(pool, "good", server.url("/good"), interval_s=1)
            stop = asyncio.Event()
            settings = Settings(fetch_deadline_s=30, fetch_private_hosts="127.0.0.1")
            schedule = Schedule(pool, settings, "secret", Leadership(address))
            running = asyncio.create_task(schedule.run(stop))
            while server.requests.count("/good") < 6:
                await asyncio.sleep(0.05)
            stop.set()
            await running
            return server.requests.count("/bad")

    hung = asyncio.run(asyncio.wait_for(run(), 40))
    assert hung == 10
    outcomes = dict(
        rows(
            pool,
            "select outcome, count(*) from poll join feed on id = feed_id"
            " where key = 'good' group by 1",
        )
    )
    assert set(outcomes) <= {"ok", "unchanged"}
    assert sum(outcomes.values()) >= 5
    assert rows(pool, "select count(*) from poll where outcome = 'skipped_overlap'") > [(0,)]
