"""What people do with zones: draw one, take it through its life, send many in a file.

All of it goes through `api/acting.py`, and is kept in the history of the zone.
"""

import threading
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from api.acting import Person, who_acts
from api.answer import answer
from api.answers import ZoneDone, ZoneHistory, ZoneUpload
from api.dates import SHAPE, read_date
from api.evidence import Ask, Evidence
from api.moments import read_moment
from api.problems import BadQuestion, Busy, Fault, NotThere
from api.questions import SQL_BIGINT, Plain, Question
from api.strict import StrictRoute
from api.zones import Drawing, PolicyKind, ZonePath
from api.zones_told import tell_change, tell_result
from stoep.vocabulary import POLICY, AreaKind, FormFactor
from zones.policy import life
from zones.policy.acts import Step, What, take
from zones.policy.capacity import check_capacity
from zones.policy.changes import history, last_change
from zones.policy.drawn import drawn
from zones.policy.life import Draft
from zones.policy.refusals import UnknownZone
from zones.policy.upload.keep import keep_upload
from zones.policy.zone import load_zone

router = APIRouter(route_class=StrictRoute, tags=["areas"])
GONE = "See /v1/zones for all zones."
NEEDS = {
    What.published: ("publish_on", "active_from"),
    What.activated: ("active_from",),
    What.retired: ("retire_published", "retire_on"),
    What.edited: ("name", "geometry", "capacity", "form_factors"),
}
"""What may be told with each step, and with no other."""
FORMS_OF_PAGES = ("", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded")
_reading = threading.Semaphore(1)
"""One file at a time: reading one takes memory."""


def _named(given: Any) -> str:
    text = " ".join(given.split()) if isinstance(given, str) else ""
    if not text or len(text) > 100 or not text.isprintable():
        raise PydanticCustomError(
            "name", "not a name", {"remedy": "Write at most 100 letters, on one line."}
        )
    return text


def _day_or_moment(given: Any) -> date | int:
    if isinstance(given, str) and SHAPE.fullmatch(given):
        return read_date(given)
    return read_moment(given)


Named = Annotated[
    str, BeforeValidator(_named), WithJsonSchema({"type": "string", "maxLength": 100})
]
When = Annotated[
    date | int | None,
    BeforeValidator(_day_or_moment),
    WithJsonSchema({"type": "string", "examples": ["2026-12-08", "2026-12-08T05:00:00Z"]}),
]
DAY = "A moment, or a day of the city's calendar: its beginning, and of today: now."
PLACES = "Places of a hub: combined, or by form factor."
FORMS = f"Which it is about: {', '.join(FormFactor)}; none: all."


class AboutDrawing(Question):
    """A new zone."""

    kind: Literal[AreaKind.hub, AreaKind.no_parking, AreaKind.monitoring] = Field(
        description=f"One of {', '.join(POLICY)}.",
        json_schema_extra={"type": "string", "enum": list(POLICY)},
    )
    municipality: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] = (
        Field(description="Code of the municipality that it lies in.", examples=["GM0518"])
    )
    name: Named = Field(description="What people call it.")
    geometry: Drawing = Field(description="A GeoJSON Polygon, MultiPolygon, or Feature with one.")
    capacity: dict[str, Any] | None = Field(None, description=PLACES, examples=[{"combined": 20}])
    form_factors: list[FormFactor] | None = Field(None, description=FORMS)
    by: Person = Field(description="Your name; it is kept with the zone, as not verified.")


