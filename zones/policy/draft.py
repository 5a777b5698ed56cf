"""A feature with a zone's properties, checked as the steps of its life would check it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from stoep.vocabulary import POLICY, AreaKind
from zones.policy.capacity import check_capacity
from zones.policy.dates import check_end, check_start
from zones.policy.drawn import Drawing, read_drawing
from zones.policy.place import Lies, check_place, where_it_lies
from zones.policy.refusals import DatesInDisorder, NoZone

DATES = ("publish_on", "active_from", "retire_published", "retire_on")


@dataclass(frozen=True)
class Checked:
    """A drawing that can be used, and where it lies."""

    drawing: Drawing
    lies: Lies


def check_draft(connection: Connection[Any], feature: dict[str, Any], now_s: int) -> Checked:
    """A GeoJSON geometry or feature; raises the first refusal that a step would raise."""
    drawing = read_drawing(feature)
    told = feature.get("properties")
    told = told if feature.get("type") == "Feature" and isinstance(told, dict) else {}
    check_dates(told)
    if told.get("capacity") is not None:
        check_capacity(told["capacity"], _kind(told.get("kind")))
    at, town = datetime.fromtimestamp(now_s, UTC), told.get("municipality")
    if town is None:
        return Checked(drawing, where_it_lies(connection, drawing.geom, at))
    if not isinstance(town, str) or "\x00" in town:
        raise NoZone("municipality", "`municipality` is no code.", "Write it as GM0518.")
    return Checked(drawing, check_place(connection, drawing.geom, town, at))


def _kind(given: Any) -> AreaKind:
    if given not in list(POLICY):
        raise NoZone(
            "kind", "A zone with a capacity has a kind.", f"Give one of {', '.join(POLICY)}."
        )
    return AreaKind(given)


def check_dates(told: dict[str, Any]) -> None:
    """Refuse dates among a feature's properties that are not in their order."""
    dates = {name: _date(name, told[name]) for name in DATES if told.get(name) is not None}
    start, end = dates.get("active_from"), dates.get("retire_on")
    if start is not None:
        check_start(dates.get("publish_on"), start)
        if end is not None:
            check_end(start, dates.get("retire_published"), end)


def _date(name: str, given: Any) -> datetime:
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        at = None
    if at is None or at.tzinfo is None:
        raise DatesInDisorder(
            name, f"`{name}` is no moment with a time zone.", "Write it as 2026-03-29T12:00:00Z."
        )
    return at
