"""Limits of permits as people decide on them: set one, or let one hold no more."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.acting import Person, who_acts
from api.answer import answer
from api.answers import PermitLimit
from api.dates import Day
from api.evidence import Ask
from api.permit_wish import AskedLimit
from api.permits import OperatorKey
from api.permits_told import tell_limit
from api.problems import NotThere
from api.questions import SQL_INT, Plain, Question
from api.strict import StrictRoute
from zones.permits.deciding import Decided, decide
from zones.permits.setting import BadLimit, withdrawal

router = APIRouter(route_class=StrictRoute, prefix="/permits", tags=["permits"])
MOST_LETTERS = 300


def _reason(given: object) -> str:
    text = " ".join(given.split()) if isinstance(given, str) else ""
    if not text or len(text) > MOST_LETTERS or not text.isprintable():
        raise PydanticCustomError(
            "why", "not a reason", {"remedy": f"Write at most {MOST_LETTERS} letters."}
        )
    return text


Reason = Annotated[
    str,
    BeforeValidator(_reason),
    WithJsonSchema({"type": "string", "maxLength": MOST_LETTERS}),
    Field(description="Why, such as the decision that it rests on; history tells it."),
]
LimitPath = Annotated[int, Path(ge=1, le=SQL_INT, description="Number of a limit.")]
SEEN = "The `id` of the newest limit of this scope that you saw, withdrawn ones too; 0: none."


class AboutNewLimit(AskedLimit):
    """What is asked of whom, from when on."""

    operator: OperatorKey
    from_: Day = Field(alias="from", description="First local day on which it holds.")
    by: Person = Field(description="Your name; it is kept with the limit, as not verified.")
    why: Reason
    after: int = Field(0, ge=0, le=SQL_INT, description=SEEN)


class AboutWithdrawal(Question):
    """From when on a limit holds no more."""

    from_: Day = Field(alias="from", description="First local day on which it holds no more.")
    by: Person = Field(description="Your name; it is kept with the withdrawal, as not verified.")
    why: Reason
    after: int = Field(0, ge=0, le=SQL_INT, description=SEEN)


@router.post("/decisions", response_model=PermitLimit, status_code=201, summary="Set a limit")
def set_permit_limit(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutNewLimit, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Ask something of an operator from a day on; an earlier limit of the same scope ends there.

    Days that were counted already are judged by it too. A 409 tells what somebody else decided
    since the last look; nothing is kept then. The same wish said again is kept once.
    """
    wish = about.wish(about.operator, about.from_, who_acts(request, about.by).name, about.why)
    with ask.write() as connection:
        return _told(decide(connection, wish, about.after, _now(ask)))


@router.post(
    "/limits/{id}/withdrawal",
    response_model=PermitLimit,
    status_code=201,
    summary="Let a limit hold no more",
)
def withdraw_permit_limit(
    id: LimitPath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutWithdrawal, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """From a day on nothing of this kind is asked; days before it keep their verdicts."""
    by = who_acts(request, about.by).name
    with ask.write() as connection:
        try:
            wish = withdrawal(connection, id, about.from_, by, about.why)
        except BadLimit as unknown:
            raise NotThere(unknown.sentence, "See /v1/permits/limits/history.") from None
        return _told(decide(connection, wish, about.after, _now(ask)))


def _told(decided: Decided) -> Response:
    told = answer(tell_limit(decided.limit))
    told.status_code = 201 if decided.fresh else 200
    return told


def _now(ask: Ask) -> datetime:
    return datetime.fromtimestamp(int(ask.clock()), UTC)
