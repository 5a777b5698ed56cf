"""An indicator at two moments or over two periods, with the difference where it may be claimed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answer import answer
from api.answers import Comparison
from api.choice import check_area, check_operators, period_asked
from api.evidence import Ask, Evidence, Reading
from api.indicators import Name, check_can, entry_of, tell_map
from api.moments import Moment, moment
from api.problems import BadQuestion, Fault
from api.questions import AreaNumber, FormFactors, OperatorKeys, Question
from api.receipts.issue import receipt_of
from api.strict import StrictRoute
from stoep.vocabulary import AreaKind
from zones.compare import (
    COMPARED,
    SURE,
    Pair,
    Side,
    Told,
    When,
    Whose,
    compare_areas,
    compare_parts,
    over_areas,
)

router = APIRouter(route_class=StrictRoute, tags=["indicators"])
LONGEST_DAYS = 366


class AboutComparison(Question):
    """Of which area, which two, and of whom."""

    area: AreaNumber
    kind: AreaKind = Field(
        AreaKind.neighbourhood, description="Kind of the areas that are listed beside it."
    )
    moment: Moment = Field(None, description="The one moment; left out: now, or periods.")
    other_moment: Moment = Field(
        None, alias="otherMoment", description="The other moment; left out: now, or periods."
    )
    from_: Moment = Field(None, alias="from", description="Start of the one period.")
    to: Moment = Field(None, description="Its end, not included.")
    other_from: Moment = Field(None, alias="otherFrom", description="Start of the other period.")
    other_to: Moment = Field(None, alias="otherTo", description="Its end, not included.")
    operator: OperatorKeys = None
    form: FormFactors = None


@router.get(
    "/indicators/{indicator}/comparison", response_model=Comparison, summary="Two side by side"
)
def compare(
    indicator: Name, question: Annotated[AboutComparison, Query()], ask: Ask, request: Request
) -> Response:
    """Both numbers of an area, of its operators and form factors, and of all areas of a kind.

    The difference is the other less the one. It is null, with the reason, unless both numbers have
    enough coverage, rest on the same feeds and are of the same border.
    """
    check_can(entry_of(indicator), COMPARED, "cannot be compared")
    ask.check_past(moment=question.moment, otherMoment=question.other_moment)
    with ask.read() as reading:
        area = check_area(reading, question.area)
        check_operators(reading, question.operator)
        one, other = _whens(question, reading.now_s)
        whose = Whose(question.operator, question.form)
        town, on, now_s = _town_of(reading, question.area), reading.connection, reading.now_s
        maps = [
            over_areas(on, indicator, question.kind, town, when, now_s, whose)
            for when in (one, other)
        ]
        parts = compare_parts(on, indicator, question.area, one, other, now_s, whose)
        content = {
            "indicator": indicator,
            "unit": maps[0].found.unit,
            "area": area,
            "coverage_needed": SURE,
            "one": _tell_when(maps[0], indicator, question, town, ask, reading),
            "other": _tell_when(maps[1], indicator, question, town, ask, reading),
            "parts": [
                {"group": part.group, "key": part.key, "name": part.name, **_tell_pair(part.pair)}
                for part in parts
            ],
            "areas": [
                {
                    "area": one_area.value.area,
                    "code": one_area.value.code,
                    "name": one_area.value.name,
                    "area_m2": one_area.value.area_m2,
                    **_tell_pair(one_area.pair),
                }
                for one_area in compare_areas(*maps)
            ],
        }
    return answer(content)


def _whens(question: AboutComparison, now_s: int) -> tuple[When, When]:
    """Two moments, or two periods; refuse a mix of them."""
    periods = (question.from_, question.to, question.other_from, question.other_to)
    if all(one is None for one in periods):
        return When(question.moment), When(question.other_moment)
    if question.moment is not None or question.other_moment is not None:
        told = {
            "detail": "A moment cannot be compared with a period.",
            "remedy": "Give two moments, or two periods.",
        }
        raise BadQuestion(Fault(name="moment", place="query", **told))
    return (
        When(period=_period("from", question.from_, question.to, now_s)),
        When(period=_period("otherFrom", question.other_from, question.other_to, now_s)),
    )


def _period(name: str, start: int | None, end: int | None, now_s: int) -> tuple[int, int]:
    try:
        return period_asked(start, None if end is None else min(end, now_s), now_s, LONGEST_DAYS)
    except BadQuestion as bad:
        faults = [fault.model_copy(update={"name": name}) for fault in bad.faults]
        raise BadQuestion(*faults) from bad


def _town_of(reading: Reading, area_id: int) -> str:
    """The code of the municipality of an area."""
    [(code,)] = reading.rows("area_town", id=area_id)
    return str(code)


def _tell_when(
    side: Told,
    indicator: str,
    question: AboutComparison,
    town: str,
    ask: Evidence,
    reading: Reading,
) -> dict[str, Any]:
    """When it is about, and the receipt of the same map asked by itself."""
    found = side.found
    content = tell_map(found, reading.now_s)
    query: dict[str, Any] = {"kind": question.kind, "municipality": town}
    if found.period is not None:
        query |= {"from": moment(found.period[0]), "to": moment(found.period[1])}
    elif found.moment is not None:
        query["moment"] = moment(found.moment)
    if question.operator is not None:
        query["operator"] = ",".join(question.operator)
    if question.form is not None:
        query["form"] = ",".join(question.form)
    asked = {name: str(value) for name, value in query.items()}
    path = f"/indicators/{indicator}/map"
    return {
        "moment": content["moment"],
        "period": content["period"],
        "coverage": content["coverage"],
        "reason": content["reason"],
        "receipt": receipt_of(content, indicator, path, asked, ask, reading),
    }


def _tell_pair(pair: Pair) -> dict[str, Any]:
    return {
        "one": _tell_side(pair.one),
        "other": _tell_side(pair.other),
        "difference": pair.difference,
        "reason": pair.reason,
    }


def _tell_side(side: Side) -> dict[str, Any]:
    return {"value": side.value, "coverage": round(side.coverage, 4), "reason": side.reason}
