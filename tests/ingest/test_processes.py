"""A polling process over time: it leaks nothing, spreads its feeds, and ends in order."""

import asyncio
import multiprocessing
import threading
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.feed import Feed, add_feed
from ingest.keep import Keeper
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.schedule import SPREAD_S, _place
from ingest.source import open_source
from stoep.cli.servers import ingest
from stoep.home import Home
from stoep.settings import Settings
from tests.ingest.faultfeed import fault_feed, raw, status
from tests.ingest.gbfs_bodies import T0
from tests.ingest.test_schedule import GOOD, _every_second, _polls, _serving, _soon

Pool = ConnectionPool[Connection[Any]]
POLLS = 1000


def test_p8_a_thousand_polls_leave_nothing_behind(pool: Pool) -> None:
    """Good and failing polls in turn: open files and threads are as many as after the first few."""

    async def run() -> list[tuple[int, int]]:
        async with fault_feed() as server, httpx.AsyncClient(trust_env=False) as http:
            with pool.connection() as connection:
                feed = add_feed(connection, key="f", name="f", url=server.url(), operator="o")
            recorder = Recorder(pool, "secret")
            clock = [T0]
            source = open_source(feed, http, Settings())
            poller = Poller(source, recorder, lambda: clock[0], 5, keeper=Keeper(pool))
            seen = []
            for number in range(POLLS):
                clock[0] += 60
                fails = number % 5 == 4
                server.answers["/feed"] = status(500) if fails else raw(GOOD)
                await poller.poll()
                if number in (50, POLLS - 1):
                    await asyncio.sleep(0.2)
                    seen.append(
                        (len(list(Path("/proc/self/fd").iterdir())), threading.active_count())
                    )
            return seen

    early, late = asyncio.run(run())
    assert late[0] <= early[0] + 2
    assert late[1] <= early[1]


def test_p16_fifty_feeds_do_not_start_at_once() -> None:
    places = sorted(_place(Feed(n, f"feed-{n}", "", "", 30)) for n in range(50))
    assert places[-1] - places[0] > 0.8 * SPREAD_S
    assert max(sum(at <= place < at + 1 for place in places) for at in range(SPREAD_S)) < 10
    assert places == sorted(_place(Feed(n, f"feed-{n}", "", "", 30)) for n in range(50))


def test_p17_a_polling_process_ends_in_order(address: str) -> None:
    """Three times SIGTERM while polls are under way: it ends, and no poll is half there."""

    def work(url: str) -> None:
        _every_second(address, url)
        context = multiprocessing.get_context("spawn")
        for _ in range(3):
            seen = _polls(address)
            process = context.Process(target=_polling, args=(address,))
            process.start()
            _soon(lambda seen=seen: _polls(address) > seen, "nobody polls")  # type: ignore[misc]
            process.terminate()
            process.join(20)
            assert process.exitcode == 0
        with psycopg.connect(address) as connection:
            row = connection.execute(
                "select (select sum(opened) from poll) = (select count(*) from open_stay)"
                " + (select count(*) from stay)"
            ).fetchone()
        assert row == (True,)

    _serving(work)


def _polling(address: str) -> None:
    """What `stoep ingest` runs."""
    ingest(Settings(fetch_private_hosts="127.0.0.1"), Home(address, "secret"))
