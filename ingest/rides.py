"""Reserved, and not where it stood: on a ride perhaps, or parked and reserved before any list told.

No point of a ride may be kept, and nothing that stands may be missed. So such a vehicle is held
back until it has stood: at one place in lists that span 90 seconds, or free there. Then it is
counted from the first of them. What is held back lies in the feed's state, each list in the place
of the one before it, and is forgotten with the feed's newest body.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.compare import CONFIRM_S, Now, goes_on
from ingest.fleet import Fleet, Ints, metres_between
from ingest.snapshot import STATES, Snapshot
from stoep.vocabulary import VehicleState

RESERVED = STATES.index(VehicleState.reserved)
SAME_PLACE_M = 25.0
"""Within this of where it was first listed so it has not gone on; a parked vehicle's reports stray
less, and one in traffic goes further within the time."""


@dataclass(frozen=True)
class HeldBack:
    """A vehicle that is reserved where it did not stand, since the first list that said so.

    Times are unix seconds, `clock_s` the feed's evidence clock at `first_s`; `before_s` is the list
    before that one.
    """

    lon: float
    lat: float
    first_s: int
    before_s: int
    clock_s: int


HeldBacks = Mapping[bytes, HeldBack]
"""By pseudonym."""


@dataclass(frozen=True)
class Since:
    """Since when each row of a snapshot is listed where it is: earlier than now for some.

    Columns as in `HeldBack`; `was_reserved` for those that were held back.
    """

    first_s: Ints
    before_s: Ints
    clock_s: Ints
    was_reserved: npt.NDArray[np.bool_]

    def state_since_s(self, snapshot: Snapshot, now: Now) -> Ints:
        """Since when each row says its state: who was held back and is free now, since now."""
        freed = self.was_reserved & (snapshot.state != RESERVED)
        return np.where(freed, now.at_s, self.first_s)

    def only(self, keep: npt.NDArray[Any]) -> "Since":
        """The chosen rows."""
        return Since(
            self.first_s[keep], self.before_s[keep], self.clock_s[keep], self.was_reserved[keep]
        )


@dataclass(frozen=True)
class Rides:
    """Which rows of a list are held back, and since when the others stand."""

    held: npt.NDArray[np.bool_]
    since: Since | None = None
    """None: nobody stands since before this list."""
    held_back: HeldBacks = field(default_factory=dict)
    """What the next list is compared with."""


def rides(
    held_back: HeldBacks,
    fleet: Fleet,
    snapshot: Snapshot,
    slots: Ints,
    now: Now,
    name: Callable[[str], bytes],
) -> Rides:
    """Weigh those that are listed where they did not stand; `name` gives a vehicle's pseudonym.

    After a gap, and at first, a reserved vehicle may have stood there and been reserved since:
    nobody is held back.
    """
    if now.gap or now.before_s is None:
        return Rides(np.zeros(len(snapshot), np.bool_))
    reserved = snapshot.state == RESERVED
    elsewhere = _elsewhere(fleet, snapshot, slots, now, all_rows=bool(held_back), some=reserved)
    held = np.zeros(len(snapshot), np.bool_)
    waiting: dict[bytes, HeldBack] = {}
    stood: dict[int, HeldBack] = {}
    for row in elsewhere.tolist():
        vehicle = name(snapshot.ids[row])
        lon, lat = float(snapshot.lon[row]), float(snapshot.lat[row])
        seen = _again_there(held_back.get(vehicle), lon, lat)
        if seen is not None and (not reserved[row] or now.clock_s - seen.clock_s >= CONFIRM_S):
            stood[row] = seen
        elif reserved[row]:
            held[row] = True
            waiting[vehicle] = seen or HeldBack(lon, lat, now.at_s, now.before_s, now.clock_s)
    return Rides(held, _since(len(snapshot), stood, now) if stood else None, waiting)


def kept(held_back: HeldBacks) -> dict[str, Any] | None:
    """What is held back, as it is kept in the feed's state; None for nothing."""
    return {vehicle.hex(): asdict(seen) for vehicle, seen in held_back.items()} or None


def read(told: Mapping[str, Any] | None) -> dict[bytes, HeldBack]:
    """What `kept` gave."""
    return {bytes.fromhex(vehicle): HeldBack(**seen) for vehicle, seen in (told or {}).items()}


def _elsewhere(
    fleet: Fleet,
    snapshot: Snapshot,
    slots: Ints,
    now: Now,
    *,
    all_rows: bool,
    some: npt.NDArray[np.bool_],
) -> Ints:
    """Rows that are not where their vehicle stood until now: only of `some`, or of all."""
    asked = np.ones(len(snapshot), np.bool_) if all_rows else some.copy()
    known = np.flatnonzero(asked & (slots >= 0))
    stands, _ = goes_on(fleet, snapshot, known, slots[known], now)
    asked[known[stands]] = False
    return np.flatnonzero(asked)


def _again_there(seen: HeldBack | None, lon: float, lat: float) -> HeldBack | None:
    """What was held back, where it is at the same place still."""
    if seen is None:
        return None
    there, here = (np.array([seen.lon]), np.array([seen.lat])), (np.array([lon]), np.array([lat]))
    return seen if metres_between(*there, *here)[0] <= SAME_PLACE_M else None


def _since(rows: int, stood: Mapping[int, HeldBack], now: Now) -> Since:
    first, before = np.full(rows, now.at_s), np.full(rows, now.before_s or 0)
    clock, was_reserved = np.full(rows, now.clock_s), np.zeros(rows, np.bool_)
    for row, seen in stood.items():
        first[row], before[row], clock[row] = seen.first_s, seen.before_s, seen.clock_s
        was_reserved[row] = True
    return Since(first, before, clock, was_reserved)
