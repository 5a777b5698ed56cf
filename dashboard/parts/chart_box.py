"""A chart with what it always has: a name, its sentence, the gaps in words, the same as a table."""

from typing import Any

import plotly.graph_objects as go
from dash import Output, dcc, html

from dashboard.attributes import aria
from dashboard.parts.states import loading
from dashboard.words import Words

PARTS = ("sentence", "chart", "gaps", "table")
CONFIG: Any = {"displayModeBar": False, "responsive": True}


def chart_box(name: str, words: Words, unit: str, *notes: str) -> html.Div:
    """Room for a chart; `unit` is what its axis counts, `notes` say how to read it."""
    return html.Div(
        [
            html.P(id=f"{name}-sentence", className="sentence"),
            html.P(unit, className="note unit"),
            html.Div(loading(words), id=f"{name}-chart", className="chart"),
            html.Ul(id=f"{name}-gaps", className="note gaps"),
            *[html.P(note, className="note") for note in notes],
            html.Div(id=f"{name}-table"),
        ],
        className="chart-box",
    )


def chart_places(name: str) -> list[Output]:
    """Where `chart_parts` goes, as the outputs of a callback."""
    return [Output(f"{name}-{part}", "children") for part in PARTS]


def chart_parts(
    name: str, label: str, sentence: str, figure: go.Figure, gaps: list[str], table: Any
) -> list[Any]:
    """A chart named `label` for who cannot see it, its sentence, its gaps and its table."""
    graph = dcc.Graph(id=f"{name}-graph", config=CONFIG, figure=figure)
    # An image with a name: what is in it stands in the sentence and in the table.
    image = html.Div(graph, role="img", **aria(label=label))
    return [sentence, image, [html.Li(gap) for gap in gaps], table]
