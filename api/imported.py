"""Park events of another dashboard's export: what they come to, and that nothing proves them."""

import re
from datetime import datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.answer import answer
from api.answers.imported import ImportedParkEvents
from api.choice import check_area
from api.dates import Day, MaybeDay, days_asked
from api.evidence import Ask
from api.moments import moment
from api.questions import AreaNumber, FormFactors, OperatorKeys, Question
from api.strict import StrictRoute
from zones.imported.counted import DayTold, count_days, read_runs

router = APIRouter(route_class=StrictRoute, tags=["indicators"])
MOST_DAYS = 366
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def _clock(given: Any) -> time:
    if not isinstance(given, str) or not CLOCK.fullmatch(given):
        remedy = "Write hours and minutes: 03:30."
        raise PydanticCustomError("clock", "not an hour of a clock", {"remedy": remedy})
    return time.fromisoformat(given)


Clock = Annotated[
    time,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "format": "time-local", "examples": ["03:30"]}),
]


class AboutImported(Question):
    """Of which area, which days, at which hour, and of whom."""

    area: AreaNumber
    from_: Day = Field(alias="from", description="First day.")
    to: MaybeDay = Field(None, description="The day after the last; left out: today.")
    at: Clock = Field(
        time(3, 30), description="Hour of the city's clock; at 03:30 most stand still."
    )
    operator: OperatorKeys = Field(
        None, description="Operators as the files call them, separated by commas."
    )
    form: FormFactors = None


@router.get(
    "/imported-park-events",
    response_model=ImportedParkEvents,
    summary="What another dashboard's export comes to",
)
def get_imported(question: Annotated[AboutImported, Query()], ask: Ask) -> Response:
    """Vehicles told to stand at an hour of each day. Kept apart from all other numbers: no poll
    is behind them, so none is certain, no verdict rests on them, and a gap there is not known.
    """
    with ask.read() as reading:
        today = datetime.fromtimestamp(reading.now_s, ask.timezone).date()
        first, last = days_asked(question.from_, question.to, today, MOST_DAYS)
        area = check_area(reading, question.area)
        days = count_days(
            reading.connection, question.area, first, last, question.at, ask.timezone,
            question.operator, question.form,
        )  # fmt: skip
        files = read_runs(reading.connection)
    return answer(_tell(area, question.at, ask.timezone, files, days))


def _tell(
    area: dict[str, Any],
    at: time,
    zone: ZoneInfo,
    files: list[tuple[int, str, str, int, int, int]],
    days: list[DayTold],
) -> dict[str, Any]:
    return {
        "area": area,
        "certain": False,
        "reason": "no_polls",
        "timezone": zone.key,
        "at": f"{at:%H:%M}",
        "files": [
            {"number": number, "file": file, "source": source,
             "from": moment(first), "to": moment(last), "events": events}
            for number, file, source, first, last, events in files
        ],
        "days": [
            {"day": f"{one.day}", "moment": moment(one.moment_s),
             "standing": one.standing, "classes": one.classes}
            for one in days
        ],
    }  # fmt: skip
