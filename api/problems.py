"""Refusals as answers: RFC 9457 problem details, each with a remedy.

Every error under /v1 has this shape, whatever raised it: a bad question, an unknown path, a
database that does not answer.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import psycopg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg_pool import PoolClosed, PoolTimeout
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.acting import NobodyActs
from api.answers.disputes import DisputeAct
from api.answers.modules import ModuleSetting
from api.answers.permits import PermitLimit
from api.answers.worklist import WorklistAction
from api.answers.zones import ZoneChange
from api.disputes.told import tell_act
from api.faults import faults_of
from api.limits import TooLong
from api.module_told import tell_setting
from api.people.provider.refusals import (
    NoProvider,
    NotFresh,
    NotLetInByProvider,
    ProviderAway,
)
from api.people.refusals import (
    BadChoice,
    HeldUp,
    KeyInAddress,
    NobodySignsIn,
    NoInvitation,
    NoOperator,
    NotAllowed,
    NotFromHere,
    NotLetIn,
    NotSignedIn,
)
from api.permits_told import tell_limit
from api.receipts.receipt import BadReceipt, NotExtractable
from api.worklist_told import tell_action
from api.zones_told import tell_change
from stoep.errors import StoepError
from zones.areas import BadCapacity, OverlappingVersion
from zones.asked import NoGroup
from zones.calendar import TooManySteps
from zones.disputes.acts import (
    BadDispute,
    ContestedAlready,
    Decided,
    NoDispute,
    SaidMeanwhile,
)
from zones.kept import PastKeeping
from zones.modules.facts import NoSuchFact
from zones.modules.switching import SettingChangedMeanwhile
from zones.notices.unsubscribe import BadLink
from zones.permits.deciding import LimitChangedMeanwhile
from zones.permits.setting import BadLimit
from zones.policy.drawn import BadDrawing
from zones.policy.refusals import (
    AreaOutside,
    BadUpload,
    ChangedMeanwhile,
    DatesInDisorder,
    NotForOperators,
    NotYetChanged,
    NoZone,
    UnknownZone,
    WrongPhase,
    ZoneReplaced,
)
from zones.shapes import BadShapes
from zones.what_if.draft import OutsideEverything
from zones.what_if.uncounted import TooManyUncounted
from zones.worklist.actions import NoStay, NotYetDone, SomebodyWasFirst
from zones.worst import NoLimit, UnfitStep

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S, BUSY_S = "5", "60"


class Fault(BaseModel):
    """One thing that is wrong with a question."""

    name: str = Field(description="The parameter.", examples=["moment"])
    place: str = Field(description="Where it stands: query, path or body.", examples=["query"])
    detail: str = Field(examples=["`moment` has no time zone."])
    remedy: str = Field(examples=["Write it as 2026-03-29T12:00:00Z."])
    cause: str | None = Field(
        None, description="Stable name of what is wrong, where it has one.", examples=["crosses"]
    )


class Problem(BaseModel):
    """What is wrong, and what to do about it (RFC 9457)."""

    type: str = Field(description="Stable name of the problem.", examples=["urn:stoep:not_found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no feed `swift`."])
    remedy: str = Field(examples=["See /v1/feeds for all feeds."])
    faults: list[Fault] | None = Field(None, description="All that is wrong, for a bad question.")
    latest: WorklistAction | ZoneChange | PermitLimit | ModuleSetting | DisputeAct | None = Field(
        None, description="What somebody else did meanwhile, for a conflict."
    )


class BadQuestion(StoepError):
    """The question cannot be answered as it is asked; `faults` tells everything that is wrong."""

    code = "bad_question"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(f.detail for f in faults), " ".join(f.remedy for f in faults))
        self.faults = faults


class NotThere(StoepError):
    """There is no such thing (or not for you: the answer is the same)."""

    code = "not_found"


class Busy(StoepError):
    """Too much is asked at once."""

    code = "busy"


TITLES = {
    400: "Bad question",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    429: "Too many requests",
    500: "Internal error",
    503: "Temporarily unavailable",
}
STATUSES: Mapping[type[StoepError], int] = {
    BadQuestion: 400,
    NotThere: 404,
    NoStay: 404,
    NoDispute: 404,
    NoOperator: 404,
    ContestedAlready: 409,
    Decided: 409,
    SaidMeanwhile: 409,
    SomebodyWasFirst: 409,
    ChangedMeanwhile: 409,
    LimitChangedMeanwhile: 409,
    SettingChangedMeanwhile: 409,
    NobodyActs: 403,
    NotAllowed: 403,
    NotFromHere: 403,
    NotSignedIn: 401,
    NotLetIn: 401,
    NotLetInByProvider: 401,
    NotFresh: 403,
    NoProvider: 404,
    ProviderAway: 503,
    NobodySignsIn: 404,
    NoInvitation: 404,
    KeyInAddress: 400,
    HeldUp: 429,
    Busy: 429,
}
"""The one table from a refusal's name to an HTTP status; a refusal not named here is a 500."""
PARAMETERS: Mapping[type[StoepError], tuple[str, str]] = {
    TooManySteps: ("step", "query"),
    UnfitStep: ("step", "query"),
    NoLimit: ("limit", "query"),
    NoGroup: ("group", "query"),
    BadReceipt: ("receipt", "path"),
    NotExtractable: ("receipt", "path"),
    BadShapes: ("geometry", "body"),
    BadDrawing: ("geometry", "body"),
    BadUpload: ("file", "body"),
    WrongPhase: ("what", "body"),
    NotForOperators: ("what", "body"),
    ZoneReplaced: ("what", "body"),
    OverlappingVersion: ("active_from", "body"),
    NotYetChanged: ("after", "body"),
    AreaOutside: ("geometry", "body"),
    BadCapacity: ("capacity", "body"),
    BadChoice: ("name", "body"),
    NoZone: ("kind", "body"),
    UnknownZone: ("zone", "body"),
    OutsideEverything: ("geometry", "body"),
    BadLimit: ("value", "query"),
    TooManyUncounted: ("from", "query"),
    PastKeeping: ("from", "body"),
    DatesInDisorder: ("active_from", "body"),
    NotYetDone: ("after", "body"),
    BadLink: ("token", "path"),
    NoSuchFact: ("id", "path"),
    BadDispute: ("feed", "body"),
}
"""Refusals from further in that are about one parameter of a question: each is a 400.

One that knows its own `field` tells it.
"""


