"""The tables of the page: the busiest areas, every area, the chart's steps, the durations."""

from typing import Any

from dash import html

from dashboard import palette
from dashboard.parts.picks import area_button, shape
from dashboard.parts.table import Cell, bar, bars, table
from dashboard.scene import Scene
from dashboard.sentences import reason
from dashboard.words import Words


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
    return table("density-areas", words("density.table"), headers, rows, words)


def through_time(
    series: dict[str, Any],
    caption: str,
    names: dict[str, str],
    words: Words,
    name: str = "series",
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
    return table(name, caption, headers, rows, words)


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
