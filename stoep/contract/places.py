"""Distances between places in degrees, good to 0.5 % within a city."""

from collections import defaultdict
from collections.abc import Iterable
from math import cos, floor, hypot, radians

METRES_PER_DEGREE = 111_320.0
Place = tuple[float, float]
"""Degrees east and north."""


def metres_between(one: Place, other: Place) -> float:
    """Metres from a place to another, as the crow flies."""
    squeeze = cos(radians((one[1] + other[1]) / 2))
    return METRES_PER_DEGREE * hypot((one[0] - other[0]) * squeeze, one[1] - other[1])


class Nearby:
    """Many places, to ask what lies near: `Nearby(places, 300).any((4.28, 52.1))`."""

    def __init__(self, places: Iterable[Place], metres: float) -> None:
        self.metres = metres
        self._cells: dict[tuple[int, int], list[Place]] = defaultdict(list)
        known = list(places)
        north = max((abs(lat) for _, lat in known), default=0.0)
        self._high = max(metres, 1.0) / METRES_PER_DEGREE
        self._wide = self._high / max(cos(radians(min(north + 1, 89.0))), 0.01)
        for place in known:
            self._cells[self._cell(place)].append(place)

    def count(self, place: Place) -> int:
        """How many lie within the metres of a place."""
        x, y = self._cell(place)
        near = (self._cells.get((x + i, y + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
        return sum(metres_between(place, one) <= self.metres for some in near for one in some)

    def any(self, place: Place) -> bool:
        """Whether one lies within the metres of a place."""
        return self.count(place) > 0

    def _cell(self, place: Place) -> tuple[int, int]:
        return floor(place[0] / self._wide), floor(place[1] / self._high)
