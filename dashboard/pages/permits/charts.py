"""The chart of a row through the days: a pure function of numbers and words.

Each day is a bar from zero: solid up to what is certain, hatched up to what is possible. A day
without a number has no bar: a hatched column from top to bottom, with the reason at the pointer.
"""

from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.pages.permits.axes import styled, top_of
from dashboard.pages.permits.names import interval, margin, plain, why
from dashboard.pages.permits.sentences import date
from dashboard.pages.permits.verdicts import LOOKS, NO_LIMIT, look
from dashboard.parts.theme import Theme
from dashboard.words import Words

SIGNED = 31
"""Most days whose bars have room for a sign."""


def course_chart(
    found: dict[str, Any], days: list[str], words: Words, theme: Theme, chosen: str | None
) -> go.Figure:
    """Certain and possible, the limit and the gaps of each day."""
    figure = go.Figure()
    top = top_of(found)
    _gaps(figure, found, theme)
    for shown in LOOKS:
        places = [
            place
            for place, lower in enumerate(found["lower"])
            if lower is not None and look(found["verdicts"][place]) is shown
        ]
        if places:
            _bars(figure, found, places, top, shown.colour(dark=theme.dark), theme)
    _limit(figure, found, words, theme)
    _pointer(figure, found, days, words)
    if len(days) <= SIGNED:
        _signs(figure, found, top, theme)
    return styled(figure, days, top, words, theme, chosen)


def _bars(
    figure: go.Figure,
    found: dict[str, Any],
    places: list[int],
    top: float,
    colour: str,
    theme: Theme,
) -> None:
    """Solid what is certain, and on top of it hatched what is possible."""
    certain = [found["lower"][place] for place in places]
    # A number without an end is drawn to the top of the chart.
    most = [found["upper"][place] for place in places]
    possible = [
        (top if upper is None else upper) - lower
        for lower, upper in zip(certain, most, strict=True)
    ]
    line = {"color": colour, "width": 1.5}
    hatched = {
        "shape": "/",
        "size": 6,
        "solidity": 0.3,
        "fgcolor": colour,
        "bgcolor": palette.faded(colour, 0.08),
    }
    common = {"x": places, "hoverinfo": "skip", "showlegend": False, "width": 0.72}
    figure.add_trace(
        go.Bar(y=certain, name="certain", marker={"color": colour, "line": line}, **common)
    )
    figure.add_trace(
        go.Bar(
            y=possible,
            base=certain,
            name="possible",
            marker={"color": theme.ground, "pattern": hatched, "line": line},
            **common,
        )
    )


def _gaps(figure: go.Figure, found: dict[str, Any], theme: Theme) -> None:
    """A hatched column for each day without a number."""
    without = [place for place, lower in enumerate(found["lower"]) if lower is None]
    if not without:
        return
    grey = palette.faded(theme.muted, 0.08)
    pattern = {
        "shape": "/",
        "size": 7,
        "solidity": 0.12,
        "fgcolor": theme.muted,
        "bgcolor": grey,
    }
    figure.add_trace(
        go.Bar(
            x=without,
            y=[1] * len(without),
            yaxis="y2",
            name="gap",
            width=1,
            marker={"color": grey, "pattern": pattern, "line": {"width": 0}},
            hoverinfo="skip",
            showlegend=False,
        )
    )


def _limit(figure: go.Figure, found: dict[str, Any], words: Words, theme: Theme) -> None:
    """The limit as a line of steps, broken where none holds, named where it begins."""
    held = [place for place, limit in enumerate(found["limits"]) if limit is not None]
    if not held:
        return
    # Each day from its left edge to its right one, so that a single day is a line as well.
    x: list[float] = []
    y: list[float | None] = []
    for place, limit in enumerate(found["limits"]):
        x += [place - 0.5, place + 0.5]
        y += [limit, limit]
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            name="limit",
            mode="lines",
            connectgaps=False,
            line={"color": theme.ink, "width": 2.5, "dash": "dash"},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    first = found["limits"][held[0]]
    told = plain(first, found["unit"], words)
    figure.add_annotation(
        x=held[0] - 0.5,
        y=first,
        text=words(f"permits.line_{found['bound']}", limit=told),
        xanchor="left" if held[0] <= len(found["limits"]) / 2 else "right",
        yanchor="bottom",
        showarrow=False,
        bgcolor=theme.ground,
        borderpad=2,
        font={"size": 13, "color": theme.ink},
    )


def _pointer(figure: go.Figure, found: dict[str, Any], days: list[str], words: Words) -> None:
    """What the pointer tells of each day; the same stands in the table."""
    figure.add_trace(
        go.Scatter(
            x=list(range(len(days))),
            y=[0.5] * len(days),
            yaxis="y2",
            name="pointer",
            mode="markers",
            marker={"opacity": 0, "size": 1},
            text=[pointed(found, place, day, words) for place, day in enumerate(days)],
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
    )


def pointed(found: dict[str, Any], place: int, day: str, words: Words) -> str:
    """A day in a few lines: the number or why there is none, and the verdict."""
    unit, lower = found["unit"], found["lower"][place]
    told = interval(lower, found["upper"][place], unit, words)
    lines = [f"<b>{date(day, words)}</b>", why(found["reasons"][place], words) or told]
    if lower is not None:
        share = words.percent(found["coverage"][place])
        lines.append(words("permits.covered", coverage=share))
        if found["margins"][place] is not None:
            lines.append(margin(found["margins"][place], found["bound"], unit, words))
    verdict = look(found["verdicts"][place])
    return "<br>".join([*lines, f"{verdict.sign} {verdict.word(words)}"])


def _signs(figure: go.Figure, found: dict[str, Any], top: float, theme: Theme) -> None:
    """The sign of each verdict above its bar, and at the foot of a gap."""
    verdicts = [look(verdict) for verdict in found["verdicts"]]
    figure.add_trace(
        go.Scatter(
            x=list(range(len(verdicts))),
            y=[
                0 if lower is None else top if upper is None else upper
                for lower, upper in zip(found["lower"], found["upper"], strict=True)
            ],
            name="signs",
            mode="text",
            text=["" if verdict is NO_LIMIT else verdict.sign for verdict in verdicts],
            textposition="top center",
            textfont={
                "size": 15,
                "color": [verdict.colour(dark=theme.dark) for verdict in verdicts],
            },
            hoverinfo="skip",
            showlegend=False,
        )
    )
