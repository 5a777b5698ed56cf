"""How many vehicles a hub has room for: of all kinds together, or of each form factor."""

import re

from stoep.vocabulary import AreaKind, FormFactor
from zones.areas import BadCapacity

Capacity = dict[str, int]
"""{"combined": 20}, or places by form factor: {"bicycle": 12, "moped": 8}."""
COMBINED = "combined"
MOST = 100_000
REMEDY = "Write a number for all together (20), or one for each type (bicycle=12,moped=8)."


def read_capacity(text: str, kind: AreaKind) -> Capacity | None:
    """A capacity as people write it, `20` or `bicycle=12,moped=8`; raises BadCapacity."""
    if not text:
        return None
    pairs = [part.strip().partition("=") for part in text.split(",")]
    if pairs == [(text.strip(), "", "")]:
        pairs = [(COMBINED, "=", text.strip())]
    if not all(sign and re.fullmatch(r"[0-9]{1,6}", number) for _, sign, number in pairs):
        raise BadCapacity(f"{text!r} is no capacity.", REMEDY)
    if len({name for name, _, _ in pairs}) < len(pairs):
        raise BadCapacity(f"{text!r} names a type twice.", REMEDY)
    return check_capacity({name: int(number) for name, _, number in pairs}, kind)


def check_capacity(capacity: object, kind: AreaKind) -> Capacity:
    """A capacity that a hub can have, or BadCapacity."""
    if kind is not AreaKind.hub:
        raise BadCapacity(f"A {kind} zone has no capacity.", "Only a hub has one: leave it out.")
    if not isinstance(capacity, dict) or not capacity:
        raise BadCapacity("It is no capacity.", REMEDY)
    if strangers := [
        name for name in capacity if name != COMBINED and name not in list(FormFactor)
    ]:
        raise BadCapacity(
            f"There is no form factor {strangers[0]!r}.", f"There are: {', '.join(FormFactor)}."
        )
    if COMBINED in capacity and len(capacity) > 1:
        raise BadCapacity("A capacity is either combined or by type, not both.", REMEDY)
    if not all(type(n) is int and 0 <= n <= MOST for n in capacity.values()):
        raise BadCapacity(f"Places are whole numbers from 0 to {MOST}.", REMEDY)
    return dict(capacity)


def places(capacity: Capacity | None) -> int | None:
    """All places of a hub; None when its capacity is not known."""
    return None if capacity is None else sum(capacity.values())
