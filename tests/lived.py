"""The demo's city, lived for some hours: its feeds over real HTTP, through the real pipeline."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from psycopg import Connection
from psycopg_pool import ConnectionPool

from demo.agency import provider_id
from demo.operators import OPERATORS
from demo.server import Feeds
from demo.world import World
from ingest.backfill import backfill
from ingest.feed import add_feed
from ingest.record import Recorder
from stoep.cli.pushed_history import History
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat
from zones.cells import fold_feed

Pool = ConnectionPool[Connection[Any]]
START = 1_772_496_000
"""The demo's first moment: 3 March 2026, 00:00 UTC."""
STEP_S = 300
SEED = 7


@contextmanager
def served(world: World, clock: Callable[[], float] = time.time) -> Iterator[str]:
    """The demo's feeds on a free port of loopback."""
    config = uvicorn.Config(Feeds(world, clock), port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def live_through(pool: Pool, from_s: int, to_s: int) -> World:
    """Poll all operators every five minutes from a moment to another, and fold what they tell."""
    world = World(SEED, START)
    with served(world) as base:
        with pool.connection() as connection:
            feeds = [
                add_feed(
                    connection,
                    key=o.key,
                    name=o.name,
                    url=f"{base}/{o.key}/gbfs.json",
                    operator=o.key,
                    id_policy=o.id_policy,
                    format=FeedFormat.agency if o.pushes else FeedFormat.gbfs,
                    provider_id=provider_id(o),
                )
                for o in OPERATORS
            ]
        recorder, slots = Recorder(pool, "secret"), range(from_s, to_s, STEP_S)
        for feed in feeds:
            if feed.is_pushed:
                History(pool, "secret", world, feed, 0).push(slots, lambda done: None)
            else:
                asyncio.run(backfill(feed, slots, STEP_S, recorder, Settings()))
        with pool.connection() as connection:
            for feed in feeds:
                fold_feed(connection, feed.id)
    return world
