"""The parts of the page before any number is in them."""

from typing import Any

from dash import dcc, html

from dashboard.page import Shown
from dashboard.pages.movement.flows import classes as flow_classes
from dashboard.pages.movement.parts_table import PICK
from dashboard.parts.chart_box import chart_box
from dashboard.parts.choice import Options, one_of_few, one_of_many
from dashboard.parts.filters import filters
from dashboard.parts.later import later
from dashboard.parts.period import period_picker
from dashboard.parts.shapes_map import shapes_legend, shapes_map
from dashboard.parts.states import loading
from dashboard.view import KINDS
from dashboard.words import Words

TURNS = ("net_balance", "arrivals", "departures")
WAYS = ("from", "to")
DAYS = ("all", "weekday", "weekend")


def sections(shown: Shown, operators: list[dict[str, Any]]) -> list[Any]:
    """All of them, in their order."""
    return [
        _course(shown, operators),
        _where(shown),
        _week(shown),
        _rentals(shown.words),
        _flows(shown),
        dcc.Store(id=f"{PICK}-picked"),
    ]


def _course(shown: Shown, operators: list[dict[str, Any]]) -> html.Section:
    """What is asked about, and its course."""
    view, words = shown.view, shown.words
    area = None if view.area is None else str(view.area)
    choose, whole = words("density.choose"), words("density.whole")
    notes = words("movement.unit"), words("movement.note")
    return html.Section(
        [
            html.H2(words("movement.course")),
            html.Div(
                [
                    one_of_many("movement-area", area, [], choose, whole, words),
                    filters(view, words, operators),
                    period_picker(view, words, words.local(shown.now_s).date()),
                ],
                className="controls",
            ),
            chart_box("movement", words, *notes),
        ]
    )


def _where(shown: Shown) -> html.Section:
    """Parts of the week, map and ranking."""
    view, words = shown.view, shown.words
    kinds: Options = [{"value": kind, "label": words(f"kinds.{kind}")} for kind in KINDS]
    return html.Section(
        [
            html.Div(
                [
                    html.H2(words("movement.where_title")),
                    one_of_few("movement-kind", view.kind, kinds, words("map.areas")),
                ],
                className="title",
            ),
            html.P(id="movement-where", className="sentence", role="status"),
            html.Div(
                [
                    html.Div(
                        [
                            shapes_map("movement", words("movement.map"), shown),
                            html.Div(id="movement-legend"),
                        ]
                    ),
                    html.Div(
                        [
                            html.H3(words("part.choose")),
                            html.P(words("part.note"), className="note"),
                            html.Div(loading(words), id="movement-parts"),
                        ]
                    ),
                ],
                className="columns-2",
            ),
            html.Div(loading(words), id="movement-ranking"),
        ]
    )


def _week(shown: Shown) -> html.Section:
    """Weekdays and hours."""
    words, turn = shown.words, shown.view.get("turn")
    turns: Options = [{"value": one, "label": words(f"week.{one}_name")} for one in TURNS]
    chosen = turn if turn in TURNS else TURNS[0]
    return html.Section(
        [
            *later("movement-week"),
            html.Div(
                [
                    html.H2(words("week.title")),
                    one_of_few("movement-turn", chosen, turns, words("week.shown")),
                ],
                className="title",
            ),
            chart_box("movement-week", words, words("week.unit"), words("week.note")),
        ]
    )


def _rentals(words: Words) -> html.Section:
    return html.Section(
        [
            *later("movement-rented"),
            html.H2(words("rentals.title")),
            html.P(words("rentals.note"), className="note"),
            html.Div(loading(words), id="movement-rented"),
        ]
    )


def _flows(shown: Shown) -> html.Section:
    """From place to place: what is asked, the told flows, the map."""
    view, words = shown.view, shown.words
    ways: Options = [{"value": way, "label": words(f"flows.way_{way}")} for way in WAYS]
    days: Options = [{"value": one, "label": words(f"flows.days_{one}")} for one in DAYS]
    way, when = view.get("way"), view.get("days")
    choose, whole = words("density.choose"), words("density.whole")
    return html.Section(
        [
            *later("movement-flows"),
            html.H2(words("flows.title")),
            html.P(words("flows.note"), className="note"),
            html.Div(
                [
                    one_of_many("movement-cell", view.get("cell"), [], choose, whole, words),
                    one_of_few(
                        "movement-way", way if way in WAYS else WAYS[0], ways, words("flows.way")
                    ),
                    one_of_few(
                        "movement-days",
                        when if when in DAYS else DAYS[0],
                        days,
                        words("flows.when"),
                    ),
                ],
                className="controls",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            shapes_map("movement-flows", words("flows.map"), shown),
                            shapes_legend(flow_classes(words), words("flows.legend")),
                        ]
                    ),
                    html.Div(loading(words), id="movement-flows-told"),
                ],
                className="columns-2",
            ),
        ]
    )
