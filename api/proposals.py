"""Numbers that somebody proposes: for what, by whom, with which data, and what was decided."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answer import answer
from api.answers.proposals import IndicatorProposals
from api.evidence import Ask, Evidence
from api.questions import Plain
from api.strict import StrictRoute
from zones.registry.proposals import read_proposals

router = APIRouter(route_class=StrictRoute, tags=["indicators"])


@router.get(
    "/indicator-proposals", response_model=IndicatorProposals, summary="Indicators proposed"
)
def list_proposals(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """Every proposal with its purpose, owner, review date and state; and files that are none."""
    now = today(ask)
    found, refused = read_proposals()
    return answer(
        {
            "proposals": [one.as_dict() | {"overdue": one.is_overdue(now)} for one in found],
            "refused": [str(one) for one in refused],
        }
    )


def today(ask: Evidence) -> date:
    """The day by the city's clock."""
    return datetime.fromtimestamp(ask.clock(), UTC).astimezone(ask.timezone).date()
