"""Areas: districts, hubs, zones; each version of a border with the days it was valid."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from api.answer import mark, marked, not_modified, unchanged
from api.answers import Area, Areas
from api.evidence import Ask, Reading
from api.moments import Moment
from api.problems import NotThere
from api.questions import AreaPath, Code, Kind, Plain, Question
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["areas"])
GEOJSON = "application/geo+json"


class GeoJson(JSONResponse):
    """An answer in GeoJSON."""

    media_type = GEOJSON


class AboutAreas(Question):
    """Which areas."""

    kind: Kind = None
    municipality: Code = None
    moment: Moment = Field(None, description="Valid at this moment; left out: valid now.")
    geometry: Literal["yes", "no"] = Field("yes", description="With borders (yes) or without (no).")


@router.get("/areas", response_model=Areas, summary="Areas", response_class=GeoJson)
def list_areas(question: Annotated[AboutAreas, Query()], ask: Ask, request: Request) -> Response:
    """The areas that are valid at a moment, as a GeoJSON feature collection."""
    with ask.read() as reading:
        at = reading.now_s if question.moment is None else question.moment
        features = _features(
            reading,
            at,
            kind=question.kind,
            municipality=question.municipality,
            at=at,
            geometry=question.geometry == "yes",
        )
    body = '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"
    return tell_geojson(request, body)


@router.get("/areas/{id}", response_model=Area, summary="One area", response_class=GeoJson)
def get_area(
    id: AreaPath,
    question: Annotated[Plain, Query()],
    ask: Ask,
    request: Request,
) -> Response:
    """One version of one area, as a GeoJSON feature."""
    with ask.read() as reading:
        found = _features(reading, reading.now_s, id=id)
    if not found:
        raise NotThere(f"There is no area {id}.", "See /v1/areas for all areas.")
    return tell_geojson(request, found[0])


def _features(
    reading: Reading,
    then: int,
    id: int | None = None,
    kind: str | None = None,
    municipality: str | None = None,
    at: int | None = None,
    geometry: bool = True,
) -> list[str]:
    values = {"id": id, "kind": kind, "municipality": municipality, "at": at, "then": then}
    return [row[0] for row in reading.rows("areas", geometry=geometry, **values)]


def tell_geojson(request: Request, body: str) -> Response:
    etag = mark(body)
    if unchanged(request, etag):
        return not_modified(etag)
    return marked(body.encode(), GEOJSON, etag)
