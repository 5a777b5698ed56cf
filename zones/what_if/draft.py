"""A draft zone, and the stays of the past that lie in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.errors import StoepError
from stoep.store.columns import read_columns
from stoep.vocabulary import AreaKind
from zones.asked import Ints
from zones.clock import EvidenceClock, load_clocks
from zones.durations import when_it_reads
from zones.measure import SQL, KnownFeed, expected, known_feeds, types_of, types_wanted
from zones.policy.capacity import Capacity
from zones.policy.place import LARGEST_OUTSIDE
from zones.serving import Serving, expected_here, read_serving
from zones.what_if.fleet import stays_around
from zones.what_if.ruled import Known, Ruled, ruled

Mask = npt.NDArray[np.bool_]
BESIDE_M = 100.0
"""Who stands so near a draft hub, and in no other, might have stood in it."""
METRES_A_DEGREE = 110_000
"""Of latitude, at least."""


class OutsideEverything(StoepError):
    """A draft that does not lie in any municipality that is followed."""

    code = "outside_municipality"


@dataclass(frozen=True)
class Draft:
    """A zone that is not there yet.

    `longest_s` makes the rule milder: only who is seen there for longer breaks it. `known` is the
    zone that it is a version of, if any: what modules had put in force of that counts.
    """

    kind: AreaKind
    border: shapely.MultiPolygon
    capacity: Capacity | None = None
    longest_s: int = 0
    known: Known | None = None


@dataclass(frozen=True)
class Around:
    """The areas that a draft is held against: the finest that hold it; `outside` is a share."""

    kind: AreaKind
    areas: list[int]
    outside: float


@dataclass(frozen=True)
class Past:
    """The stays around a draft over a period (unix seconds), and what is known of their feeds."""

    start: int
    end: int
    around: Around
    feeds: list[KnownFeed]
    clocks: Mapping[int, EvidenceClock]
    forms: Mapping[int, str]
    """The form factor of each vehicle type."""
    stays: dict[str, Any]
    """Those within 100 m and some of the draft."""
    inside: Mask
    """Which of the stays lie in the draft, its border included."""
    fleet: dict[str, int]
    """By operator, all its stays in the areas around the draft."""
    serving: Serving
    """Who serves the municipality of those areas."""
    ruled: Ruled
    """When the draft's rule would have held, and with what room."""

    def needed(self, begins: Ints, ends: Ints) -> Mask:
        """Of each feed (rows), in which stretches of time (columns) a number here needs it."""
        found = np.zeros((len(self.feeds), len(begins)), np.bool_)
        for area in self.around.areas:
            found |= expected_here(self.serving, self.feeds, area, begins, ends)
        return found

    def elsewhere(self, begins: Ints, ends: Ints) -> Mask:
        """Of each feed (rows), in which stretches (columns) it is followed and not needed here."""
        clocks = [self.clocks.get(feed.id) for feed in self.feeds]
        pairs = zip(self.feeds, clocks, strict=True)
        followed = np.array([expected(feed, clock, begins, ends) for feed, clock in pairs])
        return followed.reshape(len(self.feeds), len(begins)) & ~self.needed(begins, ends)

    def covered(self, row: npt.NDArray[Any], begin: Ints, end: Ints) -> Ints:
        """Observed seconds of some stays between two moments each."""
        found = np.zeros(len(row), np.int64)
        feeds = self.stays["feed_id"][row]
        for number, clock in self.clocks.items():
            mine = feeds == number
            found[mine] = clock.at(end[mine]) - clock.at(begin[mine])
        return np.maximum(found, 0)

    def seen_between(
        self, row: npt.NDArray[Any], since: Ints, low: int | Ints, high: int | Ints
    ) -> Mask:
        """Which stays were seen in a period: one that a gap hides for all of it was not.

        `since` is from when on each is looked at.
        """
        begin, end = np.maximum(since, low), np.minimum(self.stays["until"][row], high)
        covered = self.covered(row, begin, np.maximum(begin, end)) > 0
        seen: Mask = (begin < end) & (covered | (since >= low))
        return seen

    @cached_property
    def operator(self) -> npt.NDArray[np.str_]:
        """The operator of each stay."""
        names = {feed.id: feed.operator for feed in self.feeds}
        return np.array([names[number] for number in self.stays["feed_id"].tolist()], str)


