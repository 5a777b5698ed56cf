"""Hubs at a moment and through a day: how full, in which state, and since when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import AreaKind
from zones.asked import area_asked
from zones.clock import EvidenceClock, load_clocks
from zones.in_force import rule_spans
from zones.kept import stays_kept_since
from zones.measure import SQL, KnownFeed, known_feeds, known_moments, types_of, types_wanted
from zones.order.enlarged import USUAL, Enlarged, all_enlarged, enlarged_of, times
from zones.order.room import NO_CAPACITY, NO_PLACES, Kinds, Room, room_of
from zones.policy.hub_state import HubState, Level, Turn, changes, fullest, levels, may_turn
from zones.serving import Serving, expected_here, needed_anywhere, read_serving, serve_then
from zones.standing import FeedThen, known_at, read

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LOOK_BACK_S = 86_400
"""A state hangs on the counts before it: those of a day."""
STEP_S = 300
"""A calm count is looked at so often: that it stayed calm is news too."""


@dataclass(frozen=True)
class Taken:
    """Places of a hub and who stands in them: of one form factor, or of `all`."""

    form: str
    capacity: int
    vehicles: int | None
    state: HubState | None

    @property
    def free(self) -> int | None:
        """Free places; below 0 where more stand than fit."""
        return None if self.vehicles is None else self.capacity - self.vehicles

    @property
    def occupancy(self) -> float | None:
        """Vehicles over places, never cut off at 1; None where there are none to divide by."""
        if self.vehicles is None or not self.capacity:
            return None
        return self.vehicles / self.capacity


@dataclass(frozen=True)
class Hub:
    """A hub at a moment: as full as the fullest of its form factors, see `Room`.

    Its room is that of the moment, more or less than usual where a module has put that in force.
    """

    area: int
    code: str
    name: str
    room: Room
    vehicles: int | None
    taken: tuple[Taken, ...]
    """By part of its room; empty without a known capacity."""
    state: HubState | None
    since: int | None
    stale: bool
    longer: bool
    """Whether the state is older than what is looked back at: it began before `since`."""

    @property
    def free(self) -> int | None:
        """Free places where fewest are; below 0 where more stand than fit.

        No places beside others count once somebody stands in them.
        """
        counted = [part for part in self.taken if part.capacity or part.vehicles] or self.taken
        free = [part.free for part in counted if part.free is not None]
        return min(free, default=None)

    @property
    def occupancy(self) -> float | None:
        """Vehicles over places, of the fullest."""
        if self.vehicles is None or not self.taken:
            return None
        share = float(self.room.occupancy(np.array([part.vehicles for part in self.taken])))
        return None if np.isnan(share) else share

    @property
    def reason(self) -> str | None:
        """Why its occupancy is not known although vehicles are."""
        if not self.taken:
            return NO_CAPACITY
        return NO_PLACES if self.vehicles is not None and self.occupancy is None else None


@dataclass(frozen=True)
class _Past:
    """The stays of hubs over a period and when their feeds were seen.

    `marks` are moments at which each is looked at: every five minutes, and where evidence breaks
    off or is back. `moments` are those and whenever something of one of them may change.
    """

    start: int
    end: int
    feeds: list[KnownFeed]
    serving: Serving
    stays: dict[str, Any]
    kinds: Kinds
    marks: Ints
    moments: Ints
    kept_s: int
    """Since when (unix seconds) it is kept who stood there."""
    _known: dict[int | None, Mask] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        connection: Connection[Any],
        areas: list[int],
        start: int,
        end: int,
        edges: Iterable[int],
    ) -> "_Past":
        """Of some hubs, whose rules begin and whose room changes at `edges`."""
        feeds = known_feeds(connection, start, end, None, None, listed=False)
        period = {"start": start, "end": end, "feeds": None, "areas": areas}
        stays = read_columns(connection, SQL["placed_stays"], period)
        clocks = load_clocks(connection, [feed.id for feed in feeds])
        serving = read_serving(connection, areas, clocks, start, end)
        evidence = [clock.starts for clock in clocks.values()]
        evidence += [clock.ends + 1 for clock in clocks.values()]
        kept_s = stays_kept_since(connection)
        evidence.append(np.array([kept_s], np.int64))
        marks = _within(start, end, np.arange(start, end, STEP_S), *evidence)
        changes = (stays["first_seen"], stays["until"], np.array([*edges], np.int64))
        moments = _within(start, end, marks, *changes)
        kinds = types_of(connection)
        return cls(start, end, feeds, serving, stays, kinds, marks, moments, kept_s)

    @property
    def clocks(self) -> Mapping[int, EvidenceClock]:
        """The feeds' clocks of evidence."""
        return self.serving.clocks

    def levels(
        self, area: int, room: Room, since: int, until: int, enlarged: Enlarged = USUAL
    ) -> list[list[Level]]:
        """The levels of the parts of one hub while it holds, at all moments when one may turn."""
        mine = self.stays["area_id"] == area
        stays = {name: column[mine] for name, column in self.stays.items()}
        changes = (stays["first_seen"], stays["until"], np.array([since, *enlarged.edges]))
        moments = _within(max(self.start, since), min(self.end, until), self.marks, *changes)
        known = self._known_at(area, moments)
        full_from = enlarged.full_from(room, moments)
        counts = [self._standing(stays, part.forms, moments) for part in room.parts]
        turning = may_turn(moments, np.array([known, *counts, *full_from]))
        at, sees = moments[turning].tolist(), known[turning].tolist()
        return [
            levels(zip(at, count[turning].tolist(), sees, strict=True), full[turning].tolist())
            for count, full in zip(counts, full_from, strict=True)
        ]

    def _known_at(self, area: int, moments: Ints) -> Mask:
        """Whether a total of a hub is known at some of all moments: the same in the whole town."""
        town = self.serving.towns.of_area.get(area)
        if town not in self._known:
            every = self.moments
            needed = expected_here(self.serving, self.feeds, area, every, every + 1)
            seen = known_moments(self.feeds, self.clocks, every, needed)
            self._known[town] = seen & (every >= self.kept_s)
        known: Mask = self._known[town][np.searchsorted(self.moments, moments)]
        return known

    def _standing(self, stays: dict[str, Any], forms: frozenset[str] | None, moments: Ints) -> Ints:
        types = types_wanted(dict(self.kinds), forms)
        mine = np.isin(stays["vehicle_type_id"], [*self.kinds] if types is None else types)
        first, gone = np.sort(stays["first_seen"][mine]), np.sort(stays["until"][mine])
        begun = np.searchsorted(first, moments, side="right")
        standing: Ints = begun - np.searchsorted(gone, moments, side="right")
        return standing


