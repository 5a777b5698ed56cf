"""One row in full: why, by which points, what was seen, what was done, and where it says so."""

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.pages.worklist import sentences
from dashboard.pages.worklist.rows import name
from dashboard.parts.receipt import receipt_link
from dashboard.words import Words


def detail(
    found: dict[str, Any],
    stay: dict[str, Any],
    names: dict[str, str],
    words: Words,
    address: Callable[[int], str],
) -> list[Any]:
    """The evidence of a row; `stay` is the stay in full, which may have ended."""
    row = found["row"]
    shown = row or {"operator": stay["operator"], "form_factor": stay["form_factor"]}
    return [
        html.H2(name(shown, names, words), id="worklist-chosen", tabIndex=-1),
        html.P(
            sentences.place(row, words) if row else words(f"worklist.absent_{found['absent']}"),
            className="sentence",
        ),
        *(_why(row, words) if row else []),
        html.H3(words("worklist.evidence")),
        html.Dl(_facts(found, stay, words)),
        html.H3(words("worklist.history")),
        _history(found["actions"], words),
        html.P(
            [
                html.A(words("worklist.on_map"), href=address(stay["id"])),
                html.A(words("worklist.stay_link"), href=f"/v1/vehicles/{stay['id']}"),
                html.A(words("worklist.back"), href="#worklist-list", className="back"),
            ],
            className="links",
        ),
        receipt_link(found["receipt"], "worklist", words),
    ]


def _why(row: dict[str, Any], words: Words) -> list[Any]:
    """Each reason with the points that it adds, and the sum."""
    items = [
        html.Li(
            [
                html.Span(sentences.why(one, words)),
                html.Span(sentences.by_whom(one, words), className="note"),
                html.Span(_points(one, words), className="note"),
            ]
        )
        for one in row["reasons"]
    ]
    total = words("worklist.total", points=words.number(row["points"], 1))
    return [html.Ul(items, className="reasons"), html.P(total, className="strong")]


def _points(one: dict[str, Any], words: Words) -> str:
    if not one["counts"]:
        return words("worklist.counts_not")
    return words(
        "worklist.parts",
        base=words.number(one["base"]),
        days=words.number(one["days"], 1),
        points=words.number(one["points"], 1),
    )


def _facts(found: dict[str, Any], stay: dict[str, Any], words: Words) -> list[Any]:
    polls, observed = found["polls"], stay["observed_s"]
    possible = words.span_s(stay["first_seen"], found["ended_at"] or found["moment"])
    start = words(f"start.{stay['start_reason']}", moment=words.moment(stay["first_seen"]))
    polled = words(
        "worklist.polls",
        good=words.number(polls["good"]),
        bad=words.number(polls["without_evidence"]),
    )
    facts = [
        ("began", start),
        (
            "seen",
            words("worklist.unknown_span")
            if observed is None
            else sentences.lasted(observed, words),
        ),
        (
            "at_most",
            words("worklist.unknown_span")
            if observed is None
            else sentences.lasted(possible, words),
        ),
        ("polled", polled if polls["good"] else words("worklist.no_polls")),
        ("state", words(f"state.{stay['state']}")),
        ("number", str(stay["id"])),
    ]
    if found["ended_at"]:
        facts.insert(1, ("ended", words.moment(found["ended_at"])))
    return [
        part
        for key, told in facts
        for part in (html.Dt(words(f"worklist.fact_{key}")), html.Dd(told))
    ]


def _history(actions: list[dict[str, Any]], words: Words) -> Any:
    if not actions:
        return html.P(words("worklist.nothing_done"), className="note")
    items = [
        html.Li(
            [
                html.Span(sentences.did(one, words)),
                html.Span(one["note"], className="said") if one["note"] else None,
            ]
        )
        for one in reversed(actions)
    ]
    return html.Ul(items, className="history")
