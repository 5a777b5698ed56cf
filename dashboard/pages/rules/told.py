"""Changes of rules as a table: what it is about, how it was, how it is, and from when on."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

SIGNS = {"added": "+", "changed": "→", "ended": "×"}
COLUMNS = ("what", "was", "becomes", "at")


def tell_changes(changes: list[dict[str, Any]], words: Words) -> Any:
    """A row for each change; nothing where all is as it was."""
    if not changes:
        return html.P(words("rules.same"))
    headers = [words(f"rules.col_{name}") for name in COLUMNS]
    rows = [_row(change, words) for change in changes]
    return bars("rules", words("rules.caption"), headers, rows, words)


def _row(change: dict[str, Any], words: Words) -> list[Cell]:
    what = html.Span(
        [
            html.Span(SIGNS[change["what"]], className="rules-sign", **HIDDEN),
            words(f"rules.what_{change['what']}"),
        ],
        className=f"rules-what {change['what']}",
    )
    return [
        html.Div([what, html.Span(words(f"rules.kind_{change['kind']}"), className="note")]),
        _labelled("was", _version(change["was"], words), words),
        _labelled("becomes", _becomes(change, words), words),
        _labelled("at", words.day(f"{words.local(change['at']):%Y-%m-%d}"), words),
    ]


def _labelled(column: str, told: Any, words: Words) -> html.Div:
    """A cell that says what it is where the screen is too narrow for columns."""
    return html.Div([html.Span(words(f"rules.col_{column}"), className="rules-label"), told])


def _version(version: dict[str, Any] | None, words: Words) -> Any:
    return "–" if version is None else version["text"][words.language]


def _becomes(change: dict[str, Any], words: Words) -> Any:
    version = change["becomes"]
    if version is None:
        return words("rules.no_more")
    told = [html.P(_version(version, words))]
    if change["differs"]:
        names = [words(f"rules.differs_{name}") for name in change["differs"]]
        told.append(html.P(words("rules.otherwise", names=words.listed(names)), className="note"))
    if version["why"]:
        told.append(html.P(words("rules.why", why=version["why"]), className="note"))
    return html.Div(told)
