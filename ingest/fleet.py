"""The open stays of one feed as columns: what the next good poll is compared with.

A copy of what the database holds, rebuilt from it at any time; `record` writes both in step.
"""

from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NEVER = np.int64(-1)

COLUMNS: tuple[tuple[str, type], ...] = (
    ("id", np.int64),
    ("lon", np.float64),
    ("lat", np.float64),
    ("back_lon", np.float64),  # where it was put back after a short absence; else the anchor
    ("back_lat", np.float64),
    ("first_seen", np.int64),
    ("base_s", np.int64),  # evidence clock at first_seen, plus what was excluded since
    ("last_seen", np.int64),  # NEVER while it stands
    ("last_seen_s", np.int64),  # evidence clock at last_seen
    ("missing_since", np.int64),  # NEVER while it stands
    ("missing_anew", np.int64),  # first poll that counts as absence: missing_since, or after a gap
    ("missing_anew_s", np.int64),  # evidence clock at missing_anew
    ("missing_polls", np.int64),  # good polls since missing_anew
    ("state", np.uint8),
    ("state_since", np.int64),  # first good poll that told this state
    ("type_id", np.int16),
    ("municipality", np.int32),  # area that it stands in, 0 for none
    ("taken", np.bool_),
)


@dataclass
class Fleet:
    """Slots of open stays; `slot_of` finds a vehicle by its id, `unbound` by its pseudonym.

    After a restart only pseudonyms are known; a vehicle's id is bound to its slot when the feed
    next lists it.
    """

    capacity: int = 1024
    slot_of: dict[str, int] = field(default_factory=dict)
    unbound: dict[bytes, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns: dict[str, npt.NDArray[Any]] = {
            name: np.zeros(self.capacity, kind) for name, kind in COLUMNS
        }
        self.ids: list[str | None] = [None] * self.capacity
        self._free: list[int] = list(range(self.capacity - 1, -1, -1))

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self.columns[name]

    @property
    def open_slots(self) -> Ints:
        """Slots of all open stays, missing ones too."""
        return np.flatnonzero(self.columns["taken"])

    @property
    def standing(self) -> int:
        """How many vehicles the newest good poll listed."""
        taken, missing = self.columns["taken"], self.columns["missing_since"]
        return int((taken & (missing == NEVER)).sum())

    def find(self, ids: list[str]) -> Ints:
        """The slot of each vehicle, -1 where it has none (or is not bound yet)."""
        return np.fromiter(map(self.slot_of.get, ids, repeat(-1)), np.int64, len(ids))

    def bind(self, vehicle_id: str, slot: int) -> None:
        """From now on this vehicle is found by its id."""
        self.slot_of[vehicle_id] = slot
        self.ids[slot] = vehicle_id

    def take(self, count: int) -> Ints:
        """Free slots for new stays, now taken."""
        while len(self._free) < count:
            self._grow()
        slots = np.array([self._free.pop() for _ in range(count)], np.int64)
        for name in ("last_seen", "missing_since", "missing_anew"):
            self.columns[name][slots] = NEVER
        self.columns["missing_polls"][slots] = 0
        self.columns["taken"][slots] = True
        return slots

    def release(self, slots: Ints) -> None:
        """Forget stays that have ended; a vehicle already bound elsewhere keeps its new slot."""
        self.columns["taken"][slots] = False
        for slot in slots.tolist():
            vehicle_id = self.ids[slot]
            if vehicle_id is not None and self.slot_of.get(vehicle_id) == slot:
                del self.slot_of[vehicle_id]
            self.ids[slot] = None
            self._free.append(slot)
        if self.unbound:
            gone = set(slots.tolist())
            self.unbound = {v: s for v, s in self.unbound.items() if s not in gone}

    def _grow(self) -> None:
        old = self.capacity
        self.capacity *= 2
        for name, kind in COLUMNS:
            wider: npt.NDArray[Any] = np.zeros(self.capacity, kind)
            wider[:old] = self.columns[name]
            self.columns[name] = wider
        self.ids.extend([None] * old)
        self._free.extend(range(self.capacity - 1, old - 1, -1))


def metres_between(lon: Floats, lat: Floats, lon2: Floats, lat2: Floats) -> Floats:
    """Distance in metres between pairs of near points (error below 0.5 % up to 10 km)."""
    per_degree = 111_320.0
    east = (lon2 - lon) * per_degree * np.cos(np.radians((lat + lat2) / 2))
    north = (lat2 - lat) * per_degree
    return np.hypot(east, north)
