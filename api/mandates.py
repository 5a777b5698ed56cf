"""The mandate: what operators owe of data, what they deliver, and the letter that says so.

Duties are set by command only: this service has no people yet, and whoever may ask may not decide.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answer import NO_STORE, answer
from api.answers import MandateDelivery, Mandates
from api.choice import check_operators
from api.dates import Day, MaybeDay, days_asked
from api.evidence import Ask, Evidence, Reading
from api.mandate_letter import letter
from api.mandate_told import tell_delivery, tell_duty
from api.permit_detail import today
from api.permits import Municipality, OperatorKey, check_there
from api.questions import OperatorKeys, Question
from api.receipts.issue import receipt_of, receipted
from api.strict import StrictRoute
from zones.mandate.duties import DELIVERED, in_force, read_duties

router = APIRouter(route_class=StrictRoute, prefix="/mandates", tags=["mandates"])

MOST_DAYS = 31
DELIVERY = "/mandates/delivery"
Language = StrEnum("Language", ["nl", "en"])


class AboutMandates(Question):
    """Of which municipality, on which day, and of whom."""

    municipality: Municipality
    day: MaybeDay = Field(None, description="Local day; left out: today.")
    operator: OperatorKeys = None


class AboutDelivery(Question):
    """Of which municipality, when, and of whom."""

    municipality: Municipality
    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(
        None, description="Local day, not included; left out: today. Days that are over are told."
    )
    operator: OperatorKeys = None


class AboutLetter(Question):
    """To whom, of which days, and in which language."""

    municipality: Municipality
    operator: OperatorKey
    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(None, description="Local day, not included; left out: today.")
    language: Language = Field(Language.nl, description="Of the letter: nl or en.")


@router.get("", response_model=Mandates, summary="What is owed")
def list_mandates(question: Annotated[AboutMandates, Query()], ask: Ask) -> Response:
    """Duties in force on a day, and everything that was ever set or withdrawn: by whom and why."""
    with ask.read() as reading:
        day = question.day or today(reading.now_s, ask.timezone)
        check_there(reading, question.municipality, None)
        check_operators(reading, question.operator)
        duties = [
            one
            for one in read_duties(reading.connection, question.municipality)
            if question.operator is None or one.operator in question.operator
        ]
    scopes = sorted({one.scope for one in duties})
    held = [in_force((one for one in duties if one.scope == scope), day) for scope in scopes]
    return answer(
        {
            "municipality": question.municipality,
            "day": day,
            "in_force": [tell_duty(owed) for owed in held if owed is not None],
            "history": [tell_duty(owed) for owed in reversed(duties)],
        }
    )


@router.get("/delivery", response_model=MandateDelivery, summary="What is delivered")
def get_mandate_delivery(
    question: Annotated[AboutDelivery, Query()], ask: Ask, request: Request
) -> Response:
    """Each duty on each day: owed, delivered, verdict and coverage; at most 31 days."""
    with ask.read() as reading:
        first, to = _days(reading, ask, question.from_, question.to)
        check_there(reading, question.municipality, None)
        check_operators(reading, question.operator)
        zone = ask.settings.timezone
        content = tell_delivery(reading, question.municipality, first, to, zone, question.operator)
        return receipted(content, DELIVERED, request, ask, reading)


@router.get(
    "/letter",
    response_class=Response,
    responses={
        200: {
            "description": "The letter.",
            "content": {"text/markdown": {"schema": {"type": "string"}}},
        }
    },
    summary="A letter about what is delivered",
)
def get_mandate_letter(question: Annotated[AboutLetter, Query()], ask: Ask) -> Response:
    """A letter to an operator in Markdown: what it owed, what came, on what that rests."""
    text = write_letter(
        ask,
        question.municipality,
        question.operator,
        question.from_,
        question.to,
        question.language,
    )
    return Response(
        text, media_type="text/markdown; charset=utf-8", headers={"Cache-Control": NO_STORE}
    )


def write_letter(
    ask: Evidence, municipality: str, operator: str, first: date, to: date | None, language: str
) -> str:
    """The letter, with the receipt of the numbers in it; raises BadQuestion."""
    with ask.read() as reading:
        first, to = _days(reading, ask, first, to)
        check_there(reading, municipality, None)
        check_operators(reading, [operator])
        zone = ask.settings.timezone
        content = tell_delivery(reading, municipality, first, to, zone, [operator])
        query = {"municipality": municipality, "from": f"{first}", "to": f"{to}"}
        receipt = receipt_of(
            content, DELIVERED, DELIVERY, query | {"operator": operator}, ask, reading
        )
        duties = read_duties(reading.connection, municipality)
        names = dict(reading.rows("operators"))
        places = dict(reading.rows("municipality_names"))
    mine = {one.id: one for one in duties if one.operator == operator}
    told = {"operator": names[operator], "municipality": places[municipality]}
    written = today(reading.now_s, ask.timezone)
    return letter(content, mine, receipt, language, ask.settings.timezone, written, **told)


def _days(reading: Reading, ask: Evidence, first: date, to: date | None) -> tuple[date, date]:
    return days_asked(first, to, today(reading.now_s, ask.timezone), MOST_DAYS)
