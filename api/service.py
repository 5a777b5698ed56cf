"""The service itself: is it there, is it kept up to date, and what does it answer."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.answer import answer
from api.answers import Health, Liveness
from api.documentation import document
from api.evidence import Ask
from api.moments import moment
from api.questions import Plain
from api.strict import StrictRoute
from stoep import __version__
from stoep.store.migrate import wanted
from zones.standing import FRESHNESS, Status, freshness

router = APIRouter(route_class=StrictRoute, tags=["service"])
INGEST_SILENT_S = 60
"""A process that polls says every few seconds that it is there; another takes over within 30 s."""


@router.get("/health", response_model=Health, summary="Whether Stoep can answer")
def get_health(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """`ok` or `degraded` when the database answers; else a problem with status 503.

    `degraded` is a 200: what is known can still be shown, and taking the server away helps nobody.
    """
    with ask.read() as reading:
        row = reading.named("health")[0]
    feeds = Counter(freshness(enabled, at, reading.now_s) for enabled, at in row["feeds"])
    faults = _faults(row, feeds)
    return answer(
        {
            "status": "degraded" if faults else "ok",
            "version": __version__,
            "at": moment(reading.now_s),
            "schema_revision": row["schema_revision"],
            "schema_wanted": wanted(),
            "ingest_at": moment(row["ingest_at"]),
            "feeds": {status.value: feeds[status] for status in FRESHNESS},
            "faults": faults,
        }
    )


def _faults(row: dict[str, Any], feeds: Counter[Status]) -> list[str]:
    faults = []
    if row["schema_revision"] != wanted():
        faults.append("The schema is not the one of this code: stoep migrate.")
    if row["ingest_age_s"] is None or row["ingest_age_s"] > INGEST_SILENT_S:
        faults.append("No process polls: start stoep ingest, or stoep run.")
    followed = sum(feeds.values()) - feeds[Status.disabled]
    if followed and not feeds[Status.live]:
        faults.append("No feed has evidence of the last five minutes: see /feeds, or stoep doctor.")
    return faults


@router.get("/liveness", response_model=Liveness, summary="That this process answers")
def get_liveness(question: Annotated[Plain, Query()]) -> Response:
    """Always the same: a server that does not answer this is to be started anew."""
    return answer({"status": "ok", "version": __version__})


@router.get("/openapi.json", response_model=dict[str, Any], summary="This description")
def get_openapi(question: Annotated[Plain, Query()], request: Request) -> Response:
    """All paths, questions and answers (OpenAPI 3.1)."""
    return answer(document(request.app))
