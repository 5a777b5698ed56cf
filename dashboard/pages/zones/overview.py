"""All zones at a moment: a sentence, a table, and shapes for the map."""

from typing import Any

from dash import html

from dashboard.pages.zones.asked import KINDS
from dashboard.pages.zones.looks import classes, date_only, phase_told, places
from dashboard.parts.shapes_map import feature, shape_button, shapes
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

MAP = "zones"
ORDER = ("active", "retiring", "published", "committed", "concept", "archived")
"""Those that hold first, then those to come, then those of the past."""
COLUMNS = ("zone", "kind", "phase", "publish_on", "active_from", "retire_on", "places")
DATES = ("publish_on", "active_from", "retire_on")


def sentence(zones: list[dict[str, Any]], words: Words) -> str:
    """How many zones there are in which part of their life."""
    phases = [one["properties"]["phase"] for one in zones]
    if not phases:
        return words("zones.none")
    counts = {
        "holding": phases.count("active") + phases.count("retiring"),
        "coming": phases.count("published") + phases.count("committed"),
        "drafts": phases.count("concept"),
        "ended": phases.count("archived"),
    }
    told = {name: words.number(count) for name, count in counts.items()}
    return words("zones.sentence", **told)


def count(shown: list[dict[str, Any]], zones: list[dict[str, Any]], words: Words) -> str:
    """How many of them the table and the map show."""
    kinds = [one["properties"]["kind"] for one in shown]
    parts = [
        f"{words(f'kind.{kind}')} ({words.number(kinds.count(kind))})"
        for kind in KINDS
        if kind in kinds
    ]
    told = {"n": words.number(len(shown)), "total": words.number(len(zones))}
    if not parts:
        return words("zones.count_none", **told)
    return words("zones.count", kinds=words.listed(parts), **told)


def zone_table(
    shown: list[dict[str, Any]], zones: list[dict[str, Any]], chosen: int | None, words: Words
) -> Any:
    """Every zone that is asked for, those that hold first; its name opens it."""
    if not zones:
        return empty(words("zones.none"), words("zones.none_remedy"))
    if not shown:
        return empty(words("zones.none_shown"), words("zones.none_shown_remedy"))
    ranked = sorted(
        shown,
        key=lambda one: (
            ORDER.index(one["properties"]["phase"]),
            one["properties"]["kind"],
            one["properties"]["name"],
        ),
    )
    headers = [words(f"zones.col_{column}") for column in COLUMNS]
    rows = [_row(one, chosen, words) for one in ranked]
    return bars("zones", words("zones.table"), headers, rows, words)


def _row(one: dict[str, Any], chosen: int | None, words: Words) -> list[Cell]:
    zone = one["properties"]
    name = shape_button(MAP, one["id"], zone["name"])
    return [
        html.Strong(name) if one["id"] == chosen else name,
        words(f"kind.{zone['kind']}"),
        phase_told(zone["phase"], words),
        *[date_only(zone[date], words) for date in DATES],
        places(zone, words),
    ]


def zone_shapes(
    shown: list[dict[str, Any]], bbox: list[float], words: Words, chosen: int | None
) -> dict[str, Any]:
    """Each zone on the map: its border, and in the middle the mark of its phase."""
    features = [feature(one["geometry"], one["id"], one["properties"]["phase"]) for one in shown]
    for one in shown:
        west, south, east, north = one["bbox"]
        middle = {"type": "Point", "coordinates": [(west + east) / 2, (south + north) / 2]}
        told = one["properties"]
        features.append(feature(middle, one["id"], told["phase"], told["name"]))
    return shapes(MAP, features, classes(words), bbox, words, chosen)
