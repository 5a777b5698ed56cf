"""The state of the data, for everybody: what comes in now, 90 days of it, and what went wrong."""

import asyncio
from typing import Any

from dash import Dash, Input, Output, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.service import log, strips
from dashboard.parts.refresh import pause_button
from dashboard.parts.states import loading
from dashboard.teller import Teller
from dashboard.view import View, view_of
from dashboard.words import Words

MOST = 500
"""Lines of the log in the table; all of them are in the file."""


async def first(page: Page, shown: Shown) -> list[str]:
    """Whether data come in now, in a sentence."""
    return said(await shown.api.ask("status"), shown.words)


def said(found: dict[str, Any], words: Words) -> list[str]:
    """The page's name, how many feeds are fresh, and whether Stoep itself is at work."""
    idle = found["polling_sentence"]
    more = [idle[words.language]] if idle else []
    return [words("service.title"), found["sentence"][words.language], *more]


async def layout(shown: Shown) -> list[Any]:
    """Room for the feeds by operator, and for the log."""
    words = shown.words
    return [
        html.Section(
            [
                html.Div(pause_button(words), className="refreshing"),
                html.H2(words("service.feeds")),
                html.P(words("service.feeds_about"), className="note"),
                html.Div(loading(words), id="service-feeds"),
            ],
            **aria(label=words("service.feeds")),
        ),
        html.Section(
            [
                html.H2(words("service.log")),
                html.P(words("service.log_about"), className="note"),
                html.Div(loading(words), id="service-log"),
            ],
            **aria(label=words("service.log")),
        ),
    ]


async def tell(teller: Teller, view: View) -> tuple[Any, ...]:
    """The sentence, the feeds and the log."""
    words = teller.words(view)
    status, told = await asyncio.gather(
        teller.api.ask("status"), teller.api.ask("quality-log", limit=MOST)
    )
    return (
        headline(said(status, words), "service"),
        strips.tell(status, words),
        log.tell(told, names_of(status), words),
    )


def names_of(status: dict[str, Any]) -> dict[str, str]:
    """Feeds by key, as they are called."""
    return {
        feed["key"]: feed["name"] for operator in status["operators"] for feed in operator["feeds"]
    }


def wire(app: Dash, teller: Teller) -> None:
    """Told anew at each refresh, whatever moment other pages show."""

    @app.callback(
        Output("service-answer", "children"),
        Output("service-feeds", "children"),
        Output("service-log", "children"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_service(data: Any, _: Any) -> Any:
        if data is None:
            raise PreventUpdate
        return await tell(teller, view_of(data))


PAGE = Page("/status", "service", layout, wire, first)
