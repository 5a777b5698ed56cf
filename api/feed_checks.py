"""Feeds on trial: asked here, answered by the process that polls.

The server itself asks no address that a visitor names: the reader does, which knows which addresses
may be asked.
"""

from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers import FeedCheck
from api.evidence import SQL, Ask
from api.moments import moment
from api.problems import Busy, NotThere
from api.questions import Plain, Question
from api.strict import StrictRoute
from stoep.vocabulary import FeedFormat, FormFactor

router = APIRouter(route_class=StrictRoute, tags=["feeds"])
MOST_WAITING, MOST_AN_HOUR = 10, 240


class AboutCheck(Question):
    """Which feed to try."""

    url: str = Field(
        description="Address of the feed: auto-discovery, vehicle file, or MDS Provider.",
        examples=["https://operator.example/gbfs.json"],
        min_length=8,
        max_length=2000,
        pattern=r"^https?://[^\x00-\x20]+$",
    )
    format: Literal[FeedFormat.gbfs, FeedFormat.mds] = Field(
        FeedFormat.gbfs, description="How it is written: gbfs or mds."
    )
    default_form_factor: FormFactor = Field(
        FormFactor.bicycle, description="What it lists, when the feed does not say."
    )


@router.post("/feed-checks", response_model=FeedCheck, status_code=202, summary="Have a feed tried")
def ask_feed_check(
    question: Annotated[Plain, Query()], about: Annotated[AboutCheck, Body()], ask: Ask
) -> Response:
    """Have a feed read a few times, without keeping anything; see its address for the report."""
    number = uuid4()
    values = {
        "id": number,
        "url": about.url,
        "format": about.format,
        "form": about.default_form_factor,
        "waiting": MOST_WAITING,
        "hourly": MOST_AN_HOUR,
    }
    with ask.write() as connection:
        if connection.execute(SQL["ask_feed_check"], values).fetchone() is None:
            raise Busy("Too many feeds are being tried.", "Ask again in a minute.")
    told = answer(_find(ask, number))
    told.status_code = 202
    told.headers["Location"] = f"/v1/feed-checks/{number}"
    return told


@router.get("/feed-checks/{id}", response_model=FeedCheck, summary="A feed on trial")
def get_feed_check(
    id: Annotated[UUID, Path(description="Number of a trial.")],
    question: Annotated[Plain, Query()],
    ask: Ask,
) -> Response:
    """How far the trial of a feed is, and what it found; kept for a week."""
    return answer(_find(ask, id))


def _find(ask: Ask, number: UUID) -> dict[str, object]:
    with ask.read() as reading:
        rows = reading.named("feed_check", id=number)
    if not rows:
        raise NotThere(f"There is no feed check {number}.", "Ask for one at /v1/feed-checks.")
    row = rows[0]
    times = {name: moment(row[name]) for name in ("asked_at", "finished_at")}
    return row | times | {"id": str(number)}
