"""The addresses of MDS Agency 2.0, in MDS's own words and shapes."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from psycopg import Connection
from psycopg_pool import ConnectionPool
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.headers import Headers
from api.intake.inbox import Received, receive, statuses, stops, vehicles
from api.intake.keys import NotLetIn, Pusher, who
from api.problems import BUSY_S, RETRY_AFTER_S, UNAVAILABLE, Busy
from stoep.errors import StoepError

VERSION = "2.0"
MEDIA_TYPE = f"application/vnd.mds+json;version={VERSION}"
MOST_BYTES, MOST_ITEMS = 20 * 2**20, 20_000
ALL_FAILED = {"unregistered": 404, "already_registered": 409, "foreign_provider": 403}
"""The status of a batch of which nothing was taken, when all of it failed alike; else 400."""


class BadBatch(StoepError):
    """The body as a whole cannot be read."""

    code = "bad_param"


class TooMuch(StoepError):
    """The batch is larger than is taken at once."""

    code = "too_large"


class NotThisVersion(StoepError):
    """Another version of MDS is asked for."""

    code = "unsupported_version"


class NotKnown(StoepError):
    """There is no such vehicle or stop among the operator's own."""

    code = "not_found"


STATUSES: Mapping[type[StoepError], int] = {
    BadBatch: 400,
    NotLetIn: 401,
    NotKnown: 404,
    NotThisVersion: 406,
    TooMuch: 413,
    Busy: 429,
}
HEADERS: Mapping[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": BUSY_S},
    503: {"Retry-After": RETRY_AFTER_S},
}
Work = Callable[[Connection[Any], Pusher], Response]


def create_intake(
    connections: ConnectionPool[Connection[Any]], clock: Callable[[], float], secret: str = ""
) -> Headers:
    """An application that takes what operators push; `clock` gives unix seconds.

    With the `secret` of pseudonyms a vehicle whose id was forgotten is known when it comes again.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    _explain_errors(app)

    def now() -> datetime:
        return datetime.fromtimestamp(clock(), UTC)

    async def let_in(request: Request, work: Work) -> Response:
        """Do the work for whoever the key belongs to."""
        _check_version(request.headers.get("accept", ""))
        authorization = request.headers.get("authorization", "")

        def do() -> Response:
            with connections.connection() as connection:
                return work(connection, who(connection, authorization, now(), secret))

        return await run_in_threadpool(do)

    async def take(request: Request, kind: str, *, update: bool = False) -> Response:
        items = _items(await _body(request))
        return await let_in(
            request,
            lambda c, pusher: _received(receive(c, pusher, kind, items, now(), update=update)),
        )

    def post(kind: str) -> None:
        async def taking(request: Request) -> Response:
            return await take(request, kind, update=request.method == "PUT")

        changeable = kind in ("vehicles", "stops")
        app.add_route(f"/{kind}", taking, ["POST", "PUT"] if changeable else ["POST"])

    def get(path: str, name: str, find: Callable[..., list[dict[str, Any]]]) -> None:
        async def finding(request: Request) -> Response:
            one = request.path_params.get("one")
            one = one and one.lower()
            return await let_in(request, lambda c, who: _found(name, find(c, who, one), one))

        app.add_route(path, finding, ["GET"])
        app.add_route(f"{path}/{{one}}", finding, ["GET"])

    # The longer path first: /vehicles/status is no vehicle.
    get("/vehicles/status", "vehicles_status", statuses)
    get("/vehicles", "vehicles", vehicles)
    get("/stops", "stops", stops)
    for kind in ("vehicles", "events", "telemetry", "trips", "stops"):
        post(kind)
    return Headers(app)


def _check_version(accept: str) -> None:
    """No version, or 2.0, or anything goes; who insists on another is told."""
    asked = [part.strip() for part in accept.replace(" ", "").split(",") if "vnd.mds" in part]
    if asked and not any(f"version={VERSION}" in part or "version" not in part for part in asked):
        raise NotThisVersion(f"This is MDS {VERSION}.", f"Ask for `Accept: {MEDIA_TYPE}`.")


async def _body(request: Request) -> bytes:
    """The body, as long as it is not too long."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > MOST_BYTES:
            raise TooMuch(f"The batch is larger than {MOST_BYTES} bytes.", "Send it in parts.")
        parts.append(part)
    return b"".join(parts)


def _items(body: bytes) -> list[Any]:
    try:
        items = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadBatch("The body is no JSON.", "Send an array of items.") from None
    if not isinstance(items, list):
        raise BadBatch("The body is no array.", "Send an array, also of one item.")
    if len(items) > MOST_ITEMS:
        raise TooMuch(f"The batch holds more than {MOST_ITEMS} items.", "Send it in parts.")
    return items


def _received(received: Received) -> Response:
    """MDS's bulk answer: what failed is named, what did not is taken."""
    errors = {failure["error"] for failure in received.failures}
    status = 201
    if received.total and not received.success:
        status = ALL_FAILED.get(next(iter(errors)), 400) if len(errors) == 1 else 400
    told = {"success": received.success, "total": received.total, "failures": received.failures}
    return _answer(told, status)


def _found(name: str, rows: list[dict[str, Any]], one: str | None) -> Response:
    if one is not None and not rows:
        raise NotKnown("There is no such thing among yours.", f"See /mds/{name.split('_')[0]}.")
    return _answer({"version": f"{VERSION}.0", name: rows})


def _answer(content: Any, status: int = 200) -> Response:
    headers = HEADERS.get(status)
    return Response(msgspec.json.encode(content), status, headers, media_type=MEDIA_TYPE)


def _error(status: int, code: str, sentence: str, remedy: str) -> Response:
    told = {"error": code, "error_description": sentence, "error_details": [remedy]}
    return _answer(told, status)


def _explain_errors(app: FastAPI) -> None:
    """Every error in the shape that MDS gives to errors."""

    @app.exception_handler(StoepError)
    def _(request: Request, error: StoepError) -> Response:
        return _error(STATUSES.get(type(error), 500), error.code, error.sentence, error.remedy)

    @app.exception_handler(HTTPException)
    def _(request: Request, error: HTTPException) -> Response:
        remedy = "See MDS Agency 2.0: vehicles, events, telemetry, trips, stops."
        return _error(error.status_code, "not_found", str(error.detail), remedy)

    def away(request: Request, error: Exception) -> Response:
        sentence = "The batch was not taken: the database does not answer at the moment."
        return _error(
            503, "unavailable", sentence, "Send the same batch again; nothing is doubled."
        )

    for kind in UNAVAILABLE:
        app.exception_handler(kind)(away)
