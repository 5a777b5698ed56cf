"""The OpenAPI description says what is true, and all of it."""

import re
from typing import Any

import httpx
import pytest

from api import VERSION
from api.measured import ELSE, NAMED, PUBLISHED, is_something_else
from tests.api.test_app import PATHS
from zones.registry import INDICATORS


@pytest.fixture
def description(away: httpx.Client) -> dict[str, Any]:
    answer = away.get("/openapi.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    found: dict[str, Any] = answer.json()
    return found


def test_it_says_whose_it_is_and_which_version(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.")
    assert description["info"]["version"] == VERSION
    assert set(description["info"]["contact"]) == {"name", "url", "email"}
    assert [server["url"] for server in description["servers"]] == ["/v1"]


@pytest.mark.parametrize("path", PATHS)
def test_every_path_tells_what_it_is_what_it_answers_and_how_it_refuses(path: str) -> None:
    operation: Any = PATHS[path]
    assert operation["tags"]
    assert operation["summary"]
    assert operation["description"]
    responses = operation["responses"]
    assert {"200", "400", "500", "503"} <= set(responses)
    assert "422" not in responses
    assert ("404" in responses) == ("{" in path)
    for status, response in responses.items():
        assert "API-Version" in response["headers"]
        if status >= "400":
            assert list(response["content"]) == ["application/problem+json"]
    assert "Retry-After" in responses["503"]["headers"]


@pytest.mark.parametrize("path", PATHS)
def test_every_parameter_is_explained(path: str) -> None:
    operation: Any = PATHS[path]
    for parameter in operation.get("parameters", []):
        about = parameter.get("description") or parameter["schema"].get("description")
        assert about, parameter["name"]
        assert "null" not in str(parameter["schema"].get("anyOf", "")), parameter["name"]


def test_operations_have_names_of_their_own(description: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for operations in description["paths"].values()
        for operation in operations.values()
    ]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and "__" not in name for name in names)


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [r for value in part.values() for r in references(value)]
        if isinstance(part, list):
            return [r for value in part for r in references(value)]
        return []

    for reference in references(description):
        assert reference.removeprefix("#/components/schemas/") in schemas


def test_every_figure_is_a_number_of_the_registry_or_said_to_be_something_else(
    description: dict[str, Any],
) -> None:
    """A new figure in any answer fails here until it is said which number it is."""
    schemas = description["components"]["schemas"]
    for schema, properties in _figures(schemas).items():
        for field in properties:
            told = schemas[schema]["properties"][field].get("x-indicator")
            assert (told is not None) != is_something_else(schema, field), (schema, field)
            assert told is None or told == NAMED or told in INDICATORS, (schema, field)


def test_which_numbers_are_told_names_no_figure_that_is_gone(description: dict[str, Any]) -> None:
    figures = _figures(description["components"]["schemas"])
    assert {(s, f) for s in PUBLISHED for f in PUBLISHED[s]} <= {
        (s, f) for s in figures for f in figures[s]
    }
    fields = {field for properties in figures.values() for field in properties}
    for name in (name for told in ELSE.values() for name in told.split()):
        schema, _, field = name.rpartition(".")
        assert field in (figures[schema] if schema else fields), name


def test_an_answer_that_names_its_number_has_the_field_for_it(description: dict[str, Any]) -> None:
    """`named` is said of parts of answers; what holds them has `indicator`."""
    schemas = description["components"]["schemas"]
    holders = [s for s, schema in schemas.items() if "indicator" in schema.get("properties", {})]
    reached = {name for holder in holders for name in _reached(holder, schemas)}
    assert {s for s in PUBLISHED if NAMED in PUBLISHED[s].values()} <= reached


def _reached(schema: str, schemas: dict[str, Any]) -> set[str]:
    """A schema and all that it is made of."""
    found, todo = set(), [schema]
    while todo:
        name = todo.pop()
        found.add(name)
        parts = re.findall(r"#/components/schemas/(\w+)", str(schemas[name]))
        todo += [part for part in parts if part not in found]
    return found


def _figures(schemas: dict[str, Any]) -> dict[str, set[str]]:
    """The fields of each schema that are or hold numbers."""
    found = {
        name: {field for field, of in schema.get("properties", {}).items() if _is_figure(of)}
        for name, schema in schemas.items()
        if name not in ("Problem", "Fault")
    }
    return {name: fields for name, fields in found.items() if fields}


def _is_figure(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    if schema.get("type") in ("number", "integer"):
        return True
    inner = [
        part for key in ("anyOf", "oneOf", "allOf", "prefixItems") for part in schema.get(key, [])
    ]
    return any(map(_is_figure, [*inner, schema.get("items"), schema.get("additionalProperties")]))
