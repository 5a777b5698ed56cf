"""Where a GBFS feed's vehicles are: found through auto-discovery once, read at every poll."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.apart import Apart
from ingest.ask import Asker
from ingest.beside import Beside
from ingest.docks import Docks
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
from ingest.geofences.service_areas import ZonesTold
from ingest.legend import Legend
from ingest.refusal import NotGbfs, Refusal
from ingest.snapshot import Snapshot, VehicleKind
from ingest.station_history import StationsTold
from ingest.stations import INFORMATION, STATUS, read_counts
from stoep.settings import Settings

LOOK_AGAIN_S = 3600
"""How long the addresses and vehicle types that a feed gave are believed."""
NOT_THERE = 404
PLACES_S = 5.0
"""Longest wait for the places of stations, for a list that cannot be read without."""


@dataclass
class GbfsSource:
    """One feed's way to its vehicles; it remembers addresses and types for an hour.

    After any refusal it looks again: an operator that changes version or addresses is followed at
    the next poll. A feed that names stations and no list of vehicles is one of stations only: its
    list is empty, and station_status is the file that tells so.
    """

    feed: Feed
    asker: Asker
    settings: Settings
    apart: Apart = field(default_factory=Apart)
    _address: str = field(default="", init=False)
    _types: dict[str, VehicleKind] | None = field(default=None, init=False)
    _looked_s: int = field(default=-LOOK_AGAIN_S, init=False)
    _stations_only: bool = field(default=False, init=False)
    _status: Reply | None = field(default=None, init=False)
    _docks: Docks = field(default_factory=Docks, init=False)
    _docks_needed: bool = field(default=False, init=False)
    """Whether a list of this feed ever had a vehicle without a position but its station's."""

    def __post_init__(self) -> None:
        self._beside = Beside(self.feed.key, self.asker, self.feed.bounds, self.apart)

    async def read(self, now_s: int) -> tuple[Snapshot, Reply]:
        """The feed's vehicles now, and the answer they came in; raises a Refusal."""
        ends = asyncio.get_running_loop().time() + self.settings.fetch_deadline_s
        try:
            reply = None
            if now_s - self._looked_s >= LOOK_AGAIN_S:
                reply = await self._look()
                self._looked_s = now_s
            reply = reply or await self.asker.get(self._address)
            return await self._understand(reply, now_s, ends), reply
        except Refusal:
            self._looked_s = -LOOK_AGAIN_S
            raise

    async def also(self, now_s: int, within_s: float) -> list[StationsTold | ZonesTold]:
        """What the feed tells beside the newest list, as far as it comes in `within_s` seconds."""
        return await self._beside.read(now_s, within_s, self._docks.listed, self._status)

    @property
    def types(self) -> dict[str, VehicleKind] | Legend | None:
        """The vehicle types that the newest list was read with, or all that it was read with."""
        if self._stations_only:
            return Legend(stations_only=True)
        if not self._docks_needed:
            return self._types
        return Legend(self._types, dict(self._docks.places), self._docks.whole)

    async def _look(self) -> Reply | None:
        """Find the vehicle file; the answer itself when the feed's own address is that file."""
        reply = await self.asker.get(self.feed.url)
        self._address, self._stations_only = self.feed.url, False
        files = find_files(read_json(reply.body)) if _may_be_discovery(reply.body) else None
        self._beside.files = files or {}
        if files is None:
            return reply
        try:
            self._address, self._stations_only = _find_list(files)
        except Refusal as refusal:
            raise refusal.of(reply.body) from None
        self._types = await self._read_types(files.get(TYPES_FILE))
        return None

    async def _read_types(self, url: str | None) -> dict[str, VehicleKind] | None:
        """The vehicle types; when their file fails, the ones that were known stay known."""
        if url is None or self._stations_only:
            return None
        try:
            reply = await self.asker.get(url)
            return await self.apart.do(_read_types, reply.body)
        except Refusal as refused:
            if self._types is not None:
                return self._types
            if refused.http_status == NOT_THERE:
                # Named, but not there: the vehicles count, as of unknown type.
                return {}
            raise

    async def _understand(self, reply: Reply, now_s: int, ends: float) -> Snapshot:
        found = await self._read(reply)
        left_s = min(PLACES_S, ends - asyncio.get_running_loop().time() - 1)
        if self._docks.strangers and left_s > 0 and await self._beside.find_places(now_s, left_s):
            found = await self._read(reply)
        if isinstance(found, Refusal):
            raise found
        return found

    async def _read(self, reply: Reply) -> Snapshot | Refusal:
        """The list of an answer, or why it is none; either way its docked vehicles are known."""
        # A thread that reads on after its poll was given up changes nothing here.
        docks = Docks(self._beside.places, self._beside.whole)
        try:
            if self._stations_only:
                return (await self.apart.do(read_counts, reply.body)).head
            return await self.apart.do(self._read_vehicles, reply.body, docks, self._types)
        except Refusal as refusal:
            refusal.http_status, refusal.body_bytes = reply.status, reply.sent_bytes
            refusal.body = reply.body
            return refusal
        finally:
            self._docks, self._status = docks, reply if self._stations_only else None
            self._docks_needed |= docks.needed

    def _read_vehicles(
        self, body: bytes, docks: Docks, types: dict[str, VehicleKind] | None
    ) -> Snapshot:
        limits = Limits(self.settings.max_vehicles, self.feed.bounds)
        default = (self.feed.default_form_factor, self.feed.default_propulsion)
        return read_vehicles(body, limits, default, types, docks)


def _read_types(body: bytes) -> dict[str, VehicleKind]:
    return read_types(read_json(body))


def _find_list(files: Mapping[str, str]) -> tuple[str, bool]:
    """The address of the list of vehicles, or of what stations tell where there are only these."""
    named = [files[name] for name in VEHICLE_FILES if name in files]
    if named:
        return named[0], False
    if STATUS in files and INFORMATION in files:
        return files[STATUS], True
    raise NotGbfs(
        "The auto-discovery file names no vehicle file.",
        "Ask the operator for vehicle_status or free_bike_status.",
    )


def _may_be_discovery(body: bytes) -> bool:
    """Auto-discovery files are small and speak of feeds; a vehicle file is not read twice."""
    return b'"feeds"' in body[:4096] and len(body) < 256 * 1024
