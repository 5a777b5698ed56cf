"""What modules had put in force of a zone that is tried: the hours it held, the places it had.

A zone that a module opens holds in the hours of its effect alone, from the first day of that effect
on; a hub that one enlarges has more places on that day. A trial takes both over, as the numbers do
that are counted: what is otherwise about it is that its own dates are not asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from psycopg import Connection

from zones.in_force import Held, read_held
from zones.measure import SQL
from zones.order.enlarged import CAPACITY, USUAL, Enlarged

ZONE = "zone"
Span = tuple[int, int]


class Known(NamedTuple):
    """A zone by the name that effects know it by, whichever of its versions is tried."""

    municipality: str
    kind: str
    code: str


@dataclass(frozen=True)
class Ruled:
    """When the rule of a draft would have held (unix seconds, in order, apart), and with what room.

    `effects` are what modules had put in force that this rests on.
    """

    spans: Sequence[Span]
    enlarged: Enlarged = USUAL
    effects: Sequence[Held] = ()

    def within(self, low: int, high: int) -> list[Span]:
        """The stretches in which it held between two moments."""
        cut = ((max(low, since), min(high, until)) for since, until in self.spans)
        return [(since, until) for since, until in cut if since < until]


def ruled(connection: Connection[Any], known: Known | None, start: int, end: int) -> Ruled:
    """Of a zone that is known by name; a drawing that is none holds all the time."""
    if known is None:
        return Ruled(((start, end),))
    asked = {**known._asdict(), "start": start, "end": end}
    spans = [(int(a), int(b)) for a, b in connection.execute(SQL["rule_tried"], asked)]
    key = f"{known.kind}/{known.code}"
    held = [
        one
        for one in read_held(connection, start, end, municipality=known.municipality, area=key)
        if one.kind in (ZONE, CAPACITY)
    ]
    return Ruled(spans, Enlarged.of(one for one in held if one.kind == CAPACITY), held)
