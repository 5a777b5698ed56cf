"""A polling process over time: it leaks nothing, spreads its feeds, and ends in order."""

import asyncio
import gc
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

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
from stoep.cli.servers import PATIENCE_S, ingest
from stoep.home import Home
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from tests.ingest.faultfeed import FaultFeed, fault_feed, raw, slowly, status
from tests.ingest.gbfs_bodies import T0
from tests.ingest.test_schedule import GOOD, _every_second, _soon
from tests.killing import CONTEXT

Pool = ConnectionPool[Connection[Any]]
POLLS, EARLY = 2000, 500
AT_ONCE = 5


def test_p8_two_thousand_polls_leave_nothing_behind(cluster: Any, migrated: str) -> None:
    """Good and failing polls in turn: files, threads and memory as after the first few hundred."""
    cluster.create("leaks", template=migrated)
    # A commit need not reach the disk here.
    relaxed = f"{cluster.address('leaks')}&options=-c%20synchronous_commit%3Doff"
    with make_pool(relaxed, size=2) as pool:
        early, late = asyncio.run(_poll_on(pool))
    cluster.drop("leaks")
    assert late.files <= early.files + 2
    assert late.threads <= early.threads
    # A megabyte a thousand polls, and what the allocator keeps for later.
    assert late.kib - early.kib < (POLLS - EARLY) // 1000 * 1024 + 4096


class Held(NamedTuple):
    """What a process holds."""

    files: int
    threads: int
    kib: int


async def _poll_on(pool: Pool) -> list[Held]:
    async with fault_feed() as server, httpx.AsyncClient(trust_env=False) as http:
        with pool.connection() as connection:
            feed = add_feed(connection, key="f", name="f", url=server.url(), operator="o")
        clock = [T0]
        source = open_source(feed, http, Settings())
        recorder = Recorder(pool, "secret")
        poller = Poller(source, recorder, lambda: clock[0], 5, keeper=Keeper(pool))
        seen = []
        for number in range(POLLS):
            clock[0] += 60
            fails = number % 5 == 4
            server.answers["/feed"] = status(500) if fails else raw(GOOD)
            await poller.poll()
            if number in (EARLY, POLLS - 1):
                # What the test itself keeps is not the poller's.
                server.requests.clear()
                server.times.clear()
                seen.append(await _held())
        return seen


async def _held() -> Held:
    """As soon as the last connections are closed."""
    await asyncio.sleep(0.2)
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(list(Path("/proc/self/fd").iterdir()))
    return Held(files, threading.active_count(), resident * os.sysconf("SC_PAGE_SIZE") // 1024)


def test_p16_fifty_feeds_do_not_start_at_once() -> None:
    places = sorted(_place(Feed(n, f"feed-{n}", "", "", 30)) for n in range(50))
    assert places[-1] - places[0] > 0.8 * SPREAD_S
    assert max(sum(at <= place < at + 1 for place in places) for at in range(SPREAD_S)) < 10
    assert places == sorted(_place(Feed(n, f"feed-{n}", "", "", 30)) for n in range(50))


def test_p17_fifty_polling_processes_end_in_order(cluster: Any, migrated: str) -> None:
    """SIGTERM at any moment from the first poll on: each ends, and no poll is half there.

    Five at a time, each with a database of its own: one process leads in each.
    """

    async def run() -> list[int]:
        async with fault_feed() as server:
            paths = [f"/feed{n}" for n in range(AT_ONCE)]
            server.answers = dict.fromkeys(paths, slowly(raw(GOOD), 0.1))
            with ThreadPoolExecutor(AT_ONCE) as some:
                work = partial(_end_ten, cluster, migrated, server)
                loop = asyncio.get_running_loop()
                return await asyncio.gather(*(loop.run_in_executor(some, work, p) for p in paths))

    assert asyncio.run(run()) == [10] * AT_ONCE


def _end_ten(cluster: Any, migrated: str, server: FaultFeed, path: str) -> int:
    """End ten processes, one after another; how many ended in order."""
    chance, ended = random.Random(path), 0
    name = f"term_{os.getpid()}_{path[1:]}"
    cluster.create(name, template=migrated)
    address = cluster.address(name)
    _every_second(address, server.url(path))
    for _ in range(10):
        asked = len(server.times[path])
        process = CONTEXT.Process(target=_polling, args=(address,))
        process.start()
        _soon(lambda asked=asked: len(server.times[path]) > asked, "nobody polls", 90)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.4))
        process.terminate()
        # Ten seconds is what whoever ends it waits before it kills; a poll is soon done.
        process.join(PATIENCE_S)
        ended += process.exitcode == 0
        process.kill()
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "select (select sum(opened) from poll) = (select count(*) from open_stay)"
            " + (select count(*) from stay), (select count(*) from poll) > 0"
        ).fetchone()
    assert row == (True, True)
    cluster.drop(name)
    return ended


def _polling(address: str) -> None:
    """What `stoep ingest` runs."""
    ingest(Settings(fetch_private_hosts="127.0.0.1", log_level="error"), Home(address, "secret"))
