"""The map of the city with its legend and room for the details of what was pointed at."""

from itertools import pairwise
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import palette
from dashboard.attributes import HIDDEN, aria
from dashboard.parts.map_words import map_words
from dashboard.parts.picks import shape
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
                    html.Div([html.H2(words("map.title")), html.P(words("map.sentence"))]),
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


def legend(kind: str, words: Words) -> list[Any]:
    """What colours, shapes and lines mean."""
    limits = ["0", *[words.number(step) for step in palette.STEPS[kind]]]
    ranges = [*[f"{a} – {b}" for a, b in pairwise(limits)], f"> {limits[-1]}"]
    keys = [*map(str, range(len(palette.DURATION))), "unknown"]
    return [
        html.Div(
            [
                html.H3(words("map.legend_duration")),
                html.Ul([html.Li([shape(key), words(f"class.{key}")]) for key in keys]),
            ]
        ),
        html.Div(
            [
                html.H3(words("map.legend_density")),
                html.Ul(
                    [
                        html.Li([_swatch(f"density-{place}"), told])
                        for place, told in enumerate(ranges)
                    ]
                    + [html.Li([_swatch("density-unknown"), words("common.unknown")])],
                    className="columns",
                ),
            ]
        ),
        html.Div(
            [
                html.H3(words("map.legend_zones")),
                html.Ul(
                    [
                        html.Li([_line(kind), words(f"kind.{kind}")])
                        for kind in ("hub", "no_parking")
                    ]
                    + [html.Li([html.Span(className="shape shape-late"), words("map.late")])]
                ),
            ]
        ),
    ]


def _swatch(name: str) -> html.Span:
    return html.Span(className=f"swatch {name}", **HIDDEN)


def _line(kind: str) -> html.Span:
    return html.Span(className=f"line line-{kind}", **HIDDEN)


def map_data(view: View, scene: Scene, words: Words) -> dict[str, Any]:
    """All that the map needs to draw a moment."""
    return {
        "kind": view.kind,
        "municipality": scene.here["code"],
        "bbox": scene.here["bbox"],
        "moment": rfc3339(view.moment),
        "area": view.area,
        "partial": not scene.whole,
        "steps": palette.STEPS[view.kind],
        "colours": {
            "light": {"density": palette.DENSITY, "unknown": palette.UNKNOWN},
            "dark": {"density": palette.DENSITY_DARK, "unknown": palette.UNKNOWN_DARK},
        },
        "duration": [*palette.DURATION, palette.DURATION_UNKNOWN],
        "late": palette.LATE,
        "values": {str(value["area"]): value["value"] for value in scene.density["values"]},
        "words": map_words(words),
    }
