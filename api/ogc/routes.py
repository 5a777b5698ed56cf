"""The paths of OGC API Features, as an application of its own."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, FastAPI, Query, Request, Response

from api.answer import mark, marked, not_modified, unchanged
from api.evidence import Ask, Evidence
from api.headers import Headers
from api.ogc.asked import AboutItems
from api.ogc.collections import COLLECTIONS, CRS84, GEOJSON, JSON, Collection, describe, link
from api.ogc.definition import OPENAPI, define
from api.ogc.features import Page, read_extent, read_one, read_page
from api.problems import NotThere, explain_problems
from api.questions import SQL_INT, Plain
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute)
TITLE = "Stoep: areas and zones"
CONFORMS_TO = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "oas30", "geojson")
]


def create_features(evidence: Evidence) -> Headers:
    """An application that tells areas and zones of the evidence."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.evidence = evidence
    explain_problems(app)
    app.include_router(router)
    return Headers(app)


def _base(request: Request, ask: Evidence) -> str:
    """The address of these paths: that which people use, where it is told."""
    root = str(request.scope.get("root_path", ""))
    outside = ask.settings.public_url.rstrip("/")
    return f"{outside or f'{request.url.scheme}://{request.url.netloc}'}{root}"


@router.get("/")
def get_landing(question: Annotated[Plain, Query()], request: Request, ask: Ask) -> Response:
    """What there is, and where."""
    base = _base(request, ask)
    links = [
        link(f"{base}/", "self", JSON, "This page"),
        link(f"{base}/api", "service-desc", OPENAPI, "The description of these paths"),
        link(f"{base}/conformance", "conformance", JSON, "What they conform to"),
        link(f"{base}/collections", "data", JSON, "The collections"),
    ]
    about = "Areas that numbers are about, and zones of policy, as features."
    return _told(request, {"title": TITLE, "description": about, "links": links}, JSON)


@router.get("/api")
def get_definition(question: Annotated[Plain, Query()], request: Request, ask: Ask) -> Response:
    """The description, in OpenAPI 3.0."""
    return _told(request, define(_base(request, ask)), OPENAPI)


@router.get("/conformance")
def get_conformance(question: Annotated[Plain, Query()], request: Request) -> Response:
    """The classes of the standard that these paths conform to."""
    return _told(request, {"conformsTo": CONFORMS_TO}, JSON)


@router.get("/collections")
def get_collections(question: Annotated[Plain, Query()], request: Request, ask: Ask) -> Response:
    """All collections."""
    base = _base(request, ask)
    with ask.read() as reading:
        told = [describe(one, base, read_extent(reading, one)) for one in COLLECTIONS.values()]
    links = [link(f"{base}/collections", "self", JSON, "The collections")]
    return _told(request, {"links": links, "collections": told}, JSON)


@router.get("/collections/{collection}")
def get_collection(
    collection: str, question: Annotated[Plain, Query()], request: Request, ask: Ask
) -> Response:
    """One collection."""
    one = _known(collection)
    with ask.read() as reading:
        extent = read_extent(reading, one)
    return _told(request, describe(one, _base(request, ask), extent), JSON)


@router.get("/collections/{collection}/items")
def get_items(
    collection: str, question: Annotated[AboutItems, Query()], request: Request, ask: Ask
) -> Response:
    """A page of features, with links to the pages beside it."""
    one = _known(collection)
    with ask.read() as reading:
        page = read_page(reading, one, question)
    here = f"{_base(request, ask)}/collections/{one.id}"
    links = msgspec.json.encode(_around(here, request, question, page)).decode()
    body = (
        f'{{"type":"FeatureCollection","links":{links},"numberMatched":{page.matched},'
        f'"numberReturned":{len(page.features)},"features":[{",".join(page.features)}]}}'
    )
    return _sent(request, body.encode(), GEOJSON)


@router.get("/collections/{collection}/items/{feature}")
def get_item(
    collection: str,
    feature: str,
    question: Annotated[Plain, Query()],
    request: Request,
    ask: Ask,
) -> Response:
    """One feature, also of before or of later."""
    one = _known(collection)
    number = int(feature) if feature.isascii() and feature.isdigit() else 0
    with ask.read() as reading:
        found = read_one(reading, one, number) if 0 < number <= SQL_INT else None
    if found is None:
        raise NotThere(f"There is no feature {feature} in {one.id}.", "See its items for all.")
    here = f"{_base(request, ask)}/collections/{one.id}"
    links = [
        link(f"{here}/items/{number}", "self", GEOJSON, "This feature"),
        link(here, "collection", JSON, one.title),
    ]
    body = f'{found[:-1]},"links":{msgspec.json.encode(links).decode()}}}'
    return _sent(request, body.encode(), GEOJSON)


def _known(collection: str) -> Collection:
    one = COLLECTIONS.get(collection)
    if one is None:
        raise NotThere(f"There is no collection {collection}.", "See /ogc/collections for all.")
    return one


def _around(here: str, request: Request, asked: AboutItems, page: Page) -> list[dict[str, str]]:
    """Links to this page, those beside it, and its collection."""
    given = dict(request.query_params)

    def to(offset: int) -> str:
        return f"{here}/items?{urlencode(given | {'offset': str(offset)})}"

    end = asked.offset + len(page.features)
    itself = f"{here}/items" + (f"?{urlencode(given)}" if given else "")
    links = [link(itself, "self", GEOJSON, "This page")]
    if page.features and end < page.matched:
        links.append(link(to(end), "next", GEOJSON, "The next page"))
    if asked.offset:
        links.append(
            link(to(max(0, asked.offset - asked.limit)), "prev", GEOJSON, "The one before")
        )
    return [*links, link(here, "collection", JSON, "The collection")]


def _told(request: Request, content: dict[str, Any], media_type: str) -> Response:
    return _sent(request, msgspec.json.encode(content), media_type)


def _sent(request: Request, body: bytes, media_type: str) -> Response:
    etag = mark(body)
    if unchanged(request, etag):
        return not_modified(etag)
    crs = {"Content-Crs": f"<{CRS84}>"} if media_type == GEOJSON else {}
    return marked(body, media_type, etag, **crs)
