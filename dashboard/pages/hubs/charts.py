"""How full a hub was through a day: a pure function of numbers and words."""

from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.pages.hubs.looks import share, why
from dashboard.parts.theme import FONT, Theme
from dashboard.words import Words

HEIGHT = 300
HEADROOM = 1.2
"""The axis goes on above the limit, so that it can be seen whether the line passes it."""


def day_chart(
    found: dict[str, Any], names: dict[str, str], words: Words, theme: Theme, at: str | None = None
) -> go.Figure:
    """Occupancy through a day, with the limit; broken and hatched where nothing is known.

    `names` gives feeds and operators their names, `at` is the moment shown elsewhere on the page.
    """
    figure = go.Figure()
    edges = [words.local(edge) for edge in found["edges"]]
    whole = found["series"][0]
    _gaps(figure, edges, whole, names, words, theme)
    for place, line in enumerate(found["series"]):
        _line(figure, edges, line, place, words, theme)
    _limit(figure, edges, words, theme)
    if at is not None and edges[0] <= words.local(at) < edges[-1]:
        _upright(figure, words.local(at), theme)
    known = [v for line in found["series"] for v in line["values"] if v is not None]
    return _styled(figure, edges, max([1.0, *known]) * HEADROOM, words, theme, len(found["series"]))


def _line(
    figure: go.Figure,
    edges: list[datetime],
    line: dict[str, Any],
    place: int,
    words: Words,
    theme: Theme,
) -> None:
    """All together as a full line, each form factor with a colour and a dash of its own."""
    whole = line["key"] == "all"
    colours = palette.OPERATORS_DARK if theme.dark else palette.OPERATORS
    colour = theme.line("all", []) if whole else colours[place % len(colours)]
    values = [*line["values"], line["values"][-1] if line["values"] else None]
    figure.add_trace(
        go.Scatter(
            x=edges,
            y=values,
            text=[share(value, words) for value in values],
            name=words("hubs.whole") if whole else words(f"form.{line['key']}"),
            mode="lines",
            connectgaps=False,
            line={"color": colour, "width": 2.25, "shape": "hv", "dash": palette.dash(place)},
            fill="tozeroy" if whole else None,
            fillcolor=palette.faded(colour, 0.12),
            hovertemplate="%{text}",
        )
    )


def _gaps(
    figure: go.Figure,
    edges: list[datetime],
    line: dict[str, Any],
    names: dict[str, str],
    words: Words,
    theme: Theme,
) -> None:
    """A hatched band where nothing is known; the pointer tells why."""
    for start, end, cause in stretches(edges, line):
        told = why(cause, names, words) or words("common.unknown")
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
                    "bgcolor": palette.faded(theme.muted, 0.08),
                },
                hoveron="fills",
                text=told,
                name=told,
                hoverinfo="text",
                showlegend=False,
            )
        )


def stretches(
    edges: list[datetime], line: dict[str, Any]
) -> list[tuple[datetime, datetime, str | None]]:
    """From when to when a line has no value, and why."""
    found: list[tuple[datetime, datetime, str | None]] = []
    steps = zip(edges[:-1], edges[1:], line["values"], line["reasons"], strict=True)
    for start, end, value, cause in steps:
        if value is not None:
            continue
        if found and found[-1][1:] == (start, cause):
            found[-1] = (found[-1][0], end, cause)
        else:
            found.append((start, end, cause))
    return found


def _limit(figure: go.Figure, edges: list[datetime], words: Words, theme: Theme) -> None:
    figure.add_trace(
        go.Scatter(
            x=[edges[0], edges[-1]],
            y=[1, 1],
            mode="lines",
            name=words("hubs.limit"),
            line={"color": theme.ink, "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        )
    )


def _upright(figure: go.Figure, moment: datetime, theme: Theme) -> None:
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


def _styled(
    figure: go.Figure, edges: list[datetime], top: float, words: Words, theme: Theme, lines: int
) -> go.Figure:
    hours = [at for at in edges if at.hour % 3 == 0 and at.minute == 0]
    axis = {"fixedrange": True, "zeroline": False, "automargin": True}
    muted = {"tickfont": {"color": theme.muted}}
    figure.update_layout(
        template="none",
        height=HEIGHT,
        margin={"l": 8, "r": 12, "t": 60 if lines > 1 else 36, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": theme.ink},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="x unified",
        hoverlabel={"font": {"family": FONT, "size": 13}, "bgcolor": theme.ground},
        dragmode=False,
        xaxis=axis
        | muted
        | {
            "range": [edges[0], edges[-1]],
            "tickvals": hours,
            "ticktext": [words.clock(at) for at in hours],
            "showgrid": False,
            "hoverformat": "%H:%M",
        },
        yaxis=axis
        | muted
        | {"range": [0, top], "gridcolor": theme.grid, "nticks": 5, "tickformat": ".0%"},
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    )
    return figure