class NoTurn(Exception):
    """Too many asked before: this question did not come to its turn in time."""


UNAVAILABLE = (psycopg.OperationalError, PoolTimeout, PoolClosed, NoTurn)
"""The database is away, restarting, overloaded, or took longer than a question may."""


def problem(
    status: int,
    detail: str,
    remedy: str,
    *,
    code: str | None = None,
    faults: list[dict[str, str]] | None = None,
    latest: dict[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem as an answer."""
    content: dict[str, Any] = {
        "type": f"urn:stoep:{code or TITLES[status].lower().replace(' ', '_')}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "remedy": remedy,
    }
    if faults:
        content["faults"] = faults
    if latest:
        content["latest"] = latest
    return Response(
        msgspec.json.encode(content), status, headers=dict(headers or {}), media_type=MEDIA_TYPE
    )


def explain_problems(app: FastAPI) -> None:
    """Give every error of an application this shape."""
    app.exception_handler(StoepError)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    for away in UNAVAILABLE:
        app.exception_handler(away)(_away)
    app.exception_handler(Exception)(_failed)


def _refused(request: Request, error: StoepError) -> Response:
    if parameter := PARAMETERS.get(type(error)):
        told = {"detail": error.sentence, "remedy": error.remedy}
        name, place = parameter
        name = getattr(error, "field", name)
        if type(error) is BadLimit and request.method == "POST":
            place = "body"
        cause = getattr(error, "cause", error.code)
        error = BadQuestion(Fault(name=name, place=place, cause=cause, **told))
    status = STATUSES.get(type(error), 500)
    faults = None
    if isinstance(error, BadQuestion):
        faults = [fault.model_dump(exclude_none=True) for fault in error.faults]
    headers: dict[str, str] = {}
    if status == 429:
        headers["Retry-After"] = str(error.wait_s) if isinstance(error, HeldUp) else BUSY_S
    if status == 503:
        headers["Retry-After"] = BUSY_S
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="stoep"'
    return problem(
        status,
        error.sentence,
        error.remedy,
        code=error.code,
        faults=faults,
        latest=_latest(error),
        headers=headers,
    )


def _latest(error: StoepError) -> dict[str, Any] | None:
    """What somebody else did meanwhile."""
    if isinstance(error, SomebodyWasFirst):
        return tell_action(error.latest)
    if isinstance(error, SaidMeanwhile):
        return tell_act(error.latest)
    if isinstance(error, LimitChangedMeanwhile):
        return tell_limit(error.latest)
    if isinstance(error, SettingChangedMeanwhile):
        return tell_setting(error.latest)
    return tell_change(error.latest) if isinstance(error, ChangedMeanwhile) else None


def _invalid(request: Request, error: RequestValidationError) -> Response:
    faults = [Fault(**fault) for fault in faults_of(error.errors(), request.scope.get("route"))]
    return _refused(request, BadQuestion(*faults))


def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        path = request.url.path
        return problem(404, f"There is nothing at {path}.", "See /v1/openapi.json for all paths.")
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        detail = f"{request.method} is not possible here."
        return problem(405, detail, f"Use {allowed}.", headers=error.headers)
    if error.status_code == 400:
        about = {"name": getattr(error, "field", None) or "", "place": "body"}
        remedy = "Send a shorter one." if isinstance(error, TooLong) else "Send one JSON object."
        cause = "bytes" if isinstance(error, TooLong) else None
        told = {**about, "detail": error.detail, "remedy": remedy}
        return _refused(request, BadQuestion(Fault(cause=cause, **told)))
    remedy = "Send less." if error.status_code == 413 else ""
    return problem(error.status_code, str(error.detail), remedy, headers=error.headers)


def _away(request: Request, error: Exception) -> Response:
    log.warning("no answer from the database", path=request.url.path, error=str(error))
    return problem(
        503,
        "The database does not answer at the moment, or not in time.",
        f"Ask again in {RETRY_AFTER_S} seconds; `stoep doctor` tells its keeper more.",
        headers={"Retry-After": RETRY_AFTER_S},
    )


def _failed(request: Request, error: Exception) -> Response:
    # The server logs the error itself, with its traceback.
    return problem(500, "Stoep made an error.", "The server's log tells its keeper what happened.")
