"""Zones with their life: what each is, in which phase, and from when to when."""

from typing import Any

from dash import html

from dashboard.parts.states import empty
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

PHASES = ("active", "retiring", "published", "committed", "concept", "archived")
"""Those that hold first, then those to come, then those of the past."""
COLUMNS = ("zone", "kind", "phase", "publish_on", "active_from", "retire_on", "places")


def zone_table(zones: list[dict[str, Any]], words: Words) -> Any:
    """Every zone that was drawn by the moment, those that hold first."""
    if not zones:
        return empty(words("hubs.no_zones"), words("hubs.no_zones_remedy"), _how())
    told = sorted(
        (zone["properties"] for zone in zones),
        key=lambda zone: (PHASES.index(zone["phase"]), zone["kind"], zone["name"]),
    )
    headers = [words(f"hubs.col_{column}") for column in COLUMNS]
    rows = [_row(zone, words) for zone in told]
    return bars("hubs-zones", words("hubs.zones"), headers, rows, words)


def _how() -> html.Code:
    return html.Code('stoep zone adopt --by "A. Official"')


def _row(zone: dict[str, Any], words: Words) -> list[Cell]:
    kind, phase = words(f"kind.{zone['kind']}"), words(f"phase.{zone['phase']}")
    dates = [
        words.day(f"{words.local(zone[name]):%Y-%m-%d}") if zone[name] else "–"
        for name in ("publish_on", "active_from", "retire_on")
    ]
    return [zone["name"], kind, phase, *dates, _places(zone, words)]


def _places(zone: dict[str, Any], words: Words) -> str:
    """Places of a hub; other zones have none."""
    if zone["kind"] != "hub":
        return "–"
    by_form = {form: n for form, n in (zone["capacity"] or {}).items() if form != "combined"}
    if not by_form:
        return words.number(zone["places"])
    parts = [f"{words(f'form.{form}')} {words.number(n)}" for form, n in sorted(by_form.items())]
    return ", ".join(parts)
