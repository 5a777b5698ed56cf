"""A week as a grid of weekdays and hours: a pure function of 168 numbers and words."""

from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.parts.figure import CLEAR
from dashboard.parts.theme import FONT, Theme
from dashboard.words import DAYS, Words

HOURS = 24
HEIGHT = 280
Hours = list[float | None]
"""168 numbers, Monday 00:00 first."""


def week_grid(
    hours: Hours,
    told: list[str],
    words: Words,
    theme: Theme,
    *,
    diverging: bool = False,
    chosen: tuple[int, int, int] | None = None,
    floor: float = 0.0,
) -> go.Figure:
    """The grid; `told` is what the pointer says of each hour.

    What is not known has a question mark instead of a colour. `diverging` is for numbers on both
    sides of zero: those have a sign in their cell as well. `chosen` is marked: a weekday (Monday
    is 1), its first hour and the hour after its last. `floor` is where the colours begin.
    """
    rows = [hours[day * HOURS : (day + 1) * HOURS] for day in range(7)]
    texts = [told[day * HOURS : (day + 1) * HOURS] for day in range(7)]
    top = max((abs(hour) for hour in hours if hour is not None), default=0.0) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=rows,
            x=list(range(HOURS)),
            y=list(range(7)),
            text=texts,
            hovertemplate="%{text}<extra></extra>",
            colorscale=_colours(theme, diverging=diverging),
            zmin=-top if diverging else floor,
            zmax=top,
            xgap=1,
            ygap=1,
            colorbar={
                "thickness": 10,
                "outlinewidth": 0,
                "tickfont": {"color": theme.muted},
                "nticks": 5,
            },
        )
    )
    _marks(figure, rows, top, theme, diverging=diverging)
    if chosen is not None:
        day, begin, end = chosen
        figure.add_shape(
            type="rect",
            x0=begin - 0.5,
            x1=end - 0.5,
            y0=day - 1.5,
            y1=day - 0.5,
            line={"color": theme.ink, "width": 2.5},
        )
    return _styled(figure, words, theme)


def _colours(theme: Theme, *, diverging: bool) -> list[list[Any]]:
    on_light, on_dark = (
        (palette.BALANCE, palette.BALANCE_DARK)
        if diverging
        else (palette.DENSITY, palette.DENSITY_DARK)
    )
    colours: tuple[str, ...] = on_dark if theme.dark else on_light
    last = len(colours) - 1
    return [[place / last, colour] for place, colour in enumerate(colours)]


def _marks(
    figure: go.Figure, rows: list[Hours], top: float, theme: Theme, *, diverging: bool
) -> None:
    """A question mark where nothing is known; a sign where much more comes than goes, or less."""
    marks = []
    for day, row in enumerate(rows):
        for hour, value in enumerate(row):
            if value is None:
                marks.append((hour, day, "?", theme.muted))
            elif diverging and abs(value) >= top / 4:
                strong = abs(value) > top * 0.6
                ink = theme.ground if strong else theme.ink
                marks.append((hour, day, "+" if value > 0 else "−", ink))
    if not marks:
        return
    x, y, text, inks = zip(*marks, strict=True)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="text",
            text=text,
            textfont={"size": 13, "color": inks},
            hoverinfo="skip",
            showlegend=False,
        )
    )


def _styled(figure: go.Figure, words: Words, theme: Theme) -> go.Figure:
    axis = {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": theme.muted},
    }
    every = list(range(0, HOURS, 3))
    figure.update_layout(
        template="none",
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "size": 13, "color": theme.ink},
        hoverlabel={"font": {"family": FONT, "size": 13}, "bgcolor": theme.ground, "align": "left"},
        separators=".," if words.language == "en" else ",.",
        dragmode=False,
        xaxis=axis
        | {
            "range": [-0.5, HOURS - 0.5],
            "tickvals": every,
            "ticktext": [f"{hour:02}:00" for hour in every],
        },
        yaxis=axis
        | {
            "range": [6.5, -0.5],
            "tickvals": list(range(7)),
            "ticktext": list(DAYS[words.language]),
        },
    )
    return figure
