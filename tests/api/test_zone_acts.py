"""What people do with zones over HTTP: drawn, decided, published, ended; contested and refused.

It is 15 March 2026, 12:00 UTC; the town lies between 4.2 and 4.4 east, 52.0 and 52.2 north.
"""

import re
from typing import Any

import httpx
import pytest

from api.answers import Zone, ZoneDone, ZoneHistory
from api.zone_asked import AboutStep
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.conftest import ROOT
from tests.worlds import World

NOOR, SAM = "Noor de Wit", "Sam Bos"


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


SQUARE = box(4.30, 52.10, 4.31, 52.11)
BOW = {
    "type": "Polygon",
    "coordinates": [[[4.3, 52.1], [4.31, 52.11], [4.31, 52.1], [4.3, 52.115], [4.3, 52.1]]],
}


@pytest.fixture(autouse=True)
def town(world: World) -> World:
    world.area(AreaKind.municipality, "GM9999", 4.2, 52.0, 4.4, 52.2)
    return world


def draw(client: httpx.Client, **more: Any) -> httpx.Response:
    usual = {
        "kind": "hub", "municipality": "GM9999", "name": "Plein", "geometry": SQUARE, "by": NOOR,
    }  # fmt: skip
    return client.post("/zones/drawings", json=usual | more)


def drawn(client: httpx.Client, **more: Any) -> int:
    answer = draw(client, **more)
    assert answer.status_code == 201, answer.text
    return int(ZoneDone.model_validate_json(answer.content).zone)


def properties(client: httpx.Client, zone: int) -> dict[str, Any]:
    found: dict[str, Any] = told(client.get(f"/zones/{zone}"), Zone)["properties"]
    return found


def act(client: httpx.Client, zone: int, what: str, **more: Any) -> httpx.Response:
    """A step by somebody who has just read the zone."""
    if "after" not in more:
        more["after"] = properties(client, zone)["change"]
    return client.post(f"/zones/{zone}/actions", json={"what": what, "by": NOOR} | more)


def acted(client: httpx.Client, zone: int, what: str, **more: Any) -> int:
    answer = act(client, zone, what, **more)
    assert answer.status_code == 201, answer.text
    return int(ZoneDone.model_validate_json(answer.content).zone)


def test_from_drawing_to_archive_and_all_of_it_is_kept(client: httpx.Client) -> None:
    zone = drawn(client, capacity={"bicycle": 12, "moped": 8})
    acted(client, zone, "edited", name="Groot Plein", capacity={"combined": 30})
    acted(client, zone, "committed")
    assert properties(client, zone)["phase"] == "committed"
    acted(client, zone, "published", publish_on="2026-03-15", active_from="2026-03-20")
    shown = properties(client, zone)
    assert (shown["phase"], shown["publish_on"]) == ("published", "2026-03-15T12:00:00Z")
    # A day begins by the city's clock.
    assert shown["active_from"] == "2026-03-19T23:00:00Z"
    acted(client, zone, "retired", retire_published="2026-03-21", retire_on="2026-04-01")
    assert properties(client, zone)["retire_on"] == "2026-03-31T22:00:00Z"
    changes = told(client.get(f"/zones/{zone}/history"), ZoneHistory)["changes"]
    assert [one["what"] for one in changes] == [
        "drawn", "edited", "committed", "published", "retired",
    ]  # fmt: skip
    assert {(one["by"], one["verified"]) for one in changes} == {(NOOR, False)}
    assert {one["field"]: (one["before"], one["after"]) for one in changes[1]["fields"]} == {
        "name": ("Plein", "Groot Plein"),
        "capacity": ({"bicycle": 12, "moped": 8}, {"combined": 30}),
    }


def test_places_can_be_unknown_again(client: httpx.Client) -> None:
    zone = drawn(client, capacity={"combined": 20})
    acted(client, zone, "edited", name="Groot Plein")
    assert properties(client, zone)["capacity"] == {"combined": 20}
    acted(client, zone, "edited", capacity={})
    assert properties(client, zone)["capacity"] is None


def test_an_edit_of_what_operators_have_seen_is_a_new_version(client: httpx.Client) -> None:
    zone = drawn(client)
    acted(client, zone, "committed")
    acted(client, zone, "published", active_from="2026-03-15")
    answer = act(client, zone, "edited", geometry=box(4.30, 52.10, 4.32, 52.11))
    new = answer.json()["zone"]
    assert new != zone
    assert answer.headers["location"] == f"/v1/zones/{new}"
    assert (properties(client, new)["phase"], properties(client, new)["previous"]) == (
        "concept",
        zone,
    )
    acted(client, new, "committed")
    acted(client, new, "published", publish_on="2026-03-16", active_from="2026-03-18")
    assert properties(client, zone)["next"] == new
    said = [one["what"] for one in client.get(f"/zones/{new}/history").json()["changes"]]
    assert said == [
        "drawn", "committed", "published", "version_begun", "copied", "edited", "committed",
        "replaced", "published",
    ]  # fmt: skip
    acted(client, new, "reopened")
    assert properties(client, zone)["retire_on"] is None
    acted(client, new, "deleted")
    refused(client.get(f"/zones/{new}"), 404)
    last = client.get(f"/zones/{new}/history").json()["changes"][-1]
    assert (last["what"], last["by"]) == ("deleted", NOOR)


