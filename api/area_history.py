"""The history of an area that was drawn later: how far it has been counted."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answer import answer
from api.answers import AreaHistory
from api.evidence import Ask
from api.moments import moment
from api.problems import NotThere
from api.questions import AreaPath, Plain
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["areas"])
MOMENTS = ("begins_at", "ends_at", "counted_from", "asked_at", "started_at", "finished_at")


@router.get("/areas/{id}/history", response_model=AreaHistory, summary="An area's history")
def get_area_history(id: AreaPath, question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """How far the history of an area has been counted, newest first."""
    with ask.read() as reading:
        found = reading.named("area_history", id=id)
    if not found:
        raise NotThere(f"There is no area {id}.", "See /v1/areas for all areas.")
    return answer(found[0] | {name: moment(found[0][name]) for name in MOMENTS})
