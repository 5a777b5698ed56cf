"""`/v1/exports` before the path of a question gives its answer as a file."""

from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from api.evidence import Ask, Evidence
from api.exports.about import about
from api.exports.asked import Asked, Asker, Refused
from api.exports.files import HOW, FileFormat, TableFormat, contents, write
from api.exports.sheet import File
from api.exports.views import (
    COMPARISON,
    MAP,
    SERIES,
    VIEWS,
    ComparisonFile,
    MapFile,
    SeriesFile,
    View,
)
from api.indicators import Name
from api.lanes import run_in_lane
from api.moments import moment
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/exports", tags=["exports"])
ON_A_MAP = ("geojson", "gpkg")


async def made(
    view: View, path: str, question: Any, ask: Evidence, request: Request, name: str
) -> Response:
    """The file of a view: the same question is asked, and its answer written down."""
    given = dict(request.query_params)
    query = {key: value for key, value in given.items() if key not in HOW}
    asking = Asker(request)
    try:
        asked = await asking(path, query | dict(view.fixed))
        borders = {}
        if view.borders is not None and str(question.format) in ON_A_MAP:
            found = await asking("/areas", view.borders(asked.query))
            borders = {one["id"]: one["geometry"] for one in found.answer["features"]}
    except Refused as refused:
        return refused.response()

    def written() -> Response:
        at = _moment(asked, ask)
        file = File(
            f"{name}-{at[:10]}", view.tables(_days(asked), borders), about(asked, request, ask)
        )
        return write(file, question, int(ask.clock()))

    return await run_in_lane(written, is_slow=True)


def _moment(asked: Asked, ask: Evidence) -> str:
    """The day that a file is named for: that of its moment, or the first of its period.

    A comparison is named for the newer of the two, which is told as the other one.
    """
    found = asked.answer.get("other") or asked.answer
    period = found.get("period") or {}
    told = found.get("moment") or period.get("from") or found.get("from")
    return str(told or moment(ask.clock()))


def _days(asked: Asked) -> dict[str, Any]:
    """A course has arrays with a place for each day: here are the days."""
    found = asked.answer
    if "verdicts" not in found:
        return found
    return found | {"days": days_between(found["from"], len(found["verdicts"]))}


def days_between(first: str, many: int) -> list[str]:
    """So many days from the first on."""
    begin = date.fromisoformat(first)
    return [(begin + timedelta(days=n)).isoformat() for n in range(many)]


def _serve(view: View) -> None:
    formats = FileFormat if view.has_places else TableFormat

    async def export(question: Any, ask: Ask, request: Request) -> Response:
        return await made(view, view.path, question, ask, request, view.name)

    export.__annotations__["question"] = Annotated[view.about, Query()]
    export.__doc__ = f"The answer of {view.path} as {', '.join(formats)}."
    router.add_api_route(
        view.path,
        export,
        name=f"export_{view.name.replace('-', '_')}",
        response_class=Response,
        responses={200: contents(*formats)},
        summary=f"{view.summary} as a file",
    )


for _view in VIEWS:
    _serve(_view)


@router.get(
    "/indicators/{indicator}/map",
    response_class=Response,
    responses={200: contents(*FileFormat)},
    summary="An indicator by area as a file",
)
async def export_map(
    indicator: Name, question: Annotated[MapFile, Query()], ask: Ask, request: Request
) -> Response:
    """The answer of /indicators/{indicator}/map as csv, xlsx, geojson or gpkg."""
    path = MAP.path.format(quote(indicator, safe=""))
    return await made(MAP, path, question, ask, request, indicator)


@router.get(
    "/indicators/{indicator}/series",
    response_class=Response,
    responses={200: contents(*TableFormat)},
    summary="An indicator over time as a file",
)
async def export_series(
    indicator: Name, question: Annotated[SeriesFile, Query()], ask: Ask, request: Request
) -> Response:
    """The answer of /indicators/{indicator}/series as csv or xlsx."""
    path = SERIES.path.format(quote(indicator, safe=""))
    return await made(SERIES, path, question, ask, request, indicator)


@router.get(
    "/indicators/{indicator}/comparison",
    response_class=Response,
    responses={200: contents(*TableFormat)},
    summary="Two side by side as a file",
)
async def export_comparison(
    indicator: Name, question: Annotated[ComparisonFile, Query()], ask: Ask, request: Request
) -> Response:
    """The answer of /indicators/{indicator}/comparison as csv or xlsx."""
    path = COMPARISON.path.format(quote(indicator, safe=""))
    return await made(COMPARISON, path, question, ask, request, f"{indicator}-comparison")
