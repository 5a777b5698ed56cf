"""The kernel over the archive: areas and a period become cells, a week of closing days at a time.

A piece of the archive is folded by itself, wherever that is: in this process or on a cluster.
Pieces come newest first, and an earlier one never adds to days after its own, so that a day is
finished, and handed on, long before all are read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from zones.archive.closed import DAY_S
from zones.archive.read import Archive, Piece, StoredArea, read_groups
from zones.archive.within import Lies, Within
from zones.clock import EvidenceClock
from zones.day_cells import QUARTERS, DayCells, added, by_day, nothing
from zones.fold import Placed, fold
from zones.locate import Locator

CELLS_AT_ONCE = 4_000_000
WINDOW_DAYS = 14
"""Most days that are folded at once: stays are short, and the few long ones go on from there."""
ONE_BY_ONE = 4
"""So many areas, or fewer, are each asked of all points; more are asked as a tree."""


@dataclass(frozen=True)
class Ground:
    """What every piece is folded on: areas, clocks and the period (unix seconds, whole days)."""

    root: Path
    areas: list[StoredArea]
    clocks: dict[int, EvidenceClock]
    start: int
    end: int

    @cached_property
    def within(self) -> list[Within]:
        """The areas, when they are few."""
        few = len(self.areas) <= ONE_BY_ONE
        return [Within(area.border) for area in self.areas] if few else []

    @cached_property
    def locator(self) -> Locator:
        """The areas, when they are many."""
        return Locator.of([(at, area.border) for at, area in enumerate(self.areas)])

    @cached_property
    def boxes(self) -> shapely.STRtree:
        """Their bounding boxes."""
        return shapely.STRtree(shapely.box(*shapely.bounds(self.locator.polygons).T))


@dataclass(frozen=True)
class Finished:
    """All cells of the areas from `start` to `end` (unix seconds, whole days)."""

    start: int
    end: int
    cells: DayCells


class Engine(Protocol):
    """Does work on pieces, in this process or elsewhere, and gives the results in their order."""

    def over(
        self, work: Callable[[Ground, Piece], DayCells], ground: Ground, pieces: list[Piece]
    ) -> Iterator[DayCells]:
        """What the work comes to, piece by piece."""
        ...


class Local:
    """One piece after the other, in this process."""

    def over(
        self, work: Callable[[Ground, Piece], DayCells], ground: Ground, pieces: list[Piece]
    ) -> Iterator[DayCells]:
        """What the work comes to, piece by piece."""
        return map(partial(work, ground), pieces)


def fold_archive(
    archive: Archive,
    areas: list[StoredArea],
    start: int,
    end: int,
    engine: Engine | None = None,
    progress: Callable[[float], None] = lambda part: None,
) -> Iterator[Finished]:
    """Finished days of cells, newest first; `start` and `end` in unix seconds, whole days (UTC).

    Nothing is told of days that are not closed: the period is clipped to what the archive holds.
    """
    start, end = max(start, archive.manifest.begins_at), min(end, archive.manifest.closed_to)
    if end <= start or not areas:
        return
    ground = Ground(archive.root, areas, archive.clocks(), start, end)
    pieces = list(archive.pieces(start, end))
    pending = nothing()
    done = (engine or Local()).over(fold_piece, ground, pieces)
    for number, (piece, cells) in enumerate(zip(pieces, done, strict=True)):
        pending = added([pending, cells])
        begin = piece.start if number + 1 < len(pieces) else start
        if begin < end:
            finished = pending.day >= begin // DAY_S
            yield Finished(begin, end, pending.where(finished))
            pending, end = pending.where(~finished), begin
        progress((number + 1) / len(pieces))


def fold_whole(archive: Archive, areas: list[StoredArea], engine: Engine | None = None) -> DayCells:
    """All cells of some areas that an archive can tell."""
    period = archive.manifest.begins_at, archive.manifest.closed_to
    parts = fold_archive(archive, areas, *period, engine)
    return added([nothing(), *(part.cells for part in parts)])


def fold_piece(ground: Ground, piece: Piece) -> DayCells:
    """What the stays of one piece add to the cells of the areas."""
    placed = [_place(ground, path) for path in piece.paths]
    parts = [vars(one).values() for part in placed for one in part]
    found = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return _fold_back(Placed(*found), ground, piece.end) if found else nothing()


def _fold_back(placed: Placed, ground: Ground, end: int) -> DayCells:
    """Fold a window of days, then what goes on before it, until nothing does."""
    groups = len(np.unique(placed.area_id)) * len(ground.clocks) * 2
    width = max(1, min(WINDOW_DAYS, CELLS_AT_ONCE // (groups * QUARTERS))) * DAY_S
    found = [nothing()]
    while len(placed) and end > ground.start:
        begin = max(ground.start, end - width)
        found.append(by_day(fold(placed, ground.clocks, begin, end)))
        earlier = placed.first_seen < begin
        placed = Placed(*(column[earlier] for column in vars(placed).values()))
        end = begin
    return added(found)


def _place(ground: Ground, path: str) -> list[Placed]:
    """The stays of a file that lie in the areas, a row for each pair."""
    found = []
    if not ground.within:
        for stays, _ in read_groups(ground.root, path, partial(_may_touch, ground)):
            found.append(_rows(ground, stays, *ground.locator.locate(stays["lon"], stays["lat"])))
    for number, within in enumerate(ground.within):
        for stays, lies in read_groups(ground.root, path, within.boxes):
            inside = lies == Lies.inside
            asked = np.flatnonzero(~inside)
            inside[asked] = within.points(stays["lon"][asked], stays["lat"][asked])
            at = np.flatnonzero(inside)
            found.append(_rows(ground, stays, at, np.full(len(at), number)))
    return found


def _may_touch(ground: Ground, boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Which row groups may hold a stay in any of the areas."""
    told = np.full(len(boxes), Lies.outside, np.uint8)
    told[ground.boxes.query(shapely.box(*boxes.T), predicate="intersects")[0]] = Lies.across
    return told


def _rows(
    ground: Ground,
    stays: dict[str, npt.NDArray[Any]],
    at: npt.NDArray[Any],
    area: npt.NDArray[Any],
) -> Placed:
    """Stays (by row) in areas (by place in the list), clipped to the days that each area held."""
    since = np.array([one.valid_from for one in ground.areas])[area]
    until = np.array([one.valid_to for one in ground.areas])[area]
    return Placed(
        np.array([one.id for one in ground.areas])[area],
        stays["feed_id"][at],
        stays["vehicle_type_id"][at],
        np.maximum(stays["first_seen"][at], since),
        np.minimum(stays["end_hi"][at], until),
    )