class AboutStep(Question):
    """A step in the life of a zone."""

    what: What = Field(description=f"One of {', '.join(What)}.")
    by: Person = Field(description="Your name; it is kept with the step, as not verified.")
    after: Annotated[StrictInt, Field(ge=0, le=SQL_BIGINT)] = Field(
        description="The `change` of the zone that you saw last."
    )
    name: Named | None = Field(None, description="Another name; with `edited`.")
    geometry: Drawing | None = Field(None, description="Another border; with `edited`.")
    capacity: dict[str, Any] | None = Field(None, description=f"{PLACES} With `edited`.")
    form_factors: list[FormFactor] | None = Field(None, description=f"{FORMS} With `edited`.")
    publish_on: When = Field(None, description=f"When operators see it; left out: now. {DAY}")
    active_from: When = Field(None, description=f"From when it holds. {DAY}")
    retire_published: When = Field(
        None, description=f"When operators see that it ends; left out: now. {DAY}"
    )
    retire_on: When = Field(None, description=f"From when it holds no more. {DAY}")

    @model_validator(mode="after")
    def _fits(self) -> "AboutStep":
        """Nothing is told that the step would pass by."""
        allowed = NEEDS.get(self.what, ())
        for others in NEEDS.values():
            for name in others:
                if name not in allowed and getattr(self, name) is not None:
                    raise PydanticCustomError(
                        "step",
                        "`what`: `{step}` takes no `{field}`",
                        {"step": str(self.what), "field": name, "remedy": "Leave it out."},
                    )
        return self

    def draft(self, kind: AreaKind) -> Draft | None:
        """What is to become other than it was; None: nothing."""
        told = (self.name, self.geometry, self.capacity, self.form_factors)
        if all(one is None for one in told):
            return None
        return Draft(
            self.name,
            None if self.geometry is None else drawn(self.geometry.feature()),
            None if self.capacity is None else check_capacity(self.capacity, kind),
            self.form_factors,
        )


class AboutUpload(Question):
    """Whose zones are in the file."""

    municipality: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] = (
        Field(description="Code of the municipality that they lie in.", examples=["GM0518"])
    )
    kind: PolicyKind = Field(
        None, description="Kind of what tells none itself: hub, no_parking or monitoring."
    )
    by: Person = Field(description="Your name; it is kept with each zone, as not verified.")


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
    with ask.writing.connection() as connection:
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
        with ask.writing.connection() as connection:
            draft = None
            if about.what is What.edited:
                draft = about.draft(load_zone(connection, id, now).kind)
            step = Step(about.what, by, about.after, draft, **dates)
            taken = take(connection, id, step, now)
    except UnknownZone as unknown:
        raise NotThere(unknown.sentence, GONE) from None
    return _done(taken.zone, tell_change(taken.change), fresh=taken.fresh)


async def _content(request: Request) -> bytes:
    """The file. What a page elsewhere could send unasked, as a form, is not taken."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type in FORMS_OF_PAGES:
        told = "The body is no file of a kind that is told."
        remedy = "Send it as it is, with Content-Type: application/octet-stream."
        raise BadQuestion(Fault(name="file", place="body", detail=told, remedy=remedy))
    return await request.body()


@router.post(
    "/zones/uploads",
    response_model=ZoneUpload,
    status_code=201,
    summary="Send zones in a file",
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A GeoJSON, GeoPackage or KML file, at most 50 MB.",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
def upload_zones(
    question: Annotated[AboutUpload, Query()],
    content: Annotated[bytes, Depends(_content)],
    ask: Ask,
    request: Request,
) -> Response:
    """Zones of a file, as concepts; each that cannot be one is named with why, the others are kept.

    The same zone sent again is kept once.
    """
    by, now = who_acts(request, question.by).name, _now(ask)
    kind = None if question.kind is None else AreaKind(question.kind)
    if not _reading.acquire(blocking=False):
        raise Busy("Another file is being read.", "Send it again in a minute.")
    try:
        with ask.writing.connection() as connection:
            found = keep_upload(connection, content, question.municipality, kind, by, now)
    finally:
        _reading.release()
    items = [tell_result(one) for one in found]
    counts = {
        name: sum(one["result"] == name for one in items) for name in ("drawn", "known", "refused")
    }
    told = answer({**counts, "items": items})
    told.status_code = 201 if counts["drawn"] else 200
    return told


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
