"""What may be asked of Dash: by pages of our own, as they ask it, and files that are there.

Its callbacks act in the name of who looks, so a page of another site is refused here as at the API.
Dash itself reads a body of any length, and answers one that it does not understand with a 500.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from dash import Dash
from dash.exceptions import DependencyException, InvalidResourceError
from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.question import is_question
from stoep.same_origin import is_same_origin

CALLBACKS = "/_dash-update-component"
MOST_BYTES = 8_000_000
"""Of a question: a page sends along what it shows, and what was drawn on it."""
MOST_SWALLOWED_BYTES = 64_000_000
"""Of one that is too long the rest is read and dropped, so that its sender hears why."""


class Door:
    """Before Dash's callbacks; `acts` where somebody may act by them."""

    def __init__(self, app: ASGIApp, acts: bool) -> None:
        self.app, self.acts = app, acts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != CALLBACKS or scope["method"] != "POST":
            return await self.app(scope, receive, send)
        if self.acts and not is_same_origin(Headers(scope=scope)):
            remedy = "Open the page itself, and ask there."
            refusal = _problem(
                403, "Not allowed", "A page of another site cannot ask this.", remedy
            )
            return await refusal(scope, receive, send)
        return await self.app(scope, receive, send)


class Length:
    """Before whatever of Dash reads a body: one that is too long ends where it became so.

    Each message goes on as it comes, the end of a connection too; `request.state.too_long` tells
    the question about it.
    """

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES) -> None:
        self.app, self.most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path.startswith("/_dash-") or path == "/"):
            await self.app(scope, receive, send)
            return
        seen = 0

        async def receiving() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen <= self.most_bytes or message["type"] != "http.request":
                return message
            scope.setdefault("state", {})["too_long"] = True
            while message.get("more_body") and seen <= MOST_SWALLOWED_BYTES:
                message = await receive()
                seen += len(message.get("body", b""))
            return {"type": "http.request", "body": b"", "more_body": False}

        await self.app(scope, receiving, send)


def answer_questions(server: FastAPI) -> Callable[[Dash], None]:
    """Add the route of what pages ask; the function that comes back completes it with Dash.

    A body that is no question of a page is a 400, one that is too long a 413.
    """
    apps: list[Dash] = []

    # Dash has read the body by then, in a middleware of its own: `None` where it is no JSON.
    @server.post(CALLBACKS, include_in_schema=False)
    async def answer(request: Request) -> Response:
        if getattr(request.state, "too_long", False):
            sentence = f"The body is longer than {MOST_BYTES} bytes."
            return _problem(413, "Too large", sentence, "Send less.")
        (app,) = apps
        if not is_question(request.state.json_body, app.callback_map):
            sentence = "The body is no question that a page of Stoep asks."
            return _problem(
                400, "Bad question", sentence, "Ask the API: /v1/openapi.json tells how."
            )
        answered: Response = await app.backend.serve_callback(app)(request)
        return answered

    return apps.append


def refuse_unknown_files(server: FastAPI) -> None:
    """A file of a component that is not there is a 404."""

    def not_there(request: Request, error: Exception) -> Response:
        return _problem(
            404, "Not found", "There is no such file.", "See the page for those it loads."
        )

    for kind in (DependencyException, InvalidResourceError):
        server.add_exception_handler(kind, not_there)


def _problem(status: int, title: str, detail: str, remedy: str) -> Response:
    """As the API refuses (RFC 9457)."""
    told: dict[str, Any] = {
        "type": f"urn:stoep:{title.lower().replace(' ', '_')}",
        "title": title,
        "status": status,
        "detail": detail,
        "remedy": remedy,
    }
    return Response(msgspec.json.encode(told), status, media_type="application/problem+json")
