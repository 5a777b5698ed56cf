"""Figures of a replay: stays by day and operator, vehicles by hour of the day."""

from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.parts.figure import styled
from dashboard.parts.theme import Theme
from dashboard.words import Words

HEIGHT = 300


def by_day(found: dict[str, Any], names: dict[str, str], words: Words, theme: Theme) -> go.Figure:
    """Stays of each day, each operator with a colour and a hatching of its own."""
    figure = go.Figure()
    days = [words.day(day["day"]).rsplit(" ", 1)[0] for day in found["days"]]
    order = sorted(one["operator"] for one in found["operators"])
    for place, key in enumerate(order):
        figure.add_trace(
            go.Bar(
                x=days,
                y=[day["by_operator"].get(key) for day in found["days"]],
                name=names.get(key, key),
                marker={
                    "color": palette.operator_colour(place, dark=theme.dark),
                    "pattern": {"shape": ("", "/", "x", ".", "\\", "-")[place % 6], "size": 6},
                },
                hovertemplate="%{y}",
            )
        )
    figure.update_layout(barmode="stack", bargap=0.25)
    return styled(
        figure,
        words,
        theme,
        height=HEIGHT,
        top=60,
        xaxis={"type": "category", "tickangle": -40 if len(days) > 8 else 0},
        yaxis={"rangemode": "tozero"},
    )


def by_hour(found: dict[str, Any], words: Words, theme: Theme) -> go.Figure:
    """Vehicles in a hub by hour of the day, on average, with its places as a line."""
    figure = go.Figure()
    filling, capacity = found["filling"], found["capacity"]
    hours = [f"{one['hour']:02d}:00" for one in filling["by_hour"]]
    means = [one["mean"] for one in filling["by_hour"]]
    colour = palette.TOTAL_DARK if theme.dark else palette.TOTAL
    figure.add_trace(
        go.Bar(
            x=hours,
            y=means,
            name=words("tried.col_mean"),
            marker={"color": colour},
            hovertemplate="%{y:.1f}",
        )
    )
    if capacity:
        places = sum(capacity.values())
        figure.add_trace(
            go.Scatter(
                x=hours,
                y=[places] * len(hours),
                mode="lines",
                name=words("tried.places", n=words.number(places)),
                line={"color": theme.ink, "width": 2, "dash": "dash"},
                hoverinfo="skip",
            )
        )
    return styled(
        figure,
        words,
        theme,
        height=HEIGHT,
        top=36,
        xaxis={"type": "category", "nticks": 8},
        yaxis={"rangemode": "tozero"},
    )
