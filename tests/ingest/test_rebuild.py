"""Bodies kept as they came, and the very same stays made from them again."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import numpy as np
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest import checkpoint
from ingest.feed import Feed, add_feed, load_feed
from ingest.keep import Keeper
from ingest.poll import Poller
from ingest.raw import (
    NoBody,
    RawKeeper,
    read_body,
    read_body_and_types,
    unzip_body,
    write_body,
    zip_body,
)
from ingest.rebuild import NoBeginning, rebuild
from ingest.record import Recorder
from ingest.same import Rebuilt
from ingest.source import open_source
from ingest.tidy import tidy
from stoep.cli.rebuilding import _scratch
from stoep.cluster import Cluster
from stoep.errors import NotReady
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import require_schema, revisions
from stoep.vocabulary import FormFactor, IdPolicy, Propulsion
from tests.ingest.faultfeed import FaultFeed, fault_feed, raw, status
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import BIKE
from zones.cells import fold_feed
from zones.history import fold_areas

Pool = ConnectionPool[Connection[Any]]
SECRET = "a secret for tests"
POLLS, STEP_S = 120, 60


def listing(now_s: int, run: int) -> bytes:
    """A fleet of 80; each poll some are away, now and then all, or most, or told twice."""
    random = np.random.default_rng(run)
    bikes: list[dict[str, Any]] = [
        {"bike_id": f"b{n}", "lat": 52.08 + 0.001 * (n + (run // 40 if n % 7 == 0 else 0))}
        | {"lon": 4.3, "is_reserved": (n + run) % 9 == 0, "is_disabled": False}
        for n in range(80)
        if n % 10 != run // 30 and random.random() > 0.02
    ]
    if 50 <= run < 53:
        bikes = []
    if 70 <= run < 84:
        bikes = bikes[:20]
    told = {"last_updated": now_s, "ttl": 60, "version": "2.3", "data": {"bikes": bikes}}
    return json.dumps(told).encode()


@pytest.fixture
def scratch(cluster: Cluster, migrated: str) -> Iterator[Pool]:
    cluster.create("again", template=migrated)
    with make_pool(cluster.address("again")) as made:
        yield made
    cluster.drop("again")


@pytest.fixture
def feed(pool: Pool) -> Feed:
    with pool.connection() as connection:
        return add_feed(
            connection, key="f", name="f", url="http://127.0.0.1/", operator="o", interval_s=60
        )


def live(
    pool: Pool,
    feed: Feed,
    runs: range,
    restart_at: int = -1,
    tell: Callable[[int, int], bytes] = listing,
    zone: str = "Europe/Amsterdam",
) -> None:
    """Poll a real server over HTTP under a clock of our own, keeping every body."""

    async def run() -> None:
        async with fault_feed() as server, httpx.AsyncClient() as http:
            with pool.connection() as connection:
                connection.execute("update feed set url = %s", [server.url("/feed")])
            for number in runs:
                if number in (runs.start, restart_at):
                    poller = _poller(server, http)
                clock_s[0] = T0 + number * STEP_S
                answers = status(500) if number in (20, 21) else raw(tell(clock_s[0], number))
                server.answers["/feed"] = answers
                await poller.poll()

    clock_s = [T0]

    def _poller(server: FaultFeed, http: httpx.AsyncClient) -> Poller:
        source = open_source(replace(feed, url=server.url("/feed")), http, Settings())
        recorder = Recorder(pool, SECRET, zone=ZoneInfo(zone))
        return Poller(source, recorder, lambda: clock_s[0], 10, keeper=Keeper(pool))

    asyncio.run(run())


def change(pool: Pool, query: str, *values: Any) -> Feed:
    """Change something of the world by SQL; the feed as it then is."""
    with pool.connection() as connection:
        connection.execute(query.encode(), values)
        return load_feed(connection, "f")


def draw(pool: Pool, code: str, *, counted: bool = False) -> int:
    """A district around everything; `counted`: its history too, as an import asks for it."""
    with pool.connection() as connection:
        row = connection.execute(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source) select"
            " 'district', %s, 'D', '2000-01-01', st_multi(st_makeenvelope(4, 52, 5, 53, 4326)), 1,"
            " 'test' returning id",
            [code],
        ).fetchone()
    assert row is not None
    if counted:
        with pool.connection() as connection:
            fold_areas(connection, [row[0]])
    return int(row[0])


def again(pool: Pool, scratch: Pool, begin_run: int, end_run: int = POLLS) -> Rebuilt:
    begin, end = (
        datetime.fromtimestamp(T0 + number * STEP_S, UTC) for number in (begin_run, end_run)
    )
    with pool.connection() as connection:
        return rebuild(connection, scratch, "f", begin, end, Settings(), SECRET)


def test_every_poll_gives_the_same_stays_again(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(POLLS))
    found = again(pool, scratch, 1)
    assert found.differences == []
    assert found.polls == POLLS - 1  # all after the first state
    assert found.stays > 20
    assert found.states > 1000
    assert found.open_stays is not None
    assert found.open_stays > 60


def test_a_restart_in_between_changes_nothing(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(POLLS), restart_at=61)
    assert again(pool, scratch, 1).differences == []


def test_a_part_is_rebuilt_from_the_state_before_it(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(40))
    with pool.connection() as connection:
        moment = datetime.fromtimestamp(T0 + 39 * STEP_S, UTC)
        checkpoint.take(connection, feed.id, moment)
    live(pool, feed, range(40, POLLS))
    found = again(pool, scratch, 41, 100)
    assert found.differences == []
    assert found.since == moment
    assert found.polls == 61
    assert found.states > 500
    assert found.open_stays is None


def test_without_a_state_it_begins_with_the_first_poll(
    pool: Pool, scratch: Pool, feed: Feed
) -> None:
    live(pool, feed, range(30))
    with pool.connection() as connection:
        connection.execute("delete from checkpoint")
    found = again(pool, scratch, 10)
    assert (found.since, found.polls, found.differences) == (None, 30, [])


def test_ids_that_were_found_to_rotate_since(pool: Pool, scratch: Pool, feed: Feed) -> None:
    """The state is from before: what follows is found out again, at the same poll."""

    def tell(now_s: int, run: int) -> bytes:
        told = json.loads(listing(now_s, min(run, 40)))
        for bike in told["data"]["bikes"] if run > 40 else []:
            bike["bike_id"] += f" {run}"
        return json.dumps(told).encode()

    live(pool, feed, range(60), tell=tell)
    with pool.connection() as connection:
        assert load_feed(connection, "f").id_policy is IdPolicy.rotating
    assert again(pool, scratch, 1, 60).differences == []


def test_areas_count_from_when_they_were_drawn(pool: Pool, scratch: Pool, feed: Feed) -> None:
    """One from the beginning, one in the middle, one after it all; of one the history is counted,
    and a zone that never began is gone again."""
    draw(pool, "first")
    live(pool, feed, range(40))
    draw(pool, "in the middle")
    gone = draw(pool, "gone")
    live(pool, feed, range(40, 80))
    change(pool, "delete from area where id = %s", gone)
    live(pool, feed, range(80, 120))
    draw(pool, "after")
    draw(pool, "counted", counted=True)
    with pool.connection() as connection:
        fold_feed(connection, feed.id)
    found = again(pool, scratch, 1)
    assert found.differences == []
    assert found.stays > 20
    assert found.open_stays
    assert found.cells
    assert found.spans


def test_a_clock_of_another_zone_across_a_restart(pool: Pool, scratch: Pool, feed: Feed) -> None:
    """Which zone it is, is found out by five lists: two before the restart, three after it."""
    live(pool, feed, range(30), 2, lambda now_s, run: listing(now_s - 7200, run))
    with pool.connection() as connection:
        rows = connection.execute("select outcome from poll order by started_at").fetchall()
    assert [row[0] for row in rows[:6]] == ["stale_source"] * 4 + ["ok"] * 2
    assert again(pool, scratch, 30, 30).differences == []


def test_a_feed_that_was_set_up_otherwise(pool: Pool, scratch: Pool, feed: Feed) -> None:
    """Rhythm, bounds and what is taken for granted hold from the poll on that was read so."""
    live(pool, feed, range(30))
    kind = "interval_s = 15, default_form_factor = 'moped', default_propulsion = 'electric'"
    # Within these a few vehicles are foreign, and then so many that the list is refused.
    for bounds, runs in (("3,50,7,52.155", range(30, 50)), ("3,50,7,52.14", range(54, 60))):
        live(pool, change(pool, f"update feed set bounds = '{{{bounds}}}', {kind}"), runs)
    with pool.connection() as connection:
        rows = connection.execute("select outcome from poll order by started_at").fetchall()
    assert rows[45:50] == [("ok",)] * 5
    assert rows[50:] == [("schema",)] * 6
    change(pool, "update feed set interval_s = 300, default_form_factor = 'car'")
    assert again(pool, scratch, 1, 60).differences == []


def test_a_list_that_stands_still_is_judged_by_the_hours_of_then(
    pool: Pool, scratch: Pool, feed: Feed
) -> None:
    def tell(now_s: int, run: int) -> bytes:
        return listing(now_s, 0).replace(str(T0).encode(), str(now_s).encode())

    live(pool, feed, range(80), tell=tell, zone="America/New_York")
    with pool.connection() as connection:
        rows = connection.execute("select distinct outcome from poll").fetchall()
    assert ("suspect_frozen",) not in rows
    assert again(pool, scratch, 1, 80).differences == []


def test_bodies_that_cannot_be_read_are_kept_too(pool: Pool, scratch: Pool, feed: Feed) -> None:
    def tell(now_s: int, run: int) -> bytes:
        body = listing(now_s, run)
        swapped = (
            body.replace(b'"lat"', b'"x"').replace(b'"lon"', b'"lat"').replace(b'"x"', b'"lon"')
        )
        bad = {5: b"<html>Log in</html>", 6: body[:500], 7: b'{"data": []}', 8: swapped}
        return bad.get(run, body)

    live(pool, feed, range(20), tell=tell)
    with pool.connection() as connection:
        rows = connection.execute(
            "select p.outcome, r.started_at from raw_suspect r join poll p using (feed_id,"
            " started_at) order by 2"
        ).fetchall()
        assert [row[0] for row in rows] == ["parse", "parse", "schema", "suspect_swapped"]
        for run, (_, at) in enumerate(rows, 5):
            assert read_body(connection, feed.id, at) == tell(T0 + run * STEP_S, run)
    assert again(pool, scratch, 1, 20).differences == []


def test_of_what_cannot_be_read_so_much_a_day_is_kept(pool: Pool, feed: Feed) -> None:
    keeper, noise = RawKeeper(), np.random.default_rng(1)
    kept = []
    with pool.connection() as connection:
        for minute in range(5):
            at = datetime.fromtimestamp(T0 + 60 * minute, UTC)
            body = keeper.zip(feed.id, at, noise.bytes(1000), None, suspect=True)
            keeper.ensure(connection, body.started_at, suspect=True)
            kept.append(write_body(connection, body, most_a_day=2500))
    assert kept == [True, True, True, False, False]


def test_into_a_database_that_is_named(cluster: Cluster, address: str) -> None:
    """Where the private cluster is not yours: empty before, empty after."""
    cluster.create("named")
    named = cluster.address("named")
    try:
        with _scratch(Settings(), named) as made:
            require_schema(made)
        assert revisions(named)[0] is None
        with pytest.raises(NotReady, match="not empty"), _scratch(Settings(), address):
            pass
    finally:
        cluster.drop("named")


def test_what_was_changed_by_hand_is_named(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(POLLS))
    with pool.connection() as connection:
        connection.execute(
            "update stay set observed_s = observed_s + 1 where id = (select min(id) from stay)"
        )
    found = again(pool, scratch, 1)
    assert len(found.differences) == 1
    assert "Stay" in found.differences[0]


@pytest.mark.parametrize(
    ("sentence", "query"),
    [
        ("Cells", "update cell_day set vehicle_s[27] = vehicle_s[27] + 1"),
        ("Run of evidence", "update coverage_span set starts_s = starts_s - 1"),
    ],
)
def test_numbers_that_were_changed_by_hand_are_named(
    pool: Pool, scratch: Pool, feed: Feed, sentence: str, query: str
) -> None:
    draw(pool, "first")
    live(pool, feed, range(60))
    with pool.connection() as connection:
        fold_feed(connection, feed.id)
    change(pool, query)
    told = again(pool, scratch, 1, 60).differences
    assert told
    assert all(difference.startswith(sentence) for difference in told)


@pytest.mark.parametrize(
    "touched",
    [
        "delete from state_change where (stay_id, changed_at) in"
        " (select stay_id, changed_at from state_change order by 2, 1 limit 1)",
        "update state_change set was = 'out_of_order' where (stay_id, changed_at) in"
        " (select stay_id, changed_at from state_change where became <> 'out_of_order' limit 1)",
    ],
)
def test_a_state_that_was_changed_by_hand_is_named(
    pool: Pool, scratch: Pool, feed: Feed, touched: str
) -> None:
    live(pool, feed, range(POLLS))
    change(pool, touched)
    told = again(pool, scratch, 1).differences
    assert told
    assert all(sentence.startswith("Change of state") for sentence in told)


def test_a_body_that_is_gone_is_named(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(30))
    with pool.connection() as connection:
        connection.execute(
            "delete from raw_poll where started_at = to_timestamp(%s)", [T0 + 25 * STEP_S]
        )
    assert any("is not kept" in told for told in again(pool, scratch, 1).differences)


def test_where_nothing_is_kept_it_says_so(pool: Pool, scratch: Pool, feed: Feed) -> None:
    live(pool, feed, range(5))
    with pool.connection() as connection:
        connection.execute("delete from checkpoint")
        connection.execute("delete from raw_poll")
    with pytest.raises(NoBeginning, match="No state of f"):
        again(pool, scratch, 1)


# --- bodies ------------------------------------------------------------------------------------


def test_bodies_come_back_to_the_byte_and_cost_little(pool: Pool, feed: Feed) -> None:
    keeper = RawKeeper()
    bodies = {T0 + 60 * run: listing(T0 + 60 * run, run) for run in range(40)}
    with pool.connection() as connection:
        for at_s, body in bodies.items():
            moment = datetime.fromtimestamp(at_s, UTC)
            keeper.keep(connection, feed.id, moment, body, None, suspect=False)
        for at_s, body in bodies.items():
            assert read_body(connection, feed.id, datetime.fromtimestamp(at_s, UTC)) == body
        row = connection.execute("select sum(length(zipped)) from raw_poll").fetchone()
    assert row is not None
    alone = sum(len(zip_body(body, None)) for body in bodies.values())
    assert row[0] < 0.5 * alone


def test_types_come_back_as_they_were(pool: Pool, feed: Feed) -> None:
    """As the very words, not as texts that look like them: they are part of a list's hash."""
    types = {"m": (FormFactor.moped, Propulsion.electric), "b": BIKE}
    moment = datetime.fromtimestamp(T0, UTC)
    with pool.connection() as connection:
        RawKeeper().keep(connection, feed.id, moment, b"{}", types, suspect=False)
        _, again = read_body_and_types(connection, feed.id, moment)
    assert repr(again) == repr(dict(sorted(types.items())))


