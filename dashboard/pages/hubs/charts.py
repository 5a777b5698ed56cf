"""How full a hub was through a day: a pure function of numbers and words."""

from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.pages.hubs.looks import share, why
from dashboard.parts.figure import band, clock_ticks, stretches, styled, upright
from dashboard.parts.theme import Theme
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
        upright(figure, words.local(at), theme)
    known = [v for line in found["series"] for v in line["values"] if v is not None]
    hours = clock_ticks(edges)
    return styled(
        figure,
        words,
        theme,
        height=HEIGHT,
        top=60 if len(found["series"]) > 1 else 36,
        xaxis={
            "range": [edges[0], edges[-1]],
            "tickvals": hours,
            "ticktext": [words.clock(at) for at in hours],
            "hoverformat": "%H:%M",
        },
        yaxis={"range": [0, max([1.0, *known]) * HEADROOM], "tickformat": ".0%"},
    )


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
        band(figure, start, end, theme, told)


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
