"""What may be asked of Dash: by pages of our own, and files that are there.

Its callbacks act in the name of who looks, so a page of another site is refused here as at the API.
"""

from dash.exceptions import DependencyException, InvalidResourceError
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from stoep.same_origin import is_same_origin

CALLBACKS = "/_dash-update-component"


class Door:
    """Before Dash's callbacks; `acts` where somebody may act by them."""

    def __init__(self, app: ASGIApp, acts: bool) -> None:
        self.app, self.acts = app, acts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != CALLBACKS or scope["method"] != "POST":
            return await self.app(scope, receive, send)
        if self.acts and not is_same_origin(Headers(scope=scope)):
            return await _say(403, "A page of another site cannot ask this.")(scope, receive, send)
        return await self.app(scope, receive, send)


def refuse_unknown_files(server: FastAPI) -> None:
    """A file of a component that is not there is a 404."""

    def not_there(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": "There is no such file."}, 404)

    for kind in (DependencyException, InvalidResourceError):
        server.add_exception_handler(kind, not_there)


def _say(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)
