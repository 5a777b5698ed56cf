"""Service areas: where a feed says its vehicles may be ridden and left, and since when."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers import ServiceAreas
from api.evidence import Ask
from api.feeds import find_feed
from api.moments import Moment, moment
from api.questions import Key, Question
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["feeds"])
MOST_VERSIONS = 100
NONE = "The feed told no geofencing zones up to the moment."
TIMES = ("valid_from", "valid_to", "seen_at")


class AboutServiceAreas(Question):
    """Service areas when."""

    moment: Moment = Field(None, description="A past moment; left out: now.")


@router.get(
    "/feeds/{key}/service-areas", response_model=ServiceAreas, summary="Service areas of a feed"
)
def list_service_areas(
    key: Key, question: Annotated[AboutServiceAreas, Query()], ask: Ask
) -> Response:
    """The feed's geofencing zones at a moment, and where a ride may end by them."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        at = reading.now_s if question.moment is None else question.moment
        feed_id = find_feed(reading, key)
        found = reading.named("service_area", feed_id=feed_id, at=at)
        versions = reading.named("service_area_versions", feed_id=feed_id, limit=MOST_VERSIONS)
    told = _tell(found[0]) if found else _nothing()
    changes = [{name: moment(at_s) for name, at_s in version.items()} for version in versions]
    return answer({"feed": key, "moment": moment(at), **told, "versions": changes})


def _tell(version: dict[str, Any]) -> dict[str, Any]:
    rules = version["zones"].pop("global_rules")
    return (
        version
        | {name: moment(version[name]) for name in TIMES}
        | {
            "global_rules": rules,
            "may_end_elsewhere": _may_end(rules),
            "reason": None,
        }
    )


def _may_end(rules: list[dict[str, Any]]) -> bool | None:
    """What global rules say of ending a ride, for some type of vehicle."""
    told = [rule["ride_end_allowed"] for rule in rules if rule["ride_end_allowed"] is not None]
    return any(told) if told else None


def _nothing() -> dict[str, Any]:
    names = (*TIMES, "zones", "global_rules", "may_end", "may_end_elsewhere")
    return {**dict.fromkeys(names), "reason": NONE}
