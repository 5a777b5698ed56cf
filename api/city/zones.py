"""Zones in force as MDS has them: geographies, policies, stops, and the rules in plain words.

Ids are made out of ours, so that they are the same at each look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from api.evidence import Reading
from stoep.vocabulary import AreaKind, FormFactor
from zones.policy.hubs import Hub

NAMESPACE = UUID("6b1f2b0a-5d8c-5e0f-9a34-4f1f0f0a7a11")
MDS_TYPES = frozenset(FormFactor) - {FormFactor.unknown}
STANDING = ("available", "reserved", "non_operational")
FORMS = {
    "nl": {
        "bicycle": "fietsen", "cargo_bicycle": "bakfietsen", "moped": "deelscooters",
        "scooter_standing": "steps", "scooter_seated": "zitscooters", "car": "auto's",
        "other": "andere voertuigen",
    },
    "en": {
        "bicycle": "bicycles", "cargo_bicycle": "cargo bicycles", "moped": "mopeds",
        "scooter_standing": "kick scooters", "scooter_seated": "seated scooters", "car": "cars",
        "other": "other vehicles",
    },
}  # fmt: skip
WORDS = {
    "nl": {
        "all": "alle deelvoertuigen", "and": "en",
        "no_parking": "{name}: hier mogen {forms} niet worden geparkeerd, vanaf {start}{end}.",
        "hub": "{name}: hier is plaats voor {places}, vanaf {start}{end}.",
        "until": " tot {end}", "places": "{n} voertuigen", "many": "deelvoertuigen",
    },
    "en": {
        "all": "all shared vehicles", "and": "and",
        "no_parking": "{name}: {forms} may not be parked here, from {start}{end}.",
        "hub": "{name}: there is room here for {places}, from {start}{end}.",
        "until": " until {end}", "places": "{n} vehicles", "many": "shared vehicles",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Span:
    """A time in which a rule holds, in milliseconds; `published` is when operators could know."""

    start: int
    end: int | None
    published: int


@dataclass(frozen=True)
class Zone:
    """A version of a zone that operators know of."""

    row: dict[str, Any]

    @property
    def geography_id(self) -> str:
        """Its id as a geography."""
        return _id("geography", self.row["id"])

    @property
    def spans(self) -> list[Span]:
        """When its rule holds."""
        published = self.row["published"]
        return [
            Span(start, end, max(published, decided or 0))
            for start, end, decided in self.row["spans"]
        ]

    def told(self, span: Span, language: str, zone: ZoneInfo) -> str:
        """Its rule in a sentence."""
        words = WORDS[language]
        end = words["until"].format(end=_date(span.end, zone)) if span.end else ""
        return words[self.row["kind"]].format(
            name=self.row["name"],
            forms=self._forms(language),
            places=self._places(language),
            start=_date(span.start, zone),
            end=end,
        )

    def _forms(self, language: str) -> str:
        forms = self.row["form_factors"]
        if not forms:
            return WORDS[language]["all"]
        names = [FORMS[language].get(form, form) for form in forms]
        return f" {WORDS[language]['and']} ".join([", ".join(names[:-1]), names[-1]][-len(names) :])

    def _places(self, language: str) -> str:
        capacity = self.row["capacity"]
        words = WORDS[language]
        if not capacity:
            return words["many"]
        if "combined" in capacity:
            return words["places"].format(n=capacity["combined"])
        told = [f"{capacity[f]} {FORMS[language].get(f, f)}" for f in FormFactor if f in capacity]
        return ", ".join(told)


def read_zones(reading: Reading, municipality: str | None) -> list[Zone]:
    """The hubs and no-parking zones that operators know of, or knew of."""
    return zones_known(reading, municipality, reading.now_s)


def zones_known(reading: Reading, municipality: str | None, at_s: int) -> list[Zone]:
    """The same as they could be known at a moment (unix seconds)."""
    rows = reading.named("city_zones", now=at_s, municipality=municipality)
    return [Zone(row) for row in rows]


def geography(zone: Zone) -> dict[str, Any]:
    """A zone as an MDS geography; it never changes: a change is a new version."""
    row = zone.row
    shape = {"type": "Feature", "properties": {}, "geometry": msgspec.json.decode(row["geometry"])}
    told = {
        "name": row["name"],
        "geography_id": zone.geography_id,
        "geography_type": "stop" if row["kind"] == AreaKind.hub else "policy_zone",
        "geography_json": {"type": "FeatureCollection", "features": [shape]},
        "published_date": row["published"],
        "effective_date": row["starts"],
        "prev_geographies": _previous(row, "geography"),
    }
    return told | ({} if row["ends"] is None else {"retire_date": row["ends"]})


def policies(
    zones: Sequence[Zone], start: int, end: int | None, timezone: ZoneInfo
) -> list[dict[str, Any]]:
    """No-parking zones as policies: one for each time that a rule holds between two moments."""
    by = {zone.row["id"]: zone for zone in zones}
    return [
        _policy(zone, span, timezone, by.get(zone.row["previous"]))
        for zone in zones
        if zone.row["kind"] == AreaKind.no_parking
        for span in zone.spans
        if (span.end is None or span.end > start) and (end is None or span.start < end)
    ]


def _policy(zone: Zone, span: Span, timezone: ZoneInfo, previous: Zone | None) -> dict[str, Any]:
    row = zone.row
    key = _key(zone, span)
    rule: dict[str, Any] = {
        "name": row["name"],
        "rule_id": _id("rule", key),
        "rule_type": "count",
        "rule_units": "devices",
        "geographies": [zone.geography_id],
        "states": {state: [] for state in STANDING},
        "maximum": 0,
        "messages": {
            "nl-NL": zone.told(span, "nl", timezone), "en-GB": zone.told(span, "en", timezone),
        },
    }  # fmt: skip
    if row["form_factors"]:
        rule["vehicle_types"] = [form for form in row["form_factors"] if form in MDS_TYPES]
    told = {
        "name": row["name"],
        "mode_id": "micromobility",
        "policy_id": _policy_id(zone, span),
        "description": zone.told(span, "en", timezone),
        "start_date": span.start,
        "published_date": span.published,
        "rules": [rule],
    }
    # The first time that a version holds takes the place of the last time that the one before did.
    if previous is not None and previous.spans and span == zone.spans[0]:
        told["prev_policies"] = [_policy_id(previous, previous.spans[-1])]
    return told | ({} if span.end is None else {"end_date": span.end})


def stop(zone: Zone, hub: Hub | None, now_ms: int) -> dict[str, Any]:
    """A hub as an MDS stop. What is not known is left out: a stop then says no number."""
    row = zone.row
    told = {
        "stop_id": _id("stop", row["id"]),
        "name": row["name"],
        "location": {"lat": row["lat"], "lng": row["lon"]},
        "geography_id": zone.geography_id,
        "capacity": _capacity(row["capacity"], row["form_factors"]),
        "num_vehicles_available": {},
        "num_vehicles_disabled": {},
        "last_updated": now_ms,
    }
    open_now = hub is None or hub.free is None or hub.free > 0
    told["status"] = {"is_installed": True, "is_renting": True, "is_returning": open_now}
    if hub is not None and hub.free is not None:
        told["num_places_available"] = _free(hub, row["form_factors"])
    return told


def _capacity(capacity: dict[str, int] | None, forms: list[str] | None) -> dict[str, int]:
    if not capacity:
        return {}
    if "combined" in capacity:
        return {_only(forms): capacity["combined"]}
    return {form if form in MDS_TYPES else "other": n for form, n in capacity.items()}


def _free(hub: Hub, forms: list[str] | None) -> dict[str, int]:
    if hub.room.by_form:
        return {
            str(part.form): max(0, part.free)
            for part in hub.taken
            if part.form in MDS_TYPES and part.free is not None
        }
    return {_only(forms): max(0, hub.free or 0)}


def _only(forms: list[str] | None) -> str:
    """The form factor of places that are for one; `other` where they are for several together."""
    known = [form for form in forms or [] if form in MDS_TYPES]
    return known[0] if len(known) == 1 else "other"


def _policy_id(zone: Zone, span: Span) -> str:
    return _id("policy", _key(zone, span))


def _key(zone: Zone, span: Span) -> str:
    return f"{zone.row['id']}/{span.start}"


def _previous(row: dict[str, Any], what: str) -> list[str]:
    return [] if row["previous"] is None else [_id(what, row["previous"])]


def _id(what: str, key: object) -> str:
    return str(uuid5(NAMESPACE, f"{what}/{key}"))


def _date(milliseconds: int | None, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp((milliseconds or 0) / 1000, UTC).astimezone(zone)
    return f"{at:%d-%m-%Y %H:%M}"
