"""Hubs at a moment and through a day: how full, in which state, and since when."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import AreaKind
from zones.asked import area_asked
from zones.clock import EvidenceClock, load_clocks
from zones.measure import SQL, KnownFeed, known_feeds, known_moments
from zones.policy.hub_state import HubState, Turn, turns
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
    clocks: dict[int, EvidenceClock]
    stays: dict[str, Any]

    @classmethod
    def read(cls, connection: Connection[Any], areas: list[int], start: int, end: int) -> "_Past":
        feeds = known_feeds(connection, start, end, None, None)
        period = {"start": start, "end": end, "feeds": None, "areas": areas}
        stays = read_columns(connection, SQL["placed_stays"], period)
        return cls(start, end, feeds, load_clocks(connection, [f.id for f in feeds]), stays)

    def turns(self, area: int, capacity: int, since: int, until: int) -> list[Turn]:
        """The states of one hub through the part of the period in which it holds."""
        mine = self.stays["area_id"] == area
        first, gone = np.sort(self.stays["first_seen"][mine]), np.sort(self.stays["until"][mine])
        moments = self._moments(np.concatenate([first, gone, [since]]))
        moments = moments[(moments >= since) & (moments < until)]
        counts = np.searchsorted(first, moments, side="right")
        counts = counts - np.searchsorted(gone, moments, side="right")
        known = known_moments(self.feeds, self.clocks, moments)
        told = zip(moments.tolist(), counts.tolist(), known.tolist(), strict=True)
        return turns(told, capacity)

    def _moments(self, changes: Ints) -> Ints:
        """Whenever a count may change, evidence breaks off or is back, and every five minutes."""
        edges = [clock.starts for clock in self.clocks.values()]
        edges += [clock.ends + 1 for clock in self.clocks.values()]
        steps = np.arange(self.start, self.end, STEP_S)
        moments = np.unique(np.concatenate([changes, steps, *edges]))
        inside: Ints = moments[(moments >= self.start) & (moments < self.end)]
        return inside


def hubs_at(
    connection: Connection[Any], municipality: str | None, moment: int | None, now_s: int
) -> tuple[list[Hub], tuple[FeedThen, ...]]:
    """The hubs that hold at a moment (unix seconds, None for now), and what is known of feeds."""
    at = now_s if moment is None else moment
    rows = _hubs(connection, municipality, at)
    feeds = known_at(connection, moment, now_s)
    ids = [row[0] for row in rows]
    standing = read(connection, moment, feeds, areas=ids or [0])
    counted = standing.where(np.flatnonzero(standing.counts))
    counts = _counts(connection, counted.id, ids)
    # Evidence is some seconds old: a state of now is that up to which all were seen.
    seen_s = min((feed.at_s for feed in feeds if feed.counts and feed.at_s), default=at)
    past = _Past.read(connection, ids, seen_s - LOOK_BACK_S, seen_s + 1)
    someone = any(feed.counts for feed in feeds)
    return [_hub(row, past, counts.get(row[0], 0) if someone else None) for row in rows], feeds


def states_of_day(
    connection: Connection[Any], area: int, capacity: int, start: int, end: int
) -> list[Turn]:
    """The states of a hub from `start` to `end` (unix seconds), in the part of it that it holds.

    The first one holds at `start`, or when the hub begins to hold; when it ends it has no state,
    and is not stale. None at all: it never held.
    """
    hub = area_asked(connection, area)
    ended = [Turn(hub.until, None, False)] if hub.until < end else []
    start, end = max(start, hub.since), min(end, hub.until)
    if start >= end:
        return []
    past = _Past.read(connection, [area], start - LOOK_BACK_S, end)
    found = past.turns(area, capacity, hub.since, hub.until)
    before = [turn for turn in found if turn.at <= start]
    held = [Turn(start, before[-1].state, before[-1].stale)] if before else []
    return held + [turn for turn in found if turn.at > start] + ended


def _hubs(connection: Connection[Any], municipality: str | None, at: int) -> list[Any]:
    values = {"kind": AreaKind.hub, "municipality": municipality, "at": at}
    return connection.execute(SQL["areas_of_kind"], values).fetchall()


def _hub(row: Any, past: _Past, vehicles: int | None) -> Hub:
    number, code, name, _, _, capacity, held_since, held_until, _ = row
    state, since, stale = None, None, vehicles is None
    if capacity:
        found = past.turns(number, capacity, held_since, held_until)
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
