"""Feeds: whose data can be trusted now, what came of their polls, and a feed on trial."""

import asyncio
from typing import Any

from dash import Dash, Input, Output, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.contest import NEW, contest_link, contests
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.feeds import cards, mandate, trial
from dashboard.parts.refresh import pause_button
from dashboard.parts.states import empty, loading
from dashboard.teller import Teller
from dashboard.view import View, view_of
from dashboard.words import Words
from stoep.vocabulary import EVIDENCE, PollOutcome

REFUSED = 20
"""Polls without evidence that are listed."""
BAD = ",".join(sorted(set(PollOutcome) - EVIDENCE - {PollOutcome.disabled}))


async def first(page: Page, shown: Shown) -> list[str]:
    """The name of the page, and how many operators can be trusted now."""
    found = await shown.api.ask("feeds")
    return [shown.words("feeds.title"), sentence(found["feeds"], shown.words)]


async def layout(shown: Shown) -> list[Any]:
    """A card for each feed, all of them in a table, refused polls, the mandate, and a trial."""
    words = shown.words
    return [
        html.Section(
            [
                html.Div(
                    [
                        html.A(words("service.more"), href=shown.link("/status")),
                        pause_button(words),
                    ],
                    className="refreshing",
                ),
                html.Div(loading(words), id="feeds-cards", className="cards"),
                html.Div(id="feeds-table"),
                html.Div(id="feeds-refused"),
            ],
            **aria(label=words("feeds.nav")),
        ),
        html.Section(
            [
                html.H2(words("mandate.title")),
                html.P(words("mandate.about", days=mandate.DAYS), className="note"),
                html.Div(loading(words), id="feeds-mandate"),
            ],
            **aria(label=words("mandate.title")),
        ),
        html.Section(trial.form(words)),
    ]


def sentence(feeds: list[dict[str, Any]], words: Words) -> str:
    """How many operators have fresh data."""
    live = sum(feed["status"] == "live" for feed in feeds)
    return words("feeds.sentence", live=live, total=len(feeds))


async def tell(teller: Teller, view: View) -> tuple[Any, ...]:
    """Sentence, cards and tables of all feeds."""
    words = teller.words(view)
    known = (await teller.api.ask("feeds"))["feeds"]
    shown = [
        cards.card(feed, words, _contest(teller, view, feed, words)) for feed in known
    ] or empty(words("feeds.none"), words("feeds.add"))
    refused = cards.refused(await _refused(teller, known), words)
    said = headline([words("feeds.title"), sentence(known, words)])
    return said, shown, cards.overview(known, words), refused


def _contest(teller: Teller, view: View, feed: dict[str, Any], words: Words) -> html.P | None:
    """The way to contest what a feed told, for who speaks for its operator."""
    if teller.settings.acting == "nobody" or not contests(feed["operator"]):
        return None
    base, says = teller.link(NEW, view.with_(operator=None)), words("disputes.contest_gap")
    return html.P(contest_link(base, says, operator=feed["operator"], feed=feed["key"]))


async def _refused(teller: Teller, known: list[dict[str, Any]]) -> list[Any]:
    """The newest polls of all feeds that gave no evidence, each with the name of its feed."""
    asked = [
        teller.api.ask(f"feeds/{feed['key']}/polls", outcome=BAD, limit=REFUSED) for feed in known
    ]
    found = await asyncio.gather(*asked)
    polls = [
        (feed["name"], poll)
        for feed, answer in zip(known, found, strict=True)
        for poll in answer["polls"]
    ]
    return sorted(polls, key=lambda item: item[1]["started_at"], reverse=True)[:REFUSED]


def wire(app: Dash, teller: Teller) -> None:
    """Feeds are told anew at each refresh, whatever moment other pages show."""
    trial.wire(app, teller)
    mandate.wire(app, teller)

    @app.callback(
        Output("feeds-answer", "children"),
        Output("feeds-cards", "children"),
        Output("feeds-table", "children"),
        Output("feeds-refused", "children"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_feeds(data: Any, _: Any) -> Any:
        if data is None:
            raise PreventUpdate
        return await tell(teller, view_of(data))


PAGE = Page("/feeds", "feeds", layout, wire, first, group="account")
