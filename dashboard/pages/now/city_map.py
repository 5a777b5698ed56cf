"""The map of the city with its legend and room for the details of what was pointed at."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import asker, palette, rows
from dashboard.attributes import aria
from dashboard.parts.map_words import map_words
from dashboard.scene import Scene
from dashboard.view import KINDS, View, rfc3339
from dashboard.words import Words


def city_map(view: View, words: Words, city: dict[str, Any], base: dict[str, Any]) -> html.Section:
    """The room for the map, its switch and its legend."""
    kinds = [{"value": kind, "label": words(f"kinds.{kind}")} for kind in KINDS]
    makers = [words("map.area_source", source=city["source"])]
    if base["maker"]:
        makers.append(words("map.base_source", source=base["maker"]))
    return html.Section(
        [
            html.Div(
                [
                    html.Div([html.H2(words("map.title")), _sentence(view, words, city)]),
                    dmc.SegmentedControl(
                        id="now-kind",
                        value=view.kind,
                        data=kinds,
                        size="sm",
                        **aria(label=words("map.areas")),
                    ),
                ],
                className="title",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            html.Div(id="map-canvas", className="map-canvas"),
                            html.P(id="map-label", className="hidden"),
                            html.P(" · ".join(makers), className="makers"),
                        ],
                        className="map",
                    ),
                    html.Div(
                        [
                            html.Div(id="now-legend", className="legend"),
                            html.Div(
                                [
                                    html.H3(words("map.details")),
                                    html.Div(
                                        html.P(words("map.details_empty"), className="note"),
                                        id="now-details",
                                        role="status",
                                    ),
                                ],
                                className="pointed",
                            ),
                        ],
                        className="beside",
                    ),
                ],
                className="mapwrap",
            ),
        ],
        id="map",
    )


def _sentence(view: View, words: Words, city: dict[str, Any]) -> html.P:
    """What is on the map; for who may not see single vehicles, that they are not."""
    if asker.sees_rows(city["code"]):
        return html.P(words("map.sentence"))
    return rows.way_in(words, view, "", "/")


def map_ground(view: View, words: Words, city: dict[str, Any]) -> dict[str, Any]:
    """All that the map needs before any number is known: it opens while those are asked for."""
    return {
        "kind": view.kind,
        "municipality": city["code"],
        "bbox": city["bbox"],
        "moment": rfc3339(view.moment),
        **view.whose,
        "area": view.area,
        "rows": asker.sees_rows(city["code"]),
        "partial": False,
        "steps": palette.STEPS[view.kind],
        "colours": {
            "light": {"density": palette.DENSITY, "unknown": palette.UNKNOWN},
            "dark": {"density": palette.DENSITY_DARK, "unknown": palette.UNKNOWN_DARK},
        },
        "duration": [*palette.DURATION, palette.DURATION_UNKNOWN],
        "late": palette.LATE,
        "values": None,
        "words": map_words(words),
    }


def map_data(view: View, scene: Scene, words: Words) -> dict[str, Any]:
    """All that the map needs to draw a moment."""
    return map_ground(view, words, scene.here) | {
        "partial": not scene.whole,
        "values": {str(value["area"]): value["value"] for value in scene.density["values"]},
    }
