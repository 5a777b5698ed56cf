"""Which effects of modules verdicts rest on: a limit for a day, the hours of a no-parking area."""

from collections.abc import Iterable
from typing import Any

from api.effects_told import tell_effect
from api.evidence import Reading
from stoep.vocabulary import AreaKind
from zones.in_force import Held, read_held
from zones.permits.by_effect import LIMIT, scope_of
from zones.permits.day import LocalDay
from zones.permits.limits import Scope

ZONE = "zone"
NO_PARKING = "permit_no_parking"
BRIEF = ("id", "module", "title", "kind", "area", "value", "day", "from", "to")


def held_for_permits(
    reading: Reading, municipality: str, first: LocalDay, last: LocalDay
) -> list[Held]:
    """What was in force from one local day to another that any verdict may rest on."""
    found = read_held(reading.connection, first.start, last.end, municipality=municipality)
    return [one for one in found if one.kind in (LIMIT, ZONE)]


def behind_scope(held: Iterable[Held], scope: Scope) -> list[Held]:
    """Those that the numbers or limits of one scope rest on."""
    return [one for one in held if _touches(one, scope)]


def _touches(one: Held, scope: Scope) -> bool:
    if one.kind == LIMIT:
        return scope_of(one, scope.operator) == scope
    return is_closing(one) and scope.indicator == NO_PARKING


def is_closing(one: Held) -> bool:
    """Whether it is about the hours of a no-parking area."""
    return one.kind == ZONE and str(one.area).partition("/")[0] == AreaKind.no_parking


def tell_briefly(one: Held) -> dict[str, Any]:
    """An effect as the board tells it, where there may be hundreds."""
    told = tell_effect(one)
    return {name: told[name] for name in BRIEF}
