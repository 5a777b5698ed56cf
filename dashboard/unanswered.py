"""What was asked and got no answer is said on the page, which keeps what it showed.

The browser notices (`assets/unanswered.js`): a place that stays without its answer, because the API
was too busy for too long or the server is away, makes the notice appear; an answer takes it away.
"""

from urllib.parse import urlsplit

from dash import html
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from plotly.io.json import to_json_plotly

from dashboard import rows
from dashboard.asks import NoAnswer
from dashboard.attributes import data
from dashboard.teller import Teller
from dashboard.words import Words

JSON = "application/json"


def notice(words: Words) -> html.Div:
    """The place for it, with the sentence and the button that asks again; hidden until needed."""
    return html.Div(
        [
            html.P(
                id="unanswered-said",
                role="status",
                **data(text=words("page.unanswered", time="{time}")),
            ),
            html.Button(words("page.ask_again"), id="ask-again", type="button"),
        ],
        id="unanswered",
        className="address-notice",
        hidden=True,
    )


def tell_unanswered(server: FastAPI, teller: Teller) -> None:
    """Answer a page's question with 503 where the API gave none.

    Where the API did say that there is no such thing, nothing lacks: the place stays as it is.
    Where it is not for who looks, the place says for whom it is.
    """

    @server.exception_handler(NoAnswer)
    def unanswered(request: Request, error: NoAnswer) -> Response:
        asked = getattr(request.state, "json_body", None)
        if rows.is_for_somebody(error) and isinstance(asked, dict):
            page = urlsplit(request.headers.get("referer", ""))
            view = teller.view(page.query)
            said = rows.way_in(teller.words(view), view, teller.usual.lang, page.path or "/")
            places = rows.in_places(asked.get("outputs"), said)
            return Response(to_json_plotly({"response": places, "multi": True}), media_type=JSON)
        if error.status is not None and error.status < 500:
            return Response(status_code=204)
        return JSONResponse({"error": error.sentence}, 503)
