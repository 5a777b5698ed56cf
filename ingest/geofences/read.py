"""GBFS geofencing zones, 2.1 to 3.x, in the words of GBFS 3: rules, windows and clean borders.

Whether a ring runs clockwise is not asked: GBFS 2 gave it a meaning, GeoJSON another, and feeds
follow either. The first ring of a polygon is its border, the others are holes.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import shapely

from ingest.gbfs import read_json, read_time
from ingest.geofences.rings import count_points, read_shape
from ingest.naming import read_code, read_name
from ingest.refusal import NotGbfs, TooLarge

ZONES = "geofencing_zones"
MOST_POINTS = 20_000
MOST_ZONES, MOST_RULES, MOST_TYPES = 5_000, 10_000, 100
Told = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """What may be done in a zone; None where the feed does not say."""

    vehicle_type_ids: tuple[str, ...] | None
    """None: all types."""
    ride_start_allowed: bool | None
    ride_end_allowed: bool | None
    ride_through_allowed: bool | None
    maximum_speed_kph: int | None
    station_parking: bool | None


@dataclass(frozen=True)
class Zone:
    """A zone with its rules; of colliding rules the earlier holds, of zones too."""

    name: str | None
    start_s: int | None
    end_s: int | None
    """From when until when it holds (unix seconds); None: always."""
    rules: tuple[Rule, ...]
    shape: shapely.MultiPolygon | None
    """None: its border cannot be used."""

    def holds_at(self, at_s: int) -> bool:
        """Whether a moment lies in its window."""
        begun = self.start_s is None or self.start_s <= at_s
        return begun and (self.end_s is None or at_s < self.end_s)


@dataclass(frozen=True)
class Zones:
    """All zones of a feed, and the rules that hold outside them and where they say nothing."""

    zones: tuple[Zone, ...]
    global_rules: tuple[Rule, ...]

    def as_geojson(self) -> Told:
        """The zones as a feature collection, with `global_rules` beside the features."""
        rules = [asdict(rule) for rule in self.global_rules]
        features = [_feature(zone) for zone in self.zones]
        return {"type": "FeatureCollection", "features": features, "global_rules": rules}

    def hash(self, at_s: int) -> bytes:
        """16 bytes that tell one state of affairs from another: what is told, and what holds."""
        holds = [zone.holds_at(at_s) for zone in self.zones]
        text = json.dumps([self.as_geojson(), holds], sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).digest()


def read_zones(body: bytes) -> Zones:
    """The zones of a geofencing_zones body.

    A zone whose border cannot be used keeps its rules and has no shape. Raises NotJson, NotGbfs,
    and TooLarge (over 20,000 points, 5,000 zones, 10,000 rules or 100 vehicle types).
    """
    data = read_json(body).get("data")
    if not isinstance(data, dict) or not isinstance(data.get(ZONES), dict | list):
        raise NotGbfs("The file has no geofencing zones.", "Ask the operator for the GBFS file.")
    features = list(_features(data[ZONES]))
    _require_few("points", sum(count_points(one.get("geometry")) for one in features), MOST_POINTS)
    _require_few("zones", len(features), MOST_ZONES)
    told = [_rules(_properties(one).get("rules")) for one in features]
    everywhere = _rules(data.get("global_rules"))
    rules = [rule for some in [*told, everywhere] for rule in some]
    _require_few("rules", len(rules), MOST_RULES)
    types = {code for rule in rules for code in rule.vehicle_type_ids or ()}
    _require_few("vehicle types", len(types), MOST_TYPES)
    zones = (_zone(one, some) for one, some in zip(features, told, strict=True))
    return Zones(tuple(zones), everywhere)


def _require_few(what: str, count: int, most: int) -> None:
    if count > most:
        raise TooLarge(
            f"The geofencing zones have {count:,} {what}, more than {most:,}.",
            "Ask the operator for simpler zones, or for a feed of one city.",
        )


def _features(told: Any) -> Iterator[Told]:
    """Features of a collection, or of several: the example in GBFS 2.1 has an array of them."""
    for collection in told if isinstance(told, list) else [told]:
        features = collection.get("features") if isinstance(collection, dict) else None
        for feature in features if isinstance(features, list) else []:
            if isinstance(feature, dict):
                yield feature


def _properties(feature: Told) -> Told:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _zone(feature: Told, rules: tuple[Rule, ...]) -> Zone:
    about = _properties(feature)
    start_s, end_s = read_time(about.get("start")), read_time(about.get("end"))
    shape = read_shape(feature.get("geometry"))
    return Zone(read_name(about.get("name")), start_s, end_s, rules, shape)


def _rules(told: Any) -> tuple[Rule, ...]:
    """Rules in a list, or a single one: the example in GBFS 2.1 has no list."""
    rules = told if isinstance(told, list) else [told]
    return tuple(_rule(rule) for rule in rules if isinstance(rule, dict))


def _rule(told: Told) -> Rule:
    ride = _truth(told.get("ride_allowed"))
    start = _truth(told.get("ride_start_allowed"))
    end = _truth(told.get("ride_end_allowed"))
    return Rule(
        vehicle_type_ids=_type_ids(told),
        ride_start_allowed=ride if start is None else start,
        ride_end_allowed=ride if end is None else end,
        ride_through_allowed=_truth(told.get("ride_through_allowed")),
        maximum_speed_kph=_speed(told.get("maximum_speed_kph")),
        station_parking=_truth(told.get("station_parking")),
    )


def _type_ids(told: Told) -> tuple[str, ...] | None:
    """GBFS 2 says vehicle_type_id, 3 vehicle_type_ids, and feeds of either say the other."""
    ids = told.get("vehicle_type_ids") or told.get("vehicle_type_id")
    listed = ids if isinstance(ids, list) else [ids]
    return tuple(sorted({code for one in listed if (code := read_code(one))})) or None


def _truth(told: Any) -> bool | None:
    words = {"true": True, "1": True, "false": False, "0": False}
    return words.get(str(told).lower()) if isinstance(told, bool | int | str) else None


def _speed(told: Any) -> int | None:
    usable = isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told <= 1000
    return int(told) if usable else None


def _feature(zone: Zone) -> Told:
    geometry = None if zone.shape is None else json.loads(shapely.to_geojson(zone.shape))
    properties = {
        "name": zone.name,
        "start": _moment(zone.start_s),
        "end": _moment(zone.end_s),
        "rules": [asdict(rule) for rule in zone.rules],
    }
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _moment(at_s: int | None) -> str | None:
    return None if at_s is None else f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%dT%H:%M:%SZ}"