def _within(start: int, end: int, *moments: Ints) -> Ints:
    found: Ints = np.unique(np.concatenate(moments).astype(np.int64))
    return found[(found >= start) & (found < end)]


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
    begin = seen_s - LOOK_BACK_S
    enlarged = all_enlarged(connection, municipality, min(begin, at), at + 1)
    edges = [edge for one in enlarged.values() for edge in one.edges]
    edges += [held_since for _, _, _, _, _, _, held_since, *_ in rows]
    past = _Past.read(connection, ids, begin, seen_s + 1, edges)
    return [
        _hub(row, past, counts.get(row[0], {}) if seen else None, enlarged.get(row[1], USUAL), at)
        for row, seen in zip(rows, someone.tolist(), strict=True)
    ], feeds


def states_of_day(connection: Connection[Any], area: int, start: int, end: int) -> list[Turn]:
    """The states of a hub from `start` to `end` (unix seconds), in the part of it that it holds.

    The first one holds at `start`, or when the hub begins to hold; when it ends it has no state,
    and is not stale. None at all: it never held, or its capacity is not known.
    """
    hub, room = area_asked(connection, area), room_of(connection, area)
    held = [one for one in rule_spans(connection, area, hub.since, end) if one[1] > start]
    if not held or not room.parts:
        return []
    begin, last = max(held[0][0], start) - LOOK_BACK_S, held[-1][1]
    enlarged = enlarged_of(connection, area, begin, last)
    edges = [*enlarged.edges, *(since for since, _ in held)]
    past = _Past.read(connection, [area], begin, last, edges)
    states: list[Turn] = []
    for since, until in held:
        found = changes(fullest(past.levels(area, room, since, until, enlarged)))
        begin = max(since, start)
        before = [turn for turn in found if turn.at <= begin]
        states += [Turn(begin, before[-1].state, before[-1].stale)] if before else []
        states += [turn for turn in found if turn.at > begin]
        states += [Turn(until, None, False)] if until < end else []
    return states


def room_of_day(connection: Connection[Any], area: int, start: int, end: int) -> Room:
    """The room of a hub on a day; where it changed within the day, as it was when it was most."""
    room = room_of(connection, area)
    spans = enlarged_of(connection, area, start, end).spans
    whole = any(since <= start and until >= end for since, until, _ in spans)
    factors = [by for _, _, by in spans] + ([] if whole else [1.0])
    return times(room, max(factors))


def _hubs(connection: Connection[Any], municipality: str | None, at: int) -> list[Any]:
    values = {"kind": AreaKind.hub, "municipality": municipality, "at": at}
    return connection.execute(SQL["rules_in_force"], values).fetchall()


def _hub(row: Any, past: _Past, by_type: dict[int, int] | None, enlarged: Enlarged, at: int) -> Hub:
    number, code, name, _, _, capacity, held_since, held_until, forms, by_form = row
    usual = Room.of(capacity, by_form, forms)
    by_part = past.levels(number, usual, held_since, held_until, enlarged)
    room = enlarged.room_at(usual, at)
    found = changes(fullest(by_part)) if room.parts else []
    counts, vehicles = [None] * len(room.parts), None
    if by_type is not None:
        counts = room.taken(by_type, past.kinds).tolist()
        vehicles = room.vehicles(by_type, past.kinds)
    taken = tuple(
        Taken(part.key, part.count, count, changes(told)[-1].state if told else None)
        for part, count, told in zip(room.parts, counts, by_part, strict=True)
    )
    state, since, stale = None, None, by_type is None
    if found:
        state, stale, since = found[-1].state, found[-1].stale, _since(found)
    longer = state is not None and since == past.start and held_since < past.start
    return Hub(number, code, name, room, vehicles, taken, state, since, stale, longer)


def _since(found: list[Turn]) -> int | None:
    """When the last state began; stretches that nobody saw belong to it."""
    since = None
    for turn in reversed(found):
        if turn.state != found[-1].state:
            break
        since = turn.at
    return since


def _counts(
    connection: Connection[Any], stays: Ints, hubs: Collection[int]
) -> dict[int, dict[int, int]]:
    """How many of some stays each hub holds, by vehicle type."""
    rows = connection.execute(SQL["count_in_areas"], {"ids": stays, "areas": list(hubs)})
    found: dict[int, dict[int, int]] = {}
    for area, kind, count in rows:
        found.setdefault(area, {})[kind] = count
    return found
