"""What may be told of trips from place to place, so that no two answers give away a third.

The smallest thing ever told is a *unit*: all trips from one fixed cell to one fixed cell that began
in one fixed block of time. A unit of fewer than k trips is withheld before anything is added up,
and is part of no sum. As units neither overlap nor can be cut, whatever two answers have apart is
made of units that are told anyway. Pure functions of arrays, no database.

Somebody may also know from elsewhere how many trips began in each cell, and ended there. Then what
is withheld of a cell's trips must not be a number below k either, and no small unit may be the only
unknown left in those totals: units that could be told go as well (complementary suppression).

           to d  to d'     a small unit at (o, d) cannot be worked out of the totals of its row and
    from o    3    12      its column as long as the other three corners of some rectangle are
    from o'  15    20      withheld too: one more here is one less there, all the way round
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Told = npt.NDArray[np.int32]
LOOKED_AT = 64
NEVER = np.iinfo(np.int64).max
OUTSIDE = 0
"""The cell of all places that no cell covers."""


@dataclass(frozen=True)
class Units:
    """Trips by unit, one row for each unit that has any, in order of block, origin, destination."""

    block: Ints
    origin: Ints
    destination: Ints
    trips: Ints

    def only(self, mask: Mask) -> "Units":
        """Those of a mask."""
        return Units(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        return len(self.trips)


def count_units(block: Ints, origin: Ints, destination: Ints) -> Units:
    """Trips, one row each, as units."""
    if not len(block):
        none = np.zeros(0, np.int64)
        return Units(none, none, none, none)
    rows, trips = np.unique(np.stack([block, origin, destination]), axis=1, return_counts=True)
    blocks, origins, destinations = rows.astype(np.int64)
    return Units(blocks, origins, destinations, trips)


def told(units: Units, k: int, among: Mask | None = None) -> Mask:
    """Which units may be told to those who may see no group of fewer than k trips.

    `among` are those that may be told at all: what a wider public sees is part of what fewer see.
    """
    may = units.trips >= k if among is None else (units.trips >= k) & among
    rows = [_place(units.block, units.origin), _place(units.block, units.destination)]
    while len(gone := _too_easy(units, may, k, rows)):
        may[gone] = False
    for block in np.unique(units.block[(units.trips < k)]).tolist():
        _hide_corners(units, may, k, np.flatnonzero(units.block == block))
    return may


def _hide_corners(units: Units, may: Mask, k: int, rows: Ints) -> None:
    """Give each small unit of a block (its rows of `units`) a rectangle of withheld corners."""
    cells = np.union1d(units.origin[rows], units.destination[rows])
    origin, destination = (
        np.searchsorted(cells, c[rows]) for c in (units.origin, units.destination)
    )
    trips = np.zeros((len(cells), len(cells)), np.int32)
    # 0 where nothing is told, as where nobody went: the two look the same.
    trips[origin, destination] = np.where(may[rows], units.trips[rows], 0)
    if len(cells) < 2:
        return
    small = units.trips[rows] < k
    # With more withheld pairs of a row and a column than units told, some corner is withheld.
    hidden = trips == 0
    down, across = hidden.sum(axis=0)[destination] - 1, hidden.sum(axis=1)[origin] - 1
    for one in np.flatnonzero(small & (down * across <= (~hidden).sum())).tolist():
        at = int(origin[one]), int(destination[one])
        if not _has_corners(trips, *at):
            other = _cheapest(trips, *at)
            for corner in ((at[0], other[1]), (other[0], at[1]), other):
                trips[corner] = 0
    may[rows] &= trips[origin, destination] > 0


def _has_corners(trips: Told, o: int, d: int) -> bool:
    """Whether three more corners of a rectangle are withheld; of many it looks at the first."""
    below = [row for row in np.flatnonzero(trips[:, d] == 0)[:LOOKED_AT].tolist() if row != o]
    aside = [col for col in np.flatnonzero(trips[o] == 0)[:LOOKED_AT].tolist() if col != d]
    return bool((trips[np.ix_(below, aside)] == 0).any())


def _cheapest(trips: Told, o: int, d: int) -> tuple[int, int]:
    """The opposite corner of the rectangle of which the fewest trips have to be withheld."""
    cost = trips.astype(np.int64) + trips[:, [d]] + trips[[o]]
    cost[o], cost[:, d] = NEVER, NEVER
    other = np.unravel_index(np.argmin(cost), cost.shape)
    return int(other[0]), int(other[1])


def _too_easy(units: Units, may: Mask, k: int, rows: list[Ints]) -> Ints:
    """The smallest told unit of each cell and block of which 1 to k - 1 trips are withheld."""
    found = []
    for row in rows:
        withheld = np.bincount(row, np.where(may, 0, units.trips))[row]
        exposed = np.flatnonzero(may & (withheld > 0) & (withheld < k))
        order = exposed[np.lexsort((units.trips[exposed], row[exposed]))]
        _, first = np.unique(row[order], return_index=True)
        found.append(order[first])
    return np.unique(np.concatenate(found))


def _place(block: Ints, cell: Ints) -> Ints:
    """A number for each pair of block and cell."""
    if not len(block):
        return block
    _, place = np.unique(np.stack([block, cell]), axis=1, return_inverse=True)
    return place.reshape(-1)


def add_up(units: Units) -> Units:
    """Told units added up over their blocks; the block of a sum is 0."""
    if not len(units):
        return units
    pairs, place = np.unique(
        np.stack([units.origin, units.destination]), axis=1, return_inverse=True
    )
    trips = np.bincount(place.reshape(-1), units.trips).astype(np.int64)
    origins, destinations = pairs.astype(np.int64)
    return Units(np.zeros(len(trips), np.int64), origins, destinations, trips)
