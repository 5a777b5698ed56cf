"""The limits in force, and all that was ever set or withdrawn: by whom, when and why."""

import json
from itertools import groupby
from typing import Any

from dash import html

from dashboard.attributes import aria, data
from dashboard.pages.permits.asked import row_of
from dashboard.pages.permits.names import ALL, Names, amount
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

COLUMNS = ("about", "limit", "from", "set_by", "why")
FEW = 8
"""So many limits need no folding."""


def limits(
    now: list[dict[str, Any]],
    ever: list[dict[str, Any]],
    names: Names,
    words: Words,
    operator: str | None = None,
) -> list[Any]:
    """The limits by operator and the history, behind summaries; `operator` is the chosen one."""
    newest = {row_of(limit).key: limit["id"] for limit in reversed(ever)}
    held = sorted(now, key=lambda limit: names.operator(limit["operator"]))
    headers = [words(f"permits.col_{column}") for column in COLUMNS]
    told = [[*_row(limit, names, words), words.moment(limit["set_at"])] for limit in ever]
    history = bars(
        "permits-history",
        words("permits.history"),
        [*headers, words("permits.col_set_at")],
        told,
        words,
    )
    few = len(held) <= FEW
    by_operator = [
        _of_operator(key, list(mine), newest, names, words, is_open=few or key == operator)
        for key, mine in groupby(held, key=lambda limit: limit["operator"])
    ]
    none = html.P(words("permits.none_in_force"), className="note")
    return [
        html.Div(id="permits-list", hidden=True, **data(newest=json.dumps(newest))),
        html.H2(words("permits.in_force")),
        html.Div(by_operator or none, id="permits-in-force"),
        html.Details([html.Summary(words("permits.history")), history]),
    ]


def _of_operator(
    operator: str,
    mine: list[dict[str, Any]],
    newest: dict[str, int],
    names: Names,
    words: Words,
    *,
    is_open: bool,
) -> html.Details:
    """The limits of one operator, folded under its name and their number; on paper they all are."""
    name = names.operator(operator)
    rows = [
        [_asked(limit, names, words), *_rest(limit, words), _acts(limit, newest, names, words)]
        for limit in mine
    ]
    headers = [words(f"permits.col_{column}") for column in (*COLUMNS, "change")]
    caption = words("permits.in_force_of", operator=name)
    key = "one_limit" if len(mine) == 1 else "so_many_limits"
    summary = html.Summary(words(f"permits.{key}", operator=name, n=words.number(len(mine))))
    table = bars(f"permits-limits-{operator}", caption, headers, rows, words)
    return html.Details([summary, table], open=is_open, className="in-print")


def _asked(limit: dict[str, Any], names: Names, words: Words) -> str:
    row = row_of(limit)
    scope = names.scope(row, words)
    return names.indicator(row.indicator) + (f" ({scope})" if scope else "")


def _row(limit: dict[str, Any], names: Names, words: Words) -> list[Cell]:
    return [names.row(row_of(limit), words), *_rest(limit, words)]


def _rest(limit: dict[str, Any], words: Words) -> list[Cell]:
    return [
        words("permits.withdrawn") if limit["withdrawn"] else asks(limit, words),
        words.day(limit["effective_from"]),
        limit["set_by"],
        limit["why"],
    ]


def _acts(limit: dict[str, Any], newest: dict[str, int], names: Names, words: Words) -> html.Div:
    """What can be done about a limit; the script finds in it what to fill in."""
    if limit["id"] is None:
        return html.Div(words("effects.day_only"), className="note")
    row = row_of(limit)
    about = f"{names.row(row, words)}: {asks(limit, words)}"
    season = limit["season"]
    told = {
        "id": limit["id"],
        "after": newest[row.key],
        "about": about,
        "operator": row.operator,
        "indicator": row.indicator,
        "value": f"{limit['value']:g}",
        "form": "" if row.form == ALL else row.form,
        "zone": row.zone or "",
        "season": "" if season is None else f"{season['from']}..{season['to']}",
        "coverage": f"{limit['coverage_needed'] * 100:g}",
    }
    return html.Div(
        [
            html.Button(
                words(f"permits.{what}"),
                type="button",
                className="plain",
                **aria(label=words(f"permits.{what}_of", about=about)),
                **data(limit=json.dumps(told), what=what),
            )
            for what in ("change", "withdraw")
        ],
        className="limit-acts",
    )


def asks(limit: dict[str, Any], words: Words) -> str:
    """What a limit asks, with its part of the year where it has one."""
    said = words(
        f"permits.asks_{limit['bound']}", limit=amount(limit["value"], limit["unit"], words)
    )
    season = limit["season"]
    if season is None:
        return said
    return words("permits.season", said=said, first=season["from"], last=season["to"])


def asked_by(limit: dict[str, Any], words: Words) -> str:
    """What is asked, by whom, from when on, and why."""
    return words(
        "permits.asked_by",
        limit=asks(limit, words),
        by=limit["set_by"],
        day=words.day(limit["effective_from"]),
        why=limit["why"],
    )
