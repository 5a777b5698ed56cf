"""The course of a day: a pure function of numbers and words.

Its axis counts quarters of an hour from midnight, so that a day of 23 or 25 hours is as long as it
was, and the hour that comes twice stands there twice.
"""

from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.pages.lookback.frames import LocalDay, clocks, hour_starts, outages, steps
from dashboard.parts.figure import band, name_band, styled
from dashboard.parts.theme import Theme
from dashboard.scene import SURE
from dashboard.words import Words

HEIGHT = 300
WIDE = 0.14
"""Share of the day from which a gap has room for a word."""


def day_chart(
    series: dict[str, Any],
    day: LocalDay,
    names: dict[str, str],
    order: list[str],
    words: Words,
    theme: Theme,
) -> go.Figure:
    """Vehicles through the day: a line each, broken where nothing is known, gaps hatched.

    `order` are the keys of operators in the order of their colours.
    """
    figure = go.Figure()
    end = (day.end - day.start) // 900
    for start, until, feed in outages(series, day):
        _gap(figure, start * end, until * end, names.get(feed, feed), words, theme)
    told = clocks(day, words)
    for line in series["series"]:
        _line(figure, line, told, order, words, theme, steps(series))
    legend = len(series["series"]) > 1
    marks = hour_starts(day, words, every=4)
    styled(
        figure,
        words,
        theme,
        height=HEIGHT,
        top=58 if legend else 12,
        xaxis={
            "range": [0, end],
            "tickvals": [place for place, _ in marks],
            "ticktext": [text for _, text in marks],
            "tickangle": 0,
            "ticks": "outside",
            "tickcolor": theme.grid,
            "linecolor": theme.grid,
        },
        yaxis={"rangemode": "tozero"},
    )
    figure.update_layout(showlegend=legend, hovermode="closest")
    return figure


def _line(
    figure: go.Figure,
    line: dict[str, Any],
    told: list[str],
    order: list[str],
    words: Words,
    theme: Theme,
    number: int,
) -> None:
    """One line; hollow dots where its coverage is low."""
    total = line["key"] not in order
    place = 0 if total else order.index(line["key"])
    colour = theme.line(line["key"], order)
    name = words("density.all") if total else line["name"]
    shown = min(number, len(told))
    values = line["values"][:shown]
    texts = [
        f"<b>{clock}</b><br>{name}: {words.number(value)}"
        for clock, value in zip(told, values, strict=False)
    ]
    figure.add_trace(
        go.Scatter(
            x=list(range(shown)),
            y=values,
            name=name,
            mode="lines" if total else "lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 2.25, "dash": palette.dash(place)},
            marker={"symbol": palette.symbol(place), "size": 7, "maxdisplayed": 7},
            fill="tozeroy" if total else None,
            fillcolor=palette.faded(colour, 0.12),
            text=texts,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    unsure = [
        (at, value)
        for at, (value, share) in enumerate(zip(values, line["coverage"][:shown], strict=True))
        if value is not None and share < SURE
    ]
    if unsure:
        x, y = zip(*unsure, strict=True)
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="markers",
                marker={
                    "color": theme.ground,
                    "size": 8,
                    "line": {"color": colour, "width": 2},
                },
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _gap(
    figure: go.Figure, start: float, end: float, name: str, words: Words, theme: Theme
) -> None:
    """A hatched band from one quarter to another, named where there is room."""
    band(figure, start, end, theme)
    if (end - start) / 96 >= WIDE:
        told = words("density.gap", name=name)
        name_band(figure, start, end, told, theme)
