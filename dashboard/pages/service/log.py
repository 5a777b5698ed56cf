"""The log: the longest and newest in sentences, all of it in a table."""

from typing import Any

from dash import html

from dashboard.parts.table import Cell, table
from dashboard.words import Words

SHORTEST_S = 900
"""Gaps shorter than this stand in the table alone."""
MOST = 10


def tell(found: dict[str, Any], names: dict[str, str], words: Words) -> Any:
    """The lines in sentences, then all of them as a table."""
    lines = found["lines"]
    if not lines:
        return html.P(words("service.nothing"))
    long = [one for one in lines if one["kind"] != "gap" or one["without_evidence_s"] >= SHORTEST_S]
    shown = long[:MOST]
    return [
        html.Ol([_line(line, words) for line in shown], className="service-lines"),
        html.P(_others(found, len(shown), words), className="note"),
        _table(lines, names, words),
    ]


def _others(found: dict[str, Any], shown: int, words: Words) -> str:
    """How many there are, and that the short ones are in the table."""
    return words(
        "service.others",
        shown=words.number(shown),
        n=words.number(found["count"]),
        minutes=SHORTEST_S // 60,
    )


def _line(line: dict[str, Any], words: Words) -> html.Li:
    """One line: when, what, what it did, what the operator said of it."""
    language = words.language
    return html.Li(
        [
            html.P(
                [
                    html.Span(_when(line, words), className="service-when"),
                    html.Span(words(f"service.kind_{line['kind']}"), className="service-kind"),
                ]
            ),
            html.P(line["sentence"][language], className="service-said"),
            html.P(line["effect"][language], className="note"),
            *(
                html.P(words("feeds.explained", said=said), className="note")
                for said in line["explained"]
            ),
        ],
        className=line["kind"],
    )


def _when(line: dict[str, Any], words: Words) -> str:
    if line["to"] is None:
        return words("service.since", start=words.moment(line["from"]))
    stretch = words.stretch(line["from"], line["to"])
    return stretch[:1].upper() + stretch[1:]


def _table(lines: list[dict[str, Any]], names: dict[str, str], words: Words) -> html.Details:
    language = words.language
    rows: list[list[Cell]] = [
        [
            (words.moment(line["from"]), words.seconds(line["from"])),
            words.moment(line["to"]) if line["to"] else words("service.goes_on"),
            words(f"service.kind_{line['kind']}"),
            words.listed([names.get(key, key) for key in line["feeds"]]),
            (_hours(line, words), line["without_evidence_s"]),
            line["sentence"][language],
            line["effect"][language],
        ]
        for line in lines
    ]
    headers = [
        words(f"service.col_{name}")
        for name in ("from", "to", "kind", "feed", "hours", "said", "did")
    ]
    return table("service-log", words("service.log"), headers, rows, words)


def _hours(line: dict[str, Any], words: Words) -> str:
    return words.number(line["without_evidence_s"] / 3600, 1)
