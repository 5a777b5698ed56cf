"""The cells of one area over a period: as they are counted now, or as they were told once.

Late words change cells; what was told before is kept beside each correction (see `corrections`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import BUCKET_S
from zones.clock import is_as_of, load_clocks
from zones.fold import Cells, Placed, fold
from zones.measure import SQL

Ints = npt.NDArray[np.int64]
QUARTERS = 96


@dataclass(frozen=True)
class AreaCells:
    """Cells by feed and vehicle type, `length` quarters of an hour each."""

    length: int
    columns: Mapping[tuple[str, int, int], Ints]

    def quarters(self, column: str, feed_id: int, types: list[int] | None) -> Ints:
        """`parked` or `vehicle_s` of a feed, of all types or some, quarter by quarter."""
        found = [
            values
            for (name, feed, kind), values in self.columns.items()
            if name == column and feed == feed_id and (types is None or kind in types)
        ]
        return sum(found, np.zeros(self.length, np.int64))


def read_area_cells(
    connection: Connection[Any], area_id: int, start: int, end: int, told_at: int | None = None
) -> AreaCells:
    """The cells from `start` to `end` (unix seconds, whole quarters).

    With `told_at` as they were told then: corrections made later are undone. As of an earlier
    moment they are folded anew: the cells that are kept hold what came since.
    """
    if told_at is None and is_as_of(connection):
        return _folded_anew(connection, area_id, start, end)
    length = (end - start) // BUCKET_S
    columns: dict[tuple[str, int, int], Ints] = {}
    query = SQL["cells_of_area" if told_at is None else "cells_of_area_as_told"]
    period = {"area": area_id, "start": start, "end": end, "told_at": told_at}
    with connection.cursor(binary=True) as cursor:
        for day_s, feed, kind, parked, vehicle_s in cursor.execute(query, period):
            first = (day_s - start) // BUCKET_S
            low, high = max(first, 0), min(first + QUARTERS, length)
            for name, values in (("parked", parked), ("vehicle_s", vehicle_s)):
                whole = columns.setdefault((name, feed, kind), np.zeros(length, np.int64))
                whole[low:high] = values[low - first : high - first]
    return AreaCells(length, columns)


def _folded_anew(connection: Connection[Any], area_id: int, start: int, end: int) -> AreaCells:
    return columns_of(fold_again(connection, [area_id], start, end), start, end)


def columns_of(cells: Cells, start: int, end: int) -> AreaCells:
    """Folded cells of one area, from `start` to `end` (unix seconds)."""
    columns: dict[tuple[str, int, int], Ints] = {}
    for row, group in enumerate(
        zip(cells.feed_id.tolist(), cells.vehicle_type_id.tolist(), strict=True)
    ):
        columns["parked", *group] = cells.parked[row].astype(np.int64)
        columns["vehicle_s", *group] = cells.vehicle_s[row].astype(np.int64)
    return AreaCells((end - start) // BUCKET_S, columns)


def fold_again(connection: Connection[Any], area_ids: list[int], start: int, end: int) -> Cells:
    """The cells of some areas, from the stays themselves and as far as the evidence counts."""
    period = {"start": start, "end": end, "feeds": None, "areas": area_ids}
    placed = Placed(**read_columns(connection, SQL["placed_stays"], period))
    clocks = load_clocks(connection, folded=True)
    known = np.isin(placed.feed_id, list(clocks))
    return fold(placed.where(known), clocks, start, end)
