"""Real schedule, real sockets, real time: who is asked when, beside feeds that hang, fail or wait.

feed      second 0    2    4    6    8   10 ...
good x 19        o    o    o    o    o    o        each keeps its rhythm
hangs            o---------------------------      its own slots are skipped, nobody else's
fails            x x x   x   x   x   x  ...  o o   thrice at its rhythm, then probed, then back
waits            x                 o o o           left alone as long as it asked, at most 15 min
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest import patience, schedule
from ingest.feed import add_feed
from ingest.leader import Leadership
from ingest.schedule import Schedule
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from tests.ingest.faultfeed import FaultFeed, fault_feed, hang, in_turn, raw, reset, slowly, status
from tests.ingest.test_schedule import GOOD

Pool = ConnectionPool[Connection[Any]]
OTHERS = [f"good{n}" for n in range(19)]
SLOTS, RHYTHM_S = 7, 3
PROBE_S = 2
"""In place of a minute: the same schedule, with time to see it."""
FAILURES = [status(500), reset(), raw(GOOD, length=9999), status(502), status(503)] * 2
ASKED_S = 5


@dataclass
class Seen:
    """What came of one run: the polls of each feed in order, and when each path was asked for."""

    outcomes: dict[str, list[tuple[str, str | None]]]
    server: FaultFeed
    until: datetime
    """What the server that gives a date said."""

    def asked(self, key: str) -> list[float]:
        """When a feed was asked, in unix seconds."""
        return self.server.times[f"/{key}"]


def follow(pool: Pool, feeds: dict[str, int], server: FaultFeed) -> None:
    """Register feeds by name, with the seconds from one poll to the next."""
    with pool.connection() as connection:
        connection.execute("alter table feed drop constraint if exists ck_feed_interval")
        for key, interval_s in feeds.items():
            url = server.url(f"/{key}")
            add_feed(connection, key=key, name=key, url=url, operator="o", interval_s=interval_s)


async def live(pool: Pool, address: str, enough: Any, deadline_s: float) -> None:
    """Poll until `enough()`; that it comes at all is what a test waits for."""
    stop = asyncio.Event()
    settings = Settings(fetch_deadline_s=120, fetch_private_hosts="127.0.0.1")
    running = asyncio.create_task(Schedule(pool, settings, "secret", Leadership(address)).run(stop))
    try:
        async with asyncio.timeout(deadline_s):
            while not enough():
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await running


@pytest.fixture(scope="module")
def seen(cluster: Any, migrated: str) -> Iterator[Seen]:
    """Half a minute of 24 feeds, once for the tests below."""
    cluster.create("rhythm", template=migrated)
    address = cluster.address("rhythm")
    with make_pool(address, size=6) as pool, pytest.MonkeyPatch.context() as faster:
        faster.setattr(patience, "PROBE_S", PROBE_S)
        yield asyncio.run(_half_a_minute(pool, address))
    cluster.drop("rhythm")


async def _half_a_minute(pool: Pool, address: str) -> Seen:
    good = raw(GOOD)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=12)
    waits = {
        "seconds": f"Retry-After: {ASKED_S}",
        "date": f"Retry-After: {format_datetime(until, usegmt=True)}",
        "absurd": "Retry-After: 1000000000",
    }
    async with fault_feed(**dict.fromkeys(OTHERS, good)) as server:
        server.answers |= {"/hangs": hang(300), "/fails": in_turn(*FAILURES, good)}
        server.answers |= {f"/{k}": in_turn(status(429, told), good) for k, told in waits.items()}
        rhythms = dict.fromkeys([*OTHERS, "hangs"], RHYTHM_S)
        follow(pool, rhythms | dict.fromkeys(["fails", *waits], 1), server)

        def enough() -> bool:
            polled = [len(server.times[f"/{key}"]) for key in OTHERS]
            back = [len(server.times[f"/{key}"]) for key in ("seconds", "date")]
            failing = len(server.times["/fails"])
            return min(polled) >= SLOTS and min(back) >= 4 and failing >= len(FAILURES) + 4

        await live(pool, address, enough, 240)
        return Seen(_outcomes(pool), server, until)


def _outcomes(pool: Pool) -> dict[str, list[tuple[str, str | None]]]:
    with pool.connection() as connection:
        rows = connection.execute(
            "select key, array_agg(outcome order by started_at),"
            " array_agg(reason order by started_at) from poll join feed on id = feed_id group by 1"
        ).fetchall()
    return {key: list(zip(outcomes, reasons, strict=True)) for key, outcomes, reasons in rows}


def test_f1_a_feed_that_never_answers_costs_nineteen_others_nothing(seen: Seen) -> None:
    """At least 95 % of their slots are good polls; a slot that was skipped has a row too.

    The first two of each are left out: there a process begins, and looks up everything once.
    """
    assert {outcome for outcome, _ in seen.outcomes["hangs"]} == {"skipped_overlap"}
    assert len(seen.asked("hangs")) == 1
    slots = [outcome for key in OTHERS for outcome, _ in seen.outcomes[key][2:]]
    assert len(slots) >= 19 * (SLOTS - 3)
    assert sum(outcome in ("ok", "unchanged") for outcome in slots) >= 0.95 * len(slots)


def test_f3_a_server_that_fails_is_probed_and_back_at_once(seen: Seen) -> None:
    outcomes = [outcome for outcome, _ in seen.outcomes["fails"] if outcome != "skipped_overlap"]
    assert outcomes[: len(FAILURES)] == ["http_error"] * len(FAILURES)
    assert set(outcomes[len(FAILURES) :]) <= {"ok", "unchanged"}
    apart = [after - before for before, after in pairwise(seen.asked("fails"))]
    # From the third failure on, until the first good answer, it is only probed.
    assert min(apart[2 : len(FAILURES)]) >= PROBE_S
    assert min(apart[len(FAILURES) :]) < PROBE_S


def test_f4_whoever_asks_to_be_left_alone_is(seen: Seen) -> None:
    """In seconds, until a date, and for thirty years, of which we grant a quarter of an hour."""
    first, second, *_ = seen.asked("seconds")
    assert second - first >= ASKED_S
    assert seen.asked("date")[1] >= seen.until.timestamp()
    assert len(seen.asked("absurd")) == 1
    told = [reason or "" for outcome, reason in seen.outcomes["absurd"] if outcome == "http_error"]
    assert ["asks to be left alone for 900 s" in reason for reason in told] == [True]


def test_p16_of_fifty_feeds_few_are_asked_at_once(
    pool: Pool, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty feeds that take half a second each: spread out, they are not fifty at a time."""
    monkeypatch.setattr(schedule, "SPREAD_S", 8)
    feeds = {f"feed-{n}": 30 for n in range(50)}

    async def run() -> FaultFeed:
        async with fault_feed() as server:
            server.answers = {f"/{key}": slowly(raw(GOOD), 0.5) for key in feeds}
            follow(pool, feeds, server)
            await live(pool, address, lambda: len(server.times) == len(feeds), 120)
            return server

    server = asyncio.run(run())
    begun = sorted(times[0] for times in server.times.values())
    assert begun[-1] - begun[0] >= 0.8 * 8
    assert server.peak <= 20
