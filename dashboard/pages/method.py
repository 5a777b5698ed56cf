"""How is this calculated: every published number, from the registry of indicators."""

from typing import Any

from dash import Dash, html

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
    return [html.Section(parts, id="method-list", className="card-section")]


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
        ],
        id=f"method-{entry['id']}",
    )


PAGE = Page("/method", "method", layout, wire, group="account")