def test_the_same_body_is_kept_once(pool: Pool, feed: Feed) -> None:
    keeper, moment = RawKeeper(), datetime.fromtimestamp(T0, UTC)
    with pool.connection() as connection:
        for minute in range(5):
            at = moment + timedelta(minutes=minute)
            keeper.keep(connection, feed.id, at, b"{}" * 99, None, suspect=False)
            assert read_body(connection, feed.id, at) == b"{}" * 99
        rows = connection.execute("select zipped is null from raw_poll order by 1").fetchall()
    assert rows == [(False,)] + [(True,)] * 4


def test_a_body_that_was_touched_is_not_believed(pool: Pool, feed: Feed) -> None:
    moment = datetime.fromtimestamp(T0, UTC)
    with pool.connection() as connection:
        RawKeeper().keep(connection, feed.id, moment, b"true", None, suspect=False)
        connection.execute("update raw_poll set zipped = %s", [zip_body(b"lies", None)])
        with pytest.raises(NoBody, match="not what it was"):
            read_body(connection, feed.id, moment)


@pytest.mark.parametrize("size", [0, 1, 1000, 3_000_000])
def test_any_body_survives_with_any_base(size: int) -> None:
    random = np.random.default_rng(size)
    base, body = random.bytes(size), random.bytes(size // 2)
    for text in (body, base + body, b""):
        for under in (None, base or None):
            assert unzip_body(zip_body(text, under), under) == text


def test_days_that_are_past_keeping_are_dropped(pool: Pool, feed: Feed) -> None:
    keeper, now = RawKeeper(), datetime(2026, 3, 20, 12, tzinfo=UTC)
    with pool.connection() as connection:
        for days in range(20):
            at = now - timedelta(days=days)
            for suspect in (False, True):
                keeper.keep(connection, feed.id, at, b"{}", None, suspect=suspect)
        gone = tidy(connection, Settings(), now=now)
        left = {
            table: [
                row[0].day
                for row in connection.execute(
                    f"select started_at from {table} order by 1"
                ).fetchall()
            ]
            for table in ("raw_poll", "raw_suspect")
        }
    # 48 hours before noon of the 20th is noon of the 18th: that day is still needed.
    assert left["raw_poll"] == [18, 19, 20]
    assert left["raw_suspect"] == list(range(6, 21))
    assert len(gone) == 17 + 5
