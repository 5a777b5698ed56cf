"""Which published number each figure of an answer is; OpenAPI tells it as `x-indicator`.

A figure is in one of two tables: it is a number of the registry, or it is about something else
(who, where, when, a rule, what evidence there is). A test refuses one that is in neither.
"""

from collections.abc import Mapping
from typing import Any

NAMED = "named"
"""The one that the answer names in `indicator`."""

PUBLISHED: Mapping[str, Mapping[str, str]] = {
    "Vehicles": {"count": "vehicles_parked"},
    "CountedFeed": {"count": "vehicles_parked"},
    "Vehicle": dict.fromkeys(("observed_s", "possible_s", "duration_class"), "duration_classes"),
    "Stay": {"observed_s": "duration_classes"},
    "AreaValue": dict.fromkeys(("value", "classes", "possible", "unknown", "vehicles"), NAMED),
    "Line": dict.fromkeys(("values", "unknown"), NAMED),
    "Slot": {"value": NAMED},
    "ComparedSide": {"value": NAMED},
    "ComparedArea": {"difference": NAMED},
    "ComparedPart": {"difference": NAMED},
    "MethodCount": dict.fromkeys(("value", "difference", "lowest", "highest"), NAMED),
    "HotSpots": {"count": "hot_spots"},
    "HotSpot": dict.fromkeys(
        ("vehicles", "operators", "stays", "observed_s", "possible_s"), "hot_spots"
    ),
    "LastingSpots": {"count": "hot_spots"},
    "LastingSpot": dict.fromkeys(("observed_s", "longest_s", "most"), "hot_spots"),
    "LongParked": dict.fromkeys(("certain", "possible", "unproven", "standing"), "long_parked"),
    "LongVehicle": dict.fromkeys(("observed_s", "possible_s", "duration_class"), "long_parked"),
    "Worklist": dict.fromkeys(("certain", "possible", "count", "standing", "unproven"), "worklist"),
    "WorklistOperator": dict.fromkeys(("certain", "possible"), "worklist"),
    "WorklistFeed": {"rows": "worklist"},
    "WorklistRow": dict.fromkeys(("observed_s", "possible_s"), "worklist"),
    "WorklistReason": dict.fromkeys(("observed_s", "possible_s", "base", "days"), "worklist"),
    "Hub": {"vehicles": "vehicles_parked", "free": "hub_occupancy", "occupancy": "hub_occupancy"},
    "HubForm": {
        "vehicles": "vehicles_parked",
        "free": "hub_occupancy",
        "occupancy": "hub_occupancy",
    },
    "Flows": {"trips": "flows"},
    "Flow": {"trips": "flows"},
    "BoardRow": dict.fromkeys(("complies", "does_not_comply", "not_enough_data"), NAMED),
    "NewestDay": dict.fromkeys(("lower", "upper", "margin"), NAMED),
    "EarlierNumber": dict.fromkeys(("lower", "upper"), NAMED),
    "ReportPart": {"rows": NAMED},
    "PermitCourse": dict.fromkeys(("lower", "upper", "margins"), NAMED),
    "PermitVerdict": dict.fromkeys(("lower", "upper", "margin"), NAMED),
    "MandateRow": dict.fromkeys(
        ("lower", "upper", "complies", "does_not_comply", "not_enough_data", "announced"), NAMED
    ),
    "MandateDay": dict.fromkeys(("lower", "upper", "margin"), NAMED),
    "Feed": {
        "age_s": "feed_freshness",
        "standing": "vehicles_parked",
        "clock_offset_s": "feed_clock_offset",
    },
    "Coverage": dict.fromkeys(("day", "fortnight"), "feed_coverage"),
    "StatusCoverage": dict.fromkeys(("day", "week", "quarter"), "feed_coverage"),
    "StatusFeed": {"age_s": "feed_freshness", "days": "feed_coverage"},
    "Rides": {"counted": "departures"},
    "DisputeNumber": dict.fromkeys(("lower", "upper", "margin"), NAMED),
    "LabelledArea": dict.fromkeys(("value", "beside", "difference"), NAMED),
    "LabelOrigin": dict.fromkeys(("value", "beside", "difference"), "flows"),
}
"""By schema and field."""

