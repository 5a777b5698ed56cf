"""Feeds and operators: who is followed, how well, and what every attempt to read a feed gave."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator, Field, WithJsonSchema

from api.answer import answer
from api.answers import Feed, Feeds, Operators, Polls
from api.evidence import Ask, Reading
from api.health import describe
from api.moments import Moment, moment
from api.problems import NotThere
from api.questions import Key, Plain, Question, split
from api.strict import StrictRoute
from stoep.vocabulary import PollOutcome

router = APIRouter(route_class=StrictRoute, tags=["feeds"])
DAY_S = 86_400

Outcomes = Annotated[
    list[PollOutcome] | None,
    BeforeValidator(split),
    WithJsonSchema({"type": "string", "examples": ["timeout,schema"]}),
    Field(description=f"Outcomes, separated by commas: {', '.join(PollOutcome)}."),
]


class AboutPolls(Question):
    """Which attempts."""

    limit: int = Field(100, ge=1, le=1000, description="Most polls in the answer, 1 to 1000.")
    outcome: Outcomes = None
    from_: Moment = Field(None, alias="from", description="Started at this moment or later.")
    to: Moment = Field(None, description="Started before this moment.")


class AboutFeeds(Question):
    """How much of each feed."""

    rides: Literal["yes", "no"] = Field(
        "yes", description="Count the rides of the last day, too (yes), or tell none (no): quicker."
    )


@router.get("/operators", response_model=Operators, summary="Operators")
def list_operators(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """Every operator with a feed here."""
    with ask.read() as reading:
        rows = reading.rows("operators")
    return answer({"operators": [{"key": key, "name": name} for key, name in rows]})


@router.get("/feeds", response_model=Feeds, summary="Feeds and their health")
def list_feeds(question: Annotated[AboutFeeds, Query()], ask: Ask) -> Response:
    """Every feed: how fresh its evidence is, what it covers, and where its gaps are."""
    with ask.read() as reading:
        return answer(
            {"at": moment(reading.now_s), "feeds": describe(reading, rides=question.rides == "yes")}
        )


@router.get("/feeds/{key}", response_model=Feed, summary="One feed")
def get_feed(key: Key, question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """One feed, as in the list of all."""
    with ask.read() as reading:
        found = describe(reading, key)
    if not found:
        raise no_feed(key)
    return answer(found[0])


@router.get("/feeds/{key}/polls", response_model=Polls, summary="Attempts to read a feed")
def list_polls(key: Key, question: Annotated[AboutPolls, Query()], ask: Ask) -> Response:
    """Every attempt to read this feed, newest first, those that failed too, with the reason."""
    with ask.read() as reading:
        return answer({"polls": _polls(reading, key, question)})


def _polls(reading: Reading, key: str, question: AboutPolls) -> list[dict[str, object]]:
    rows = reading.named(
        "polls",
        feed_id=find_feed(reading, key),
        start=question.from_ or 0,
        end=reading.now_s + DAY_S if question.to is None else question.to,
        outcomes=question.outcome,
        limit=question.limit,
    )
    times = ("started_at", "source_at", "evidence_at")
    return [row | {name: moment(row[name]) for name in times} for row in rows]


def find_feed(reading: Reading, key: str) -> int:
    """The number of a feed; raises NotThere."""
    feeds = reading.rows("feeds", key=key)
    if not feeds:
        raise no_feed(key)
    return int(feeds[0][0])


def no_feed(key: str) -> NotThere:
    """Nobody follows a feed of this name."""
    return NotThere(f"There is no feed `{key}`.", "See /v1/feeds for all feeds.")
