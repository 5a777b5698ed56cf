"""The OpenAPI description: what is the same for every path."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import VERSION
from api.measured import tell_measured
from api.problems import MEDIA_TYPE, RETRY_AFTER_S, TITLES, Problem

ABOUT = """Shared vehicles on the pavement: what stands where, since when, and how much of it is too
much. Every number comes with its unit, its period or moment, its coverage (the share that good
evidence covers) and, where it is null, the reason. Nothing known is never told as 0.

Names are those of GBFS and MDS, the field's own standards, hence English. Moments are RFC 3339; a
question may use any offset, answers use UTC. Places are longitude and latitude (CRS84)."""
CONTACT = {
    "name": "Stoep",
    "url": "https://stoep.example/contact",
    "email": "stoep@stoep.example",
}
TAGS = [
    {"name": "feeds", "description": "Who is followed, and how well."},
    {"name": "areas", "description": "Places that numbers are about."},
    {"name": "vehicles", "description": "What stands, or stood, where."},
    {"name": "indicators", "description": "Published numbers, over time and on the map."},
    {"name": "clutter", "description": "What can be acted on: hot spots, long-parked vehicles."},
    {
        "name": "worklist",
        "description": "Who stands too long or in the way; what is done about it.",
    },
    {"name": "permits", "description": "What operators are asked, and whether they comply."},
    {"name": "disputes", "description": "What operators contest, and what comes of it."},
    {"name": "mandates", "description": "What data operators owe, and what they deliver."},
    {
        "name": "modules",
        "description": "Rules that cities share; what they told of days, and what follows.",
    },
    {"name": "what-if", "description": "What a draft would have meant before it is decided on."},
    {"name": "reports", "description": "What a council, or an operator, is told of a period."},
    {"name": "exports", "description": "Answers as files: CSV, XLSX, GeoJSON, GeoPackage."},
    {"name": "receipts", "description": "What a number was made of, and is made of again."},
    {"name": "people", "description": "Who is signed in, and who belongs to what."},
    {"name": "service", "description": "The service itself."},
]
VERSION_HEADER = {
    "API-Version": {
        "description": "Version of this API.",
        "schema": {"type": "string", "examples": [VERSION]},
    }
}
RETRY_HEADER = {
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer", "examples": [int(RETRY_AFTER_S)]},
    }
}


def document(app: FastAPI) -> dict[str, Any]:
    """The description of an application's paths, made once."""
    if not app.openapi_schema:
        schema = get_openapi(
            title="Stoep",
            version=VERSION,
            summary="What stands on the pavement, in numbers that hold in a dispute.",
            description=ABOUT,
            routes=app.routes,
            tags=TAGS,
            servers=[{"url": "/v1", "description": "This server."}],
            contact=CONTACT,
            license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        )
        for path, operations in schema["paths"].items():
            for operation in operations.values():
                _complete(path, operation)
        _name(schema)
        schemas = schema["components"]["schemas"]
        schemas |= _problem_schemas()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        tell_measured(schemas)
        app.openapi_schema = schema
    return app.openapi_schema


def _name(schema: dict[str, Any]) -> None:
    """Give schemas that share a name one of their own in UpperCamelCase: that of where they are.

    `api__answers__zones__Zone` is told as `ZonesZone`.
    """
    schemas = schema["components"]["schemas"]
    names = {name: _camel(name) for name in schemas}
    assert len(set(names.values())) == len(names)
    schema["components"]["schemas"] = {names[name]: told for name, told in schemas.items()}
    _refer(schema, {_place(name): _place(new) for name, new in names.items()})


def _place(name: str) -> str:
    return f"#/components/schemas/{name}"


def _camel(name: str) -> str:
    if name.isalnum():
        return name
    words = re.split(r"[-_]+", "_".join(name.split("__")[-2:]))
    return "".join(word[:1].upper() + word[1:] for word in words)


def _refer(part: Any, names: dict[str, str]) -> None:
    """Lead references in a schema to new names; leave out defaults that are no values."""
    if isinstance(part, list):
        for one in part:
            _refer(one, names)
    elif isinstance(part, dict):
        if part.get("default") == "" and "pattern" in part:
            # It stands for left out, and is no value itself.
            del part["default"]
        if isinstance(part.get("$ref"), str):
            part["$ref"] = names.get(part["$ref"], part["$ref"])
        for value in part.values():
            _refer(value, names)


def _complete(path: str, operation: dict[str, Any]) -> None:
    """What every operation answers besides its own: headers, and problems."""
    responses = operation["responses"]
    responses.pop("422", None)
    statuses = [400, 429, 500, 503] if "{" not in path else [400, 404, 429, 500, 503]
    statuses += [413] if "202" in responses else [409, 413] if "201" in responses else []
    for status in statuses:
        responses[str(status)] = {
            "description": TITLES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    good = responses[next(status for status in ("202", "201", "200") if status in responses)]
    if good["description"] == "Successful Response":
        good["description"] = f"{operation['summary']}."
    for response in responses.values():
        response.setdefault("headers", {}).update(VERSION_HEADER)
    for waits in ("429", "503"):
        responses[waits]["headers"].update(RETRY_HEADER)


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
