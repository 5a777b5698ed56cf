"""One hub: how full it was through a day and a week, and whether it is large enough."""

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.attributes import aria
from dashboard.pages.hubs import charts
from dashboard.pages.hubs.advice import advice
from dashboard.pages.hubs.day import Days
from dashboard.pages.hubs.looks import share, state_of, told, why
from dashboard.parts.chart_box import CONFIG
from dashboard.parts.receipt import receipt_link
from dashboard.parts.table import bar, bars, table
from dashboard.parts.theme import Theme
from dashboard.sentences import gaps
from dashboard.words import Words


@dataclass(frozen=True)
class Told:
    """What the API tells of one hub: its day, its states then, its week and its fortnight."""

    hub: dict[str, Any]
    day: dict[str, Any]
    states: dict[str, Any]
    over: dict[str, Any]
    fortnight: dict[str, Any]
    names: dict[str, str]
    """Of feeds and operators."""
    rules: list[str]
    """What modules put in force of it on the day, a line each."""


def detail(found: Told, days: Days, words: Words, theme: Theme, at: str | None) -> list[Any]:
    """All of a hub, with the numbers of its chart in a table too."""
    return [
        html.Div(
            [html.H2(found.hub["name"], id="hubs-chosen", tabIndex=-1), _day_picker(days, words)],
            className="title",
        ),
        html.Div(
            [
                html.Div(_through_day(found, days, words, theme, at)),
                html.Div([_advice(found, words), _states(found, words), _over(found, words)]),
            ],
            className="columns-2",
        ),
    ]


def _day_picker(days: Days, words: Words) -> dmc.TextInput:
    top = f"{words.local(days.until):%Y-%m-%d}"
    return dmc.TextInput(
        id="hubs-day",
        value=days.day.isoformat(),
        label=words("hubs.day"),
        debounce=700,
        size="sm",
        attributes={"input": {"type": "date", "max": max(top, days.day.isoformat())}},
    )


def _through_day(found: Told, days: Days, words: Words, theme: Theme, at: str | None) -> list[Any]:
    """The chart of a day, its sentence, its gaps and its table."""
    name, day = found.hub["name"], words.day(days.day.isoformat())
    label = words("hubs.chart", name=name, day=day)
    figure = charts.day_chart(found.day, found.names, words, theme, at)
    graph = dcc.Graph(id="hubs-graph", config=CONFIG, figure=figure)
    missing = gaps(found.day, found.names, words)
    return [
        html.P(day_sentence(found.day, name, day, words), className="sentence", role="status"),
        *[html.P(rule, className="rule") for rule in found.rules],
        html.P(words("hubs.unit"), className="note unit"),
        html.Div(html.Div(graph, role="img", **aria(label=label)), className="chart"),
        html.Ul([html.Li(gap) for gap in missing], className="note gaps"),
        _numbers(found, label, words),
        receipt_link(found.day["receipt"], "hub_occupancy", words),
    ]


def day_sentence(day_told: dict[str, Any], name: str, day: str, words: Words) -> str:
    """How full it was at most, and when."""
    whole = day_told["series"][0]
    known = [
        (value, at)
        for value, at in zip(whole["values"], day_told["edges"], strict=False)
        if value is not None
    ]
    if not known:
        return words("hubs.day_unknown", name=name, day=day)
    top, at = max(known, key=lambda one: one[0])
    return words("hubs.day_top", name=name, day=day, top=share(top, words), at=words.clock(at))


def _numbers(found: Told, label: str, words: Words) -> html.Details:
    """The same numbers as the chart, by quarter of an hour."""
    lines = found.day["series"]
    heads = [
        words("hubs.whole") if one["key"] == "all" else words(f"form.{one['key']}") for one in lines
    ]
    rows = []
    for place, edge in enumerate(found.day["edges"][:-1]):
        values = [one["values"][place] for one in lines]
        rows.append(
            [
                words.clock(edge),
                *[(share(v, words), -1 if v is None else v) for v in values],
                words.percent(lines[0]["coverage"][place]),
                why(lines[0]["reasons"][place], found.names, words),
            ]
        )
    columns = [words("hubs.col_time"), *heads, words("hubs.col_coverage"), words("hubs.col_reason")]
    return table("hubs-day", label, columns, rows, words)


def _advice(found: Told, words: Words) -> html.Div:
    """Whether it is large enough, and why."""
    lines = [html.P(line) for line in advice(found.hub, found.fortnight, words)]
    return html.Div(
        [
            html.H3(words("advice.title")),
            *lines,
            receipt_link(found.fortnight["receipt"], "hub_occupancy", words),
        ],
        className="advice",
    )


def _states(found: Told, words: Words) -> html.Div:
    """In which state it was from when to when."""
    turns, period = found.states["states"], found.states["period"]
    title = html.H3(words("hubs.states"))
    if not turns:
        shown = why(found.states["reason"], {}, words)
        return html.Div([title, html.P(shown, className="note")])
    ends = [*[turn["from"] for turn in turns[1:]], period["to"]]
    rows = [
        [
            words.clock(turn["from"]),
            words.clock(end),
            told(state_of(turn), words, stale=turn["stale"]),
        ]
        for turn, end in zip(turns, ends, strict=True)
    ]
    heads = [words("hubs.col_from"), words("hubs.col_to"), words("hubs.col_state")]
    return html.Div([title, bars("hubs-states", words("hubs.states"), heads, rows, words)])


def _over(found: Told, words: Words) -> html.Div:
    """The share of each day in which more stood there than there is room for."""
    whole = found.over["series"][0]
    rows = []
    for place, value in enumerate(whole["values"]):
        shown = words.percent(value)
        rows.append(
            [
                words.date(found.over["edges"][place]),
                bar(value, 1.0, shown),
                words.percent(whole["coverage"][place]),
                why(whole["reasons"][place], found.names, words),
            ]
        )
    heads = [words(f"hubs.col_{column}") for column in ("date", "over", "coverage", "reason")]
    return html.Div(
        [
            html.H3(words("hubs.over")),
            bars("hubs-over", words("hubs.over"), heads, rows, words),
            receipt_link(found.over["receipt"], "over_capacity_time", words),
        ]
    )
