"""The OpenAPI description says what is true, and all of it."""

from typing import Any

import httpx
import pytest

from api import VERSION
from tests.api.test_app import PATHS
from tests.conftest import ROOT


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


def test_every_path_has_a_row_in_the_docs(description: dict[str, Any]) -> None:
    text = (ROOT / "docs/api.md").read_text()
    paths = [path.replace("{indicator}", "{id}") for path in description["paths"]]
    assert [path for path in paths if f"`/v1{path}`" not in text] == []
