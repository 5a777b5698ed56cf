"""Where a ride may end, by all zones and rules together."""

from itertools import groupby
from operator import itemgetter
from typing import Any

import shapely

from ingest.geofences.read import Rule, Zone, Zones
from ingest.geofences.rings import tidy


def where_rides_may_end(told: Zones, at_s: int) -> shapely.MultiPolygon | None:
    """The ground in zones where a vehicle of some type may be left at a moment; None: nowhere.

    Where zones overlap, the earlier that says anything of it decides, type by type. A zone outside
    its window says nothing, and one that allows leaving only at stations allows it. What global
    rules allow has no border, and is not in it.
    """
    zones = [zone for zone in told.zones if zone.shape is not None and zone.holds_at(at_s)]
    verdicts = {tuple(_may_end(zone, kind) for zone in zones) for kind in _kinds(zones)}
    return tidy(
        shapely.union_all([_ground(zones, verdict) for verdict in sorted(verdicts, key=str)])
    )


def _kinds(zones: list[Zone]) -> set[str | None]:
    """Vehicle types that rules name; None: all others, when a rule holds for them."""
    named = [rule.vehicle_type_ids for zone in zones for rule in zone.rules]
    return {kind for ids in named for kind in ids or (None,)}


def _may_end(zone: Zone, kind: str | None) -> bool | None:
    """What the first rule of a zone that says anything of it says for a type; None: none does."""
    told = (rule.ride_end_allowed for rule in zone.rules if _is_for(rule, kind))
    return next((allowed for allowed in told if allowed is not None), None)


def _is_for(rule: Rule, kind: str | None) -> bool:
    return rule.vehicle_type_ids is None or kind in rule.vehicle_type_ids


def _ground(zones: list[Zone], verdicts: tuple[bool | None, ...]) -> Any:
    """Painted from the last zone to the first, so that the earlier covers the later."""
    said = [(may, zone.shape) for may, zone in zip(verdicts, zones, strict=True) if may is not None]
    ground: Any = shapely.MultiPolygon()
    for may, some in groupby(reversed(said), key=itemgetter(0)):
        shapes = shapely.union_all([shape for _, shape in some])
        ground = ground.union(shapes) if may else ground.difference(shapes)
    return ground
