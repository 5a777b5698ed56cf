"""Figures: pure functions of numbers and words, the same on screen and in print."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from dashboard import palette
from dashboard.words import Words

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")
SURE = 0.95
"""Coverage from which a number is compared without a mark (rule R9)."""


@dataclass(frozen=True)
class Theme:
    """Colours of a figure's ink and ground."""

    dark: bool = False

    @property
    def ink(self) -> str:
        return palette.INK_DARK if self.dark else palette.INK

    @property
    def grid(self) -> str:
        return palette.GRID_DARK if self.dark else palette.GRID

    @property
    def gap(self) -> str:
        return palette.GAP_DARK if self.dark else palette.GAP


def density_chart(
    series: dict[str, Any], names: dict[str, str], words: Words, theme: Theme, at: str | None
) -> go.Figure:
    """Density through time: a line each, broken where nothing is known, gaps as grey bands.

    `names` gives operators and feeds their names; `at` is the moment shown elsewhere on the page.
    """
    figure = go.Figure()
    edges = [words.local(edge) for edge in series["edges"]]
    for number, line in enumerate(series["series"]):
        colour = palette.OPERATORS[number % len(palette.OPERATORS)]
        figure.add_trace(
            go.Scatter(
                x=edges[:-1],
                y=line["values"],
                name=words("density.all") if line["key"] == "all" else line["name"],
                mode="lines",
                connectgaps=False,
                line={
                    "color": colour if not theme.dark else _lighter(colour),
                    "width": 2.5,
                    "dash": palette.DASHES[number % len(palette.DASHES)],
                },
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
            figure.add_trace(
                go.Scatter(
                    x=x,
                    y=y,
                    mode="markers",
                    marker={"color": theme.ink, "size": 6, "symbol": "circle"},
                    text=told,
                    hovertemplate="%{text}",
                    showlegend=False,
                )
            )
    for gap in series["gaps"]:
        _band(figure, gap, names, words, theme)
    if at is not None:
        figure.add_vline(x=words.local(at), line={"color": theme.ink, "width": 1, "dash": "dot"})
    many = len(series["series"]) > 1
    return _style(figure, theme, 300, legend=many).update_yaxes(
        rangemode="tozero", title=words("density.axis")
    )


def _band(
    figure: go.Figure, gap: dict[str, Any], names: dict[str, str], words: Words, theme: Theme
) -> None:
    start, end = words.local(gap["from"]), words.local(gap["to"])
    long = (end - start).total_seconds() >= 3600
    figure.add_vrect(
        x0=start,
        x1=end,
        fillcolor=theme.gap,
        line_width=0,
        layer="below",
        annotation_text=words("density.gap", name=names.get(gap["feed"], gap["feed"]))
        if long
        else None,
        annotation_position="top left",
        annotation_font={"size": 11, "color": theme.ink},
    )


def ranking_chart(values: list[dict[str, Any]], words: Words, theme: Theme) -> go.Figure:
    """The busiest areas as bars from zero, the busiest on top."""
    rows = values[::-1]
    figure = go.Figure(
        go.Bar(
            x=[row["value"] for row in rows],
            y=[row["name"] for row in rows],
            orientation="h",
            marker={"color": palette.DENSITY[4]},
            text=[words.number(row["value"], 0) for row in rows],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1f}<extra></extra>",
        )
    )
    return _style(figure, theme, 26 * len(rows) + 50, legend=False).update_xaxes(
        rangemode="tozero", showticklabels=False, showgrid=False
    )


def duration_chart(
    certain: dict[str, int], possible: dict[str, int], words: Words, theme: Theme
) -> go.Figure:
    """Vehicles by duration class: what is certain filled, what is possible outlined."""
    keys = list(certain)
    labels = [words(f"class.{key}") for key in keys]
    colours = [*palette.DURATION, palette.DURATION_UNKNOWN]
    figure = go.Figure(
        go.Bar(
            x=[certain[key] for key in keys],
            y=labels,
            orientation="h",
            name=words("duration.col_certain"),
            marker={"color": colours},
            text=[words.number(certain[key]) for key in keys],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x}<extra></extra>",
        )
    )
    if any(possible.values()):
        figure.add_trace(
            go.Bar(
                x=[possible[key] for key in keys],
                y=labels,
                orientation="h",
                name=words("duration.col_possible"),
                marker={
                    "color": "rgba(0,0,0,0)",
                    "line": {"color": theme.ink, "width": 1.5},
                    "pattern": {"shape": "/", "fgcolor": theme.ink, "size": 6},
                },
                hovertemplate="%{y}: %{x}<extra></extra>",
            )
        )
    figure.update_layout(barmode="group", bargap=0.35)
    figure.update_yaxes(autorange="reversed")
    shown = any(possible.values())
    return _style(figure, theme, 290, legend=shown).update_xaxes(
        rangemode="tozero", title=words("duration.axis")
    )


def _style(figure: go.Figure, theme: Theme, height: int, *, legend: bool) -> go.Figure:
    font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 24, "t": 34 if legend else 12, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": font, "size": 13, "color": theme.ink},
        showlegend=legend,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="x unified" if legend else "closest",
        hoverlabel={"font": {"family": font, "size": 13}},
        separators=",.",
        dragmode=False,
    )
    axis = {"gridcolor": theme.grid, "zerolinecolor": theme.grid, "automargin": True}
    figure.update_xaxes(**axis, showgrid=False, linecolor=theme.grid)
    figure.update_yaxes(**axis)
    return figure


def _lighter(colour: str) -> str:
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{int(c + (255 - c) * 0.45):02x}" for c in channels)


def hour(moment: datetime) -> str:
    """Hours and minutes, for ticks."""
    return f"{moment:%H:%M}"