def test_a_monitoring_zone_begins_without_operators(client: httpx.Client) -> None:
    zone = drawn(client, kind="monitoring", name="Kade")
    acted(client, zone, "committed")
    assert "what" in faults(act(client, zone, "published", active_from="2026-03-20"))
    acted(client, zone, "activated", active_from="2026-03-01")
    assert properties(client, zone)["phase"] == "active"


def test_of_two_the_second_hears_what_the_first_did(client: httpx.Client) -> None:
    zone = drawn(client)
    seen = properties(client, zone)["change"]
    acted(client, zone, "edited", name="Groot Plein", by=SAM)
    problem = refused(act(client, zone, "committed", after=seen), 409)
    assert problem["type"] == "urn:stoep:changed_meanwhile"
    assert (problem["latest"]["what"], problem["latest"]["by"]) == ("edited", SAM)
    assert properties(client, zone)["phase"] == "concept"
    assert "after" in faults(act(client, zone, "committed", after=problem["latest"]["number"] + 9))
    # Thrown away twice, as when an answer got lost: the same answer.
    acted(client, zone, "deleted")
    last = client.get(f"/zones/{zone}/history").json()["changes"][-1]["number"]
    assert act(client, zone, "deleted", after=last - 1).status_code == 200
    refused(act(client, zone, "deleted", after=last, by=SAM), 404)


def causes(answer: httpx.Response) -> dict[str, str]:
    return {one["name"]: one.get("cause", "") for one in refused(answer, 400)["faults"]}


@pytest.mark.parametrize(
    ("more", "field", "cause"),
    [
        ({"geometry": BOW}, "geometry", "crosses"),
        ({"geometry": box(5.0, 52.1, 5.1, 52.2)}, "geometry", "area_outside"),
        ({"geometry": box(4.39, 52.10, 4.42, 52.11)}, "geometry", "area_outside"),
        ({"geometry": box(81_000.0, 455_000.0, 82_000.0, 456_000.0)}, "geometry", "degrees"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "geometry", "no_area"),
        ({"municipality": "GM0000"}, "geometry", "area_outside"),
        ({"capacity": {"combined": 20, "bicycle": 1}}, "capacity", "bad_capacity"),
        ({"kind": "no_parking", "capacity": {"combined": 20}}, "capacity", "bad_capacity"),
        ({"name": " "}, "name", ""),
        ({"name": "a\nb\x00"}, "name", ""),
        ({"by": ""}, "by", ""),
        ({"kind": "district"}, "kind", ""),
        ({"form_factors": ["rocket"]}, "form_factors", ""),
        ({"extra": 1}, "extra", ""),
    ],
)
def test_a_bad_drawing_is_refused_with_the_field_named(
    client: httpx.Client, more: dict[str, Any], field: str, cause: str
) -> None:
    assert causes(draw(client, **more)) == {field: cause}


def test_a_drawing_with_very_many_points_is_too_long(client: httpx.Client) -> None:
    ring = [[4.3 + i / 1e8, 52.1] for i in range(1_000_000)]
    found = causes(draw(client, geometry={"type": "Polygon", "coordinates": [ring]}))
    assert found == {"geometry": "bytes"}
    ring = [[4.3 + i / 1e7, 52.1] for i in range(6_000)]
    found = causes(draw(client, geometry={"type": "Polygon", "coordinates": [ring]}))
    assert found == {"geometry": "points"}


@pytest.mark.parametrize(
    ("what", "dates", "found"),
    [
        ("published", {}, {"active_from": "no_zone"}),
        ("published", {"active_from": "2026-03-01"}, {"publish_on": "told_after_start"}),
        (
            "published",
            {"publish_on": "2026-03-14", "active_from": "2026-03-20"},
            {"publish_on": "past"},
        ),
        (
            "published",
            {"publish_on": "2026-03-21", "active_from": "2026-03-20"},
            {"publish_on": "told_after_start"},
        ),
        ("published", {"active_from": "soon"}, {"active_from": ""}),
        ("committed", {"active_from": "2026-03-20"}, {"": ""}),
        ("retired", {"retire_on": "2026-03-20"}, {"what": "wrong_phase"}),
        ("deleted", {}, {"what": "wrong_phase"}),
    ],
)
def test_a_step_that_does_not_fit_is_refused(
    client: httpx.Client, what: str, dates: dict[str, str], found: dict[str, str]
) -> None:
    zone = drawn(client)
    acted(client, zone, "committed")
    assert causes(act(client, zone, what, **dates)) == found


def test_an_end_before_the_beginning_is_refused(client: httpx.Client) -> None:
    zone = drawn(client)
    acted(client, zone, "committed")
    acted(client, zone, "published", active_from="2026-03-20")
    answer = act(client, zone, "retired", retire_on="2026-03-19")
    assert causes(answer) == {"retire_on": "ends_before_start"}
    assert properties(client, zone)["retire_on"] is None


def test_the_step_that_the_docs_show_is_one() -> None:
    text = (ROOT / "docs/zones.md").read_text()
    [body] = re.findall(r"/actions' .*?-d '({.*?})'", text, re.DOTALL)
    assert AboutStep.model_validate_json(body).what == "published"


def test_strangers_are_not_there(client: httpx.Client) -> None:
    refused(act(client, 999, "committed", after=0), 404)
    refused(client.get("/zones/999/history"), 404)
