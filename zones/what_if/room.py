"""What would have become of the places of a draft hub: how long full, and how much too full."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zones.asked import Ints
from zones.policy.hub_state import HubState, turns
from zones.what_if.counts import Counts

HOUR_S = 3600


@dataclass(frozen=True)
class Room:
    """Places of one form factor, or of all together (`combined`), over the known time."""

    form: str
    places: int
    highest: int | None
    full_share: float | None
    """Share of the time at which as many stood there as there are places, or more."""
    over_vehicle_hours: float | None
    became_full: int | None
    """How often its state would have become full: a message each time. None without places."""


class Filled(NamedTuple):
    """A room, and from each moment on the number beyond its places."""

    room: Room
    over: Ints


def room(form: str, usual: int, counts: Ints, through: Counts) -> Filled:
    """The places of a hub against how many stood there.

    They are more or fewer than usual where a module had put that in force.
    """
    known, places = through.known, _places(usual, through)
    over = np.maximum(counts - places, 0)
    seen_s = int(through.lengths[known].sum())
    if not seen_s:
        return Filled(Room(form, usual, None, None, None, None), over)
    full_s = int(through.lengths[known & (counts >= places)].sum())
    return Filled(
        Room(
            form,
            usual,
            highest=int(counts[known].max()),
            full_share=full_s / seen_s,
            over_vehicle_hours=float((over * through.lengths)[known].sum()) / HOUR_S,
            became_full=_became_full(places, counts, through) if usual else None,
        ),
        over,
    )


def _places(usual: int, through: Counts) -> Ints:
    """The places from each moment on; a part of a place is none."""
    found = np.full(len(through.moments), usual, np.int64)
    for since, until, by in through.past.ruled.enlarged.spans:
        then = (through.moments >= since) & (through.moments < until)
        found[then] = int(usual * by + 1e-9)
    return found


def _became_full(places: Ints, counts: Ints, through: Counts) -> int:
    """How often the state became full; stretches that nobody saw end none."""
    if not (through.known & (counts >= places)).any():
        return 0
    told = zip(through.moments.tolist(), counts.tolist(), through.known.tolist(), strict=True)
    states = [turn.state for turn in turns(told, places.tolist())]
    before = [None, *states[:-1]]
    pairs = zip(before, states, strict=True)
    return sum(was != now and now is HubState.full for was, now in pairs)
