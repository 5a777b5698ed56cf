"""The Dutch API Design Rules: the linter of their makers where it is, and its rules by ourselves.

`make test` and `make rules` fetch the linter (Spectral) where there is npm. Without it the rules
that a machine can check are checked here anyway.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT

KEBAB = re.compile(r"(/(_?[a-z0-9.-]+|\{[^}]+\}))+")
CAMEL = re.compile(r"\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*")
PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")


@pytest.fixture(scope="module")
def description(away: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = away.get("/openapi.json").json()
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def resolved(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, Any] = description["components"]["schemas"][name]
    return found


def test_the_linter_of_their_makers_finds_nothing(
    description: dict[str, Any], shared: Path, tmp_path: Path
) -> None:
    ours = ROOT / ".stoep/tools/node_modules/.bin/spectral"
    spectral = str(ours) if ours.exists() else shutil.which("spectral")
    if spectral is None:
        pytest.skip("no Spectral (make test fetches it where npm is): its rules did not run")
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(description))
    ruleset = shared / "schemas/nlgov-adr/linter.yaml"
    words = [spectral, "lint", "--ruleset", str(ruleset), "--fail-severity", "warn", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_paths_are_kebab_case_without_slash_at_the_end(description: dict[str, Any]) -> None:
    """/core/path-segments-kebab-case, /core/no-trailing-slash."""
    paths = list(description["paths"])
    assert [path for path in paths if not KEBAB.fullmatch(path)] == []


def test_parameters_of_questions_are_camel_case(description: dict[str, Any]) -> None:
    """/core/query-keys-camel-case."""
    names = {
        parameter["name"]
        for _, _, operation in operations(description)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    assert [name for name in names if not CAMEL.fullmatch(name)] == []


def test_versions_are_told(description: dict[str, Any]) -> None:
    """/core/doc-openapi, /core/uri-version, /core/semver, /core/version-header."""
    assert re.fullmatch(r"3(\.\d+){1,2}", description["openapi"])
    assert all(re.search(r"/v\d", server["url"]) for server in description["servers"])
    assert SEMVER.fullmatch(description["info"]["version"])
    for path, method, operation in operations(description):
        for status, response in operation["responses"].items():
            assert "API-Version" in response["headers"], (path, method, status)


def test_who_to_ask_is_told(description: dict[str, Any]) -> None:
    """/core/doc-openapi-contact."""
    assert {"name", "url", "email"} <= set(description["info"]["contact"])


def test_only_standard_methods(description: dict[str, Any]) -> None:
    """/core/http-methods."""
    methods = {method for _, method, _ in operations(description)}
    assert methods <= {"get", "post", "put", "delete", "patch"}


def test_every_error_is_a_problem(description: dict[str, Any]) -> None:
    """/core/error-handling/problem-details, /core/error-handling/invalid-input."""
    for path, method, operation in operations(description):
        assert "400" in operation["responses"], (path, method)
        for status, response in operation["responses"].items():
            if status >= "400":
                schema = response["content"]["application/problem+json"]["schema"]
                members = resolved(description, schema)["properties"]
                assert {"status", "title", "detail"} <= set(members)


def test_schemas_have_names_in_upper_camel_case(description: dict[str, Any]) -> None:
    names = description["components"]["schemas"]
    assert [name for name in names if not PASCAL.fullmatch(name)] == []


def test_times_name_their_zone(description: dict[str, Any]) -> None:
    """/core/date-time/timezone: no `date-time-local`; a time of the clock is `time-local`."""
    text = json.dumps(description)
    assert '"format": "date-time-local"' not in text
    assert '"format": "time"' not in text


def test_operations_have_ids_of_their_own(description: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(description)]
    assert len(set(ids)) == len(ids)


def test_tags_are_told_once_and_all_of_them(description: dict[str, Any]) -> None:
    tags = [tag["name"] for tag in description["tags"]]
    used = {tag for _, _, operation in operations(description) for tag in operation["tags"]}
    assert len(set(tags)) == len(tags)
    assert used <= set(tags)
