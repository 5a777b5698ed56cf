"""Cells by the day, as they are kept: one row for each area, feed, vehicle type and day (UTC).

Cells of disjoint stays add up: sums of whole numbers, the same to the bit in whatever order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from zones.fold import Cells

QUARTERS = 96
DAY_S = 86_400
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DayCells:
    """R rows in order of day, area, feed and type; `day` counts from 1970, arrays are R × 96."""

    day: Ints
    area_id: Ints
    feed_id: Ints
    vehicle_type_id: Ints
    parked: npt.NDArray[np.int32]
    vehicle_s: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.day)

    def where(self, chosen: npt.NDArray[np.bool_]) -> "DayCells":
        """Only the chosen rows."""
        return DayCells(*(getattr(self, field.name)[chosen] for field in fields(self)))


def by_day(cells: Cells) -> DayCells:
    """Folded cells of whole days, without the days of a group on which nothing stood."""
    days = cells.parked.shape[1] // QUARTERS
    shape = (-1, days, QUARTERS)
    parked, vehicle_s = cells.parked.reshape(shape), cells.vehicle_s.reshape(shape)
    day, group = np.nonzero(((parked != 0).any(axis=2) | (vehicle_s != 0).any(axis=2)).T)
    return DayCells(
        cells.start // DAY_S + day,
        cells.area_id[group],
        cells.feed_id[group],
        cells.vehicle_type_id[group],
        parked[group, day],
        vehicle_s[group, day],
    )


def added(parts: Sequence[DayCells]) -> DayCells:
    """The sum of cells of disjoint stays."""
    names = [field.name for field in fields(DayCells)]
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    keys = [whole[name] for name in ("vehicle_type_id", "feed_id", "area_id", "day")]
    order = np.lexsort(keys)
    if not len(order):
        return DayCells(**whole)
    new = np.ones(len(order), np.bool_)
    new[1:] = np.any([np.diff(key[order]) != 0 for key in keys], axis=0)
    first = np.flatnonzero(new)
    sums = {
        name: np.add.reduceat(whole[name][order], first, axis=0, dtype=np.int32)
        for name in ("parked", "vehicle_s")
    }
    return DayCells(**{n: whole[n][order][first] for n in names if n not in sums}, **sums)


def nothing() -> DayCells:
    """Nothing stood."""
    keys = np.zeros(0, np.int64)
    quarters = np.zeros((0, QUARTERS), np.int32)
    return DayCells(keys, keys, keys, keys, quarters, quarters)
