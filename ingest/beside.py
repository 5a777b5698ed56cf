"""What a GBFS feed tells beside its vehicles: stations and zones, with a patience of their own.

Nothing here may cost a poll of vehicles: a file that fails is told in the log, is left alone for a
while, and what was known before stays known.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from ingest.apart import Apart
from ingest.ask import Asker
from ingest.fetch import Reply
from ingest.geofences.read import ZONES
from ingest.geofences.service_areas import ZonesTold
from ingest.legend import Place
from ingest.refusal import Refusal, TimedOut
from ingest.sift import Bounds
from ingest.station_history import StationsTold
from ingest.stations import INFORMATION, STATUS, Counts, Station, read_counts, read_stations

log = structlog.get_logger()
LOOK_AGAIN_S = 3600
"""How long stations and zones are believed; numbers at stations are asked at every poll."""
RETRY_S = 300
"""How long a file that failed is left alone."""


@dataclass
class Beside:
    """The files of one feed beside its list of vehicles, and what of them must be remembered."""

    key: str
    asker: Asker
    bounds: Bounds
    apart: Apart = field(default_factory=Apart)
    files: Mapping[str, str] = field(default_factory=dict)
    """Addresses by name, as the auto-discovery file has them."""
    places: dict[str, Place] = field(default_factory=dict, init=False)
    """Stations by code."""
    whole: bool = field(default=False, init=False)
    """Whether the newest try to read the stations succeeded."""
    _news: list[Station] | None = field(default=None, init=False)
    """Stations that were read and not handed on yet."""
    _asked_s: dict[str, int] = field(default_factory=dict, init=False)
    _failed: set[str] = field(default_factory=set, init=False)

    async def find_places(self, now_s: int, within_s: float) -> bool:
        """Ask where the stations are, for a list that cannot be read without; whether it helped."""
        if not self._due(INFORMATION, now_s, RETRY_S):
            return False
        before = (self.places, self.whole)
        await self._read_information(now_s, within_s)
        return (self.places, self.whole) != before

    async def read(
        self, now_s: int, within_s: float, listed: Mapping[str, int], status: Reply | None
    ) -> list[StationsTold | ZonesTold]:
        """All that is due, in `within_s` seconds; `status` is station_status if it is there.

        `listed` counts the vehicles of the newest list by station.
        """
        counts, zones, _ = await asyncio.gather(
            self._read_counts(now_s, within_s, status),
            self._read_zones(now_s, within_s),
            self._read_information(now_s, within_s)
            if self._due(INFORMATION, now_s, LOOK_AGAIN_S)
            else asyncio.sleep(0),
        )
        stations, self._news = self._news, None
        told: list[StationsTold | ZonesTold] = [] if zones is None else [zones]
        if stations is not None or counts is not None:
            told.append(StationsTold(stations, counts, listed))
        return told

    def _due(self, name: str, now_s: int, every_s: int) -> bool:
        if name not in self.files:
            return False
        wait_s = RETRY_S if name in self._failed else every_s
        return now_s - self._asked_s.get(name, -LOOK_AGAIN_S) >= wait_s

    async def _read_information(self, now_s: int, within_s: float) -> None:
        reply = await self._ask(INFORMATION, now_s, within_s)
        self.whole = False
        if reply is None:
            return
        try:
            stations = await self.apart.do(read_stations, reply.body, self.bounds)
        except Refusal as refused:
            self._fail(INFORMATION, refused)
            return
        self.places, self.whole = {one.code: one.place for one in stations}, True
        self._news = stations

    async def _read_counts(self, now_s: int, within_s: float, reply: Reply | None) -> Counts | None:
        if reply is None and self._due(STATUS, now_s, 0):
            reply = await self._ask(STATUS, now_s, within_s)
        if reply is None:
            return None
        try:
            return await self.apart.do(read_counts, reply.body)
        except Refusal as refused:
            self._fail(STATUS, refused)
            return None

    async def _read_zones(self, now_s: int, within_s: float) -> ZonesTold | None:
        if not self._due(ZONES, now_s, LOOK_AGAIN_S):
            return None
        reply = await self._ask(ZONES, now_s, within_s)
        return None if reply is None else ZonesTold(reply.body)

    async def _ask(self, name: str, now_s: int, within_s: float) -> Reply | None:
        """A file, or None when it fails or does not come in time."""
        self._asked_s[name] = now_s
        self._failed.discard(name)
        try:
            async with asyncio.timeout(within_s):
                return await self.asker.get(self.files[name])
        except TimeoutError:
            self._fail(name, TimedOut(f"No complete answer within {within_s:.1f} s."))
        except Refusal as refused:
            self._fail(name, refused)
        return None

    def _fail(self, name: str, refused: Refusal) -> None:
        self._failed.add(name)
        log.warning("not told", feed=self.key, file=name, reason=refused.sentence)
