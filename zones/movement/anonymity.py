"""What may be told of trips from place to place, so that no two answers give away a third.

The smallest thing ever told is a *unit*: all trips from one fixed cell to one fixed cell that began
in one fixed block of time. A unit of fewer than k trips is withheld before anything is added up,
and is part of no sum. As units neither overlap nor can be cut, whatever two answers have apart is
made of units that are told anyway. Pure functions of arrays, no database.

Somebody may also know from elsewhere how many trips began in a cell, or ended there. Then what is
withheld of a cell's trips must not be a number below k either: the smallest unit that is told goes
as well, until it is not (complementary suppression).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
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
    return may


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
