"""Zones over HTTP: their phase and dates at a moment, in GeoJSON.

The hub `plein` holds from 5 March, a version with another capacity from 14 March 12:00 on; a
no-parking area is published for 20 March; a monitoring zone is a concept since 15 March.
"""

import httpx
import pytest
import shapely

from api.answers import Zone, Zones
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.worlds import World, at
from zones.policy import life
from zones.policy.life import Draft

BY = "Noor of the city"
SQUARES = shapely.MultiPolygon(
    [shapely.box(4.30, 52.10, 4.31, 52.11), shapely.box(4.32, 52.10, 4.33, 52.11)]
)


@pytest.fixture(autouse=True)
def drawn(world: World) -> dict[str, int]:
    world.area(AreaKind.municipality, "GM9999", 4.2, 52.0, 4.4, 52.2)
    on = world.connection

    def zone(kind: AreaKind, name: str, now: str, capacity: dict[str, int] | None = None) -> int:
        draft = Draft(name, SQUARES, capacity)
        return life.draw(on, kind, "GM9999", draft, BY, at(now), name.lower())

    old = zone(AreaKind.hub, "Plein", "4 00:00", {"combined": 20})
    life.commit(on, old, BY, at("4 01:00"))
    life.publish(on, old, at("4 12:00"), at("5 00:00"), BY, at("4 01:00"))
    new = life.edit(on, old, Draft(capacity={"bicycle": 8, "moped": 4}), BY, at("13 00:00"))
    life.commit(on, new, BY, at("13 00:00"))
    life.publish(on, new, at("14 00:00"), at("14 12:00"), BY, at("13 00:00"))
    street = zone(AreaKind.no_parking, "Straat", "10 00:00")
    life.commit(on, street, BY, at("10 00:00"))
    life.publish(on, street, at("15 00:00"), at("20 00:00"), BY, at("10 00:00"))
    quay = zone(AreaKind.monitoring, "Kade", "15 00:00")
    return {"old": old, "new": new, "street": street, "quay": quay}


def phases(client: httpx.Client, **question: str) -> dict[int, str]:
    answer = told(client.get("/zones", params=question), Zones)
    return {f["id"]: f["properties"]["phase"] for f in answer["features"]}


def test_phases_are_those_of_now_or_of_a_moment(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    assert phases(client) == {
        drawn["old"]: "archived",
        drawn["new"]: "active",
        drawn["street"]: "published",
        drawn["quay"]: "concept",
    }
    assert phases(client, moment="2026-03-14T11:59:59Z") == {
        drawn["old"]: "retiring",
        drawn["new"]: "published",
        drawn["street"]: "committed",
    }
    assert phases(client, moment="2026-03-20T00:00:00Z")[drawn["street"]] == "active"
    assert phases(client, moment="2026-03-01T00:00:00Z") == {}


def test_zones_can_be_chosen_by_kind_phase_and_municipality(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    assert set(phases(client, kind="hub")) == {drawn["old"], drawn["new"]}
    assert set(phases(client, phase="active")) == {drawn["new"]}
    yesterday = "2026-03-14T00:00:00Z"
    assert set(phases(client, phase="retiring", moment=yesterday)) == {drawn["old"]}
    assert phases(client, municipality="GM0000") == {}


def test_a_feature_tells_the_whole_life(client: httpx.Client, drawn: dict[str, int]) -> None:
    answer = client.get(f"/zones/{drawn['new']}")
    feature = told(answer, Zone)
    assert answer.headers["content-type"] == "application/geo+json"
    assert len(feature["geometry"]["coordinates"]) == 2
    properties = feature["properties"]
    area = client.get(f"/areas/{properties.pop('area')}").json()["properties"]
    assert (area["kind"], area["code"], area["capacity"]) == ("hub", "plein", 12)
    assert area["valid_from"] == "2026-03-14T12:00:00Z"
    assert properties.pop("area_m2") == pytest.approx(area["area_m2"])
    changes = client.get(f"/zones/{drawn['new']}/history").json()["changes"]
    assert properties.pop("change") == changes[-1]["number"]
    assert properties == {
        "code": "plein",
        "name": "Plein",
        "kind": "hub",
        "municipality": "GM9999",
        "phase": "active",
        "capacity": {"bicycle": 8, "moped": 4},
        "places": 12,
        "form_factors": None,
        "drawn_at": "2026-03-13T00:00:00Z",
        "committed_at": "2026-03-13T00:00:00Z",
        "publish_on": "2026-03-14T00:00:00Z",
        "active_from": "2026-03-14T12:00:00Z",
        "retire_published": None,
        "retire_on": None,
        "previous": drawn["old"],
        "next": None,
        "in_force": True,
    }
    old = told(client.get(f"/zones/{drawn['old']}"), Zone)["properties"]
    assert old["in_force"] is False
    assert (old["next"], old["retire_on"]) == (drawn["new"], "2026-03-14T12:00:00Z")
    early = client.get(f"/zones/{drawn['quay']}?moment=2026-03-01T00:00:00Z")
    assert told(early, Zone)["properties"]["phase"] is None


def test_without_geometry_the_box_remains_and_a_mark_spares_sending_it_again(
    client: httpx.Client,
) -> None:
    answer = client.get("/zones?geometry=no&kind=hub")
    assert [f["geometry"] for f in answer.json()["features"]] == [None, None]
    again = client.get(
        "/zones?geometry=no&kind=hub", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_strangers_are_not_there_and_nonsense_is_refused(client: httpx.Client) -> None:
    refused(client.get("/zones/999"), 404)
    wrong = client.get("/zones?kind=district&phase=old&moment=1&geometry=maybe")
    assert set(faults(wrong)) == {"kind", "phase", "moment", "geometry"}


def test_a_zone_itself_is_only_read(client: httpx.Client, drawn: dict[str, int]) -> None:
    """What is done with it goes to `/zones/{id}/actions` (test_zone_acts.py)."""
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        refused(client.request(method, f"/zones/{drawn['new']}"), 405)
        refused(client.request(method, "/zones"), 405)
