"""Zones in a file: each that is good becomes a concept, each that is not is named with why."""

import threading
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.acting import Person, who_acts
from api.answer import answer
from api.answers import ZoneUpload
from api.evidence import Ask
from api.problems import BadQuestion, Busy, Fault
from api.questions import Question
from api.strict import StrictRoute
from api.zones import PolicyKind
from api.zones_told import tell_result
from stoep.vocabulary import AreaKind
from zones.policy.upload.keep import keep_upload

router = APIRouter(route_class=StrictRoute, tags=["areas"])
FORMS_OF_PAGES = ("", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded")
_reading = threading.Semaphore(1)
"""One file at a time: reading one takes memory."""


class AboutUpload(Question):
    """Whose zones are in the file."""

    municipality: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] = (
        Field(description="Code of the municipality that they lie in.", examples=["GM0518"])
    )
    kind: PolicyKind = Field(
        None, description="Kind of what tells none itself: hub, no_parking or monitoring."
    )
    by: Person = Field(description="Your name; it is kept with each zone, as not verified.")


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
    by, now = who_acts(request, question.by).name, datetime.fromtimestamp(int(ask.clock()), UTC)
    kind = None if question.kind is None else AreaKind(question.kind)
    if not _reading.acquire(blocking=False):
        raise Busy("Another file is being read.", "Send it again in a minute.")
    try:
        with ask.write() as connection:
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
