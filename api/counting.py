"""The vehicles of one day counted in each of the ways in use, side by side."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answers import CountingMethods
from api.choice import check_area, check_operators
from api.dates import Day
from api.evidence import Ask
from api.moments import moment
from api.problems import BadQuestion, Fault
from api.questions import AreaNumber, FormFactors, OperatorKeys, Question
from api.receipts.issue import receipted
from api.strict import StrictRoute
from zones.asked import Asked, area_asked
from zones.methods import Counted, count_by_methods, day_cuts

router = APIRouter(route_class=StrictRoute, tags=["indicators"])


class AboutMethods(Question):
    """Of which area, which local day, and of whom."""

    area: AreaNumber
    day: Day = Field(description="A local day that has begun.", examples=["2026-03-29"])
    operator: OperatorKeys = None
    form: FormFactors = None


@router.get("/counting-methods", response_model=CountingMethods, summary="Counting side by side")
def compare_methods(
    question: Annotated[AboutMethods, Query()], ask: Ask, request: Request
) -> Response:
    """How many vehicles stood there on a day, by each way to count that is in use, and why the
    numbers differ.
    """
    timezone = ask.settings.timezone
    cuts = day_cuts(question.day, timezone)
    with ask.read() as reading:
        area = check_area(reading, question.area)
        check_operators(reading, question.operator)
        if int(cuts[0]) > reading.now_s:
            told = {"detail": "`day` is to come.", "remedy": "Ask for a day that has begun."}
            raise BadQuestion(Fault(name="day", place="query", **told))
        asked_about = area_asked(reading.connection, question.area)
        asked = Asked(reading.connection, asked_about, cuts, question.operator, question.form)
        found = count_by_methods(asked, timezone)
        content = {
            "indicator": "vehicles_parked",
            "unit": "vehicles",
            "area": area,
            "day": question.day.isoformat(),
            "period": {"from": moment(int(cuts[0])), "to": moment(int(cuts[1]))},
            "hours": (int(cuts[1]) - int(cuts[0])) / 3600,
            "methods": [_tell(one, found[0].value) for one in found],
        }
        return receipted(content, "vehicles_parked", request, ask, reading)


def _tell(one: Counted, mean: float | None) -> dict[str, Any]:
    method = one.method
    return {
        "id": method.id,
        "name": asdict(method.name),
        "why": asdict(method.why),
        "takes": method.takes,
        "moments": [f"{moment:%H:%M}" for moment in method.moments] or None,
        "every_s": method.every_s,
        "value": one.value,
        "difference": None if one.value is None or mean is None else one.value - mean,
        "lowest": one.lowest,
        "highest": one.highest,
        "highest_at": moment(one.highest_at),
        "samples": one.samples,
        "unknown": one.unknown,
        "coverage": round(one.coverage, 4),
        "reason": one.reason,
    }
