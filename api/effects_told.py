"""Effects of modules as answers tell them, and which of them a number rests on."""

from collections.abc import Iterable
from typing import Any

from api.evidence import Reading
from api.moments import moment
from zones.in_force import Held, read_held

CAPACITY, ZONE, LIMIT = "capacity", "zone", "limit"
TOUCHES = {
    "hub_occupancy": (CAPACITY,),
    "over_capacity_time": (CAPACITY,),
    "share_in_hubs": (ZONE,),
    "no_parking_vehicles": (ZONE,),
    "no_parking_hours": (ZONE,),
    "permit_no_parking": (ZONE, LIMIT),
    "worklist": (ZONE,),
}
"""Which kinds of effects a number rests on; limits set those of permits apart."""


def tell_effect(held: Held) -> dict[str, Any]:
    """An effect in force."""
    return {
        "id": held.id,
        "effect": held.effect_id,
        "municipality": held.municipality,
        "kind": held.kind,
        "area": held.area,
        "value": held.value,
        "indicator": held.indicator,
        "message": held.message,
        "day": held.day,
        "from": moment(held.begins_at.timestamp()),
        "to": moment(held.ends_at.timestamp()),
        "module": held.module,
        "version": held.version,
        "title": held.title,
        "decided_at": moment(held.decided_at.timestamp()),
        "observed": held.observed,
        "set_by": held.set_by,
        "set_at": moment(held.set_at.timestamp()),
        "why": held.why,
    }


def behind_number(
    reading: Reading,
    indicator: str,
    start: int,
    end: int,
    municipality: str | None,
    areas: Iterable[str] | None = None,
) -> list[dict[str, Any]]:
    """The effects that a number of a stretch (unix seconds) rests on.

    `areas` (kind/code) keeps, of more or fewer places, those of these hubs.
    """
    kinds = TOUCHES.get(indicator, (LIMIT,) if indicator.startswith("permit_") else ())
    if not kinds:
        return []
    asked = None if areas is None else set(areas)
    return [
        tell_effect(one)
        for one in read_held(reading.connection, start, end, municipality=municipality)
        if one.kind in kinds
        and (one.kind != LIMIT or one.indicator == indicator)
        and (one.kind != CAPACITY or asked is None or one.area in asked)
    ]
