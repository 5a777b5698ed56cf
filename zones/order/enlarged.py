"""Hubs that hold more, or less, on some days: times their places, as modules put it in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.in_force import Held, read_held
from zones.order.room import Room

CAPACITY = "capacity"
KEY = "select municipality, kind || '/' || code from area where id = %s"
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Enlarged:
    """Times the places of a hub: (since, until, factor) in unix seconds, apart and in order."""

    spans: tuple[tuple[int, int, float], ...] = ()

    @classmethod
    def of(cls, held: Iterable[Held]) -> "Enlarged":
        """What effects on one hub come to; of two at once the one that was set last."""
        known = sorted(held, key=lambda one: (one.set_at, one.effect_id))
        edges = sorted({edge for one in known for edge in one.span})
        found = []
        for since, until in pairwise(edges):
            over = [one for one in known if one.span[0] <= since and one.span[1] >= until]
            if over:
                found.append((since, until, float(over[-1].value or 1)))
        return cls(tuple(found))

    @property
    def edges(self) -> list[int]:
        """The moments at which the room becomes another (unix seconds)."""
        return sorted({edge for since, until, _ in self.spans for edge in (since, until)})

    def at(self, moment: int) -> float:
        """Times the places at a moment."""
        return next((by for since, until, by in self.spans if since <= moment < until), 1.0)

    def room_at(self, room: Room, moment: int) -> Room:
        """A room as it is at a moment."""
        return times(room, self.at(moment))

    def places(self, room: Room, cuts: Ints) -> Floats:
        """The mean number of places in each step, by part of a room."""
        usual = np.array([part.count for part in room.parts], np.float64)
        found = np.repeat(usual[:, None], len(cuts) - 1, axis=1)
        for since, until, by in self.spans:
            more = np.array([part.count for part in times(room, by).parts]) - usual
            overlap = np.minimum(cuts[1:], until) - np.maximum(cuts[:-1], since)
            share = np.maximum(overlap, 0) / np.diff(cuts)
            found += more[:, None] * share[None, :]
        return found

    def full_from(self, room: Room, moments: Ints) -> Ints:
        """By part and moment, the number of vehicles at which a room is full."""
        found = np.repeat(np.array(room.full_from, np.int64)[:, None], len(moments), axis=1)
        for since, until, by in self.spans:
            then = (moments >= since) & (moments < until)
            found[:, then] = np.array(times(room, by).full_from, np.int64)[:, None]
        return found


USUAL = Enlarged()


def times(room: Room, factor: float) -> Room:
    """A room with a multiple of its places; a part of a place is none."""
    if factor == 1:
        return room
    # 1.1 × 10 is 11 places, whatever the binary fractions say.
    parts = (replace(part, count=int(part.count * factor + 1e-9)) for part in room.parts)
    return replace(room, parts=tuple(parts))


def enlarged_of(connection: Connection[Any], area_id: int, start: int, end: int) -> Enlarged:
    """What is in force of a hub's places in a stretch (unix seconds)."""
    row = connection.execute(KEY, [area_id]).fetchone()
    if row is None or row[0] is None:
        return USUAL
    town, key = row
    held = read_held(connection, start, end, municipality=town, kind=CAPACITY, area=key)
    return Enlarged.of(held)


def all_enlarged(
    connection: Connection[Any], municipality: str | None, start: int, end: int
) -> dict[str, Enlarged]:
    """The same of each hub of a municipality, or of all, by its code; only those that differ."""
    by_code: dict[str, list[Held]] = {}
    for one in read_held(connection, start, end, municipality=municipality, kind=CAPACITY):
        by_code.setdefault(str(one.area).removeprefix(f"{AreaKind.hub}/"), []).append(one)
    return {code: Enlarged.of(held) for code, held in by_code.items()}
