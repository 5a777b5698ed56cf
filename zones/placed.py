"""In which of some areas vehicles stand, remembered from question to question.

Whether a place lies within a border depends on the two alone, so what was found once holds for
good: only places that were never asked about are looked up. A vehicle that stands still, which most
do from poll to poll, costs nothing again.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from weakref import ref

import numpy as np
import numpy.typing as npt
import shapely

from zones.locate import Locator
from zones.standing import DEGREE, Standing, in_box

Ints = npt.NDArray[np.int64]
Pairs = tuple[Ints, Ints]
"""Row of a vehicle, row of an area that it stands in, by vehicle and area."""
GROUNDS = 12
"""So many sets of areas are kept, those asked about last."""
PLACES = 300_000
"""So many places each of them knows at most."""
ANSWERS = 2
"""So many whole answers each of them keeps, of what still stands."""
LATITUDE_BITS = 32


class Ground:
    """Areas by well-known binary, and the areas of each place that was asked about."""

    def __init__(self, borders: Sequence[bytes]) -> None:
        self._locator = Locator.of(list(enumerate(borders)))
        polygons = self._locator.polygons
        # Without areas it is no box, and nothing lies in it.
        self._box = shapely.total_bounds(polygons) if len(polygons) else (np.nan,) * 4
        self._lock = Lock()
        self._answers: list[tuple[ref[Standing], Pairs]] = []
        self._forget()

    def _forget(self) -> None:
        self._places: Ints = np.empty(0, np.int64)
        """Every known place once, in order."""
        self._counts: Ints = np.empty(0, np.int64)
        """In how many areas each lies; `_areas` lists them, place after place."""
        self._areas: Ints = np.empty(0, np.int64)

    def place(self, standing: Standing) -> Pairs:
        """Which vehicles stand in which areas; the same vehicles are looked up once."""
        with self._lock:
            self._answers = [(one, found) for one, found in self._answers if one() is not None]
            for one, found in self._answers:
                if one() is standing:
                    return found
        found = self._place(standing)
        with self._lock:
            self._answers = [(ref(standing), found), *self._answers][:ANSWERS]
        return found

    def _place(self, standing: Standing) -> Pairs:
        near = np.flatnonzero(in_box(standing, *self._box))
        asked = _places(standing)[near]
        with self._lock:
            at, known = self._find(asked)
            if not known.all():
                self._learn(asked, np.unique(asked[~known]))
                at, _ = self._find(asked)
            counts, areas = self._counts, self._areas
        mine = counts[at]
        vehicle = np.repeat(np.arange(len(asked)), mine)
        first = (np.cumsum(counts) - counts)[at]
        within = np.arange(len(vehicle)) - np.repeat(np.cumsum(mine) - mine, mine)
        return near[vehicle], areas[np.repeat(first, mine) + within]

    def _find(self, asked: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """The row of each place, and whether it is known."""
        if not len(self._places):
            return np.zeros(len(asked), np.int64), np.zeros(len(asked), np.bool_)
        at = np.minimum(np.searchsorted(self._places, asked), len(self._places) - 1)
        return at, self._places[at] == asked

    def _learn(self, asked: Ints, new: Ints) -> None:
        if len(self._places) + len(new) > PLACES:
            self._forget()
            new = np.unique(asked)
        lon, lat = _degrees(new)
        place, area = self._locator.locate(lon, lat)
        found = np.lexsort((area, place))
        counts = np.bincount(place, minlength=len(new))
        places = np.concatenate([self._places, new])
        order = np.argsort(places, kind="stable")
        # The areas of both, told by the row that each place gets in the new order.
        rows = np.empty(len(places), np.int64)
        rows[order] = np.arange(len(places))
        both = np.concatenate([self._counts, counts])
        areas = np.concatenate([self._areas, area[found].astype(np.int64)])
        self._areas = areas[np.argsort(np.repeat(rows, both), kind="stable")]
        self._places, self._counts = places[order], both[order]


class Grounds:
    """The sets of areas that were asked about last; any thread may ask."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[bytes, ...], Ground] = OrderedDict()
        self._lock = Lock()

    def of(self, borders: Sequence[bytes]) -> Ground:
        """The ground of some borders; their rows are what `place` tells."""
        key = tuple(borders)
        with self._lock:
            ground = self._kept.pop(key, None) or Ground(borders)
            self._kept[key] = ground
            while len(self._kept) > GROUNDS:
                self._kept.popitem(last=False)
        return ground


KNOWN = Grounds()
"""Of this process: what it remembers is true whoever asks, and of whatever database."""


def place(standing: Standing, borders: Sequence[bytes]) -> Pairs:
    """Which vehicles stand in which areas, given as well-known binary."""
    return KNOWN.of(borders).place(standing)


def place_some(
    standing: Standing, borders: Sequence[bytes], keep: npt.NDArray[np.bool_]
) -> tuple[Standing, Pairs]:
    """Some of the vehicles, and which of those stand in which areas.

    All of them are placed: what stands at a moment is asked about by one filter after the other.
    """
    vehicle, area = place(standing, borders)
    wanted = keep[vehicle]
    row = np.cumsum(keep) - 1
    return standing.where(np.flatnonzero(keep)), (row[vehicle[wanted]], area[wanted])


def _places(standing: Standing) -> Ints:
    """Longitude and latitude as told, to 1e-7 degree, in one number."""
    lon, lat = (standing.packed[name].astype(np.int64) for name in ("lon", "lat"))
    return (lon << LATITUDE_BITS) + lat


def _degrees(places: Ints) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    lat = places.astype(np.int32)
    lon = (places - lat) >> LATITUDE_BITS
    return lon / DEGREE, lat / DEGREE
