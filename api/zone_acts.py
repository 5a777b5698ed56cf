"""What people do with zones: draw one, take it through its life, look who did what.

All of it goes through `api/acting.py`, and is kept in the history of the zone.
"""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from api.acting import who_acts
from api.answer import answer
from api.answers import ZoneDone, ZoneHistory
from api.evidence import Ask, Evidence
from api.problems import NotThere
from api.questions import Plain
from api.strict import StrictRoute
from api.zone_asked import AboutDrawing, AboutStep
from api.zones import ZonePath
from api.zones_told import tell_change
from stoep.vocabulary import AreaKind
from zones.policy import life
from zones.policy.acts import Step, What, take
from zones.policy.capacity import check_capacity
from zones.policy.changes import history, last_change
from zones.policy.drawn import drawn
from zones.policy.life import Draft
from zones.policy.refusals import UnknownZone
from zones.policy.zone import load_zone

router = APIRouter(route_class=StrictRoute, tags=["areas"])
GONE = "See /v1/zones for all zones."


@router.get("/zones/{id}/history", response_model=ZoneHistory, summary="Changes of a zone")
def list_zone_history(id: ZonePath, question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """Who changed what of a zone and of the versions before it; also of one that is thrown away."""
    with ask.read() as reading:
        found = history(reading.connection, id)
    if not found:
        raise NotThere(f"There is no zone {id}.", GONE)
    return answer({"zone": id, "changes": [tell_change(one) for one in found]})


@router.post("/zones/drawings", response_model=ZoneDone, status_code=201, summary="Draw a zone")
def draw_zone(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutDrawing, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """A new zone, as a concept: it binds nobody, and can be changed and thrown away."""
    by, now = who_acts(request, about.by).name, _now(ask)
    capacity = None
    if about.capacity is not None:
        capacity = check_capacity(about.capacity, AreaKind(about.kind))
    draft = Draft(about.name, drawn(about.geometry.feature()), capacity, about.form_factors)
    with ask.write() as connection:
        kind = AreaKind(about.kind)
        zone = life.draw(connection, kind, about.municipality, draft, by, now)
        change = last_change(connection, zone)
    assert change is not None
    return _done(zone, tell_change(change), fresh=True)


@router.post(
    "/zones/{id}/actions",
    response_model=ZoneDone,
    status_code=201,
    summary="Take a zone a step further",
)
def take_zone_step(
    id: ZonePath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutStep, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Edit, commit, publish, activate, retire, reopen or delete a zone.

    A 409 tells what somebody else did since the last look; nothing is done then. An edit of a zone
    that is published makes a new version: `zone` is its number.
    """
    by, now = who_acts(request, about.by).name, _now(ask)
    dates = {
        name: _at(getattr(about, name), ask, now)
        for name in ("publish_on", "active_from", "retire_published", "retire_on")
    }
    try:
        with ask.write() as connection:
            draft = None
            if about.what is What.edited:
                draft = about.draft(load_zone(connection, id, now).kind)
            step = Step(about.what, by, about.after, draft, **dates)
            taken = take(connection, id, step, now)
    except UnknownZone as unknown:
        raise NotThere(unknown.sentence, GONE) from None
    return _done(taken.zone, tell_change(taken.change), fresh=taken.fresh)


def _now(ask: Evidence) -> datetime:
    return datetime.fromtimestamp(int(ask.clock()), UTC)


def _at(given: date | int | None, ask: Evidence, now: datetime) -> datetime | None:
    """A moment; of a day its beginning by the city's clock, and of today: now."""
    if given is None or isinstance(given, int):
        return None if given is None else datetime.fromtimestamp(given, UTC)
    if given == now.astimezone(ask.timezone).date():
        return now
    return datetime.combine(given, time(), ask.timezone).astimezone(UTC)


def _done(zone: int, change: dict[str, Any], *, fresh: bool) -> Response:
    told = answer({"zone": zone, "change": change})
    told.status_code = 201 if fresh else 200
    told.headers["Location"] = f"/v1/zones/{zone}"
    return told
