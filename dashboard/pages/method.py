"""How is this calculated: every published number, and those that are proposed."""

from typing import Any

from dash import Dash, html

from dashboard.attributes import HIDDEN
from dashboard.page import Page, Shown
from dashboard.teller import Teller
from dashboard.words import Words


async def layout(shown: Shown) -> list[Any]:
    """The registry, group by group in the order in which it tells them."""
    words = shown.words
    found = await shown.api.ask("indicators")
    groups: dict[str, list[Any]] = {}
    for entry in found["indicators"]:
        groups.setdefault(entry["group"], []).append(_indicator(entry, words))
    parts = [
        part
        for group, entries in groups.items()
        for part in (html.H2(words(f"method.{group}")), html.Div(entries))
    ]
    proposed = await shown.api.ask("indicator-proposals")
    return [
        html.Section(
            [_reviewed(found["indicators"], words), *parts],
            id="method-list",
            className="card-section",
        ),
        _proposals(proposed, words),
    ]


def _reviewed(indicators: list[dict[str, Any]], words: Words) -> html.P:
    """That each number has a purpose, an owner and a day, and which were not looked at in time."""
    late = [one["name"][words.language] for one in indicators if one["overdue"]]
    if late:
        told = words("method.late", names=words.listed(late))
        return html.P([html.Span("▲", className="mark", **HIDDEN), " ", told], className="overdue")
    return html.P(words("method.in_time", n=len(indicators)), className="note")


def _proposals(found: dict[str, Any], words: Words) -> html.Section:
    """What somebody proposes: for what, by whom, and what was decided."""
    return html.Section(
        [
            html.H2(words("method.proposals")),
            html.P(words("method.proposals_about"), className="note"),
            *[html.P(told, className="overdue", lang="en") for told in found["refused"]],
            html.Div([_proposal(one, words) for one in found["proposals"]]),
        ],
        id="method-proposals",
        className="card-section",
    )


def _proposal(one: dict[str, Any], words: Words) -> html.Details:
    language = words.language
    told = [
        (words(f"method.{name}"), one[name][language]) for name in ("purpose", "needs", "not_for")
    ]
    if one["decision"]:
        day = words.day(one["decided"])
        told.append((words("method.decided", day=day), one["decision"][language]))
    return html.Details(
        [
            html.Summary(
                [
                    one["title"][language],
                    html.Span(words(f"method.state_{one['state']}"), className="proposal-state"),
                ]
            ),
            html.Dl([part for name, text in told for part in (html.Dt(name), html.Dd(text))]),
            html.P(
                words(
                    "method.proposed",
                    owner=one["owner"],
                    day=words.day(one["proposed"]),
                    review=words.day(one["review_date"]),
                ),
                className="note",
            ),
            _overdue(one, words),
        ],
        id=f"method-proposal-{one['id']}",
    )


def _overdue(one: dict[str, Any], words: Words) -> html.P | None:
    """Said of what should have been looked at again."""
    if not one["overdue"]:
        return None
    mark = html.Span("▲", className="mark", **HIDDEN)
    return html.P([mark, " ", words("method.overdue")], className="overdue")


def wire(app: Dash, teller: Teller) -> None:
    """Nothing moves here."""


def _indicator(entry: dict[str, Any], words: Words) -> html.Details:
    """A number: what it means, how it is made, who answers for it."""
    told = words(
        "method.version",
        version=entry["version"],
        owner=entry["owner"],
        review=words.day(entry["review_date"]),
    )
    return html.Details(
        [
            html.Summary(entry["name"][words.language]),
            html.P(entry["meaning"][words.language]),
            html.Dl(
                [
                    html.Dt(words("method.way")),
                    html.Dd(entry["method"][words.language]),
                    html.Dt(words("method.formula")),
                    html.Dd(html.Code(f"{entry['formula']}  [{entry['unit']}]"), lang="en"),
                    html.Dt(words("method.goal")),
                    html.Dd(entry["policy_goal"][words.language]),
                ]
            ),
            html.P(told, className="note"),
            _overdue(entry, words),
        ],
        id=f"method-{entry['id']}",
    )


PAGE = Page("/method", "method", layout, wire, group="account")
