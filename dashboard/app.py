"""The dashboard on a web server: its pages, everything from our own origin."""

import time
from collections.abc import Callable, Sequence

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from fastapi import FastAPI
from starlette.middleware import Middleware

from dashboard import along
from dashboard.asker import Asker
from dashboard.asks import Api
from dashboard.door import Door, Length, answer_questions, refuse_unknown_files
from dashboard.headers import Headers
from dashboard.loads import ASSETS
from dashboard.mine import serve_mine
from dashboard.opens import open_pages
from dashboard.origin import base_map, serve_origin
from dashboard.page import Page
from dashboard.pages import PAGES
from dashboard.parts import wire_parts
from dashboard.people import serve_people
from dashboard.shell import INDEX, serve_shell
from dashboard.teller import Teller
from dashboard.unanswered import tell_unanswered
from dashboard.words import Words
from stoep.settings import Settings

REFRESH_S, SELDOM_S = 30, 300
"""How often a page asks anew: about this moment, and about days and weeks."""


def attach(
    server: FastAPI,
    settings: Settings,
    clock: Callable[[], float] = time.time,
    pages: Sequence[Page] = PAGES,
) -> Dash:
    """Add the dashboard to a server that has the API, or to one that only reaches it."""
    teller = Teller(Api(settings, server), settings, clock)
    # The last one: what it says of an answer is said before that is compressed.
    server.user_middleware.append(Middleware(Headers))
    if settings.acting == "people":
        server.add_middleware(Asker, ask=teller.api.ask)
    server.add_middleware(Door, acts=settings.acting != "nobody")
    tell_unanswered(server, teller)
    refuse_unknown_files(server)
    serve_origin(server, settings)
    serve_people(server, pages, teller)
    serve_mine(server, pages, teller)
    # Dash is made within: of two routes to an address the first one answers.
    complete = serve_shell(server, pages, teller)
    answers = answer_questions(server)
    app = Dash(
        __name__,
        server=server,
        title="Stoep",
        update_title=None,
        assets_folder=str(ASSETS),
        include_assets_files=False,
        suppress_callback_exceptions=True,
        index_string=INDEX,
    )
    complete(app)
    answers(app)
    # Outside of what Dash put before everything, which reads bodies.
    server.add_middleware(Length)
    app.layout = _room(Words(settings.language, settings.timezone), settings)
    open_pages(app, pages, teller)
    # What the page itself tells is asked for before what goes along with it.
    for page in pages:
        page.wire(app, teller)
    wire_parts(app, teller)
    along.wire(app, teller, pages)
    return app


def _room(words: Words, settings: Settings) -> dmc.MantineProvider:
    """What is there before the first answer: the state of the page, and room for it."""
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="view"),
            dcc.Store(id="theme"),
            dcc.Store(id="base", data=base_map(settings)),
            dcc.Store(id="picked"),
            dcc.Store(id="done"),
            dcc.Store(id="drawn"),
            dcc.Interval(id="tick", interval=REFRESH_S * 1000),
            dcc.Interval(id="seldom", interval=SELDOM_S * 1000),
            html.Div(html.P(words("common.loading"), className="loading"), id="page"),
        ],
        id="mantine",
    )
