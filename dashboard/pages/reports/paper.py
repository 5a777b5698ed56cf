"""Pieces of a report on paper: headings, sentences, tables, and where each number comes from."""

from typing import Any

from dash import html

from dashboard.attributes import aria
from dashboard.words import Words, texts

Part = dict[str, Any]
Parts = dict[str, Part]
"""By name."""
Cell = Any
"""A text or a component; a pair of one and True is a number, set to the right."""
SIGNS = {"complies": "✓", "does_not_comply": "✕", "not_enough_data": "?"}


def section(name: str, words: Words, body: list[Any]) -> html.Section:
    """A part of the report with its heading."""
    return html.Section(
        [html.H2(words(f"reports.h_{name}"), id=f"reports-{name}"), *body],
        className=f"part part-{name}",
        **aria(labelledby=f"reports-{name}"),
    )


def table(caption: str, headers: list[str], rows: list[list[Cell]], note: Any = None) -> html.Div:
    """A table whose headers come back on each sheet of paper."""
    first = rows[0] if rows else [""] * len(headers)
    looks = ["number" if isinstance(cell, tuple) else "" for cell in first]
    named = zip(headers, looks, strict=True)
    head = html.Thead(html.Tr([html.Th(a, scope="col", className=look) for a, look in named]))
    body = html.Tbody(
        [html.Tr([_cell(cell, n == 0) for n, cell in enumerate(row)]) for row in rows]
    )
    scroll = html.Div(
        html.Table([html.Caption(caption), head, body]),
        className="scroll",
        tabIndex=0,
        role="region",
        **aria(label=caption),
    )
    return html.Div([scroll, note], className="paper-table")


def _cell(cell: Cell, first: bool) -> html.Th | html.Td:
    told, number = cell if isinstance(cell, tuple) else (cell, False)
    if first:
        return html.Th(told, scope="row")
    return html.Td(told, className="number" if number else "")


def proof(receipt: str | None, words: Words, about: str) -> Any:
    """A link to what a number is made of."""
    if not receipt:
        return ""
    label = words("reports.proof_of", about=about)
    return html.A(
        words("reports.proof"), href=f"/v1/receipts/{receipt}", className="proof", title=label,
        **aria(label=label),
    )  # fmt: skip


def rests_on(part: Part, words: Words, about: str, names: dict[str, str]) -> html.P:
    """How well a table is covered, why it is not whole, and where it comes from."""
    told: list[Any] = []
    if part["coverage"] is not None:
        told.append(words("reports.coverage", share=words.percent(part["coverage"])))
    if part["reason"]:
        told.append(words("reports.because", why=why(part["reason"], names, words)))
    told.append(proof(part["receipt"], words, about))
    return html.P([piece for one in told if one for piece in (one, " ")][:-1], className="note")


def why(told: str, names: dict[str, str], words: Words) -> str:
    """A reason of the API in words; one that has no words is told as it is."""
    known = texts(words.language)
    parts = []
    for part in told.split("; "):
        name, _, keys = part.partition(": ")
        who = words.listed([names.get(key, key) for key in keys.split(", ") if key])
        if f"reports.reason_{name}" in known:
            parts.append(words(f"reports.reason_{name}"))
        elif f"permits.reason_{name}" in known and not who:
            parts.append(words(f"permits.reason_{name}"))
        elif f"reason.{name}" in known:
            parts.append(words(f"reason.{name}", names=who).strip())
        else:
            parts.append(name)
    return "; ".join(parts)


def whole(share: float, words: Words) -> str:
    """A share that is a whole percentage."""
    return f"{words.number(share * 100)} %"


def verdict(name: str | None, words: Words) -> html.Span:
    """A verdict as a sign and a word."""
    key = name or "no_limit"
    sign = html.Span(f"{SIGNS.get(key, '–')} ", **aria(hidden="true"))
    return html.Span([sign, words(f"permits.verdict_{key}")], className=f"verdict {key}")


def heads_of(words: Words, *keys: str) -> list[str]:
    """The headers of a table."""
    return [words(f"reports.col_{key}") for key in keys]


def feeds_of(parts: Parts) -> dict[str, str]:
    """Names of feeds by the key of their operator: reasons name one or the other."""
    return {row["operator"]: row["feed"] for row in parts["data"]["rows"] if row["operator"]}
