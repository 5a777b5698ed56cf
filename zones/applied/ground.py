"""What a feed's geofencing zones say of the ground of one zone of ours.

+--------- ours ---------+
| may end | may not | -- |   of what is not told the global rules tell; without them GBFS sets
+------------------------+   no restriction: a ride may end there
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely

from stoep.errors import StoepError


@dataclass(frozen=True)
class Ground:
    """Shares of our zone (0 to 1, together 1), by what the feed says of ending a ride there.

    `by_type`: its rules differ between types of vehicles here, so that no share can be told.
    `name` is that of its zone which looks most like ours, `alike` how much: the ground that they
    share over the ground of either (0 to 1); None: none of its zones touches ours.
    """

    may: float
    may_not: float
    silent: float
    silent_may: bool
    by_type: bool = False
    name: str | None = None
    alike: float | None = None

    @property
    def allows(self) -> float:
        """The share on which a ride may end, told or not restricted."""
        return self.may + (self.silent if self.silent_may else 0.0)

    @property
    def forbids(self) -> float:
        """The share on which it may not."""
        return self.may_not + (0.0 if self.silent_may else self.silent)


def read_ground(told: dict[str, Any], ours: Any, at: datetime) -> Ground:
    """What `told` (zones as `service_area` keeps them) says of our zone, a shape in degrees.

    Where its zones overlap, the earlier that says anything of ending a ride decides.
    """
    left, may, may_not = ours, 0.0, 0.0
    whole, by_type = ours.area, False
    best: tuple[float, str | None] | None = None
    for feature in told.get("features", []):
        shape = _shape(feature, at)
        if shape is None or not shape.intersects(ours):
            continue
        alike = shape.intersection(ours).area / shape.union(ours).area
        if best is None or alike > best[0]:
            best = (alike, feature["properties"].get("name"))
        verdicts = {rule.get("ride_end_allowed") for rule in feature["properties"]["rules"]} - {
            None
        }
        by_type |= len(verdicts) > 1 or any(
            rule.get("vehicle_type_ids") and rule.get("ride_end_allowed") is not None
            for rule in feature["properties"]["rules"]
        )
        if len(verdicts) != 1:
            continue
        part = left.intersection(shape).area / whole
        may, may_not = (may + part, may_not) if verdicts == {True} else (may, may_not + part)
        left = left.difference(shape)
    named = best or (None, None)
    elsewhere = [rule.get("ride_end_allowed") for rule in told.get("global_rules") or []]
    return Ground(
        round(may, 4),
        round(may_not, 4),
        round(max(1.0 - may - may_not, 0.0), 4),
        False not in elsewhere,
        by_type,
        named[1],
        None if named[0] is None else round(named[0], 4),
    )


def _shape(feature: dict[str, Any], at: datetime) -> Any:
    """The border of a zone that holds at a moment; None: it does not, or has none."""
    told = feature["properties"]
    starts, ends = (_moment(told.get(name)) for name in ("start", "end"))
    if (starts and at < starts) or (ends and at >= ends) or not feature.get("geometry"):
        return None
    try:
        return shapely.geometry.shape(feature["geometry"])
    except (shapely.errors.ShapelyError, ValueError) as broken:
        raise StoepError(f"A geofencing zone that was kept cannot be read: {broken}.") from broken


def _moment(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)
