"""Where a GBFS feed's vehicles are: found through auto-discovery once, read at every poll."""

from dataclasses import dataclass, field

from ingest.ask import Asker
from ingest.feed import Feed
from ingest.fetch import Reply
from ingest.gbfs import (
    TYPES_FILE,
    VEHICLE_FILES,
    Limits,
    find_files,
    read_json,
    read_types,
    read_vehicles,
)
from ingest.refusal import NotGbfs, Refusal
from ingest.snapshot import Snapshot, VehicleKind
from stoep.settings import Settings

LOOK_AGAIN_S = 3600
"""How long the addresses and vehicle types that a feed gave are believed."""


@dataclass
class GbfsSource:
    """One feed's way to its vehicles; it remembers addresses and types for an hour.

    After any refusal it looks again: an operator that changes version or addresses is followed at
    the next poll.
    """

    feed: Feed
    asker: Asker
    settings: Settings
    _address: str = field(default="", init=False)
    _types: dict[str, VehicleKind] | None = field(default=None, init=False)
    _looked_s: int = field(default=-LOOK_AGAIN_S, init=False)

    async def read(self, now_s: int) -> tuple[Snapshot, Reply]:
        """The feed's vehicles now, and the answer they came in; raises a Refusal."""
        try:
            if now_s - self._looked_s >= LOOK_AGAIN_S:
                direct = await self._look()
                self._looked_s = now_s
                if direct is not None:
                    return self._understand(direct), direct
            reply = await self.asker.get(self._address)
            return self._understand(reply), reply
        except Refusal:
            self._looked_s = -LOOK_AGAIN_S
            raise

    @property
    def types(self) -> dict[str, VehicleKind] | None:
        """The vehicle types that the newest list was read with."""
        return self._types

    async def _look(self) -> Reply | None:
        """Find the vehicle file; the answer itself when the feed's own address is that file."""
        reply = await self.asker.get(self.feed.url)
        self._address = self.feed.url
        if not _may_be_discovery(reply.body):
            return reply
        files = find_files(read_json(reply.body))
        if files is None:
            return reply
        named = [files[name] for name in VEHICLE_FILES if name in files]
        if not named:
            raise NotGbfs(
                "The auto-discovery file names no vehicle file.",
                "Ask the operator for vehicle_status or free_bike_status.",
            )
        self._address = named[0]
        self._types = await self._read_types(files.get(TYPES_FILE))
        return None

    async def _read_types(self, url: str | None) -> dict[str, VehicleKind] | None:
        """The vehicle types; when their file fails, the ones that were known stay known."""
        if url is None:
            return None
        try:
            return read_types(read_json((await self.asker.get(url)).body))
        except Refusal:
            if self._types is None:
                raise
            return self._types

    def _understand(self, reply: Reply) -> Snapshot:
        limits = Limits(self.settings.max_vehicles, self.feed.bounds)
        default = (self.feed.default_form_factor, self.feed.default_propulsion)
        try:
            return read_vehicles(reply.body, limits, default, self._types)
        except Refusal as refusal:
            refusal.http_status, refusal.body_bytes = reply.status, reply.sent_bytes
            raise


def _may_be_discovery(body: bytes) -> bool:
    """Auto-discovery files are small and speak of feeds; a vehicle file is not read twice."""
    return b'"feeds"' in body[:4096] and len(body) < 256 * 1024
