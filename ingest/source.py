"""A feed's way to its vehicles, whatever format it is written in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import httpx
from psycopg import Connection

from ingest.apart import Apart
from ingest.ask import Access, Asker
from ingest.docks import Docks
from ingest.feed import Feed
from ingest.fetch import Reply
from ingest.gbfs import Limits
from ingest.gbfs import read_vehicles as read_gbfs
from ingest.gbfs_source import GbfsSource
from ingest.legend import ReadWith, legend_of
from ingest.mds import read_vehicles as read_mds
from ingest.mds_source import MdsSource
from ingest.snapshot import Snapshot
from ingest.stations import read_counts
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat

ON_THE_SPOT = Apart()


class Source(Protocol):
    """One feed's way to its vehicles."""

    feed: Feed

    @property
    def types(self) -> ReadWith:
        """What the newest list was read with, where other files tell it: vehicle types, docks."""

    async def read(self, now_s: int) -> tuple[Snapshot, Reply]:
        """The feed's vehicles now, and the answer they came in; raises a Refusal."""


class Aside(Protocol):
    """Something that a feed told beside its vehicles."""

    def record(self, connection: Connection[Any], feed: Feed, at: datetime) -> None:
        """Write it, as told in answer to the poll that began at `at`; may raise a Refusal."""


@runtime_checkable
class TellsMore(Protocol):
    """A source that tells more than vehicles."""

    async def also(self, now_s: int, within_s: float) -> Sequence[Aside]:
        """What is due beside the newest list, as far as it comes in `within_s` seconds."""


def open_source(
    feed: Feed,
    http: httpx.AsyncClient,
    settings: Settings,
    access: Access | None = None,
    apart: Apart = ON_THE_SPOT,
) -> Source:
    """The way to a feed's vehicles; bodies are read `apart` from the event loop."""
    asker = Asker(http, settings, feed.url, access)
    if feed.format is FeedFormat.mds:
        return MdsSource(feed, asker, settings, apart)
    return GbfsSource(feed, asker, settings, apart)


def read_again(feed: Feed, body: bytes, types: ReadWith, settings: Settings) -> Snapshot:
    """A body that was kept, read with what it was read with when it came."""
    limits = Limits(settings.max_vehicles, feed.bounds)
    default = (feed.default_form_factor, feed.default_propulsion)
    if feed.format is FeedFormat.mds:
        return read_mds(body, limits, default)
    legend = legend_of(types)
    if legend.stations_only:
        return read_counts(body).head
    docks = Docks(legend.places, legend.whole)
    return read_gbfs(body, limits, default, legend.types, docks)
