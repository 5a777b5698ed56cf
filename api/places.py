"""Places by name: where a reader wants to look."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers import Places
from api.evidence import Ask
from api.questions import Code, Question
from api.strict import StrictRoute
from stoep.vocabulary import AreaKind
from zones.names import SEARCHED, Named, found

router = APIRouter(route_class=StrictRoute, tags=["areas"])


class AboutPlaces(Question):
    """What is looked for, and where."""

    q: str = Field(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00]*$",
        description="A name, or a part of one.",
        examples=["harbour"],
    )
    municipality: Code = None
    limit: int = Field(10, ge=1, le=50, description="Most places in the answer, 1 to 50.")


@router.get("/places", response_model=Places, summary="Places by name")
def find_places(question: Annotated[AboutPlaces, Query()], ask: Ask) -> Response:
    """Districts, neighbourhoods and hubs that are valid now, the nearest names first."""
    with ask.read() as reading:
        rows = reading.rows(
            "places", kinds=list(SEARCHED), municipality=question.municipality, at=reading.now_s
        )
    areas = [Named(number, AreaKind(kind), name) for number, kind, name in rows]
    places = [place._asdict() for place in found(areas, question.q, question.limit)]
    return answer({"q": question.q, "places": places})
