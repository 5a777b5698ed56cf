"""The kernel: placed stays and evidence clocks become numbers per area and quarter of an hour.

Pure arrays, no database. A stay adds one to a difference array where it begins and takes one away
where it ends; the running sum is the number standing. Vehicle-seconds count on each feed's evidence
clock, so that a gap adds nothing however long it is. All sums are of whole numbers: the result is
the same to the bit, whatever the order of the rows and however a period is cut into pieces.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stoep.vocabulary import BUCKET_S
from zones.clock import EvidenceClock

Ints = npt.NDArray[np.int64]


CELLS_AT_ONCE = 200_000
"""So many fit in the processor's cache; more at once is slower, not faster."""


@dataclass(frozen=True)
class Placed:
    """Stays in areas, one row for each pair: n long, times in unix seconds.

    A row counts from `first_seen` until `until` (not included); an open stay's `until` is far in
    the future. Clip both to the days that the area was valid before folding.
    """

    area_id: npt.NDArray[np.integer]
    feed_id: npt.NDArray[np.integer]
    vehicle_type_id: npt.NDArray[np.integer]
    first_seen: Ints
    until: Ints

    def __len__(self) -> int:
        return len(self.area_id)

    def where(self, chosen: npt.NDArray[Any]) -> "Placed":
        """Only the chosen rows: a mask, or row numbers."""
        return Placed(*(getattr(self, field)[chosen] for field in self.__dataclass_fields__))


@dataclass(frozen=True)
class Cells:
    """What stood, for G groups (area, feed, vehicle type) and B quarters from `start` on.

    `parked[g, b]` is the number standing at the start of a quarter (0 where that moment is not
    covered), `vehicle_s[g, b]` the vehicle-seconds within its covered seconds.
    """

    start: int
    area_id: Ints
    feed_id: Ints
    vehicle_type_id: Ints
    parked: npt.NDArray[np.int32]
    vehicle_s: npt.NDArray[np.int32]


