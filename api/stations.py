"""Stations of a feed: where they are, how full, and what of that counts."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers import Stations
from api.evidence import Ask
from api.feeds import find_feed
from api.moments import Moment, moment
from api.questions import Key, Question
from api.strict import StrictRoute
from zones.standing import LIVE_S

router = APIRouter(route_class=StrictRoute, tags=["feeds"])
NUMBERS = ("vehicles", "out_of_order", "docks", "listed")
TIMES = ("valid_from", "valid_to", "told_at")
NOT_TOLD = "The feed told no numbers of it in the five minutes up to the moment."
ON_THE_LIST = "Its vehicles are on the feed's own list and counted there."
WITHHELD = "The feed withholds how many vehicles there are out of order."


class AboutStations(Question):
    """Stations when."""

    moment: Moment = Field(None, description="A past moment; left out: now.")


@router.get("/feeds/{key}/stations", response_model=Stations, summary="Stations of a feed")
def list_stations(key: Key, question: Annotated[AboutStations, Query()], ask: Ask) -> Response:
    """The feed's stations at a moment, with what they hold; vehicles on its list count there."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        at = reading.now_s if question.moment is None else question.moment
        found = reading.named("stations", feed_id=find_feed(reading, key), at=at)
    stations = [_tell(station, at) for station in found]
    return answer({"feed": key, "moment": moment(at), "unit": "vehicles", "stations": stations})


def _tell(station: dict[str, Any], at: int) -> dict[str, Any]:
    told_at = station["told_at"]
    if told_at is None or at - told_at > LIVE_S:
        station |= dict.fromkeys((*NUMBERS, "told_at"))
    reason = _reason(station)
    total = None if reason else station["vehicles"] + station["out_of_order"]
    return (
        station
        | {name: moment(station[name]) for name in TIMES}
        | {
            "total": total,
            "reason": reason,
        }
    )


def _reason(station: dict[str, Any]) -> str | None:
    """Why the vehicles at a station cannot be told apart from the list."""
    if station["vehicles"] is None:
        return NOT_TOLD
    if station["listed"]:
        return ON_THE_LIST
    return WITHHELD if station["out_of_order"] is None else None
