"""Disputes: what is yours, one in full; contest something, answer, decide."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request, Response
from psycopg import Connection
from pydantic import Field

from api.acting import who_acts
from api.answer import answer
from api.answers.disputes import Dispute, Disputes
from api.disputes.asked import AboutAnswer, AboutDispute, AboutOutcome
from api.disputes.party import of_kind, reader, sides_of
from api.disputes.told import limits_of, tell_briefly, tell_dispute
from api.evidence import Ask, Evidence
from api.people.caller import Caller
from api.problems import BadQuestion, Fault
from api.questions import SQL_INT, Code, Plain, Question
from api.strict import StrictRoute
from zones.disputes import acts
from zones.disputes.kept import Dispute as Kept
from zones.disputes.kept import Side, read_disputes

router = APIRouter(route_class=StrictRoute, prefix="/disputes", tags=["disputes"])
DisputePath = Annotated[int, Path(ge=1, le=SQL_INT, description="Number of a dispute.")]
OperatorCode = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class AboutDisputes(Question):
    """Which of yours."""

    municipality: Code = None
    operator: OperatorCode | None = Field(
        None,
        description="Key of an operator.",
        json_schema_extra={"type": "string", "examples": ["swift"]},
    )


@router.get("", response_model=Disputes, summary="Disputes of yours")
def list_disputes(
    question: Annotated[AboutDisputes, Query()], ask: Ask, request: Request
) -> Response:
    """What your operators contest, and what is contested before your municipalities."""
    caller = reader(request, ask)
    with ask.read() as reading:
        found = [
            one
            for one in _readable(reading.connection, caller)
            if question.municipality in (None, one.municipality)
            and question.operator in (None, one.operator)
        ]
        limits = limits_of(reading.connection, found)
        return answer({"disputes": [tell_briefly(one, limits) for one in found]})


@router.get("/{id}", response_model=Dispute, summary="One dispute in full")
def get_dispute(
    id: DisputePath, question: Annotated[Plain, Query()], ask: Ask, request: Request
) -> Response:
    """What is contested, what both sides said, what was decided, and what changed by it."""
    caller = reader(request, ask)
    with ask.read() as reading:
        found = read_disputes(reading.connection, number=id)
        if not found or not _is_readable(found[0], caller):
            raise acts.NoDispute(id)
        sides = sides_of(caller, found[0])
        zone = ask.settings.timezone
        return answer(tell_dispute(reading.connection, found[0], sides, zone))


@router.post("", response_model=Dispute, status_code=201, summary="Contest something")
def open_dispute(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutDispute, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Contest a stretch of a feed of yours, a verdict about you, or a limit that is yours to keep.

    The municipality that it is about reads it, answers, and decides. What is contested already, and
    not decided, is a 409.
    """
    who = who_acts(request, about.by)
    with ask.write() as connection:
        made = acts.open_dispute(
            connection, about.contest, about.said(who.name, who.verified), ask.settings.timezone,
            int(ask.clock()),
        )  # fmt: skip
    return _told(ask, request, made, fresh=True)


@router.post("/{id}/answers", response_model=Dispute, status_code=201, summary="Answer")
def answer_dispute(
    id: DisputePath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutAnswer, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Say something in a dispute; a 409 tells what was said since the last look.

    The same answer said again is kept once, and answered with 200.
    """
    who = who_acts(request, about.by)
    with ask.write() as connection:
        side = _side(read_disputes(connection, number=id), request, ask, about.side, id)
        made, fresh = acts.answer(
            connection, id, side, about.said(who.name, who.verified), about.after,
            int(ask.clock()),
        )  # fmt: skip
    return _told(ask, request, made, fresh=fresh)


@router.post("/{id}/decision", response_model=Dispute, status_code=201, summary="Decide")
def decide_dispute(
    id: DisputePath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutOutcome, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Dismiss a dispute with a reason, or uphold it: then what follows is applied at once.

    Numbers are counted anew within minutes; what was told before stays beside them. The reason of
    what is set aside, and of a limit that is withdrawn, is read by everybody.
    """
    who = who_acts(request, about.by)
    with ask.write() as connection:
        made, fresh = acts.decide(
            connection, id, about.decision, about.said(who.name, who.verified), about.after,
            ask.settings.timezone, int(ask.clock()),
        )  # fmt: skip
    return _told(ask, request, made, fresh=fresh)


def _told(ask: Evidence, request: Request, made: Kept, *, fresh: bool) -> Response:
    with ask.read() as reading:
        sides = sides_of(reader(request, ask), made)
        told = answer(tell_dispute(reading.connection, made, sides, ask.settings.timezone))
    told.status_code = 201 if fresh else 200
    told.headers["Location"] = f"/v1/disputes/{made.number}"
    return told


def _side(
    found: list[Kept], request: Request, ask: Evidence, wanted: Side | None, number: int
) -> Side:
    """For whom somebody speaks: who may for both says for which."""
    if not found:
        raise acts.NoDispute(number)
    mine = sides_of(reader(request, ask), found[0])
    if wanted is None and len(mine) == 1:
        return mine[0]
    if wanted is None or wanted not in mine:
        remedy = f"Use one of {', '.join(mine)}."
        detail = "You speak for both sides." if wanted is None else "You do not speak for them."
        raise BadQuestion(Fault(name="side", place="body", detail=detail, remedy=remedy))
    return wanted


def _readable(connection: Connection[Any], caller: Caller | None) -> list[Kept]:
    if caller is None:
        return read_disputes(connection)
    return read_disputes(
        connection,
        operators=of_kind(caller, "operator"),
        municipalities=of_kind(caller, "municipality"),
    )


def _is_readable(dispute: Kept, caller: Caller | None) -> bool:
    return caller is None or (
        dispute.operator in of_kind(caller, "operator")
        or dispute.municipality in of_kind(caller, "municipality")
    )
