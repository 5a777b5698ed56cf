"""What a draft limit would have meant on past days, in sentences and as a table."""

from datetime import date, timedelta
from typing import Any

from dash import html

from dashboard import effects
from dashboard.pages.permits.names import Names, amount, points
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

COLUMNS = ("operator", "complies", "does_not_comply", "not_enough_data", "changed", "least_margin")


def tried(found: dict[str, Any], names: Names, words: Words) -> list[Any]:
    """The sentences, and a row for each operator."""
    headers = [words(f"permits.tried_{column}") for column in COLUMNS]
    rows = [_row(one, found["unit"], names, words) for one in found["rows"]]
    caption = words("permits.tried", period=_period(found, words))
    return [
        html.Ul([html.Li(sentence) for sentence in sentences(found, names, words)]),
        bars("permits-tried", caption, headers, rows, words),
    ]


def sentences(found: dict[str, Any], names: Names, words: Words) -> list[str]:
    """How often each operator would have kept to it, and how many messages that had meant."""
    limit = amount(found["value"], found["unit"], words)
    asked = words(f"permits.asks_{found['bound']}", limit=limit)
    said = [
        words(
            "permits.tried_told",
            operator=names.operator(one["operator"]),
            asked=asked,
            n=words.number(one["does_not_comply"]),
            days=words.number(found["days"]),
            unsure=words.number(one["not_enough_data"]),
            messages=words.number(one["messages"]),
        )
        for one in found["rows"]
    ]
    return [*said, *_rules(found, words)] if said else [words("permits.tried_nobody")]


def _rules(found: dict[str, Any], words: Words) -> list[str]:
    """On which days a rule of a module was in force: it was taken over, as on those days."""
    days = effects.by_day(found["effects"], words)
    if not days:
        return []
    titles = sorted({effects.title(one, words) for one in found["effects"]})
    told = {"n": words.number(len(days)), "titles": words.listed(titles)}
    first = any(one["by_effect"] for one in found["rows"])
    return [words("permits.tried_limits" if first else "permits.tried_hours", **told)]


def _row(one: dict[str, Any], unit: str, names: Names, words: Words) -> list[Cell]:
    counts = [(words.number(one[column]), one[column]) for column in COLUMNS[1:5]]
    margin = one["least_margin"]
    told = words("permits.no_margin") if margin is None else points(margin, unit, words)
    return [names.operator(one["operator"]), *counts, told]


def _period(found: dict[str, Any], words: Words) -> str:
    last = date.fromisoformat(found["to"]) - timedelta(days=1)
    first, until = words.day(found["from"]), words.day(last.isoformat())
    return words("permits.period", first=first, last=until)
