"""Limits decided over HTTP: set, contested, repeated, withdrawn, refused by the field."""

from typing import Any

import httpx
import pytest

from api.answers import PermitLimit, PermitLimitHistory, PermitLimits
from stoep.vocabulary import AreaKind
from tests.api.checks import refused, told
from tests.worlds import World
from tests.zones.permits import HERE

CAP = {
    "municipality": HERE, "operator": "swift", "indicator": "permit_fleet", "value": 40,
    "unit": "vehicles", "from": "2026-04-01", "by": "A. Official", "why": "council decision 1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def drawn(world: World) -> None:
    world.feed("swift", ("10 00:00", "15 12:00"))
    world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)


def put(client: httpx.Client, **changes: Any) -> httpx.Response:
    return client.post("/permits/decisions", json=CAP | changes)


def history(client: httpx.Client) -> list[dict[str, Any]]:
    found = told(
        client.get("/permits/limits/history", params={"municipality": HERE}), PermitLimitHistory
    )
    limits: list[dict[str, Any]] = found["limits"]
    return limits


def in_force(client: httpx.Client, day: str) -> list[tuple[float, str]]:
    asked = {"municipality": HERE, "day": day}
    found = told(client.get("/permits/limits", params=asked), PermitLimits)
    return [(one["value"], one["set_by"]) for one in found["limits"]]


def test_a_limit_is_set_and_withdrawn_with_who_and_why(client: httpx.Client) -> None:
    made = put(client)
    assert made.status_code == 201
    limit = PermitLimit.model_validate_json(made.content)
    assert (limit.value, limit.bound, limit.set_by) == (40, "maximum", "A. Official")
    assert in_force(client, "2026-03-31") == []
    assert in_force(client, "2026-04-01") == [(40, "A. Official")]
    body = {"from": "2026-06-01", "by": "B. Official", "why": "pilot ended", "after": limit.id}
    gone = client.post(f"/permits/limits/{limit.id}/withdrawal", json=body)
    assert (gone.status_code, gone.json()["withdrawn"]) == (201, True)
    assert in_force(client, "2026-05-31") == [(40, "A. Official")]
    assert in_force(client, "2026-06-01") == []
    assert [(one["withdrawn"], one["why"]) for one in history(client)] == [
        (True, "pilot ended"),
        (False, "council decision 1"),
    ]


def test_the_same_wish_said_again_is_kept_once(client: httpx.Client) -> None:
    first = put(client)
    again = put(client)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(history(client)) == 1


def test_of_two_at_once_the_second_hears_what_the_first_decided(client: httpx.Client) -> None:
    number = put(client, by="A. Official").json()["id"]
    problem = refused(put(client, value=50, by="B. Official"), 409)
    assert problem["detail"] == "Meanwhile A. Official set another limit."
    assert (problem["latest"]["id"], problem["latest"]["value"]) == (number, 40)
    assert len(history(client)) == 1
    # Another scope is another decision.
    assert put(client, value=50, by="B. Official", form="moped").status_code == 201
    # Who has seen it may decide otherwise.
    assert put(client, value=50, by="B. Official", after=number).status_code == 201
    body = {"from": "2026-06-01", "by": "C. Official", "why": "ended", "after": number}
    refused(client.post(f"/permits/limits/{number}/withdrawal", json=body), 409)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("municipality", {"municipality": "GM0001"}),
        ("operator", {"operator": "nobody"}),
        ("indicator", {"indicator": "parked_density"}),
        ("unit", {"unit": "%"}),
        ("value", {"value": -1}),
        ("value", {"value": "many"}),
        ("from", {"from": "2026-02-30"}),
        ("from", {"from": "1026-02-01"}),
        ("form", {"form": "boat"}),
        ("zone", {"zone": "hub/nowhere"}),
        ("season", {"season": "summer"}),
        ("season", {"season": "02-31..03-31"}),
        ("coverage", {"coverage": 0}),
        ("tolerance", {"tolerance": 10}),
        ("by", {"by": " "}),
        ("by", {"by": "A\u202e"}),
        ("why", {"why": ""}),
        ("after", {"after": -1}),
        ("colour", {"colour": "red"}),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    client: httpx.Client, field: str, changes: dict[str, Any]
) -> None:
    [fault] = refused(put(client, **changes), 400)["faults"]
    assert (fault["name"], fault["place"]) == (field, "body")
    assert history(client) == []


def test_a_limit_that_is_not_there_cannot_be_withdrawn(client: httpx.Client) -> None:
    body = {"from": "2026-06-01", "by": "C. Official", "why": "ended"}
    refused(client.post("/permits/limits/12/withdrawal", json=body), 404)
    number = put(client).json()["id"]
    gone = client.post(f"/permits/limits/{number}/withdrawal", json=body | {"after": number})
    refused(client.post(f"/permits/limits/{gone.json()['id']}/withdrawal", json=body), 404)
