"""The map with its legend and, beside it, the details of what was pointed at."""

from itertools import pairwise
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import palette
from dashboard.attributes import HIDDEN, aria
from dashboard.scene import Scene
from dashboard.tables import longest, shape
from dashboard.view import KINDS, View, rfc3339
from dashboard.words import Words


def map_part(view: View, words: Words, city: dict[str, Any], base: dict[str, Any]) -> html.Section:
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
                        id="kind",
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
                            html.Div(id="map-canvas"),
                            html.P(id="map-label", className="hidden"),
                            html.P(" · ".join(makers), className="makers"),
                        ],
                        className="map",
                    ),
                    html.Div(
                        [
                            html.Div(id="legend", className="legend"),
                            html.Div(
                                [
                                    html.H3(words("map.details")),
                                    html.Div(
                                        html.P(words("map.details_empty"), className="note"),
                                        id="details",
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
        "words": {
            name: words(f"script.{name}")
            for name in (
                "title", "zoom_in", "zoom_out", "left", "right", "up", "down", "whole", "gesture",
                "gesture_mac", "gesture_touch", "no_webgl",
            )
        },
    }  # fmt: skip


def area_details(
    area: dict[str, Any],
    vehicles: dict[str, Any],
    names: dict[str, str],
    words: Words,
) -> list[Any]:
    """An area or a zone: how many stand there, whose, how full it is, who stands longest."""
    told, count = area["properties"], vehicles["count"]
    km2 = told["area_m2"] / 1e6
    lines = [
        words("map.area_vehicles", count=words.number(count), km2=words.number(km2, 2))
        if km2 >= 0.1
        else words("map.zone_vehicles", count=words.number(count))
    ]
    if told["kind"] not in ("hub", "no_parking"):
        density = None if count is None else count / km2
        lines.insert(0, words("map.area_density", density=words.dense(density)))
    # Of places by form factor this count, of all together, tells nothing.
    if told["capacity"] and not told["capacity_by_form"]:
        lines.append(_occupancy(count, told["capacity"], words))
    shares = [
        f"{part['name']}: {words.number(part['count'])}"
        for part in vehicles["feeds"]
        if part["status"] not in ("never", "disabled")
    ]
    kind = html.Span(words(f"kind.{told['kind']}"), className="kind")
    return [
        html.P([kind, words.place(told["kind"], told["name"])], className="picked"),
        *[html.P(line) for line in lines],
        html.Ul([html.Li(share) for share in shares], className="shares"),
        html.P(words("map.area_source", source=told["source"]), className="note"),
        html.Details(
            [html.Summary(words("duration.longest")), longest(vehicles["vehicles"], names, words)]
        )
        if vehicles["vehicles"]
        else None,
    ]  # fmt: skip


def _occupancy(count: int | None, capacity: int, words: Words) -> str:
    share = None if count is None else count / capacity
    told = words("common.unknown") if share is None else f"{words.number(share * 100)} %"
    return words("map.occupancy", share=told, capacity=words.number(capacity))


def vehicle_details(stay: dict[str, Any], names: dict[str, str], words: Words) -> list[Any]:
    """One vehicle's stay: whose, since when, how long for certain, where."""
    observed = stay["observed_s"]
    places = [area["name"] for area in stay["areas"] if area["kind"] in ("neighbourhood", "hub")]
    start = words(f"start.{stay['start_reason']}", moment=words.moment(stay["first_seen"]))
    lines = [
        start,
        words("map.observed_unknown")
        if observed is None
        else words("map.observed", span=words.span(observed)),
        words("map.state", state=words(f"state.{stay['state']}")),
    ]
    if stay["end_hi"]:
        lines.append(words("map.ended", moment=words.moment(stay["end_hi"])))
    form = words(f"form.{stay['form_factor']}")
    operator = names.get(stay["operator"], stay["operator"])
    return [
        html.P(words("map.vehicle", form=form, operator=operator), className="picked"),
        *[html.P(line) for line in lines],
        html.P(words.listed(places), className="note") if places else None,
        html.P(words("map.stay", id=stay["id"]), className="note"),
    ]
