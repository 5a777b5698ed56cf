"""A draft zone replayed over the past before anybody decides on it. Nothing of it is kept."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import Field, StrictInt

from api.answer import answer
from api.answers import WhatIf
from api.choice import check_operators, period_asked
from api.evidence import Ask, Reading
from api.moments import Moment
from api.problems import BadQuestion, Fault
from api.questions import SQL_INT, Plain, Question
from api.strict import StrictRoute
from api.what_if_told import tell_replay
from api.zones import Drawing, PolicyKind
from stoep.vocabulary import POLICY, FormFactor
from zones.policy.capacity import check_capacity
from zones.policy.drawn import drawn
from zones.what_if.draft import Draft, read_past
from zones.what_if.of_zone import OfZone, draft_of
from zones.what_if.zone import replay

router = APIRouter(route_class=StrictRoute, tags=["what-if"])
DAY_S = 86_400
MOST_DAYS = 366
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class AboutDraft(Question):
    """A drawing or the number of a zone, what it would ask, and when."""

    geometry: Drawing | None = Field(
        None, description="The drawing: a GeoJSON Polygon, MultiPolygon, or Feature with one."
    )
    zone: Annotated[StrictInt, Field(ge=1, le=SQL_INT)] | None = Field(
        None, description="Instead of a drawing, the number of a zone (see /zones)."
    )
    kind: PolicyKind = None
    capacity: dict[str, Any] | None = Field(
        None,
        description="Places of a hub: combined, or by form factor; left out: those of the zone.",
        examples=[{"combined": 20}],
    )
    longest_s: Annotated[StrictInt, Field(ge=0, le=MOST_DAYS * DAY_S)] = Field(
        0, description="Seconds that a vehicle may stand there; only who is seen longer breaks it."
    )
    from_: Moment = Field(alias="from", description=f"Start, at most {MOST_DAYS} days before `to`.")
    to: Moment = Field(None, description="End of the period, not included; left out: now.")
    operator: list[Name] | None = Field(
        None, description="Keys of operators (see /operators); left out: all.", min_length=1
    )
    form: list[FormFactor] | None = Field(
        None, description=f"Form factors: {', '.join(FormFactor)}; left out: all.", min_length=1
    )


@router.post("/what-if", response_model=WhatIf, summary="A draft zone replayed")
def replay_draft(
    question: Annotated[Plain, Query()], about: Annotated[AboutDraft, Body()], ask: Ask
) -> Response:
    """What a draft zone would have meant over a past period.

    Who would have broken its rule and where they went, what it would have asked of whom, and how
    full a hub would have been. Of a zone by its number what modules had put in force of it counts:
    it holds in their hours alone, a hub has their places; `effects` names them.
    """
    with ask.read() as reading:
        start, end = _period(about, reading.now_s)
        check_operators(reading, about.operator, place="body")
        draft, forms = _draft(about, reading)
        on = reading.connection
        past = read_past(on, draft, start, end, operators=about.operator, forms=about.form or forms)
        found = replay(on, draft, past, ask.settings.timezone)
    return answer(tell_replay(found, draft, past, about.zone))


def _period(about: AboutDraft, now_s: int) -> tuple[int, int]:
    start, end = period_asked(about.from_, about.to, now_s, MOST_DAYS, place="body")
    if end > now_s:
        raise _bad("to", "`to` is to come.", "Ask for a past that has been; left out: now.")
    return start, end


def _draft(about: AboutDraft, reading: Reading) -> OfZone:
    """The draft that is asked about: drawn here, or a zone."""
    if (about.geometry is None) == (about.zone is None):
        remedy = "Send a GeoJSON polygon as `geometry`, or the number of a zone as `zone`."
        raise _bad("geometry", "The question has no drawing, or a zone beside it.", remedy)
    if about.zone is not None:
        found = draft_of(reading.connection, about.zone, datetime.fromtimestamp(reading.now_s, UTC))
        if about.kind not in (None, found.draft.kind):
            detail = f"Zone {about.zone} is for {found.draft.kind}."
            raise _bad("kind", detail, "Leave `kind` out, or send a drawing.")
    elif about.kind is None:
        raise _bad("kind", "A drawing has a kind.", f"Give one of {', '.join(POLICY)}.")
    else:
        assert about.geometry is not None
        found = OfZone(Draft(about.kind, drawn(about.geometry.feature())), None)
    capacity = found.draft.capacity
    if about.capacity is not None:
        capacity = check_capacity(about.capacity, found.draft.kind)
    draft = replace(found.draft, capacity=capacity, longest_s=about.longest_s)
    return OfZone(draft, found.forms)


def _bad(name: str, detail: str, remedy: str) -> BadQuestion:
    return BadQuestion(Fault(name=name, place="body", detail=detail, remedy=remedy))
