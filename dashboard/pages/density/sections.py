"""The two parts of the page before any number is in them."""

from dash import html

from dashboard.parts.chart_box import chart_box
from dashboard.parts.choice import one_of_few, one_of_many
from dashboard.view import GROUPS, SPANS, View
from dashboard.words import Words


def density(view: View, words: Words) -> html.Section:
    """The chart with its controls, and beside it the busiest areas."""
    notes = words("density.unit"), words("density.low_coverage")
    return html.Section(
        [
            html.H2(words("density.by_area")),
            html.Div(
                [
                    html.Div([_controls(view, words), chart_box("density", words, *notes)]),
                    html.Div(
                        [
                            html.H3(words("density.ranking")),
                            html.Div(id="density-ranking"),
                            html.Div(id="density-areas"),
                        ]
                    ),
                ],
                className="columns-2",
            ),
        ],
    )


def _controls(view: View, words: Words) -> html.Div:
    spans = [{"value": str(span), "label": words(f"density.span_{span}")} for span in SPANS]
    groups = [{"value": group, "label": words(f"density.group_{group}")} for group in GROUPS]
    area = None if view.area is None else str(view.area)
    choose, whole = words("density.choose"), words("density.whole")
    return html.Div(
        [
            one_of_many("density-area", area, [], choose, whole, words),
            one_of_few("density-span", str(view.span), spans, words("density.span")),
            one_of_few("density-group", view.group, groups, words("density.group")),
        ],
        className="controls",
    )


def duration(words: Words) -> html.Section:
    """How long they stand, and which stand longest."""
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
                    html.Div([html.H3(words("duration.longest")), html.Div(id="duration-longest")]),
                ],
                className="columns-2 even",
            ),
        ],
    )
