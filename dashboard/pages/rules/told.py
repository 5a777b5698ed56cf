"""Changes of rules as a table: what it is about, how it was, how it is, and from when on."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

SIGNS = {"added": "+", "changed": "→", "ended": "×"}
COLUMNS = ("what", "was", "becomes", "at")
KINDS = ("zone", "limit", "duty")
FEW = 20
"""So many changes are seen at once; of more, a part is opened by who wants it."""


def tell_changes(changes: list[dict[str, Any]], words: Words) -> Any:
    """A row for each change, zones and limits and duties apart; nothing where all is as it was."""
    if not changes:
        return html.P(words("rules.same"))
    return [
        _part(kind, some, len(changes) <= FEW, words)
        for kind in KINDS
        if (some := [change for change in changes if change["kind"] == kind])
    ]


def _part(kind: str, changes: list[dict[str, Any]], is_open: bool, words: Words) -> html.Details:
    headers = [words(f"rules.col_{name}") for name in COLUMNS]
    rows = [_row(change, words) for change in changes]
    said = words(f"rules.part_{kind}", count=words.number(len(changes)))
    return html.Details(
        [
            html.Summary(said),
            bars(f"rules-{kind}", words(f"rules.caption_{kind}"), headers, rows, words),
        ],
        open=is_open,
        className="rules-part",
    )


def _row(change: dict[str, Any], words: Words) -> list[Cell]:
    what = html.Span(
        [
            html.Span(SIGNS[change["what"]], className="rules-sign", **HIDDEN),
            words(f"rules.what_{change['what']}"),
        ],
        className=f"rules-what {change['what']}",
    )
    return [
        what,
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
