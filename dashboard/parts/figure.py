"""What charts through time share: their axes, hatched bands over gaps, an upright at a moment."""

from datetime import datetime, timedelta
from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.parts.theme import FONT, Theme
from dashboard.words import Words

CLEAR = "rgba(0,0,0,0)"
Stretch = tuple[datetime, datetime, str | None]
At = Any
"""Where something is along the axis: a moment, or a number."""


def upright(figure: go.Figure, moment: datetime, theme: Theme) -> None:
    """A dotted line through a time axis is a trace: shapes take no time with a zone."""
    figure.add_trace(
        go.Scatter(
            x=[moment, moment],
            y=[0, 1],
            yaxis="y2",
            mode="lines",
            line={"color": theme.ink, "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        )
    )


def band(figure: go.Figure, start: At, end: At, theme: Theme, told: str | None = None) -> None:
    """A hatched band where nothing is known; the pointer tells `told`, or passes it by."""
    grey = palette.faded(theme.muted, 0.08)
    pointer: dict[str, Any] = {"fillcolor": grey, "hoverinfo": "skip"}
    if told is not None:
        pointer = {"hoveron": "fills", "text": told, "name": told, "hoverinfo": "text"}
    figure.add_trace(
        go.Scatter(
            x=[start, end, end, start, start],
            y=[0, 0, 1, 1, 0],
            yaxis="y2",
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillpattern={
                "shape": "/",
                "size": 7,
                "solidity": 0.12,
                "fgcolor": theme.muted,
                "bgcolor": grey,
            },
            showlegend=False,
            **pointer,
        )
    )


def name_band(figure: go.Figure, start: At, end: At, told: str, theme: Theme) -> None:
    """A few words on a band, where there is room for them."""
    figure.add_annotation(
        x=start + (end - start) / 2,
        y=1,
        yref="y2",
        yanchor="top",
        text=told.replace(" ", "<br>", 1),
        showarrow=False,
        font={"size": 12, "color": theme.ink},
        bgcolor=theme.ground,
        borderpad=3,
        yshift=-6,
    )


def stretches(edges: list[datetime], line: dict[str, Any]) -> list[Stretch]:
    """From when to when a line has no value, and why."""
    found: list[Stretch] = []
    steps = zip(edges[:-1], edges[1:], line["values"], line["reasons"], strict=True)
    for start, end, value, cause in steps:
        if value is not None:
            continue
        if found and found[-1][1:] == (start, cause):
            found[-1] = (found[-1][0], end, cause)
        else:
            found.append((start, end, cause))
    return found


def clock_ticks(edges: list[datetime]) -> list[datetime]:
    """Every three hours."""
    return [at for at in edges if at.hour % 3 == 0 and at.minute == 0]


def ticks(edges: list[datetime], words: Words) -> list[tuple[datetime, str]]:
    """Where the time axis is named: every three hours of a day, or every midnight of more."""
    days = (edges[-1] - edges[0]) / timedelta(days=1)
    midnights = [at for at in edges if at.hour == 0 and at.minute == 0]
    if days > 2:
        return [(at, words.date(at)) for at in midnights[:: 1 if days <= 8 else 2]]
    hours = clock_ticks(edges)
    return [(at, words.date(at) if at.hour == 0 else words.clock(at)) for at in hours]


def styled(
    figure: go.Figure,
    words: Words,
    theme: Theme,
    *,
    height: int,
    top: int,
    xaxis: dict[str, Any],
    yaxis: dict[str, Any],
) -> go.Figure:
    """The figure with its axes; `y2` goes from 0 at the bottom to 1 at the top, for bands.

    `height` and `top` (the margin above) are in pixels, `xaxis` and `yaxis` what is a chart's own.
    """
    axis = {
        "fixedrange": True,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"color": theme.muted},
    }
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 12, "t": top, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "size": 13, "color": theme.ink},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="x unified",
        hoverlabel={"font": {"family": FONT, "size": 13}, "bgcolor": theme.ground},
        separators=".," if words.language == "en" else ",.",
        dragmode=False,
        xaxis=axis | {"showgrid": False} | xaxis,
        yaxis=axis | {"gridcolor": theme.grid, "nticks": 5} | yaxis,
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    )
    return figure


def time_axis(edges: list[datetime], words: Words, theme: Theme) -> dict[str, Any]:
    """The axis below a chart of hours or days."""
    named = ticks(edges, words)
    return {
        "range": [edges[0], edges[-1]],
        "tickvals": [at for at, _ in named],
        "ticktext": [text for _, text in named],
        "ticks": "outside",
        "tickcolor": theme.grid,
        "linecolor": theme.grid,
        "hoverformat": "%d-%m-%Y %H:%M",
    }
