"""What came and went through time: a pure function of numbers and words.

What came stands above zero and what went below it: solid what is certain, hatched what may be. The
line is what the two leave. A step without a number is a hatched band from top to bottom.
"""

import math
from datetime import datetime
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.parts.figure import band, name_band, stretches, styled, time_axis
from dashboard.parts.theme import Theme
from dashboard.sentences import reason
from dashboard.words import Words

HEIGHT = 340
WIDE = 0.14
"""Share of the chart from which a band has room for its reason."""
NUMBERED = 7
"""Most steps whose balance has room for its number."""
NOT_OVER = "not_over"
"""Why the last step has no number while it goes on."""
Turns = dict[str, dict[str, Any]]
"""Series of arrivals, departures and balance by the indicator's name."""


def turns_chart(
    turns: Turns, names: dict[str, str], words: Words, theme: Theme, now_s: int
) -> go.Figure:
    """Arrivals, departures and balance; `names` gives feeds and operators their names."""
    comes, goes, net = (told["series"][0] for told in turns.values())
    edges = [words.local(edge) for edge in turns["net_balance"]["edges"]]
    figure = go.Figure()
    line = net | {"reasons": reasons(net, edges, now_s)}
    for start, end, cause in stretches(edges, line):
        told = reason(cause, names, words) if cause else words("common.unknown")
        band(figure, start, end, theme, told)
        if (end - start) / (edges[-1] - edges[0]) >= WIDE:
            name_band(figure, start, end, told, theme)
    middles = [a + (b - a) / 2 for a, b in pairwise(edges)]
    dark = 1 if theme.dark else 0
    _bars(figure, edges, middles, comes, 1, palette.COMES[dark], words("movement.comes"), theme)
    _bars(figure, edges, middles, goes, -1, palette.GOES[dark], words("movement.goes"), theme)
    _balance(figure, middles, net, words, theme)
    _pointer(figure, edges, middles, turns, words)
    top, bottom = highest(comes), highest(goes)
    at = scale(top, bottom)
    styled(
        figure,
        words,
        theme,
        height=HEIGHT,
        top=36,
        xaxis=time_axis(edges, words, theme),
        yaxis={
            "range": [-(bottom or 1) * 1.08, (top or 1) * 1.08],
            "tickvals": at,
            "ticktext": [words.number(abs(value)) for value in at],
            "zeroline": True,
            "zerolinecolor": theme.muted,
            "zerolinewidth": 1.5,
        },
    )
    figure.update_layout(barmode="relative", hovermode="x")
    return figure


def reasons(line: dict[str, Any], edges: list[datetime], now_s: int) -> list[str | None]:
    """Why steps have no number; a step that goes on is not over yet, whatever else holds."""
    return [
        NOT_OVER if value is None and start.timestamp() <= now_s < end.timestamp() else why
        for value, why, start, end in zip(
            line["values"], line["reasons"], edges[:-1], edges[1:], strict=True
        )
    ]


def highest(line: dict[str, Any]) -> float:
    """The most that came or went in a step, with what may have."""
    both = zip(line["values"], maybe(line), strict=True)
    return max((value + more for value, more in both if value is not None), default=0.0)


def maybe(line: dict[str, Any]) -> list[float]:
    """How many more may belong to each step; 0 where that is not known either."""
    return [more or 0.0 for more in line["unknown"] or [0.0] * len(line["values"])]


def scale(top: float, bottom: float) -> list[float]:
    """Round numbers from below zero to above it, at most about seven."""
    span = max(top + bottom, 1.0)
    unit = 10.0 ** math.floor(math.log10(span / 5))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= span / 5)
    step = max(step, 1.0)
    return [step * n for n in range(-int(bottom // step), int(top // step) + 1)]


def _bars(
    figure: go.Figure,
    edges: list[datetime],
    middles: list[datetime],
    line: dict[str, Any],
    sign: int,
    colour: str,
    name: str,
    theme: Theme,
) -> None:
    widths = [(b - a).total_seconds() * 820 for a, b in pairwise(edges)]
    common = {"x": middles, "width": widths, "hoverinfo": "skip"}
    values = [None if value is None else sign * value for value in line["values"]]
    edge = {"color": colour, "width": 1}
    figure.add_trace(go.Bar(y=values, name=name, marker={"color": colour, "line": edge}, **common))
    more = [
        sign * extra if value is not None and extra else None
        for value, extra in zip(line["values"], maybe(line), strict=True)
    ]
    if any(more):
        pattern = {
            "shape": "/",
            "size": 6,
            "solidity": 0.3,
            "fgcolor": colour,
            "bgcolor": palette.faded(colour, 0.08),
        }
        marker = {"color": theme.ground, "pattern": pattern, "line": edge}
        figure.add_trace(go.Bar(y=more, marker=marker, showlegend=False, **common))


def _balance(
    figure: go.Figure, middles: list[datetime], net: dict[str, Any], words: Words, theme: Theme
) -> None:
    figure.add_trace(
        go.Scatter(
            x=middles,
            y=net["values"],
            name=words("movement.balance"),
            mode="lines+markers+text" if len(middles) <= NUMBERED else "lines+markers",
            text=["" if value is None else words.signed(value) for value in net["values"]],
            textposition="top center",
            textfont={"size": 13, "color": theme.ink, "shadow": f"0 0 4px {theme.ground}"},
            connectgaps=False,
            line={"color": theme.ink, "width": 2},
            marker={
                "symbol": "diamond",
                "size": 8,
                "color": theme.ink,
                "line": {"color": theme.ground, "width": 1},
            },
            hoverinfo="skip",
        )
    )


def _pointer(
    figure: go.Figure,
    edges: list[datetime],
    middles: list[datetime],
    turns: Turns,
    words: Words,
) -> None:
    """What the pointer tells of each step; the same stands in the table."""
    comes, goes, net = (told["series"][0] for told in turns.values())
    known = [place for place, value in enumerate(net["values"]) if value is not None]
    by_day = turns["net_balance"]["step"] == "day"
    texts = []
    for place in known:
        when = words.date(edges[place]) if by_day else words.moment(edges[place])
        texts.append(
            "<br>".join(
                [
                    f"<b>{when}</b>",
                    _told("movement.comes", comes, place, words),
                    _told("movement.goes", goes, place, words),
                    f"{words('movement.balance')}: {words.signed(net['values'][place])}",
                ]
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[middles[place] for place in known],
            y=[0.5] * len(known),
            yaxis="y2",
            mode="markers",
            marker={"opacity": 0, "size": 1},
            text=texts,
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
    )


def _told(key: str, line: dict[str, Any], place: int, words: Words) -> str:
    more = maybe(line)[place]
    told = f"{words(key)}: {words.number(line['values'][place])}"
    return f"{told} ({words('movement.more', n=words.number(more))})" if more else told
