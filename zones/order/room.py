"""How much room a hub has, and how full it is: for all vehicles together, or by form factor.

A hub with places by form factor is as full as its fullest: a free place for a bicycle is none for a
moped. A form factor without places of its own is not counted in how full such a hub is; one with 0
places makes it full as soon as one stands there. A hub with no places at all is always full.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.vocabulary import FormFactor
from zones.measure import types_wanted

NO_CAPACITY, NO_PLACES = "no_capacity", "no_places"
"""How much room there is is not known; there is none, so that nothing can be divided by it."""
ALL = "all"
ROOM = "select capacity, capacity_by_form, form_factors from area where id = %s"

Kinds = Mapping[int, FormFactor]
"""The form factor of each vehicle type."""
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Some places of a hub: whose they are (`all`, or a form factor; `forms` None: all)."""

    key: str
    forms: frozenset[str] | None
    count: int


@dataclass(frozen=True)
class Room:
    """The places of a hub, in parts; none: its capacity is not known.

    `forms` are those that the hub is about, None for all: others do not count in it.
    """

    parts: tuple[Places, ...]
    forms: frozenset[str] | None = None

    @classmethod
    def of(
        cls, capacity: int | None, by_form: Mapping[str, int] | None, forms: list[str] | None
    ) -> "Room":
        """The room of a hub as its area tells it."""
        about = None if forms is None else frozenset(forms)
        if by_form is not None:
            mine = sorted((f, n) for f, n in by_form.items() if about is None or f in about)
            return cls(tuple(Places(f, frozenset([f]), n) for f, n in mine), about)
        return cls(() if capacity is None else (Places(ALL, about, capacity),), about)

    @property
    def by_form(self) -> bool:
        """Whether each form factor has places of its own."""
        return any(part.key != ALL for part in self.parts)

    @property
    def capacity(self) -> int | None:
        """All places together; None when they are not known."""
        return sum(part.count for part in self.parts) if self.parts else None

    @property
    def full_from(self) -> list[int]:
        """By part, the number of vehicles at which it is full.

        No places beside others are full when one stands there, no places at all always.
        """
        least = 1 if self.capacity else 0
        return [max(part.count, least) for part in self.parts]

    def taken(self, by_type: Mapping[int, int], kinds: Kinds) -> Ints:
        """By part, how many stand there; `by_type` counts vehicles by number of their type."""
        return np.array([_sum(by_type, kinds, part.forms) for part in self.parts], np.int64)

    def vehicles(self, by_type: Mapping[int, int], kinds: Kinds) -> int:
        """How many stand there that the hub is about."""
        return _sum(by_type, kinds, self.forms)

    def occupancy(self, counts: npt.NDArray[Any], places: Floats | None = None) -> Floats:
        """Vehicles over places where that is most; `counts` by part, then of whatever shape.

        `places` of the same shape, where they are not always the same. NaN where a count is, and
        where vehicles stand for which there are no places.
        """
        places = self._places(counts) if places is None else places
        some = places > 0
        none = np.where((counts == 0) & some.any(), 0.0, np.nan)
        share: Floats = np.where(some, counts / np.where(some, places, 1), none).max(axis=0)
        return share

    def excess(self, counts: npt.NDArray[Any], places: Floats | None = None) -> Floats:
        """Vehicles above the places where that is most; below 0: so many are free."""
        places = self._places(counts) if places is None else places
        above: Floats = (counts - places).max(axis=0)
        return above

    def _places(self, counts: npt.NDArray[Any]) -> Floats:
        places = np.array([part.count for part in self.parts], np.float64)
        return places.reshape(-1, *[1] * (counts.ndim - 1))


def _sum(by_type: Mapping[int, int], kinds: Kinds, forms: frozenset[str] | None) -> int:
    types = types_wanted(dict(kinds), forms)
    return sum(n for number, n in by_type.items() if types is None or number in types)


def room_of(connection: Connection[Any], area_id: int) -> Room:
    """The room of an area by its number."""
    row = connection.execute(ROOM, [area_id]).fetchone()
    return Room(()) if row is None else Room.of(*row)
