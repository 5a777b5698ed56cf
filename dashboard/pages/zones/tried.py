"""A zone tried on the past: what would have happened, in sentences, a figure and tables."""

from typing import Any

import plotly.graph_objects as go
from dash import dcc, html

from dashboard import effects
from dashboard.attributes import aria
from dashboard.pages.zones.tried_charts import by_day, by_hour
from dashboard.parts.chart_box import CONFIG
from dashboard.parts.table import Cell, bars
from dashboard.parts.theme import Theme
from dashboard.sentences import reason
from dashboard.words import Words

ENDS = ("left", "moved", "still_there", "withdrawn", "unknown")
NEAREST = 3


def tried(found: dict[str, Any], names: dict[str, str], words: Words, theme: Theme) -> list[Any]:
    """All that a replay tells; `names` of operators by key."""
    hub = found["kind"] == "hub"
    parts: list[Any] = [
        html.H3(words("tried.outcome")),
        html.P(" ".join(said(found, names, words)), className="sentence", id="zones-tried-said"),
    ]
    if hub and found["filling"]:
        parts += _filling(found, words, theme)
    parts += _days(found, names, words, theme)
    parts += [_operators(found, names, words)]
    if found["ends"]:
        parts += [_ends(found["ends"], words)]
    if found["nearest"]:
        parts += [_nearest(found["nearest"], words)]
    return parts


def said(found: dict[str, Any], names: dict[str, str], words: Words) -> list[str]:
    """The answer in sentences: how many, where they went, how many messages, how sure."""
    hub = found["kind"] == "hub" and not found["longest_s"]
    period = {
        "first": words.date(found["period"]["from"]),
        "last": words.moment(found["period"]["to"]),
    }
    if found["stays"] is None:
        why = reason(found["reason"], names, words) if found["reason"] else words("common.unknown")
        told = [words("tried.unknown", why=why, **period)]
        known = [one for one in found["operators"] if one["stays"] is not None]
        if known:
            told.append(
                words(
                    "tried.at_least",
                    n=words.number(sum(one["stays"] for one in known)),
                    names=words.listed([names.get(o["operator"], o["operator"]) for o in known]),
                )
            )
        return told
    key = "tried.stood" if hub else "tried.broke"
    told = [
        words(
            key,
            n=words.number(found["stays"]),
            hours=words.number(found["vehicle_hours"]),
            **period,
        )
    ]
    if found["stays"]:
        ends = found["ends"]
        went = [words(f"tried.went_{k}", n=words.number(ends[k])) for k in ENDS if ends[k]]
        told.append(words("tried.went", ends=words.listed(went)))
    if found["alerts"]:
        told.append(
            words(
                "tried.messages",
                n=words.number(found["alerts"]["by_vehicle"]),
                gathered=words.number(found["alerts"]["by_hour"]),
            )
        )
    told.append(words("tried.coverage", share=words.percent(found["coverage"])))
    return [*told, *rules(found, words)]


def rules(found: dict[str, Any], words: Words) -> list[str]:
    """What modules had put in force of it: it was taken over, on how many days."""
    told = []
    for module in sorted({one["module"] for one in found["effects"]}):
        mine = [one for one in found["effects"] if one["module"] == module]
        for kind in (effects.ZONE, effects.CAPACITY):
            days = effects.by_day((one for one in mine if one["kind"] == kind), words)
            if days:
                name = effects.title(mine[0], words)
                told.append(words(f"tried.by_{kind}", title=name, n=words.number(len(days))))
    return told


def _filling(found: dict[str, Any], words: Words, theme: Theme) -> list[Any]:
    """How full a hub would have been, by hour of the day, and whether it is large enough."""
    filling = found["filling"]
    label = words("tried.by_hour")
    figure = by_hour(found, words, theme)
    rows: list[list[Cell]] = [
        [
            f"{one['hour']:02d}:00",
            (words.number(one["mean"], 1), one["mean"] or 0),
            (words.number(one["over"], 1), one["over"] or 0),
        ]
        for one in filling["by_hour"]
    ]
    heads = [words(f"tried.col_{name}") for name in ("hour", "mean", "over")]
    return [
        html.H4(label),
        html.P(" ".join(sizing(filling, words)), className="sentence", id="zones-sizing"),
        _picture(figure, label, words("tried.unit_vehicles")),
        html.Details(
            [
                html.Summary(words("common.table")),
                bars("tried-hours", label, heads, rows, words),
            ]
        ),
    ]


