"""What the page is asked for: which zones, which one in full, and which one is being drawn."""

from typing import Any

from dashboard.view import View

PHASES = ("concept", "committed", "published", "active", "retiring", "archived")
KINDS = ("hub", "no_parking", "monitoring")
OWN = ("zone", "edit", "phase", "type")
NEW = "new"
"""In the place of a zone's number: a new one is drawn."""


def zone_of(view: View) -> int | None:
    """The zone that is shown in full."""
    return _number(view.get("zone"))


def edited(view: View) -> int | str | None:
    """The zone whose border is being drawn, or `new`; None: none is."""
    return NEW if view.get("edit") == NEW else _number(view.get("edit"))


def chosen(zones: list[dict[str, Any]], view: View) -> list[dict[str, Any]]:
    """The zones of a view; those that ended only where they are asked for."""
    phase = view.get("phase") if view.get("phase") in PHASES else None
    kind = view.get("type") if view.get("type") in KINDS else None

    def wanted(one: dict[str, Any]) -> bool:
        told = one["properties"]
        right = told["phase"] == phase if phase else told["phase"] != "archived"
        return right and kind in (None, told["kind"])

    return [one for one in zones if wanted(one)]


def _number(told: str | None) -> int | None:
    return int(told) if told and told.isascii() and told.isdigit() and len(told) < 10 else None
