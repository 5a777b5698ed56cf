"""The service itself: is it there, and what does it answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.answer import answer
from api.answers import Health
from api.documentation import document
from api.evidence import Ask
from api.moments import moment
from api.questions import Plain
from api.strict import StrictRoute
from stoep import __version__

router = APIRouter(route_class=StrictRoute, tags=["service"])


@router.get("/health", response_model=Health, summary="Whether Stoep can answer")
def get_health(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """`ok` when the database answers; else a problem with status 503."""
    with ask.read() as reading:
        reading.connection.execute("select from feed limit 1")
        return answer({"status": "ok", "version": __version__, "at": moment(reading.now_s)})


@router.get("/openapi.json", response_model=dict[str, Any], summary="This description")
def get_openapi(question: Annotated[Plain, Query()], request: Request) -> Response:
    """All paths, questions and answers (OpenAPI 3.1)."""
    return answer(document(request.app))