def sizing(filling: dict[str, Any], words: Words) -> list[str]:
    """How full, and with how many places it would have been large enough: the reasoning."""
    if filling["highest"] is None:
        return [words("tried.size_unknown")]
    told = [
        words(
            "tried.top",
            n=words.number(filling["highest"]),
            moment=words.moment(filling["highest_at"]),
            mean=words.number(filling["mean"], 1),
            share=words.percent(filling["known_share"]),
        )
    ]
    if not filling["rooms"]:
        told.append(words("tried.no_places", n=words.number(filling["highest"] + 1)))
    told += [_room(room, words) for room in filling["rooms"]]
    if filling["beside_mean"]:
        told.append(words("tried.beside", n=words.number(filling["beside_mean"], 1)))
    return told


def _room(room: dict[str, Any], words: Words) -> str:
    form = room["form"]
    who = "" if form == "combined" else f"{words(f'form.{form}')}: "
    if room["full_share"] is None or room["highest"] is None:
        return who + words("tried.room_unknown", places=words.number(room["places"]))
    told = words(
        "tried.room",
        places=words.number(room["places"]),
        full=words.percent(room["full_share"]),
        times=words.number(room["became_full"]),
    )
    needed = room["highest"] + 1
    key = "enough" if needed <= room["places"] else "short"
    return f"{who}{told} " + words(
        f"tried.{key}",
        needed=words.number(needed),
        spare=words.number(max(room["places"] - room["highest"], 0)),
    )


def _days(found: dict[str, Any], names: dict[str, str], words: Words, theme: Theme) -> list[Any]:
    """By day and operator: the figure, and the same as a table."""
    label = words("tried.by_day")
    keys = [one["operator"] for one in found["operators"]]
    known = [day for day in found["days"] if day["stays"] is not None]
    sentence = words("tried.no_day")
    if known:
        top = max(known, key=lambda day: day["stays"])
        sentence = words("tried.busiest", day=words.day(top["day"]), n=words.number(top["stays"]))
    heads = [words("tried.col_day"), words("tried.col_all")]
    heads += [*[names.get(key, key) for key in keys], words("tried.col_coverage")]
    rows = [
        [
            words.day(day["day"]),
            _count(day["stays"], words),
            *[_count(day["by_operator"].get(key), words) for key in keys],
            words.percent(day["coverage"]),
        ]
        for day in found["days"]
    ]
    return [
        html.H4(label),
        html.P(sentence, className="sentence"),
        _picture(by_day(found, names, words, theme), label, words("tried.unit_stays")),
        html.Details(
            [html.Summary(words("common.table")), bars("tried-days", label, heads, rows, words)]
        ),
    ]


def _picture(figure: go.Figure, label: str, unit: str) -> html.Div:
    graph = dcc.Graph(config=CONFIG, figure=figure)
    return html.Div(
        [
            html.P(unit, className="note unit"),
            html.Div(html.Div(graph, role="img", **aria(label=label)), className="chart"),
        ]
    )


def _operators(found: dict[str, Any], names: dict[str, str], words: Words) -> html.Div:
    columns = ("operator", "stays", "hours", "share", "messages", "coverage", "why")
    rows = [
        [
            names.get(one["operator"], one["operator"]),
            _count(one["stays"], words),
            _count(one["vehicle_hours"], words),
            words.percent(one["share"]),
            _count(one["messages"], words),
            words.percent(one["coverage"]),
            reason(one["reason"], names, words) if one["reason"] else "",
        ]
        for one in found["operators"]
    ]
    title = words("tried.operators")
    heads = [words(f"tried.col_{name}") for name in columns]
    table = bars("tried-operators", title, heads, rows, words)
    return html.Div([html.H4(title), html.P(words("tried.share_note"), className="note"), table])


def _ends(ends: dict[str, int], words: Words) -> html.Div:
    title = words("tried.ends")
    rows: list[list[Cell]] = [
        [words(f"tried.end_{name}"), _count(ends[name], words)] for name in ENDS
    ]
    heads = [words("tried.col_end"), words("tried.col_stays")]
    return html.Div([html.H4(title), bars("tried-ends", title, heads, rows, words)])


def _nearest(hubs: list[dict[str, Any]], words: Words) -> html.Div:
    title = words("tried.nearest")
    rows: list[list[Cell]] = [
        [
            hub["name"],
            _count(hub["stays"], words),
            (words("tried.metres", n=words.number(hub["median_m"])), hub["median_m"]),
        ]
        for hub in hubs[:NEAREST]
    ]
    heads = [words(f"tried.col_{name}") for name in ("hub", "stays", "median")]
    return html.Div([html.H4(title), bars("tried-nearest", title, heads, rows, words)])


def _count(value: float | None, words: Words) -> Cell:
    return words.number(value), -1 if value is None else value
