"""Each feed in a row: fresh or not, how whole, and its last 90 days as a strip of bars.

A bar is as high as the share of the day that was seen, so that its colour says nothing alone; the
same numbers are in a table below.
"""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN, aria
from dashboard.pages.feeds.cards import MARKS
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, table
from dashboard.words import Words

WHOLE, MOST = 0.99, 0.9
"""From which share on a day counts as seen whole, and as seen for the most part."""
LOOKS = ("whole", "most", "part", "none", "before")


def look(share: float | None) -> str:
    """How a day is drawn: one of LOOKS."""
    if share is None:
        return "before"
    return "whole" if share >= WHOLE else "most" if share >= MOST else "part" if share else "none"


def tell(found: dict[str, Any], words: Words) -> Any:
    """All operators with their feeds, the legend, and the days as a table."""
    if not found["operators"]:
        return empty(words("feeds.none"), words("feeds.add"))
    operators = [_operator(one, found["days"], words) for one in found["operators"]]
    return [*operators, _legend(words), _table(found, words)]


def _operator(operator: dict[str, Any], days: list[str], words: Words) -> html.Article:
    rows = [_feed(feed, days, words) for feed in operator["feeds"]]
    return html.Article([html.H3(operator["name"]), *rows], className="service-operator")


def _feed(feed: dict[str, Any], days: list[str], words: Words) -> html.Div:
    status, now = feed["status"], feed["now"]
    who = [
        html.P(feed["name"], className="service-name"),
        html.P(
            [
                html.Span(MARKS[status], className="mark", **HIDDEN),
                html.Span(words(f"status.{status}"), className="word"),
                html.Span(_age(feed, words), className="age"),
            ],
            className=f"service-status {status}",
        ),
    ]
    seen = [
        _strip(feed, words),
        html.Div(
            [html.Span(_day(days[0], words)), html.Span(words("service.today"))],
            className="service-ends",
        ),
        html.Dl(
            [
                html.Div([html.Dt(words(f"service.{name}")), html.Dd(words.percent(share))])
                for name, share in feed["coverage"].items()
            ],
            className="service-facts",
        ),
        html.P(_gaps(feed, words), className="note"),
    ]
    wrong = html.P(now["sentence"][words.language], className="service-now") if now else None
    return html.Div(
        [
            html.Div(who, className="service-who"),
            html.Div(seen, className="service-seen"),
            wrong,
        ],
        className="service-feed",
    )


def _age(feed: dict[str, Any], words: Words) -> str:
    if feed["age_s"] is None:
        return words("service.no_age")
    return words("service.age", span=words.span(feed["age_s"]))


def _gaps(feed: dict[str, Any], words: Words) -> str:
    if not feed["gaps"]:
        return words("service.no_gaps")
    return words(
        "service.gaps_one" if feed["gaps"] == 1 else "service.gaps",
        n=words.number(feed["gaps"]),
        span=words.span(feed["without_evidence_s"]),
        longest=words.span(feed["longest_gap_s"]),
    )


def _strip(feed: dict[str, Any], words: Words) -> html.Div:
    """The days as bars; who cannot see them hears how many of them were whole."""
    shares = feed["days"]
    bars = [
        html.Span(
            html.Span(style={"height": f"{max(share or 0, 0) * 100:.0f}%"}),
            className=f"day {look(share)}",
        )
        for share in shares
    ]
    known = [share for share in shares if share is not None]
    label = words(
        "service.strip",
        name=feed["name"],
        days=len(known),
        whole=sum(share >= WHOLE for share in known),
    )
    return html.Div(bars, className="service-strip", role="img", **aria(label=label))


def _legend(words: Words) -> html.Ul:
    items = [
        html.Li(
            [
                html.Span(html.Span(), className=f"day {name}", **HIDDEN),
                words(f"service.look_{name}"),
            ]
        )
        for name in LOOKS
    ]
    return html.Ul(items, className="service-legend note")


def _table(found: dict[str, Any], words: Words) -> html.Details:
    """A row for each day, the newest first, and a column for each feed."""
    feeds = [feed for operator in found["operators"] for feed in operator["feeds"]]
    rows: list[list[Cell]] = [
        [
            (_day(day, words), place),
            *((words.percent(feed["days"][place]), _order(feed["days"][place])) for feed in feeds),
        ]
        for place, day in reversed(list(enumerate(found["days"])))
    ]
    headers = [words("service.col_day"), *(feed["name"] for feed in feeds)]
    return table("service-days", words("service.days"), headers, rows, words)


def _order(share: float | None) -> float:
    return -1 if share is None else share


def _day(day: str, words: Words) -> str:
    return words.day(day)
