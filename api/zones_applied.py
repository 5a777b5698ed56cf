"""Whether operators' own geofencing zones are as a zone asks, since when, and how late."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.answer import answer
from api.answers import ZoneApplied
from api.evidence import Ask
from api.moments import moment
from api.problems import NotThere
from api.questions import Plain
from api.strict import StrictRoute
from api.zones import ZonePath
from stoep.vocabulary import AreaKind
from zones.applied.verdict import ENOUGH, Applied, applied
from zones.policy.refusals import UnknownZone
from zones.policy.zone import FIXED, load_zone

router = APIRouter(route_class=StrictRoute, tags=["areas"])


@router.get(
    "/zones/{id}/applied", response_model=ZoneApplied, summary="Whether operators applied a zone"
)
def list_zone_applied(id: ZonePath, question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """Of each feed in the municipality, whether its own zones say now what this zone asks.

    A feed that publishes no zones, or whose zones were not read lately, is `unknown`.
    """
    with ask.read() as reading:
        at = datetime.fromtimestamp(reading.now_s, UTC)
        try:
            zone = load_zone(reading.connection, id, at)
        except UnknownZone as unknown:
            raise NotThere(unknown.sentence, "See /v1/zones for all zones.") from None
        found = applied(reading.connection, zone, at)
    reason = None
    if zone.kind is AreaKind.monitoring:
        reason = "not_for_operators"
    elif zone.phase not in FIXED:
        reason = "not_published"
    return answer(
        {
            "zone": id,
            "moment": moment(reading.now_s),
            "active_from": _moment(zone.active_from),
            "enough": ENOUGH,
            "reason": reason,
            "feeds": [_feed(one) for one in found],
        }
    )


def _feed(one: Applied) -> dict[str, Any]:
    return {
        "feed": one.feed,
        "operator": one.operator,
        "verdict": one.verdict,
        "why": one.why,
        "ground": None if one.ground is None else asdict(one.ground),
        "since": _moment(one.since),
        "from_the_first": one.from_the_first,
        "seen_at": _moment(one.seen_at),
        "late_s": one.late_s,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else moment(at.timestamp())
