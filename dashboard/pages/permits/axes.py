"""What the chart of a row stands in: days below, numbers from zero, the chosen day marked."""

from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.pages.permits.sentences import date
from dashboard.parts.theme import FONT, Theme
from dashboard.words import Words

HEIGHT = 340
HEADROOM = 1.15
"""Room above the highest mark, for its sign."""
NAMED = 5
"""At most so many days are named: they fit a phone."""


def top_of(found: dict[str, Any]) -> float:
    """Where the chart ends: above all that is certain, possible or asked."""
    marks = [*found["lower"], *found["upper"], *found["limits"]]
    return max((mark for mark in marks if mark is not None), default=0) * HEADROOM or 1.0


def styled(
    figure: go.Figure, days: list[str], top: float, words: Words, theme: Theme, chosen: str | None
) -> go.Figure:
    """The figure with its axes."""
    if chosen in days:
        place = days.index(chosen)
        figure.add_vrect(
            x0=place - 0.5,
            x1=place + 0.5,
            fillcolor=palette.faded(theme.ink, 0.06),
            line={"color": theme.muted, "width": 1},
            layer="below",
        )
    step = -(-len(days) // NAMED)
    ticks = list(range(len(days) - 1, -1, -step))
    figure.update_layout(
        template="none",
        height=HEIGHT,
        barmode="overlay",
        margin={"l": 8, "r": 12, "t": 12, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": theme.ink},
        showlegend=False,
        hovermode="x",
        hoverlabel={"font": {"family": FONT, "size": 13}, "bgcolor": theme.ground, "align": "left"},
        separators=".," if words.language == "en" else ",.",
        dragmode=False,
        xaxis={
            "range": [-0.5, len(days) - 0.5],
            "tickvals": ticks,
            "ticktext": [date(days[place], words).replace(" ", "<br>", 1) for place in ticks],
            "tickangle": 0,
            "tickfont": {"color": theme.muted},
            "linecolor": theme.grid,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
        yaxis={
            "range": [0, top * 1.05],
            "gridcolor": theme.grid,
            "zeroline": False,
            "automargin": True,
            "tickfont": {"color": theme.muted},
            "nticks": 5,
            "fixedrange": True,
        },
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    )
    return figure
