"""The dashboard on a web server: pages at /, everything from our own origin."""

import time
from collections.abc import Callable
from pathlib import Path

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from fastapi import FastAPI

from dashboard import trial
from dashboard.asks import Api
from dashboard.origin import base_map, serve_origin
from dashboard.shell import INDEX, serve_shell
from dashboard.steer import steer
from dashboard.tell import Teller, tell
from dashboard.words import Words
from stoep.settings import Settings

REFRESH_S = 30


def attach(server: FastAPI, settings: Settings, clock: Callable[[], float] = time.time) -> Dash:
    """Add the dashboard to a server that has the API, or to one that only reaches it."""
    words = Words(settings.language, settings.timezone)
    api = Api(settings, server)
    serve_origin(server, settings)
    # Dash is made within: of two routes to / the first one answers.
    index = serve_shell(server, api, settings)
    app = Dash(
        __name__,
        server=server,
        title=words("page.title"),
        update_title=None,
        assets_folder=str(Path(__file__).parent / "assets"),
        suppress_callback_exceptions=True,
        index_string=INDEX,
    )
    index(app)
    app.layout = _frame(words, settings)
    steer(app, settings, clock)
    teller = Teller(api, settings, clock)
    tell(app, teller)
    trial.wire(app, api, teller.words)
    return app


def _frame(words: Words, settings: Settings) -> dmc.MantineProvider:
    """What is there before the first answer: the state of the page, and room for it."""
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="view"),
            dcc.Store(id="theme"),
            dcc.Store(id="base", data=base_map(settings)),
            dcc.Store(id="map-data"),
            dcc.Store(id="picked"),
            dcc.Store(id="done"),
            dcc.Store(id="drawn"),
            dcc.Interval(id="tick", interval=REFRESH_S * 1000),
            html.Div(html.P(words("common.loading"), className="loading"), id="page"),
        ],
        id="mantine",
    )
