"""A feed's way to its vehicles, whatever format it is written in."""

from typing import Protocol

import httpx

from ingest.ask import Access, Asker
from ingest.feed import Feed
from ingest.fetch import Reply
from ingest.gbfs import Limits
from ingest.gbfs import read_vehicles as read_gbfs
from ingest.gbfs_source import GbfsSource
from ingest.mds import read_vehicles as read_mds
from ingest.mds_source import MdsSource
from ingest.snapshot import Snapshot, VehicleKind
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat


class Source(Protocol):
    """One feed's way to its vehicles."""

    feed: Feed

    @property
    def types(self) -> dict[str, VehicleKind] | None:
        """The vehicle types that the newest list was read with, where another file tells them."""

    async def read(self, now_s: int) -> tuple[Snapshot, Reply]:
        """The feed's vehicles now, and the answer they came in; raises a Refusal."""


def open_source(
    feed: Feed, http: httpx.AsyncClient, settings: Settings, access: Access | None = None
) -> Source:
    """The way to a feed's vehicles."""
    asker = Asker(http, settings, access)
    if feed.format is FeedFormat.mds:
        return MdsSource(feed, asker, settings)
    return GbfsSource(feed, asker, settings)


def read_again(
    feed: Feed, body: bytes, types: dict[str, VehicleKind] | None, settings: Settings
) -> Snapshot:
    """A body that was kept, read as it was read when it came."""
    limits = Limits(settings.max_vehicles, feed.bounds)
    default = (feed.default_form_factor, feed.default_propulsion)
    if feed.format is FeedFormat.mds:
        return read_mds(body, limits, default)
    return read_gbfs(body, limits, default, types)
