"""A feed with all its files, followed over real HTTP into a real database under our own clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.feed import Feed, add_feed
from ingest.keep import Keeper
from ingest.poll import Poller
from ingest.record import Outcome, Recorder
from ingest.source import open_source
from stoep.settings import Settings
from tests.ingest.faultfeed import Answer, FaultFeed, as_json, fault_feed
from tests.ingest.gbfs_bodies import T0

Pool = ConnectionPool[Connection[Any]]
SECRET = "a secret for tests"


@dataclass
class Followed:
    """One feed; `tell` says what its server answers, `poll` reads it once, a minute later."""

    pool: Pool
    server: FaultFeed
    http: httpx.AsyncClient
    feed: Feed
    now_s: int = T0
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        source = open_source(replace(self.feed, url=self.server.url("/gbfs")), self.http, SETTINGS)
        recorder, keeper = Recorder(self.pool, SECRET), Keeper(self.pool)
        self.poller = Poller(source, recorder, lambda: self.now_s, 10, keeper=keeper)

    def tell(self, version: str = "2.3", **files: Any) -> None:
        """What the server answers from now on: data of a file, an answer, or None for no file."""
        for name, told in files.items():
            if told is None:
                self.names.remove(name)
                continue
            if name not in self.names:
                self.names.append(name)
            answer = told if callable(told) else as_json(self.body(told, version))
            self.server.answers[f"/{name}"] = answer
        feeds = [{"name": name, "url": self.server.url(f"/{name}")} for name in self.names]
        block = {"feeds": feeds} if version >= "3" else {"nl": {"feeds": feeds}}
        self.server.answers["/gbfs"] = as_json(self.body(block, version))

    def body(self, data: Any, version: str = "2.3", at_s: int | None = None) -> dict[str, Any]:
        """A file that is told at the next poll."""
        at_s = self.now_s + 60 if at_s is None else at_s
        told: Any = datetime.fromtimestamp(at_s, UTC).isoformat() if version >= "3" else at_s
        return {"last_updated": told, "ttl": 60, "version": version, "data": data}

    async def poll(self, after_s: int = 60) -> Outcome:
        """The next poll."""
        self.now_s += after_s
        return await self.poller.poll()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.pool.connection() as connection:
            return connection.execute(query.encode(), values).fetchall()


SETTINGS = Settings()


@asynccontextmanager
async def followed(pool: Pool, interval_s: int = 60) -> AsyncIterator[Followed]:
    """A feed and its server for the length of a block."""
    async with fault_feed() as server, httpx.AsyncClient() as http:
        with pool.connection() as connection:
            feed = add_feed(
                connection,
                key="f",
                name="f",
                url=server.url("/gbfs"),
                operator="o",
                interval_s=interval_s,
            )
        yield Followed(pool, server, http, feed)


__all__ = ["Answer", "Followed", "Pool", "followed"]
