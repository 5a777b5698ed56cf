"""Figures as tables: real headers, real cells, bars from zero, sortable, to take along as CSV."""

from typing import Any

from dash import html

from dashboard import palette
from dashboard.attributes import HIDDEN, aria, data
from dashboard.scene import Scene
from dashboard.sentences import reason
from dashboard.words import Words

Cell = Any
"""A text, a component, or a pair of one of them and the number to sort it by."""


def table(
    name: str, caption: str, headers: list[str], rows: list[list[Cell]], words: Words
) -> html.Details:
    """A table behind a summary; columns sort at a click on their header, and it saves as CSV."""
    head = [
        html.Th(html.Button(header, type="button", className="sort"), scope="col")
        for header in headers
    ]
    made = _made(name, caption, head, rows, words)
    return html.Details([html.Summary(words("common.table")), *made], className="table")


def bars(
    name: str, caption: str, headers: list[str], rows: list[list[Cell]], words: Words
) -> html.Div:
    """A table whose bars are seen at once: the chart and its numbers are one."""
    head = [html.Th(header, scope="col") for header in headers]
    return html.Div(_made(name, caption, head, rows, words)[0], className="bars")


def _made(
    name: str, caption: str, head: list[html.Th], rows: list[list[Cell]], words: Words
) -> list[Any]:
    body = [
        html.Tr([_cell(cell, first=place == 0) for place, cell in enumerate(row)]) for row in rows
    ]
    scroll = html.Div(
        html.Table(
            [html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(body)],
            id=f"table-{name}",
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **aria(label=caption),
    )
    save = html.Button(
        words("common.download"),
        type="button",
        className="csv plain",
        **data(table=f"table-{name}"),
    )
    return [scroll, save]


def _cell(cell: Cell, *, first: bool) -> html.Th | html.Td:
    text, sort = cell if isinstance(cell, tuple) else (cell, None)
    more = {} if sort is None else {"data-sort": str(sort)}
    if first:
        return html.Th(text, scope="row", **more)
    return html.Td(text, className="number" if sort is not None else "", **more)


def bar(
    value: float | None,
    top: float,
    shown: str,
    colour: str | None = None,
    *,
    partial: bool = False,
) -> Cell:
    """A number with its bar; `partial` hatches it, an unknown number has none."""
    share = 0.0 if value is None or not top else max(0.0, min(1.0, value / top))
    look = {"width": f"{share * 100:.1f}%"} | ({"--bar": colour} if colour else {})
    return (
        html.Div(
            [
                html.Span(
                    html.Span(className="fill partial" if partial else "fill", style=look),
                    className="track",
                    **HIDDEN,
                ),
                html.Span(shown, className="value"),
            ],
            className="bar",
        ),
        -1 if value is None else value,
    )


def area_button(value: dict[str, Any], name: str, chosen: int | None) -> html.Button:
    """The name of an area: choosing it shows it in the chart, on the map and in the details."""
    return html.Button(
        name,
        type="button",
        className="pick-area",
        **data(area=value["area"]),
        **aria(pressed="true" if value["area"] == chosen else "false"),
    )


def ranking(scene: Scene, chosen: int | None, words: Words, most: int) -> html.Div:
    """The busiest areas with bars, the busiest on top."""
    ranked = scene.ranked[:most]
    top = ranked[0]["value"] if ranked else 0.0
    rows = [
        [
            area_button(value, words.place(scene.kind, value["name"]), chosen),
            bar(value["value"], top, words.dense(value["value"]), partial=not scene.whole),
            (words.number(value["vehicles"]), value["vehicles"]),
        ]
        for value in ranked
    ]
    headers = [words(f"density.col_{column}") for column in ("area", "density", "vehicles")]
    return bars("ranking", words("density.ranking_label", n=len(ranked)), headers, rows, words)


def areas(scene: Scene, words: Words) -> html.Details:
    """Every area with its density, count, size, coverage and remark."""
    names = {feed["key"]: feed["name"] for feed in scene.feeds}
    rows = [
        [
            words.place(scene.kind, value["name"]),
            (words.dense(value["value"]), -1 if value["value"] is None else value["value"]),
            (words.number(value["vehicles"]), -1 if value["value"] is None else value["vehicles"]),
            (words.number(value["area_m2"] / 1e6, 2), value["area_m2"]),
            (words.percent(value["coverage"]), value["coverage"]),
            reason(value["reason"], names, words) if value["reason"] else "",
        ]
        for value in scene.ranked or scene.density["values"]
    ]
    columns = ("area", "density", "vehicles", "km2", "coverage", "reason")
    headers = [words(f"density.col_{column}") for column in columns]
    return table("density", words("density.table"), headers, rows, words)


def through_time(
    series: dict[str, Any], caption: str, names: dict[str, str], words: Words
) -> html.Details:
    """The chart's steps, newest first."""
    lines = series["series"]
    heads = [words("density.all") if line["key"] == "all" else line["name"] for line in lines]
    rows = []
    for step in range(len(series["edges"]) - 2, -1, -1):
        least = min((line["coverage"][step] for line in lines), default=0)
        why = {line["reasons"][step] for line in lines if line["reasons"][step]}
        rows.append(
            [
                (words.moment(series["edges"][step]), step),
                *[
                    (words.dense(value), -1 if value is None else value)
                    for value in (line["values"][step] for line in lines)
                ],
                (words.percent(least), least),
                ", ".join(sorted(reason(told, names, words) for told in why)),
            ]
        )
    headers = [words("density.col_time"), *heads]
    headers += [words("density.col_coverage"), words("density.col_reason")]
    return table("series", caption, headers, rows, words)


def durations(scene: Scene, words: Words) -> html.Div:
    """Vehicles by duration class with bars; certain and possible apart."""
    classes, possible = scene.classes or {}, scene.possible or {}
    top = max(classes.values(), default=0)
    colours = [*palette.DURATION, palette.DURATION_UNKNOWN]
    rows = [
        [
            html.Span([shape(key), words(f"class.{key}")], className="key"),
            bar(number, top, words.number(number), colours[place]),
            "" if key in ("0", "unknown") else _more(possible.get(key, 0), words),
        ]
        for place, (key, number) in enumerate(classes.items())
    ]
    headers = [words(f"duration.col_{column}") for column in ("class", "certain", "possible")]
    return bars("duration", words("duration.table"), headers, rows, words)


def _more(number: int, words: Words) -> Cell:
    return (f"+ {words.number(number)}" if number else words.number(0), number)


def shape(key: str) -> html.Span:
    """A duration class as the map draws it."""
    return html.Span(className=f"shape shape-{key}", **HIDDEN)


def longest(vehicles: list[dict[str, Any]], names: dict[str, str], words: Words) -> Any:
    """The vehicles that surely stand longest, each to be shown on the map."""
    proven = [vehicle for vehicle in vehicles if vehicle["observed_s"] is not None]
    if not proven:
        return html.P(words("duration.nobody"), className="note")
    rows = [
        [
            html.Button(
                words(
                    "map.vehicle",
                    form=words(f"form.{vehicle['form_factor']}"),
                    operator=names.get(vehicle["operator"], vehicle["operator"]),
                ),
                type="button",
                className="pick-vehicle",
                **data(vehicle=vehicle["id"], lon=vehicle["lon"], lat=vehicle["lat"]),
            ),
            (words.span(vehicle["observed_s"]), vehicle["observed_s"]),
            words.moment(vehicle["first_seen"]),
        ]
        for vehicle in proven
    ]
    headers = [words(f"duration.col_{column}") for column in ("vehicle", "observed", "since")]
    return bars("longest", words("duration.longest"), headers, rows, words)
