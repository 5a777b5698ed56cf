"""The municipal page, part by part, before any number is in it."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import map_part, time_bar, trial
from dashboard.attributes import HIDDEN, aria
from dashboard.view import SPANS, View
from dashboard.words import Words

LINKS = ("map", "density", "duration", "feeds", "method")


def page(
    view: View, words: Words, city: dict[str, Any], now_s: int, base: dict[str, Any]
) -> list[Any]:
    """The whole page for a view: header, answer, figures, time, map, density, durations, feeds."""
    return [
        html.A(words("page.skip"), href="#content", className="skip"),
        _header(view, words, city),
        html.Main(
            [
                html.Section(
                    [
                        html.Div(id="answer", className="answer"),
                        html.P(id="announcement", role="status", className="hidden"),
                        html.Div(id="figures", className="figures"),
                    ],
                    className="lead",
                    **aria(label=words("page.lead")),
                ),
                time_bar.time_bar(view, words, now_s),
                map_part.map_part(view, words, city, base),
                _density(view, words),
                _duration(words),
                _feeds(words),
                _method(words),
            ],
            id="content",
            tabIndex=-1,
        ),
        html.Footer(
            [
                html.P(words("page.footer", source=city["source"])),
                html.P([html.A(words("page.api"), href="/v1/openapi.json")]),
            ]
        ),
    ]


def _header(view: View, words: Words, city: dict[str, Any]) -> html.Header:
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
                [html.A(words(f"page.nav_{link}"), href=f"#{link}") for link in LINKS],
                **aria(label=words("page.sections")),
            ),
            html.Div(
                [
                    _language("nl", "Nederlands", view),
                    _language("en", "English", view),
                    html.Button(
                        html.Span(className="half", **HIDDEN),
                        id="theme-button",
                        n_clicks=0,
                        type="button",
                        className="plain",
                        title=words("page.theme"),
                        **aria(label=words("page.theme")),
                    ),
                ],
                className="switches",
                role="group",
                **aria(label=words("page.language")),
            ),
        ]
    )


def _language(code: str, name: str, view: View) -> html.A:
    here = {"current": "true"} if view.lang == code else {}
    return html.A(
        [html.Span(name, className="long"), html.Span(code.upper(), className="short")],
        href=f"?lang={code}",
        lang=code,
        className="language",
        title=name,
        **aria(**here),
    )


def _density(view: View, words: Words) -> html.Section:
    spans = [{"value": str(span), "label": words(f"density.span_{span}")} for span in SPANS]
    groups = [{"value": g, "label": words(f"density.group_{g}")} for g in ("none", "operator")]
    return html.Section(
        [
            html.Div(
                [html.H2(words("density.title")), html.P(words("density.about"))],
                className="title-text",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            html.Div(
                                [
                                    dmc.Select(
                                        id="area",
                                        value=None if view.area is None else str(view.area),
                                        data=[],
                                        label=words("density.choose"),
                                        placeholder=words("density.whole"),
                                        clearable=True,
                                        searchable=True,
                                        size="sm",
                                        clearButtonProps={"aria-label": words("density.whole")},
                                        nothingFoundMessage=words("density.nothing"),
                                        comboboxProps={"withinPortal": False},
                                    ),
                                    _choice("span", str(view.span), spans, words("density.span")),
                                    _choice("group", view.group, groups, words("density.group")),
                                ],
                                className="controls",
                            ),
                            html.P(id="density-sentence", className="sentence"),
                            html.P(words("density.unit"), className="note unit"),
                            html.Div(role="img", id="density-chart-box"),
                            html.Ul(id="density-gaps", className="note gaps"),
                            html.P(words("density.low_coverage"), className="note"),
                            html.Div(id="series-table"),
                        ],
                        className="wide",
                    ),
                    html.Div(
                        [
                            html.H3(words("density.ranking")),
                            html.Div(id="ranking"),
                            html.Div(id="density-table"),
                        ]
                    ),
                ],
                className="columns-2",
            ),
        ],
        id="density",
    )


def _choice(name: str, value: str, data: list[dict[str, str]], label: str) -> html.Div:
    return html.Div(
        [
            html.Span(label, className="choice-label", id=f"{name}-label"),
            dmc.SegmentedControl(id=name, value=value, data=data, size="sm", **aria(label=label)),
        ],
        className="choice",
    )


def _duration(words: Words) -> html.Section:
    return html.Section(
        [
            html.H2(words("duration.title")),
            html.P(id="duration-sentence", className="sentence"),
            html.Div(
                [
                    html.Div(
                        [
                            html.Div(id="duration-bars"),
                            html.P(words("duration.possible_note"), className="note"),
                        ]
                    ),
                    html.Div([html.H3(words("duration.longest")), html.Div(id="longest")]),
                ],
                className="columns-2 even",
            ),
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
            html.Div(id="refused-table"),
            trial.form(words),
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
    return [_indicator(entry, words) for entry in indicators]


def _indicator(entry: dict[str, Any], words: Words) -> html.Details:
    told = words(
        "method.version",
        version=entry["version"],
        owner=entry["owner"],
        review=words.day(entry["review_date"]),
    )
    return html.Details(
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
            html.P(told, className="note"),
        ]
    )