def fold(placed: Placed, clocks: Mapping[int, EvidenceClock], start: int, end: int) -> Cells:
    """Fold placed stays over [start, end), both whole quarters in unix seconds."""
    if start % BUCKET_S or end % BUCKET_S or end < start:
        raise ValueError("a period is made of whole quarters")
    buckets = (end - start) // BUCKET_S
    edges = start + BUCKET_S * np.arange(buckets + 1)
    row = np.flatnonzero(
        (placed.first_seen < end) & (placed.until > np.maximum(start, placed.first_seen))
    )
    keys, group = _group(placed, row)
    begin = np.maximum(placed.first_seen[row], start)
    until = np.minimum(placed.until[row], end)
    feeds, of_group = np.unique(keys[:, 1], return_inverse=True)
    feed_of_row = of_group[group]
    clock_begin, clock_until = np.zeros_like(begin), np.zeros_like(until)
    clock_edges = np.zeros((len(feeds), buckets + 1), np.int64)
    seen = np.zeros((len(feeds), buckets), np.int64)
    for index, feed in enumerate(feeds.tolist()):
        clock, mine = clocks[feed], feed_of_row == index
        clock_begin[mine], clock_until[mine] = clock.at(begin[mine]), clock.at(until[mine])
        clock_edges[index], seen[index] = clock.at(edges), clock.is_covered(edges[:-1])
    first, last = (begin - start) // BUCKET_S, (until - 1 - start) // BUCKET_S
    one = first == last
    rows = _Rows(
        group=group,
        first=first,
        last=last,
        first_edge=-((start - begin) // BUCKET_S),
        head=np.where(one, clock_until, clock_edges[feed_of_row, first + 1]) - clock_begin,
        tail=np.where(one, 0, clock_until - clock_edges[feed_of_row, last]),
    )
    parked = np.empty((len(keys), buckets), np.int32)
    vehicle_s = np.empty((len(keys), buckets), np.int32)
    covered = np.diff(clock_edges)
    step = max(1, CELLS_AT_ONCE // max(buckets, 1))
    if len(keys) > step:
        rows = rows.by_group()
    for low in range(0, len(keys), step):
        high = min(low + step, len(keys))
        part, feeds_of = rows.between(low, high), of_group[low:high]
        parked[low:high] = part.standing(high - low, buckets) * seen[feeds_of]
        vehicle_s[low:high] = part.seconds(high - low, buckets, covered[feeds_of])
    return Cells(start, keys[:, 0], keys[:, 1], keys[:, 2], parked, vehicle_s)


@dataclass(frozen=True)
class _Rows:
    """What each row adds: to its group, in which quarters, with which seconds at both ends."""

    group: Ints
    first: Ints
    last: Ints
    first_edge: Ints
    head: Ints
    tail: Ints

    def by_group(self) -> "_Rows":
        order = np.argsort(self.group, kind="stable")
        return _Rows(*(getattr(self, field)[order] for field in self.__dataclass_fields__))

    def between(self, low: int, high: int) -> "_Rows":
        """The rows of groups low to high, numbered from 0 on; rows must be in order of group.

        When these are all groups there are, any order will do.
        """
        if low == 0 and (not len(self.group) or self.group.max() < high):
            return self
        cut = slice(*np.searchsorted(self.group, [low, high]))
        parts = {field: getattr(self, field)[cut] for field in self.__dataclass_fields__}
        return _Rows(**{**parts, "group": parts["group"] - low})

    def standing(self, groups: int, buckets: int) -> Ints:
        """How many stand at the start of each quarter."""
        return self._running(self.first_edge, self.last + 1, groups, buckets)

    def seconds(self, groups: int, buckets: int, covered: Ints) -> Ints:
        """Vehicle-seconds: whole quarters in between, and what the ends add."""
        inner = np.maximum(self.last, self.first + 1)
        whole = self._running(self.first + 1, inner, groups, buckets) * covered
        ends = np.concatenate([self.group * buckets + self.first, self.group * buckets + self.last])
        amounts = np.concatenate([self.head, self.tail])
        # Doubles hold whole numbers to 2^53 exactly.
        added = np.bincount(ends, amounts, minlength=groups * buckets)
        summed: Ints = whole + added.reshape(groups, buckets).astype(np.int64)
        return summed

    def _running(self, begin: Ints, end: Ints, groups: int, buckets: int) -> Ints:
        """How many rows of each group lie over each quarter, from `begin` up to `end`."""
        width = buckets + 2
        up = np.bincount(self.group * width + begin, minlength=groups * width)
        down = np.bincount(self.group * width + end, minlength=groups * width)
        sums: Ints = np.cumsum((up - down).reshape(groups, width), axis=1)[:, :buckets]
        return sums


def _group(placed: Placed, row: Ints) -> tuple[Ints, Ints]:
    """The distinct (area, feed, type) of the rows, in order, and each row's place among them."""
    columns = [
        placed.area_id[row].astype(np.int64),
        placed.feed_id[row].astype(np.int64),
        placed.vehicle_type_id[row].astype(np.int64),
    ]
    if not len(row):
        return np.zeros((0, 3), np.int64), np.zeros(0, np.int64)
    feeds, types = int(columns[1].max()) + 1, int(columns[2].max()) + 1
    key, group = _distinct((columns[0] * feeds + columns[1]) * types + columns[2])
    rest, type_id = np.divmod(key, types)
    area, feed = np.divmod(rest, feeds)
    return np.column_stack([area, feed, type_id]), group


def _distinct(numbers: Ints) -> tuple[Ints, Ints]:
    """The distinct numbers, in order, and each one's place among them."""
    least = int(numbers.min())
    width = int(numbers.max()) - least + 1
    if width > 4 * len(numbers):
        key, place = np.unique(numbers, return_inverse=True)
        return key, place
    # Numbers that lie close together need no sorting: a table has room for each.
    there = np.zeros(width, np.bool_)
    there[numbers - least] = True
    place_of = np.cumsum(there) - 1
    return np.flatnonzero(there) + least, place_of[numbers - least]
