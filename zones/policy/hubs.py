"""Hubs at a moment and through a day: how full, in which state, and since when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import AreaKind
from zones.clock import EvidenceClock, load_clocks
from zones.measure import SQL, KnownFeed, known_feeds, known_moments
from zones.policy.hub_state import HubState, Turn, turns
from zones.serving import Serving, expected_here, needed_anywhere, read_serving, serve_then
from zones.standing import FeedThen, known_at, read

Ints = npt.NDArray[np.int64]
LOOK_BACK_S = 86_400
"""A state hangs on the counts before it: those of a day."""
STEP_S = 300
"""A calm count is looked at so often: that it stayed calm is news too."""


@dataclass(frozen=True)
class Hub:
    """A hub at a moment; `occupancy` is never cut off at 1, None without a known capacity."""

    area: int
    code: str
    name: str
    capacity: int | None
    vehicles: int | None
    state: HubState | None
    since: int | None
    stale: bool

    @property
    def occupancy(self) -> float | None:
        """Vehicles over places."""
        if not self.capacity or self.vehicles is None:
            return None
        return self.vehicles / self.capacity


@dataclass(frozen=True)
class _Past:
    """The stays of hubs over a period and when their feeds were seen."""

    start: int
    end: int
    feeds: list[KnownFeed]
    serving: Serving
    stays: dict[str, Any]

    @classmethod
    def read(cls, connection: Connection[Any], areas: list[int], start: int, end: int) -> "_Past":
        feeds = known_feeds(connection, start, end, None, None)
        period = {"start": start, "end": end, "feeds": None, "areas": areas}
        stays = read_columns(connection, SQL["placed_stays"], period)
        clocks = load_clocks(connection, [feed.id for feed in feeds])
        return cls(start, end, feeds, read_serving(connection, areas, clocks, start, end), stays)

    @property
    def clocks(self) -> Mapping[int, EvidenceClock]:
        """The feeds' clocks of evidence."""
        return self.serving.clocks

    def turns(self, area: int, capacity: int) -> list[Turn]:
        """The states of one hub through the period."""
        mine = self.stays["area_id"] == area
        first, until = np.sort(self.stays["first_seen"][mine]), np.sort(self.stays["until"][mine])
        moments = self._moments(first, until)
        counts = np.searchsorted(first, moments, side="right")
        counts = counts - np.searchsorted(until, moments, side="right")
        needed = expected_here(self.serving, self.feeds, area, moments, moments + 1)
        known = known_moments(self.feeds, self.clocks, moments, needed)
        told = zip(moments.tolist(), counts.tolist(), known.tolist(), strict=True)
        return turns(told, capacity)

    def _moments(self, first: Ints, until: Ints) -> Ints:
        """Whenever a count may change, evidence breaks off or is back, and every five minutes."""
        edges = [clock.starts for clock in self.clocks.values()]
        edges += [clock.ends + 1 for clock in self.clocks.values()]
        steps = np.arange(self.start, self.end, STEP_S)
        moments = np.unique(np.concatenate([first, until, steps, *edges]))
        inside: Ints = moments[(moments >= self.start) & (moments < self.end)]
        return inside


def hubs_at(
    connection: Connection[Any], municipality: str | None, moment: int | None, now_s: int
) -> tuple[list[Hub], tuple[FeedThen, ...]]:
    """The hubs that hold at a moment (unix seconds, None for now), and what is known of feeds."""
    at = now_s if moment is None else moment
    rows = _hubs(connection, municipality, at)
    ids = [row[0] for row in rows]
    known = known_at(connection, moment, now_s)
    needed = serve_then(connection, known, ids, at)
    feeds = needed_anywhere(known, needed)
    standing = read(connection, moment, feeds, areas=ids or [0])
    counted = standing.where(np.flatnonzero(standing.counts))
    counts = _counts(connection, counted.id, ids)
    # Evidence is some seconds old: a state of now is that up to which all were seen.
    seen_s = min((feed.at_s for feed in feeds if feed.counts and feed.at_s), default=at)
    sees = np.array([feed.counts for feed in feeds], np.bool_)
    someone = np.any(needed & sees[:, None], axis=0)
    past = _Past.read(connection, ids, seen_s - LOOK_BACK_S, seen_s + 1)
    return [
        _hub(row, past, counts.get(row[0], 0) if seen else None)
        for row, seen in zip(rows, someone.tolist(), strict=True)
    ], feeds


def states_of_day(
    connection: Connection[Any], area: int, capacity: int, start: int, end: int
) -> list[Turn]:
    """The states of a hub from `start` to `end` (unix seconds); the first one holds at `start`."""
    past = _Past.read(connection, [area], start - LOOK_BACK_S, end)
    found = past.turns(area, capacity)
    before = [turn for turn in found if turn.at <= start]
    held = [Turn(start, before[-1].state, before[-1].stale)] if before else []
    return held + [turn for turn in found if turn.at > start]


def _hubs(connection: Connection[Any], municipality: str | None, at: int) -> list[Any]:
    values = {"kind": AreaKind.hub, "municipality": municipality, "at": at}
    return connection.execute(SQL["areas_of_kind"], values).fetchall()


def _hub(row: Any, past: _Past, vehicles: int | None) -> Hub:
    number, code, name, _, _, capacity = row
    state, since, stale = None, None, vehicles is None
    if capacity:
        found = past.turns(number, capacity)
        if found:
            state, stale = found[-1].state, found[-1].stale
            since = _since(found)
    return Hub(number, code, name, capacity, vehicles, state, since, stale)


def _since(found: list[Turn]) -> int | None:
    """When the last state began; stretches that nobody saw belong to it."""
    since = None
    for turn in reversed(found):
        if turn.state != found[-1].state:
            break
        since = turn.at
    return since


def _counts(connection: Connection[Any], stays: Ints, hubs: Collection[int]) -> dict[int, int]:
    """How many of some stays each hub holds."""
    rows = connection.execute(SQL["count_in_areas"], {"ids": stays, "areas": list(hubs)})
    return dict(rows.fetchall())
