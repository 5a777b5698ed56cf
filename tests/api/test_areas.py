"""Areas as GeoJSON.

4.30   4.32   4.34
 +------+------+ 52.12
 | west | east |        districts of GM9999; `west` was redrawn on 10 March
 +------+------+ 52.10
     [hub]              hub with 12 places
"""

import httpx
import pytest

from api.answers import Area, Areas
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.worlds import World


@pytest.fixture(autouse=True)
def drawn(world: World) -> dict[str, int]:
    district, hub = AreaKind.district, AreaKind.hub
    return {
        "old west": world.area(district, "west", 4.29, 52.1, 4.32, 52.12, until="10 00:00"),
        "west": world.area(district, "west", 4.3, 52.1, 4.32, 52.12, since="10 00:00"),
        "east": world.area(district, "east", 4.32, 52.1, 4.34, 52.12, municipality="GM8888"),
        "hub": world.area(hub, "h1", 4.31, 52.099, 4.312, 52.1, capacity=12, municipality=None),
    }


def ids(client: httpx.Client, **question: str) -> list[int]:
    answer = told(client.get("/areas", params=question), Areas)
    return [feature["id"] for feature in answer["features"]]


def test_areas_are_those_valid_now_or_at_a_moment(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    assert set(ids(client)) == {drawn["west"], drawn["east"], drawn["hub"]}
    then = ids(client, moment="2026-03-09T23:59:59Z")
    assert set(then) == {drawn["old west"], drawn["east"], drawn["hub"]}
    assert drawn["west"] in ids(client, moment="2026-03-10T00:00:00Z")
    assert ids(client, moment="2026-02-01T00:00:00Z") == []


def test_areas_can_be_chosen_by_kind_and_municipality(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    assert ids(client, kind="hub") == [drawn["hub"]]
    assert ids(client, municipality="GM8888") == [drawn["east"]]
    assert ids(client, kind="hub", municipality="GM8888") == []


def test_a_feature_tells_all_of_an_area(client: httpx.Client, drawn: dict[str, int]) -> None:
    answer = client.get(f"/areas/{drawn['hub']}")
    feature = told(answer, Area)
    assert answer.headers["content-type"] == "application/geo+json"
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert feature["bbox"] == [4.31, 52.099, 4.312, 52.1]
    properties = feature["properties"]
    assert properties.pop("area_m2") == pytest.approx(136.8 * 111.3, rel=0.02)
    assert properties == {
        "kind": "hub",
        "code": "h1",
        "name": "H1",
        "municipality": None,
        "capacity": 12,
        "capacity_by_form": None,
        "form_factors": None,
        "source": "drawn by hand",
        "valid_from": "2026-03-01T00:00:00Z",
        "valid_to": None,
        "in_force": True,
    }


def test_a_version_that_is_past_can_still_be_asked_for(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    old = told(client.get(f"/areas/{drawn['old west']}"), Area)
    assert old["properties"]["valid_to"] == "2026-03-10T00:00:00Z"


def test_without_geometry_the_box_remains(client: httpx.Client) -> None:
    features = told(client.get("/areas?kind=hub&geometry=no"), Areas)["features"]
    assert features[0]["geometry"] is None
    assert len(features[0]["bbox"]) == 4


def test_a_reader_that_has_it_is_not_sent_it_again(client: httpx.Client, world: World) -> None:
    etag = client.get("/areas").headers["etag"]
    again = client.get("/areas", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    world.area(AreaKind.monitoring, "new", 4.3, 52.1, 4.31, 52.11)
    assert client.get("/areas", headers={"If-None-Match": etag}).status_code == 200


def test_strangers_are_not_there_and_nonsense_is_refused(client: httpx.Client) -> None:
    refused(client.get("/areas/999"), 404)
    assert set(faults(client.get("/areas/abc"))) == {"id"}
    assert set(faults(client.get("/areas/99999999999"))) == {"id"}
    wrong = client.get("/areas?kind=province&geometry=maybe&moment=1")
    assert set(faults(wrong)) == {"kind", "geometry", "moment"}