def read_past(
    connection: Connection[Any],
    draft: Draft,
    start: int,
    end: int,
    *,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> Past:
    """The past of the finest areas that hold a draft; raises OutsideEverything."""
    every = types_of(connection)
    types = types_wanted(every, forms)
    feeds = known_feeds(connection, start, end, operators, types)
    ids = [feed.id for feed in feeds]
    around = _around(connection, draft)
    asked = {"areas": around.areas, "start": start, "end": end, "feeds": ids}
    stays = read_columns(connection, SQL["stays_around"], asked | _box(draft))
    if types is not None:
        keep = np.isin(stays["vehicle_type_id"], types)
        stays = {name: column[keep] for name, column in stays.items()}
    shapely.prepare(draft.border)
    inside = shapely.intersects_xy(draft.border, stays["lon"], stays["lat"])
    clocks = load_clocks(connection, ids)
    fleet = stays_around(connection, asked, feeds, clocks, types)
    serving = read_serving(connection, around.areas, clocks, start, end)
    rule = ruled(connection, draft.known, start, end)
    return Past(start, end, around, feeds, clocks, every, stays, inside, fleet, serving, rule)


def _box(draft: Draft) -> dict[str, float]:
    """A box in degrees that holds all within 100 m of a draft, and somewhat more."""
    west, south, east, north = draft.border.bounds
    down = 1.1 * BESIDE_M / METRES_A_DEGREE
    across = down / max(np.cos(np.radians(max(abs(south), abs(north)))), 0.01)
    sides = (west - across, south - down, east + across, north + down)
    return dict(zip(("west", "south", "east", "north"), map(float, sides), strict=True))


def _around(connection: Connection[Any], draft: Draft) -> Around:
    shape = shapely.to_wkb(draft.border)
    for kind, ids, outside in connection.execute(SQL["covering_areas"], {"shape": shape}):
        if outside <= LARGEST_OUTSIDE:
            return Around(AreaKind(kind), [int(n) for n in ids], round(max(outside, 0.0), 4))
    raise OutsideEverything(
        "The draft does not lie in any municipality that is followed, or not as a whole.",
        f"Draw it within one municipality; {LARGEST_OUTSIDE:.0%} may stick out.",
    )


@dataclass(frozen=True)
class Breaks:
    """The stays that break a draft's rule (rows of the past), and from when until when.

    `since` is when each began to, before the period perhaps; `begin` and `end` lie within it. Where
    the rule holds in some hours alone, a stay is there once for each of those that it stood in.
    """

    row: Ints
    since: Ints
    begin: Ints
    end: Ints

    def where(self, mask: Mask) -> "Breaks":
        """Some of them."""
        return Breaks(self.row[mask], self.since[mask], self.begin[mask], self.end[mask])

    def between(self, past: Past, low: int, high: int) -> "Breaks":
        """Those that were seen to between two moments, cut to them."""
        begin, end = np.maximum(self.begin, low), np.minimum(self.end, high)
        seen = past.seen_between(self.row, self.since, begin, end)
        return Breaks(self.row[seen], self.since[seen], begin[seen], end[seen])

    @property
    def stays(self) -> Ints:
        """Each stay once (rows of the past)."""
        return np.unique(self.row)


def breaks(past: Past, draft: Draft) -> Breaks:
    """The stays that break the draft's rule.

    With a longest time only from the moment on at which it had been observed; never for feeds whose
    ids prove no durations. Only while the rule holds.
    """
    row = np.flatnonzero(past.inside)
    since = past.stays["first_seen"][row]
    if draft.longest_s:
        rotating = [feed.id for feed in past.feeds if feed.rotating]
        row = row[~np.isin(past.stays["feed_id"][row], rotating)]
        reading = past.stays["base_s"][row] + draft.longest_s
        since = when_it_reads(past.clocks, past.stays["feed_id"][row], reading)
        so_long = since <= past.stays["sure_to"][row]
        row, since = row[so_long], since[so_long]
    end = np.minimum(past.stays["until"][row], past.end)
    found = Breaks(row, since, np.maximum(since, past.start), end)
    parts = [found.between(past, low, high) for low, high in past.ruled.spans]
    columns = [
        np.concatenate([np.zeros(0, np.int64), *(getattr(part, name) for part in parts)])
        for name in ("row", "since", "begin", "end")
    ]
    return Breaks(*columns)
