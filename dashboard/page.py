"""The municipal page, part by part, before any number is in it."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import palette
from dashboard.view import KINDS, SPANS, View
from dashboard.words import Words

FORTNIGHT_S, QUARTER_S = 14 * 86_400, 900


def page(view: View, words: Words, city: dict[str, Any], now_s: int, source: str) -> list[Any]:
    """The whole page for a view: header, answer, figures, time, map, density, durations, feeds."""
    return [
        html.A(words("page.skip"), href="#content", className="skip"),
        _header(view, words, city),
        html.Main(
            [
                html.Section(
                    [
                        html.Div(id="answer", role="status", **{"aria-live": "polite"}),
                        html.Div(id="figures", className="figures"),
                    ],
                    className="lead",
                ),
                _time(view, words, now_s),
                _map(view, words),
                _density(view, words),
                _duration(words),
                _feeds(words),
                _method(words),
            ],
            id="content",
            tabIndex=-1,
        ),
        html.Footer(html.P(words("page.footer", source=source))),
    ]


def _header(view: View, words: Words, city: dict[str, Any]) -> html.Header:
    links = ("map", "density", "duration", "feeds", "method")
    return html.Header(
        [
            html.Div(
                [
                    html.Span("Stoep", className="brand"),
                    html.Span(words("page.tagline"), className="tagline"),
                ]
            ),
            html.P(city["name"], className="city"),
            html.Nav(
                [html.A(words(f"page.nav_{link}"), href=f"#{link}") for link in links],
                **{"aria-label": words("page.sections")},
            ),
            html.Div(
                [
                    html.A(
                        "Nederlands",
                        href="?lang=nl",
                        lang="nl",
                        className="language",
                        **_current(view.lang == "nl"),
                    ),
                    html.A(
                        "English",
                        href="?lang=en",
                        lang="en",
                        className="language",
                        **_current(view.lang == "en"),
                    ),
                    html.Button(
                        "◑",
                        id="theme-button",
                        n_clicks=0,
                        type="button",
                        className="plain",
                        **{"aria-label": words("page.theme")},
                        title=words("page.theme"),
                    ),
                ],
                className="switches",
                role="group",
                **{"aria-label": words("page.language")},
            ),
        ]
    )


def _current(here: bool) -> dict[str, str]:
    return {"aria-current": "true"} if here else {}


def _time(view: View, words: Words, now_s: int) -> html.Section:
    steps = (
        ("back-day", -86_400),
        ("back-hour", -3600),
        ("ahead-hour", 3600),
        ("ahead-day", 86_400),
    )
    signs = {"back-day": "« ", "back-hour": "‹ ", "ahead-hour": " ›", "ahead-day": " »"}

    def button(name: str) -> html.Button:
        label = words(f"time.{name.replace('-', '_')}")
        shown = signs[name] + label if "back" in name else label + signs[name]
        return html.Button(shown, id=name, type="button", n_clicks=0)

    last = now_s // QUARTER_S * QUARTER_S
    return html.Section(
        html.Fieldset(
            [
                html.Legend(words("time.legend"), className="hidden"),
                html.Div(
                    [
                        html.Button(words("time.now"), id="now", type="button", n_clicks=0),
                        html.Span(id="live-state", className="note"),
                        html.Button(
                            words("time.pause"),
                            id="pause",
                            type="button",
                            n_clicks=0,
                            className="plain",
                        ),
                    ],
                    className="now",
                ),
                html.Div([button(name) for name, _ in steps], className="steps"),
                html.Label(
                    [
                        html.Span(words("time.pick"), className="hidden"),
                        dcc.Input(id="pick", type="datetime-local", debounce=True, step="60"),
                    ],
                    htmlFor="pick",
                ),
                html.Div(
                    dmc.Slider(
                        id="slider",
                        min=last - FORTNIGHT_S,
                        max=last,
                        step=QUARTER_S,
                        value=view.moment or last,
                        label=None,
                        thumbLabel=words("time.slider"),
                        marks=_days(last, words),
                        size="sm",
                        color="blue",
                    ),
                    className="slider",
                ),
            ]
        ),
        className="time",
        **{"aria-label": words("time.legend")},
    )


def _days(last: int, words: Words) -> list[dict[str, Any]]:
    """A mark at each local midnight of the fortnight, named every other day."""
    midnights = [
        t
        for t in range((last - FORTNIGHT_S) // 3600 * 3600, last, 3600)
        if words.local(t).hour == 0 and t > last - FORTNIGHT_S
    ]
    return [
        {"value": t, "label": words.date(t) if place % 2 == 0 else ""}
        for place, t in enumerate(midnights)
    ]


def _map(view: View, words: Words) -> html.Section:
    kinds = [{"value": kind, "label": words(f"map.{kind}")} for kind in KINDS]
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
                        **{"aria-label": words("map.areas")},
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
                        ],
                        className="map",
                    ),
                    html.Aside(
                        [
                            html.Div(id="legend"),
                            html.H3(words("map.details")),
                            html.Div(words("map.details_empty"), id="details", role="status"),
                        ]
                    ),
                ],
                className="mapwrap",
            ),
        ],
        id="map",
    )


def legend(steps: list[float], words: Words) -> list[Any]:
    """What colours, shapes and lines mean."""
    limits = ["0", *[words.number(step) for step in steps]]
    ranges = [*[f"{a} – {b}" for a, b in zip(limits, limits[1:], strict=False)], f"> {limits[-1]}"]
    colours = [
        *zip(palette.DENSITY, ranges, strict=True),
        (palette.UNKNOWN, words("common.unknown")),
    ]
    keys = [*map(str, range(len(palette.DURATION))), "unknown"]
    return [
        html.H3(words("map.legend_duration")),
        html.Ul(
            [
                html.Li(
                    [
                        html.Span(className=f"shape shape-{key}", **{"aria-hidden": "true"}),
                        words(f"class.{key}"),
                    ]
                )
                for key in keys
            ]
        ),
        html.H3(words("map.legend_density")),
        html.Ul(
            [
                html.Li(
                    [
                        html.Span(
                            className="swatch",
                            style={"background": colour},
                            **{"aria-hidden": "true"},
                        ),
                        told,
                    ]
                )
                for colour, told in colours
            ],
            className="columns",
        ),
        html.H3(words("map.legend_zones")),
        html.Ul(
            [
                html.Li(
                    [
                        html.Span(className=f"line line-{kind}", **{"aria-hidden": "true"}),
                        words(f"map.{kind}"),
                    ]
                )
                for kind in ("hub", "no_parking")
            ]
        ),
        html.P(words("map.late"), className="note"),
    ]


def _density(view: View, words: Words) -> html.Section:
    spans = [{"value": str(span), "label": words(f"density.span_{span}")} for span in SPANS]
    groups = [{"value": g, "label": words(f"density.group_{g}")} for g in ("none", "operator")]
    return html.Section(
        [
            html.Div(
                [
                    html.H2(words("density.title")),
                    html.Div(
                        [
                            dmc.SegmentedControl(
                                id="span",
                                value=str(view.span),
                                data=spans,
                                size="sm",
                                **{"aria-label": words("density.span")},
                            ),
                            dmc.SegmentedControl(
                                id="group",
                                value=view.group,
                                data=groups,
                                size="sm",
                                **{"aria-label": words("density.group")},
                            ),
                        ],
                        className="controls",
                    ),
                ],
                className="title",
            ),
            html.P(id="density-sentence", className="sentence"),
            html.Div(
                [
                    html.Div(
                        [
                            _graph("density-chart"),
                            html.P(words("density.low_coverage"), className="note"),
                            html.Div(id="series-table"),
                        ],
                        className="wide",
                    ),
                    html.Div(
                        [
                            html.H3(words("density.ranking")),
                            _graph("ranking-chart"),
                            html.Div(id="density-table"),
                        ]
                    ),
                ],
                className="columns-2",
            ),
        ],
        id="density",
    )


def _graph(name: str) -> html.Div:
    return html.Div(
        dcc.Graph(id=name, config={"displayModeBar": False, "responsive": True}),
        role="img",
        id=f"{name}-box",
    )


def _duration(words: Words) -> html.Section:
    return html.Section(
        [
            html.H2(words("duration.title")),
            html.P(id="duration-sentence", className="sentence"),
            _graph("duration-chart"),
            html.P(words("duration.possible_note"), className="note"),
            html.Div(id="duration-table"),
        ],
        id="duration",
    )


def _feeds(words: Words) -> html.Section:
    return html.Section(
        [
            html.H2(words("feeds.title")),
            html.P(id="feeds-sentence", className="sentence"),
            html.Div(id="feed-cards", className="cards"),
            html.Div(id="feeds-table"),
        ],
        id="feeds",
    )


def _method(words: Words) -> html.Section:
    return html.Section(
        [
            html.H2(words("method.title")),
            html.P(words("method.intro"), className="sentence"),
            html.Div(id="method-list"),
        ],
        id="method",
    )


def method(indicators: list[dict[str, Any]], words: Words) -> list[Any]:
    """Each published number: what it means, how it is made, who answers for it."""
    return [
        html.Details(
            [
                html.Summary(entry["name"][words.language]),
                html.P(entry["meaning"][words.language]),
                html.Dl(
                    [
                        html.Dt(words("method.way")),
                        html.Dd(entry["method"][words.language]),
                        html.Dt(words("method.formula")),
                        html.Dd(html.Code(f"{entry['formula']}  [{entry['unit']}]"), lang="en"),
                        html.Dt(words("method.goal")),
                        html.Dd(entry["policy_goal"][words.language]),
                    ]
                ),
                html.P(
                    words(
                        "method.version",
                        version=entry["version"],
                        owner=entry["owner"],
                        review=entry["review_date"],
                    ),
                    className="note",
                ),
            ]
        )
        for entry in indicators
    ]


def figures(cards: list[tuple[str, str, str]]) -> list[Any]:
    """Key figures: label, value, note."""
    return [
        html.Div(
            [
                html.P(label, className="label"),
                html.P(value, className="value"),
                html.P(note, className="note"),
            ],
            className="figure",
        )
        for label, value, note in cards
    ]
