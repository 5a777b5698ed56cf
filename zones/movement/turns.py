"""Beginnings and ends of stays, counted by step: what is known, and apart what may be.

Each happened in an interval (lo, hi]: after the last poll without it, not later than the first with
it. Steps are open at the left and closed at the right as well, (edge, next edge], so that

    standing at the next edge = standing at the edge + begun - ended

holds to the vehicle. A known one counts once, in the step of its `hi`, whole: half a vehicle in
each of two steps could not be shown to anybody. Its interval is never longer than five minutes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from zones.measure import SQL

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
HELD = """
select id, valid_from, coalesce(valid_to, 'infinity') as valid_to
from area where id = any(%(areas)s::int[]) order by id
"""


class Way(StrEnum):
    """Which of the two is counted, or what they leave."""

    arrivals = "arrivals"
    departures = "departures"
    net_balance = "net_balance"


@dataclass(frozen=True)
class Turns:
    """Beginnings (`begins`) and ends of stays in areas, one row each; times in unix seconds."""

    area_id: Ints
    feed_id: Ints
    vehicle_type_id: Ints
    begins: Mask
    known: Mask
    lo: Ints
    hi: Ints

    def of(self, feed_id: int, types: Collection[int] | None) -> "Turns":
        """Those of a feed, of all its types of vehicle or some."""
        mine = self.feed_id == feed_id
        if types is not None:
            mine &= np.isin(self.vehicle_type_id, list(types))
        return self.only(mine)

    def only(self, mask: Mask) -> "Turns":
        """Those of a mask."""
        return Turns(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))

    def counted(self, way: Way, cuts: Ints) -> Ints:
        """How many are known, by step."""
        begun = _by_step(self.hi[self.begins & self.known], cuts)
        ended = _by_step(self.hi[~self.begins & self.known], cuts)
        if way is Way.net_balance:
            return begun - ended
        return begun if way is Way.arrivals else ended

    def unknown(self, way: Way, cuts: Ints) -> Ints:
        """How many may belong to each step and are in no count: one in every step it may be in."""
        asked = ~self.known
        if way is not Way.net_balance:
            asked &= self.begins == (way is Way.arrivals)
        lo, hi = self.lo[asked], self.hi[asked]
        steps = len(cuts) - 1
        first = np.searchsorted(cuts[1:], lo, side="right")
        after = np.searchsorted(cuts[:-1], hi, side="left")
        some = after > first
        up = np.bincount(first[some], minlength=steps + 1)
        down = np.bincount(after[some], minlength=steps + 1)
        reached: Ints = np.cumsum(up - down)[:steps]
        return reached


def read_turns(
    connection: Connection[Any], areas: list[int], feeds: list[int], start: int, end: int
) -> Turns:
    """All beginnings and ends that may lie in (start, end], in some areas, of some feeds.

    What begins or ends only because an area's own days do is none of them.
    """
    asked = {"areas": areas, "feeds": feeds, "start": start, "end": end}
    turns = Turns(**read_columns(connection, SQL["begins_and_ends"], asked))
    held = read_columns(connection, HELD, asked)
    area = np.searchsorted(held["id"], turns.area_id)
    since, until = held["valid_from"][area], held["valid_to"][area]
    within = (turns.hi <= until) | (~turns.known & (turns.lo < until))
    return turns.only((turns.hi > since) & within)


def _by_step(hi: Ints, cuts: Ints) -> Ints:
    step = np.searchsorted(cuts, hi, side="left") - 1
    inside = (step >= 0) & (step < len(cuts) - 1)
    return np.bincount(step[inside], minlength=len(cuts) - 1)
