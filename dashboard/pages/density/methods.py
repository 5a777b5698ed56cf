"""One day counted in each of the ways in use, side by side, with why the numbers differ."""

from typing import Any

import plotly.graph_objects as go
from dash import html

from dashboard import palette
from dashboard.pages.density.whichday import ShownDay, shown_day
from dashboard.pages.density.whose import of_whom
from dashboard.parts.chart_box import chart_box, chart_parts
from dashboard.parts.figure import CLEAR
from dashboard.parts.later import later
from dashboard.parts.receipt import receipt_link
from dashboard.parts.table import table
from dashboard.parts.theme import FONT, Theme
from dashboard.sentences import reason
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words

NAME = "density-methods"
HEIGHT = 290
HEADROOM = 1.18


def section(words: Words) -> html.Section:
    """Room for the chart, and below it why."""
    return html.Section(
        [
            *later(NAME),
            html.H2(words("methods.title")),
            html.P(words("methods.about"), className="note"),
            html.Div(
                [
                    chart_box(NAME, words, words("methods.unit")),
                    html.Div(id=f"{NAME}-why"),
                ],
                className="columns-2 even",
            ),
        ]
    )


async def told(teller: Teller, view: View, theme: Theme) -> list[Any]:
    """The parts of the chart, and why the numbers differ."""
    words, here = teller.words(view), await teller.city()
    day = shown_day(view, teller.now_s(), words)
    found = await teller.api.ask(
        "counting-methods",
        area=view.area or here["id"],
        day=day.day.isoformat(),
        **view.whose,
    )
    feeds = await teller.api.ask("feeds")
    names = {feed["key"]: feed["name"] for feed in feeds["feeds"]}
    place = words.place(found["area"]["kind"], found["area"]["name"])
    label = words("methods.chart", area=place, day=day.name)
    more = [
        _table(found, label, names, words),
        receipt_link(found["receipt"], "vehicles_parked", words),
    ]
    figure = methods_chart(found, words, theme)
    said = await of_whom(sentence(found, place, day, words), teller, view)
    return [*chart_parts(NAME, label, said, figure, [], more), _why(found, words)]


def sentence(found: dict[str, Any], place: str, day: ShownDay, words: Words) -> str:
    """The mean, and which way is furthest from it."""
    mean, *others = found["methods"]
    known = [one for one in others if one["difference"] is not None]
    if mean["value"] is None or not known:
        return words("methods.unknown", area=place, day=day.name)
    far = max(known, key=lambda one: abs(one["difference"]))
    told = {
        "area": place,
        "day": day.name,
        "mean": words.number(mean["value"], 1),
        "name": far["name"][words.language].lower(),
        "value": words.number(far["value"], 0 if far["takes"] == "highest" else 1),
        "by": words.signed(far["difference"], 1),
    }
    said = words("methods.sentence" if day.over else "methods.so_far", **told)
    least = min(one["coverage"] for one in found["methods"])
    if day.over and least < 1:
        said += " " + words("methods.seen", share=words.percent(least))
    return said


def methods_chart(found: dict[str, Any], words: Words, theme: Theme) -> go.Figure:
    """A bar from zero for each way, the mean over all time as an upright line through all.

    Highest counts are hatched: they are of another kind than means. An unknown one has no bar.
    """
    methods = [*reversed(found["methods"])]
    values = [one["value"] for one in methods]
    top = max((value for value in values if value is not None), default=1.0) or 1.0
    colour = palette.TOTAL_DARK if theme.dark else palette.TOTAL
    figure = go.Figure(
        go.Bar(
            x=values,
            y=list(range(len(methods))),
            orientation="h",
            width=0.62,
            marker={
                "color": colour,
                "pattern": {
                    "shape": ["/" if one["takes"] == "highest" else "" for one in methods],
                    "fgcolor": theme.ground,
                    "fillmode": "overlay",
                    "size": 7,
                    "solidity": 0.3,
                },
            },
            text=[
                words("common.unknown")
                if one["value"] is None
                else words.number(one["value"], 0 if one["takes"] == "highest" else 1)
                for one in methods
            ],
            textposition="outside",
            textfont={"color": theme.ink, "size": 13},
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    mean = found["methods"][0]["value"]
    if mean is not None:
        figure.add_shape(
            type="line",
            x0=mean,
            x1=mean,
            y0=-0.5,
            y1=len(methods) - 0.5,
            line={"color": theme.ink, "width": 1.5, "dash": "dot"},
        )
    axis = {"fixedrange": True, "zeroline": False, "automargin": True}
    figure.update_layout(
        template="none",
        height=HEIGHT,
        margin={"l": 8, "r": 24, "t": 4, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "size": 13, "color": theme.ink},
        separators=".," if words.language == "en" else ",.",
        showlegend=False,
        dragmode=False,
        xaxis=axis
        | {
            "range": [0, top * HEADROOM],
            "gridcolor": theme.grid,
            "nticks": 6,
            "tickfont": {"color": theme.muted},
        },
        yaxis=axis
        | {
            "range": [-0.5, len(methods) - 0.5],
            "tickvals": list(range(len(methods))),
            "ticktext": [one["name"][words.language].replace(" ", "<br>", 1) for one in methods],
            "showgrid": False,
        },
    )
    return figure


def _why(found: dict[str, Any], words: Words) -> list[Any]:
    """Each way in words: how it counts and why it differs."""
    items = []
    for one in found["methods"]:
        far = one["difference"]
        told = f" ({words.signed(far, 1)})" if far else ""
        items += [
            html.Dt(f"{one['name'][words.language]}{told}"),
            html.Dd(one["why"][words.language]),
        ]
    return [html.H3(words("methods.why")), html.Dl(items, className="why")]


def _table(
    found: dict[str, Any], caption: str, names: dict[str, str], words: Words
) -> html.Details:
    rows = []
    for one in found["methods"]:
        value, far = one["value"], one["difference"]
        rows.append(
            [
                one["name"][words.language],
                (words.number(value, 1), -1 if value is None else value),
                (words.signed(far, 1), 0 if far is None else far),
                words.number(one["lowest"]),
                words.number(one["highest"]),
                words.clock(one["highest_at"]) if one["highest_at"] else "",
                words.percent(one["coverage"]),
                reason(one["reason"], names, words) if one["reason"] else "",
            ]
        )
    columns = (
        "method", "value", "difference", "lowest", "highest", "highest_at", "coverage", "reason",
    )  # fmt: skip
    return table(
        "density-methods",
        caption,
        [words(f"methods.col_{column}") for column in columns],
        rows,
        words,
    )
