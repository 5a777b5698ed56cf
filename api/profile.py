"""A week of an indicator: its mean by weekday and hour."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answers.profile import IndicatorProfile
from api.choice import check_area, check_operators, period_asked
from api.evidence import Ask
from api.indicators import Name, check_can, entry_of, known
from api.moments import Moment, moment
from api.questions import AreaNumber, FormFactors, OperatorKeys, Question
from api.receipts.issue import receipted
from api.strict import StrictRoute
from zones.profile import HOURS, LONGEST_DAYS, PER_QUARTER, Profile, profile

router = APIRouter(route_class=StrictRoute, tags=["indicators"])


class AboutProfile(Question):
    """Of which area, when, and of whom."""

    area: AreaNumber
    from_: Moment = Field(alias="from", description="Start of the period.")
    to: Moment = Field(None, description="End of the period, not included; left out: now.")
    operator: OperatorKeys = None
    form: FormFactors = None


@router.get(
    "/indicators/{indicator}/profile",
    response_model=IndicatorProfile,
    summary="By weekday and hour",
)
def get_profile(
    indicator: Name, question: Annotated[AboutProfile, Query()], ask: Ask, request: Request
) -> Response:
    """The mean of an indicator for each weekday and hour of the city's own clock."""
    check_can(entry_of(indicator), tuple(PER_QUARTER), "has no profile")
    with ask.read() as reading:
        now_s = reading.now_s
        to = now_s if question.to is None else min(question.to, now_s)
        start, end = period_asked(question.from_, to, now_s, LONGEST_DAYS)
        area = check_area(reading, question.area)
        check_operators(reading, question.operator)
        found = profile(
            reading.connection,
            indicator,
            question.area,
            start,
            end,
            operators=question.operator,
            forms=[*question.form] if question.form else None,
            timezone=ask.settings.timezone,
        )
        content = _tell(found, area, ask.settings.timezone)
        return receipted(content, indicator, request, ask, reading)


def _tell(found: Profile, area: dict[str, Any], timezone: str) -> dict[str, Any]:
    columns = (found.means, found.quarters, found.coverage)
    rows = zip(*(column.tolist() for column in columns), found.reasons, strict=True)
    return {
        "indicator": found.indicator,
        "unit": found.unit,
        "area": area,
        "period": {"from": moment(found.start), "to": moment(found.end)},
        "timezone": timezone,
        "slots": [
            {
                "weekday": number // HOURS + 1,
                "hour": number % HOURS,
                "value": known(mean),
                "n": quarters,
                "coverage": round(share, 4),
                "reason": reason,
            }
            for number, (mean, quarters, share, reason) in enumerate(rows)
        ],
    }
