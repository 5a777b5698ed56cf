"""The steps of the chart and the hours of the week, as tables."""

from typing import Any

from dash import html

from dashboard.pages.movement.charts import Turns, reasons
from dashboard.parts.table import table
from dashboard.sentences import reason
from dashboard.words import Words

HOURS = 24


def through_time(
    turns: Turns, caption: str, names: dict[str, str], words: Words, now_s: int
) -> html.Details:
    """The chart's steps, newest first; certain and possible apart."""
    comes, goes, net = (told["series"][0] for told in turns.values())
    found = turns["net_balance"]
    edges = [words.local(edge) for edge in found["edges"]]
    why = reasons(net, edges, now_s)
    rows = []
    for step in range(len(edges) - 2, -1, -1):
        cause = why[step]
        when = words.date(edges[step]) if found["step"] == "day" else words.moment(edges[step])
        balance = net["values"][step]
        rows.append(
            [
                (when, step),
                *[
                    _count(values[step] if values else None, words)
                    for line in (comes, goes)
                    for values in (line["values"], line["unknown"])
                ],
                (words.signed(balance), -1e9 if balance is None else balance),
                (words.percent(net["coverage"][step]), net["coverage"][step]),
                reason(cause, names, words) if cause else "",
            ]
        )
    columns = ("time", "comes", "may_come", "goes", "may_go", "balance", "coverage", "reason")
    heads = [words(f"movement.col_{column}") for column in columns]
    return table("movement-series", caption, heads, rows, words)


def through_week(
    comes: dict[str, Any],
    goes: dict[str, Any],
    caption: str,
    names: dict[str, str],
    words: Words,
) -> html.Details:
    """168 hours, Monday first: the mean of each, over how many quarters of an hour, and why not."""
    rows = []
    for place, (came, went) in enumerate(zip(comes["slots"], goes["slots"], strict=True)):
        day, hour = words(f"weekday.{came['weekday']}"), came["hour"]
        rows.append(
            [
                (f"{day} {hour:02}:00", place),
                _mean(came["value"], words),
                _mean(went["value"], words),
                (words.number(came["n"]), came["n"]),
                (words.percent(came["coverage"]), came["coverage"]),
                reason(came["reason"], names, words) if came["reason"] else "",
            ]
        )
    columns = ("hour", "comes", "goes", "quarters", "coverage", "reason")
    heads = [words(f"movement.col_{column}") for column in columns]
    return table("movement-week", caption, heads, rows, words)


def _count(value: float | None, words: Words) -> tuple[str, float]:
    return words.number(value), -1 if value is None else value


def _mean(value: float | None, words: Words) -> tuple[str, float]:
    return words.number(value, 1), -1 if value is None else value
