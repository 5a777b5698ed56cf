"""The parts of the page before any number is in them: player, map, the course of the day."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import asker, rows
from dashboard.attributes import HIDDEN, aria, data
from dashboard.page import Shown
from dashboard.parts.chart_box import chart_box
from dashboard.parts.choice import Options, one_of_few
from dashboard.parts.day_picker import day_picker
from dashboard.parts.filters import filters
from dashboard.parts.legend import legend
from dashboard.view import GROUPS
from dashboard.words import Words

SPEEDS = ("1", "2", "4")
"""Frames a second."""
USUAL_SPEED = "2"
KINDS = ("district", "neighbourhood")


def sections(shown: Shown, operators: list[dict[str, Any]]) -> list[Any]:
    """The day with its player, the map, and beside it the course of the day."""
    return [
        player(shown, operators),
        html.Section(
            html.Div(
                [_map(shown), _course(shown)],
                className="columns-2 lookback",
            )
        ),
        dcc.Store(id="lookback-frames"),
        dcc.Store(id="lookback-at"),
        dcc.Store(id="lookback-drawn"),
    ]


def player(shown: Shown, operators: list[dict[str, Any]]) -> html.Section:
    """Which day, whose vehicles, and the buttons that play it."""
    view, words = shown.view, shown.words
    now = words.local(shown.now_s).date()
    day = words.local(view.moment or shown.now_s).date()
    return html.Section(
        [
            html.Div(
                [
                    html.Div([day_picker("lookback-day", day, now, words)]),
                    filters(view, words, operators),
                ],
                className="title",
            ),
            html.Div(
                [
                    html.P(
                        [
                            html.Span(id="lookback-clock", className="clock"),
                            html.Span(id="lookback-said"),
                        ],
                        className="told",
                    ),
                    html.Div(
                        [
                            _button("first", "|‹", words),
                            _button("back", "‹", words),
                            html.Button(
                                [
                                    html.Span("▶", className="sign-play", **HIDDEN),
                                    html.Span(words("lookback.play"), className="name"),
                                ],
                                id="lookback-play",
                                type="button",
                                className="main",
                                disabled=True,
                                **data(play=words("lookback.play"), pause=words("lookback.pause")),
                            ),
                            _button("ahead", "›", words),
                            _speed(view.get("speed"), words),
                        ],
                        className="buttons",
                    ),
                    html.Div(
                        [
                            html.Div(id="lookback-holes", className="holes", **HIDDEN),
                            html.Div(
                                id="lookback-track",
                                **data(
                                    label=words("lookback.slider"),
                                ),
                            ),
                            html.Div(id="lookback-hours", className="hours", **HIDDEN),
                        ],
                        className="track",
                    ),
                    html.P(id="lookback-announcement", role="status", className="hidden"),
                ],
                id="lookback-player",
                role="group",
                **aria(label=words("lookback.player")),
            ),
        ],
        className="player",
    )


def _button(name: str, sign: str, words: Words) -> html.Button:
    label = words(f"lookback.{name}")
    return html.Button(
        html.Span(sign, **HIDDEN),
        id=f"lookback-{name}",
        type="button",
        title=label,
        disabled=True,
        **aria(label=label),
    )


def _speed(chosen: str | None, words: Words) -> html.Div:
    options = [{"value": one, "label": words(f"lookback.speed_{one}")} for one in SPEEDS]
    value = chosen if chosen in SPEEDS else USUAL_SPEED
    return html.Div(
        [
            html.Span(words("lookback.speed"), className="choice-label"),
            dmc.SegmentedControl(
                id="lookback-speed",
                value=value,
                data=options,
                size="sm",
                **aria(label=words("lookback.speed")),
            ),
        ],
        className="speed",
    )


def _map(shown: Shown) -> html.Div:
    view, words = shown.view, shown.words
    makers = [words("map.area_source", source=shown.city["source"])]
    if shown.base["maker"]:
        makers.append(words("map.base_source", source=shown.base["maker"]))
    kind = view.kind if view.kind in KINDS else "neighbourhood"
    kinds: Options = [{"value": one, "label": words(f"kinds.{one}")} for one in KINDS]
    return html.Div(
        [
            html.Div(
                [
                    html.H2(words("map.title")),
                    one_of_few("lookback-kind", kind, kinds, words("map.areas")),
                ],
                className="title",
            ),
            None
            if asker.sees_rows(shown.city["code"])
            else rows.way_in(words, view, shown.usual, "/time"),
            html.Div(
                [
                    html.Div(id="lookback-map", className="map-canvas"),
                    html.P(
                        words("lookback.map", city=shown.city["name"]),
                        id="lookback-map-label",
                        className="hidden",
                    ),
                    html.P(" · ".join(makers), className="makers"),
                ],
                className="map",
            ),
            html.Details(
                [
                    html.Summary(words("lookback.legend")),
                    html.Div(legend(kind, words), id="lookback-legend", className="legend"),
                ]
            ),
        ]
    )


def _course(shown: Shown) -> html.Div:
    view, words = shown.view, shown.words
    groups: Options = [{"value": one, "label": words(f"density.group_{one}")} for one in GROUPS]
    return html.Div(
        [
            html.Div(
                [
                    html.H2(words("lookback.course")),
                    one_of_few("lookback-group", view.group, groups, words("density.group")),
                ],
                className="title",
            ),
            chart_box("lookback", words, words("lookback.unit"), words("lookback.note")),
        ]
    )
