"""The description of the OGC paths, in OpenAPI 3.0 as its conformance class asks."""

from typing import Any

from api import VERSION
from api.documentation import CONTACT
from api.ogc.asked import MOST, USUAL
from api.ogc.collections import COLLECTIONS, GEOJSON, JSON
from api.problems import MEDIA_TYPE, TITLES

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
ANY = {"type": "object"}
NUMBER = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
WHICH = {
    "name": "collectionId", "in": "path", "required": True,
    "schema": {"type": "string", "enum": list(COLLECTIONS)},
}  # fmt: skip
PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "bbox", "in": "query", "required": False, "style": "form", "explode": False,
        "description": "West, south, east, north (or with heights, which are not looked at).",
        "schema": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
    },
    {
        "name": "datetime", "in": "query", "required": False, "style": "form", "explode": False,
        "description": "A moment, or start/end, of which one may be ..; left out: now. For all "
        "versions that there ever were ask for ../ and a late moment.",
        "schema": {"type": "string"},
    },
    {
        "name": "limit", "in": "query", "required": False, "style": "form", "explode": False,
        "description": "Most features in one answer; of more the maximum is given.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    {
        "name": "offset", "in": "query", "required": False, "style": "form", "explode": False,
        "description": "So many are passed over; the links `next` and `prev` carry it.",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    },
]  # fmt: skip


def define(base: str) -> dict[str, Any]:
    """The description, of the server at an address."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Stoep: areas and zones",
            "description": "OGC API Features, Part 1: Core, of areas and zones of policy.",
            "version": VERSION,
            "contact": CONTACT,
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
        },
        "servers": [{"url": base}],
        "paths": {
            "/": _get("getLandingPage", "What there is", JSON),
            "/conformance": _get("getConformance", "What it conforms to", JSON),
            "/api": _get("getDescription", "This description", OPENAPI),
            "/collections": _get("getCollections", "All collections", JSON),
            "/collections/{collectionId}": _get("getCollection", "One", JSON, [WHICH]),
            "/collections/{collectionId}/items": _get(
                "getFeatures", "Features", GEOJSON, [WHICH, *PARAMETERS]
            ),
            "/collections/{collectionId}/items/{featureId}": _get(
                "getFeature", "One feature", GEOJSON, [WHICH, NUMBER]
            ),
        },
    }


def _get(
    name: str, summary: str, media_type: str, parameters: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    statuses = (400, 404, 500, 503) if parameters else (400, 500, 503)
    good = {"description": summary, "content": {media_type: {"schema": ANY}}}
    bad = {
        str(status): {
            "description": TITLES[status],
            "content": {MEDIA_TYPE: {"schema": ANY}},
        }
        for status in statuses
    }
    operation: dict[str, Any] = {
        "operationId": name, "summary": summary, "tags": ["features"],
        "responses": {"200": good, **bad},
    }  # fmt: skip
    return {"get": operation | ({"parameters": parameters} if parameters else {})}
