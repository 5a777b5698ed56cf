"""All hubs at a moment: a sentence, a table with the fullest first, and shapes for the map."""

import math
from typing import Any

from dash import html

from dashboard.pages.hubs.looks import STATES, classes, share, state_of, told
from dashboard.parts.shapes_map import feature, shape_button, shapes
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, bar, bars
from dashboard.words import Words

NAMED = 5
"""Most hubs that a sentence names."""
MAP = "hubs"
COLUMNS = ("hub", "state", "occupancy", "vehicles", "places", "free", "since")


def fullest_first(hubs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hubs by how full they are; those of which that is not known come last, by their state."""

    def fullness(hub: dict[str, Any]) -> tuple[float, int]:
        share = hub["occupancy"]
        if share is None:
            share = math.inf if hub["reason"] == "no_places" and hub["state"] == "full" else -1.0
        return -share, -STATES.index(state_of(hub))

    return sorted(hubs, key=lambda hub: (*fullness(hub), hub["name"]))


def sentence(hubs: list[dict[str, Any]], words: Words, *, now: bool) -> str:
    """Which hubs are full, which fill up, and of which that is not known."""
    if not hubs:
        return words("hubs.none")
    ranked = fullest_first(hubs)
    by_state = {state: [h["name"] for h in ranked if state_of(h) == state] for state in STATES}
    parts = []
    for state, key in (
        ("full", "hubs.full_now" if now else "hubs.full_then"),
        ("nearly_full", "hubs.nearly_full"),
        ("unknown", "hubs.unknown"),
    ):
        if names := by_state[state]:
            count, total = words.number(len(names)), words.number(len(hubs))
            parts.append(words(key, n=count, total=total, names=_named(names, words)))
    if not by_state["full"] and not by_state["nearly_full"] and by_state["open"]:
        count, total = words.number(len(by_state["open"])), words.number(len(hubs))
        parts.insert(
            0, words("hubs.all_open" if now else "hubs.all_open_then", n=count, total=total)
        )
    stale = [hub["name"] for hub in ranked if hub["stale"] and hub["state"]]
    if stale:
        parts.append(words("hubs.stale", n=words.number(len(stale)), names=_named(stale, words)))
    return " ".join(parts)


def _named(names: list[str], words: Words) -> str:
    if len(names) <= NAMED:
        return words.listed(names)
    more = words("hubs.more", n=words.number(len(names) - NAMED))
    return words.listed([*names[:NAMED], more])


def hub_table(
    hubs: list[dict[str, Any]], chosen: str | None, words: Words, rules: dict[int, list[str]]
) -> Any:
    """Every hub, the fullest first; its name opens it. `rules`: what modules put in force of it."""
    if not hubs:
        return empty(words("hubs.none"), words("hubs.none_remedy"), _how(words))
    ranked = fullest_first(hubs)
    top = max([1.0, *[hub["occupancy"] for hub in ranked if hub["occupancy"] is not None]])
    rows = [_row(hub, top, chosen, words, rules[hub["area"]]) for hub in ranked]
    headers = [words(f"hubs.col_{column}") for column in COLUMNS]
    return bars("hubs", words("hubs.table"), headers, rows, words)


def _how(words: Words) -> html.Div:
    command = 'stoep zone draw plein.geojson --kind hub --name "Plein" --municipality GM0518'
    return html.Div([html.Code(f"{command} --capacity 20"), html.P(words("hubs.none_docs"))])


def _row(
    hub: dict[str, Any], top: float, chosen: str | None, words: Words, rules: list[str]
) -> list[Cell]:
    state = state_of(hub)
    name = shape_button(MAP, hub["area"], hub["name"])
    return [
        html.Strong(name) if str(hub["area"]) == chosen else name,
        told(state, words, stale=hub["stale"]),
        bar(hub["occupancy"], top, occupancy(hub, words), None),
        _count(hub["vehicles"], words),
        _places(hub, words, rules),
        _count(hub["free"], words),
        _since(hub, words),
    ]


def occupancy(hub: dict[str, Any], words: Words) -> str:
    """How full, or why that is not known."""
    if hub["occupancy"] is None and hub["reason"] in ("no_capacity", "no_places"):
        return words(f"hubs.{hub['reason']}")
    return share(hub["occupancy"], words)


def _since(hub: dict[str, Any], words: Words) -> Cell:
    """When its state began, as far as is looked back; the longest stand first or last."""
    if hub["since"] is None:
        return words("common.unknown"), ""
    told = words("hubs.longer") if hub["longer"] else words.moment(hub["since"])
    return told, "" if hub["longer"] else hub["since"]


def _count(value: int | None, words: Words) -> Cell:
    return words.number(value), -math.inf if value is None else value


def _places(hub: dict[str, Any], words: Words, rules: list[str]) -> Cell:
    """Places for all together, or how many of each form factor's are taken."""
    number = words.number(hub["capacity"])
    notes = [html.Div(rule, className="note") for rule in rules]
    whole = html.Div([number, *notes]) if notes else number
    if not hub["forms"]:
        return whole, -1 if hub["capacity"] is None else hub["capacity"]
    parts = [
        html.Li(
            words(
                "hubs.form",
                form=words(f"form.{part['form']}"),
                vehicles=words.number(part["vehicles"]),
                places=words.number(part["capacity"]),
            )
        )
        for part in hub["forms"]
    ]
    return html.Div([whole, html.Ul(parts, className="forms")]), hub["capacity"]


def hub_shapes(
    hubs: list[dict[str, Any]],
    borders: list[dict[str, Any]],
    bbox: list[float],
    words: Words,
    chosen: str | None,
) -> dict[str, Any]:
    """Each hub on the map: its border, and in the middle the mark of its state."""
    by_area = {hub["area"]: hub for hub in hubs}
    drawn = [(by_area[one["id"]], one) for one in borders if one["id"] in by_area]
    features = [feature(one["geometry"], one["id"], state_of(hub), "") for hub, one in drawn]
    for hub, one in drawn:
        west, south, east, north = one["bbox"]
        middle = {"type": "Point", "coordinates": [(west + east) / 2, (south + north) / 2]}
        features.append(feature(middle, one["id"], state_of(hub), hub["name"]))
    return shapes(MAP, features, classes(words), bbox, words, chosen)
