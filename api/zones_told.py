"""Changes of a zone as answers and refusals tell them."""

from typing import Any

from api.moments import moment
from stoep.errors import StoepError
from zones.policy.changes import Change
from zones.policy.upload.keep import Result

DATES = ("drawn_at", "committed_at", "publish_on", "active_from", "retire_published", "retire_on")
FIELDS = ("name", "geometry", "area_m2", "capacity", "form_factors", *DATES[1:])
WORDS = {
    "not replaced": "not_replaced",
    "ended by an import": "ended_by_import",
    "version begun": "version_begun",
}
KNOWN = (
    "drawn", "edited", "committed", "published", "activated", "retired", "reopened", "replaced",
    "deleted", "imported",
)  # fmt: skip
FIELD_OF = {
    "no_zone": "kind",
    "bad_capacity": "capacity",
    "dates_in_disorder": "active_from",
}


def tell_change(change: Change) -> dict[str, Any]:
    """A change, with what of the zone became other than it was."""
    return {
        "number": change.number,
        "zone": change.zone_id,
        "what": _what(change.what),
        "by": change.changed_by,
        "verified": False,
        "at": moment(change.changed_at.timestamp()),
        "fields": [_field(change, name) for name in FIELDS if name in change.fields],
    }


def _what(told: str) -> str:
    if told.startswith("copied from"):
        return "copied"
    return told if told in KNOWN else WORDS.get(told, "other")


def _field(change: Change, name: str) -> dict[str, Any]:
    before, after = change.before or {}, change.after or {}
    if name == "geometry":
        return {"field": name, "before": None, "after": None}
    return {"field": name, "before": before.get(name), "after": after.get(name)}


def tell_result(result: Result) -> dict[str, Any]:
    """What became of one item of a file."""
    refusal = result.refusal
    kept = "drawn" if result.fresh else "known"
    return {
        "number": result.number,
        "name": result.name,
        "layer": result.layer,
        "result": "refused" if refusal else kept,
        "zone": result.zone,
        "repaired": result.repaired,
        "fault": refusal and _fault(refusal),
    }


def _fault(refusal: StoepError) -> dict[str, str]:
    return {
        "name": getattr(refusal, "field", FIELD_OF.get(refusal.code, "geometry")),
        "cause": getattr(refusal, "cause", refusal.code),
        "detail": refusal.sentence,
        "remedy": refusal.remedy,
    }
