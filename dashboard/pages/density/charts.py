"""The chart of density through time: a pure function of numbers and words."""

from datetime import datetime, timedelta
from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.parts.figure import band, name_band, styled, time_axis, upright
from dashboard.parts.theme import Theme
from dashboard.scene import SURE
from dashboard.sentences import reason
from dashboard.words import Words

HEIGHT = 320
BANDS = 60
"""Most gaps drawn, the longest ones; where no number is known the line is broken all the same."""
WIDE = 0.1
"""Share of the period from which a gap has room for a word."""


def density_chart(
    series: dict[str, Any],
    names: dict[str, str],
    order: list[str],
    words: Words,
    theme: Theme,
    at: str | None,
) -> go.Figure:
    """Density through time: a line each, broken where nothing is known, gaps as hatched bands.

    `names` gives operators and feeds their names, `order` the operators' place in the palette, `at`
    the moment shown elsewhere on the page.
    """
    figure = go.Figure()
    edges = [words.local(edge) for edge in series["edges"]]
    length = edges[-1] - edges[0]
    longest = sorted(series["gaps"], key=lambda gap: words.span_s(gap["from"], gap["to"]))
    for gap in longest[-BANDS:]:
        _band(figure, gap, names, words, theme, length)
    for line in series["series"]:
        _line(figure, line, edges, order, words, theme)
    _reasons(figure, series, edges, names, words)
    if at is not None:
        upright(figure, words.local(at), theme)
    legend = len(series["series"]) > 1
    styled(
        figure,
        words,
        theme,
        height=HEIGHT,
        top=36 if legend else 10,
        xaxis=time_axis(edges, words, theme),
        yaxis={"rangemode": "tozero"},
    )
    figure.update_layout(showlegend=legend)
    return figure


def _line(
    figure: go.Figure,
    line: dict[str, Any],
    edges: list[datetime],
    order: list[str],
    words: Words,
    theme: Theme,
) -> None:
    """One line, with hollow dots where its coverage is low."""
    total = line["key"] not in order
    place = 0 if total else order.index(line["key"])
    colour = theme.line(line["key"], order)
    figure.add_trace(
        go.Scatter(
            x=edges[:-1],
            y=line["values"],
            name=words("density.all") if total else line["name"],
            mode="lines" if total else "lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 2.25, "dash": palette.dash(place)},
            marker={"symbol": palette.symbol(place), "size": 8, "maxdisplayed": 7},
            fill="tozeroy" if total else None,
            fillcolor=palette.faded(colour, 0.12),
            hovertemplate="%{y:.1f}",
        )
    )
    unsure = [
        (x, y, words("density.partial", coverage=words.percent(c)))
        for x, y, c in zip(edges[:-1], line["values"], line["coverage"], strict=True)
        if y is not None and c < SURE
    ]
    if unsure:
        x, y, told = zip(*unsure, strict=True)
        mark = {"color": colour, "width": 2}
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="markers",
                marker={"color": theme.ground, "size": 8, "symbol": "circle", "line": mark},
                text=told,
                name=words("density.unsure"),
                hovertemplate="%{text}<extra></extra>",
                showlegend=False,
            )
        )


def _band(
    figure: go.Figure,
    gap: dict[str, Any],
    names: dict[str, str],
    words: Words,
    theme: Theme,
    length: timedelta,
) -> None:
    """A hatched band over a gap, named where there is room."""
    start, end = words.local(gap["from"]), words.local(gap["to"])
    band(figure, start, end, theme)
    if (end - start) / length >= WIDE:
        told = words("density.gap", name=names.get(gap["feed"], gap["feed"]))
        name_band(figure, start, end, told, theme)


def _reasons(
    figure: go.Figure,
    series: dict[str, Any],
    edges: list[datetime],
    names: dict[str, str],
    words: Words,
) -> None:
    """What the pointer tells where there is no number."""
    told: dict[datetime, set[str]] = {}
    for line in series["series"]:
        for edge, value, why in zip(edges[:-1], line["values"], line["reasons"], strict=True):
            if value is None and why:
                told.setdefault(edge, set()).add(reason(why, names, words))
    if told:
        figure.add_trace(
            go.Scatter(
                x=list(told),
                y=[0.5] * len(told),
                yaxis="y2",
                mode="markers",
                marker={"opacity": 0, "size": 1},
                text=[", ".join(sorted(why)) for why in told.values()],
                hovertemplate="%{text}<extra></extra>",
                showlegend=False,
            )
        )
