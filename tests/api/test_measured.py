"""Every figure of every answer is a published number, or said to be something else."""

import re
from typing import Any

import httpx
import pytest

from api.measured import ELSE, NAMED, PUBLISHED, is_something_else
from zones.registry import INDICATORS


@pytest.fixture
def schemas(away: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = away.get("/openapi.json").json()["components"]["schemas"]
    return found


def test_every_figure_is_a_number_of_the_registry_or_said_to_be_something_else(
    schemas: dict[str, Any],
) -> None:
    """A new figure in any answer fails here until it is said which number it is."""
    for schema, properties in _figures(schemas).items():
        for field in properties:
            told = schemas[schema]["properties"][field].get("x-indicator")
            assert (told is not None) != is_something_else(schema, field), (schema, field)
            assert told is None or told == NAMED or told in INDICATORS, (schema, field)


def test_which_numbers_are_told_names_no_figure_that_is_gone(schemas: dict[str, Any]) -> None:
    figures = _figures(schemas)
    assert {(s, f) for s in PUBLISHED for f in PUBLISHED[s]} <= {
        (s, f) for s in figures for f in figures[s]
    }
    fields = {field for properties in figures.values() for field in properties}
    for name in (name for told in ELSE.values() for name in told.split()):
        schema, _, field = name.rpartition(".")
        assert field in (figures[schema] if schema else fields), name


def test_an_answer_that_names_its_number_has_the_field_for_it(schemas: dict[str, Any]) -> None:
    """`named` is said of parts of answers; what holds them has `indicator`."""
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
