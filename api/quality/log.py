"""The log of data quality: what went wrong with which feed, and what it did to the numbers."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers.quality import QualityLog
from api.choice import check_operators, period_asked
from api.evidence import Ask, Reading
from api.moments import Moment, moment
from api.quality.gaps import gap_lines
from api.quality.line import Feed, Line, Window
from api.quality.others import other_lines
from api.quality.told import tell
from api.questions import OperatorKeys, Question
from api.strict import StrictRoute
from stoep.vocabulary import FeedFormat
from zones.clock import load_clocks

router = APIRouter(route_class=StrictRoute, tags=["feeds"])
DAY_S = 86_400
USUAL_DAYS, LONGEST_DAYS = 90, 366


class AboutQuality(Question):
    """When, of whom, and as known when."""

    from_: Moment = Field(
        None, alias="from", description=f"Left out: {USUAL_DAYS} days before `to`."
    )
    to: Moment = Field(None, description="Not included; left out: now.")
    operator: OperatorKeys = None
    moment: Moment = Field(
        None,
        description="The log as it could be told at this moment: what came later is left out."
        " Left out: now.",
    )
    limit: int = Field(500, ge=1, le=5000, description="Most lines, 1 to 5000, the newest.")


@router.get("/quality-log", response_model=QualityLog, summary="The log of data quality")
def get_quality_log(question: Annotated[AboutQuality, Query()], ask: Ask) -> Response:
    """What went wrong, the newest first; worked out from the evidence by one rule for all."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        known = reading.now_s if question.moment is None else question.moment
        end = known if question.to is None else question.to
        start = end - USUAL_DAYS * DAY_S if question.from_ is None else question.from_
        start, end = period_asked(start, end, reading.now_s, LONGEST_DAYS)
        check_operators(reading, question.operator)
        lines = quality_lines(reading, Window(start, end, known), question.operator)
    return answer(
        {
            "at": moment(known),
            "period": {"from": moment(start), "to": moment(end)},
            "count": len(lines),
            "lines": [tell(line) for line in lines[: question.limit]],
        }
    )


def quality_lines(
    reading: Reading, window: Window, operators: list[str] | None = None
) -> list[Line]:
    """All lines of a window, the newest first."""
    feeds = [
        feed for feed in read_feeds(reading) if operators is None or feed.operator in operators
    ]
    clocks = load_clocks(reading.connection, [feed.id for feed in feeds])
    lines = gap_lines(reading, feeds, clocks, window)
    lines += other_lines(reading, feeds, window, imports=operators is None)
    return sorted(lines, key=lambda line: (-line.start, line.id))


def read_feeds(reading: Reading) -> list[Feed]:
    """Every feed."""
    return [
        Feed(
            row["id"], row["key"], row["name"], row["operator"],
            row["format"] == FeedFormat.agency, row["enabled"],
        )
        for row in reading.named("feeds", key=None)
    ]  # fmt: skip
