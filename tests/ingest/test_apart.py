"""Bodies are read apart from the event loop: one that takes long costs no other feed its turn."""

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from ingest.apart import Apart
from ingest.feed import Feed
from ingest.source import open_source
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat
from tests.ingest.faultfeed import as_json, fault_feed, raw
from tests.ingest.gbfs_bodies import T0, body, spread


class Slow(ThreadPoolExecutor):
    """Does nothing until it may."""

    def __init__(self) -> None:
        super().__init__(1)
        self.may = threading.Event()

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        def later() -> Any:
            self.may.wait()
            return work(*args, **more)

        return super().submit(later)


@pytest.mark.parametrize("format", [FeedFormat.gbfs, FeedFormat.mds])
def test_while_one_list_is_read_another_feed_is_asked_and_read(format: FeedFormat) -> None:
    async def run() -> None:
        row = {"device_id": "a", "last_vehicle_state": "available"}
        row |= {"current_location": {"lat": 52.1, "lng": 4.3}}
        slow_body = json.dumps({"version": "1.2.0", "vehicles": [row]}).encode()
        async with fault_feed(quick=as_json(body(spread(3)))) as server:
            server.answers["/slow"] = as_json(body(spread(1)))
            server.answers["/slow/vehicles"] = raw(slow_body)
            async with httpx.AsyncClient(trust_env=False) as http:
                with Slow() as executor:
                    slow = Feed(1, "slow", "slow", server.url("/slow"), 60, format=format)
                    quick = Feed(2, "quick", "quick", server.url("/quick"), 60)
                    source = open_source(slow, http, Settings(), apart=Apart(executor))
                    reading = asyncio.create_task(source.read(T0))
                    while not server.requests:
                        await asyncio.sleep(0.01)
                    listed, _ = await open_source(quick, http, Settings()).read(T0)
                    assert len(listed) == 3
                    assert not reading.done()
                    executor.may.set()
                    assert len((await reading)[0]) == 1

    asyncio.run(run())
