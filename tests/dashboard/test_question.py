"""What is sent to Dash and is no question of a page gets a sentence, and reaches no callback."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from dashboard.door import MOST_BYTES
from dashboard.question import MOST_DEEP
from stoep.cluster import Cluster
from stoep.settings import Settings
from tests.dashboard.conftest import serving

ADDRESS = "/_dash-update-component"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(cluster: Cluster, migrated: str) -> Iterator[httpx.Client]:
    """Asks a server before an empty database, as pages of its own do."""
    cluster.create("questions", template=migrated)
    own = {"sec-fetch-site": "same-origin"}
    with (
        serving(cluster.address("questions"), Settings()) as url,
        httpx.Client(base_url=url, trust_env=False, headers=own, timeout=60) as client,
    ):
        yield client
    cluster.drop("questions")


@pytest.fixture(scope="module")
def questions(client: httpx.Client) -> list[dict[str, Any]]:
    """What the pages ask this server, with no value anywhere."""
    return [
        asked(callback)
        for callback in client.get("/_dash-dependencies").json()
        if callback["clientside_function"] is None
    ]


@pytest.fixture
def question(questions: list[dict[str, Any]]) -> dict[str, Any]:
    """A good one: a place alone to fill, by several inputs and states."""
    alone = (one for one in questions if isinstance(one["outputs"], dict) and one["state"])
    return next(one for one in alone if len(one["inputs"]) > 1)


def asked(callback: dict[str, Any]) -> dict[str, Any]:
    """The question of a callback, as the browser puts it together."""
    inputs, state = (
        [{**one, "value": None} for one in callback[kind]] for kind in ("inputs", "state")
    )
    names = callback["output"].strip(".").split("...")
    places = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in names]
    return {
        "output": callback["output"],
        "outputs": places if callback["output"].startswith("..") else places[0],
        "inputs": inputs,
        "state": state,
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in inputs],
    }


def refused(answer: httpx.Response, status: int, log: pytest.LogCaptureFixture) -> dict[str, Any]:
    """What a refusal says: a sentence with a remedy, and nothing of what went on within."""
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    told: dict[str, Any] = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "remedy"}
    assert all(word not in answer.text for word in ("Traceback", "dash", "callback", "view"))
    assert [one for one in log.records if one.levelno >= logging.WARNING] == []
    return told


def test_what_pages_ask_is_let_in(client: httpx.Client, questions: list[dict[str, Any]]) -> None:
    assert len(questions) > 50
    answers = [(client.post(ADDRESS, json=one).status_code, one["output"]) for one in questions]
    assert [one for one in answers if one[0] not in (200, 204)] == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[]", b"null", b"17", b'"view.data"', b'{"output": "view.data", "inp',
        b"\xff\xfe{}", b'{"output": "\xc3\x28"}', b"[" * 100_000, b'{"a":' * 100_000,
        b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
    ],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_a_body_that_is_no_question_is_refused(
    client: httpx.Client, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    told = refused(client.post(ADDRESS, content=body, headers=JSON), 400, caplog)
    assert told["detail"] == "The body is no question that a page of Stoep asks."


WRONG: list[Any] = [None, 17, True, "none.children", [], ["view"], {}, {"id": "view"}, [[]], [17]]


@pytest.mark.parametrize("field", ["output", "outputs", "inputs", "state", "changedPropIds"])
def test_a_question_with_a_part_of_another_kind_is_refused(
    client: httpx.Client,
    question: dict[str, Any],
    field: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wrong = [one for one in WRONG if (field, one) != ("changedPropIds", [])]
    if isinstance(question[field], list) and field != "changedPropIds":
        wrong += [question[field][1:], question[field] * 2, [question[field]]]
    for one in wrong:
        answer = client.post(ADDRESS, json=question | {field: one})
        assert answer.status_code == 400, one
        refused(answer, 400, caplog)


def test_a_question_without_a_part_or_of_no_json_is_refused(
    client: httpx.Client, question: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    for field in ("output", "outputs", "inputs", "state"):
        without = {name: part for name, part in question.items() if name != field}
        refused(client.post(ADDRESS, json=without), 400, caplog)
    plain = {"content-type": "text/plain"}
    refused(client.post(ADDRESS, content=json.dumps(question), headers=plain), 400, caplog)


def test_what_is_nested_too_deep_is_refused(
    client: httpx.Client, question: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    def nested(depth: int) -> Any:
        return [nested(depth - 1)] if depth else []

    first, *others = question["inputs"]
    deep = question | {"inputs": [first | {"value": nested(MOST_DEEP)}, *others]}
    refused(client.post(ADDRESS, json=deep), 400, caplog)


@pytest.mark.parametrize("known", [True, False], ids=["length told", "length not told"])
def test_what_is_too_long_is_refused(
    client: httpx.Client, question: dict[str, Any], known: bool, caplog: pytest.LogCaptureFixture
) -> None:
    first, *others = question["inputs"]
    long = question | {"inputs": [first | {"value": "x" * MOST_BYTES}, *others]}
    body = json.dumps(long).encode()
    told = refused(
        client.post(ADDRESS, content=body if known else iter([body]), headers=JSON), 413, caplog
    )
    assert str(MOST_BYTES) in told["detail"]
    assert client.post(ADDRESS, json=question).status_code in (200, 204)