ELSE: Mapping[str, str] = {
    "which one": "id AuditEntry.number Dispute.number DisputeBrief.number DisputeAct.number"
    " MemberOf.organisation AboutRole.member"
    " EffectInForce.effect BoardRow.effects duty_id area previous next stay after"
    " offset WorklistAction.number"
    " Flow.origin Flow.destination zone change UploadResult.number ZoneChange.number",
    "where": "distance_m lon lat bbox area_m2 radius_m polygons points outside"
    " ZoneGround.alike ZoneGround.may ZoneGround.may_not ZoneGround.silent",
    "when, for how long": "AboutKey.days"
    " seconds interval_s ttl_s every_s hours hour weekday LongParked.days"
    " PermitBoard.days Report.age_s EvidenceStay.certain_s EvidenceStay.possible_s"
    " FeedApplied.late_s most_days_apart",
    "a rule": "AboutNewLimit.value AboutNewLimit.tolerance AboutNewLimit.coverage"
    " WorklistPermit.value WorklistRule.base WorklistTerms.days WorklistTerms.broken_days"
    " MandateDuty.value owed again_hours allowed_s limit limits PermitLimit.value"
    " EffectInForce.value BoardEffect.value capacity"
    " capacity_by_form places tolerance_m border_tolerance_m coverage_needed k least"
    " maximum_speed_kph docks ZoneApplied.enough minimum maximum default ModuleParameter.value"
    " ModuleSetting.parameters ModuleTrial.parameters LabelThreshold.value LabelEffect.value",
    "how much evidence": "coverage n samples behind PermitEvidence.certain PermitEvidence.total"
    " WorklistPolls.good without_evidence lost_s announced_s unknown_s"
    " Behind.stays Correction.stays polls feeds share Doubles.most events cells withheld units"
    " without_evidence_s longest_gap_s StatusFeed.gaps QualityLine.gone QualityLine.begun"
    " QualityLog.count"
    " MethodCount.unknown LabelledArea.days beside_days blocks beside_blocks",
    "how many rules": "RuleChanges.added RuleChanges.changed RuleChanges.ended",
    "what a feed told": "told listed dropped stations apart Docked.vehicles Station.vehicles"
    " Station.total out_of_order body_bytes http_status sighted continued opened ended missing"
    " outcomes",
    "what a trial found, and keeps nothing of": "by_form by_state left_out Counted.vehicles"
    " Finding.count",
    "what a module was told, or tells on trial": "LabelFact.value temperature_c rain_mm wind_ms"
    " sun_wm2 TriedDay.told TriedDay.mean",
    "how a module fares": "failed used_by",
    "what another dashboard exported, and nothing proves": "ImportedFile.number ImportedFile.events"
    " ImportedDay.standing ImportedDay.classes",
    "how Stoep itself fares": "FeedsByStatus.live FeedsByStatus.late FeedsByStatus.silent"
    " FeedsByStatus.never FeedsByStatus.disabled",
    "what was said in a dispute": "DisputeBrief.acts",
    "what came of a file": "ZoneUpload.drawn ZoneUpload.known ZoneUpload.refused",
    "a version": "Versions.indicator indicator_now version contract setting",
}
"""Figures that are no published number: a name in any schema, or one in a schema of its own."""

OF_A_DRAFT = frozenset(
    [
        "AboutDraft",
        "Alerts",
        "Around",
        "DayHit",
        "Ends",
        "Filling",
        "HourOfDay",
        "LimitAlerts",
        "LimitHit",
        "NearestHub",
        "OperatorHit",
        "Room",
        "VerdictChange",
        "WhatIf",
        "WhatIfLimit",
    ]
)
"""Schemas of what a draft would have meant: no figure in them is published anywhere."""


def tell_measured(schemas: Mapping[str, Any]) -> None:
    """Add to each figure of the OpenAPI schemas which published number it is."""
    for name, fields in PUBLISHED.items():
        for field, indicator in fields.items():
            schemas[name]["properties"][field]["x-indicator"] = indicator


def is_something_else(schema: str, field: str) -> bool:
    """Whether a figure is no published number."""
    names = {name for told in ELSE.values() for name in told.split()}
    return schema in OF_A_DRAFT or field in names or f"{schema}.{field}" in names
