"""Two bars for each place, days with a yes above comparable days: a pure function of numbers."""

import plotly.graph_objects as go

from dashboard import palette
from dashboard.parts.figure import styled
from dashboard.parts.theme import Theme
from dashboard.words import Words

ROW, ROOM = 46, 90
ROOM_FOR_NUMBER = 1.3
"""The longest bar leaves room for its number, on a phone too."""
LONGEST = 22
"""Letters of a name beside the bars; the table has it whole."""


def beside_chart(
    names: list[str], values: list[float], others: list[float], words: Words, theme: Theme
) -> go.Figure:
    """Lying bars from zero, the first on top, each with its number; hatching tells them apart."""
    dark = 1 if theme.dark else 0
    colours = (palette.COMES[dark], theme.muted)
    figure = go.Figure()
    sides = (
        ("modules.col_yes_days", values, colours[0], ""),
        ("modules.col_other_days", others, colours[1], "/"),
    )
    places = list(range(len(names)))
    for key, numbers, colour, pattern in sides:
        figure.add_trace(
            go.Bar(
                y=places,
                x=numbers,
                name=words(key),
                orientation="h",
                text=[words.dense(value) for value in numbers],
                textposition="outside",
                cliponaxis=False,
                textfont={"color": theme.ink},
                hoverinfo="skip",
                marker={
                    "color": colour if not pattern else palette.faded(colour, 0.18),
                    "line": {"color": colour, "width": 1.2},
                    "pattern": {"shape": pattern, "fgcolor": colour, "size": 6, "solidity": 0.3},
                },
            )
        )
    top = max([*values, *others], default=0.0) or 1.0
    styled(
        figure,
        words,
        theme,
        height=ROOM + ROW * len(names),
        top=36,
        xaxis={
            "range": [0, top * ROOM_FOR_NUMBER],
            "showgrid": True,
            "gridcolor": theme.grid,
            "nticks": 5,
            "rangemode": "tozero",
        },
        yaxis={
            "tickvals": places,
            "ticktext": [_short(name) for name in names],
            "autorange": "reversed",
            "showgrid": False,
            "tickfont": {"color": theme.ink},
        },
    )
    figure.update_layout(barmode="group", hovermode=False, bargap=0.3)
    return figure


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
