"""OGC API Features, Part 1: each requirement of Core by itself, named as the standard names it.

Of districts `west` and `east` (until 10 March: `old east`), twelve cells, and zones of policy: a
hub with a new version since 14 March, a no-parking zone published for 20 March, a concept. It is
15 March.
"""

from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely
from shapely.geometry import shape

from api.app import create_app
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.checks import refused
from tests.api.conftest import NOW, serving
from tests.api.standards import follows
from tests.worlds import World, at
from zones.policy import life
from zones.policy.life import Draft

GEOJSON = "application/geo+json"
ALL = "2000-01-01T00:00:00Z/.."
BY = "Noor of the city"
REQUIREMENTS = {
    "root-op", "root-success", "api-definition-op", "api-definition-success", "conformance-op",
    "conformance-success", "http", "query-param-unknown", "query-param-invalid", "crs84",
    "fc-md-op", "fc-md-success", "fc-md-links", "fc-md-items", "fc-md-items-links", "fc-md-extent",
    "fc-md-extent-multi", "sfc-md-op", "sfc-md-success", "fc-op", "fc-limit-definition",
    "fc-limit-response-1", "fc-bbox-definition", "fc-bbox-response", "fc-time-definition",
    "fc-time-response", "fc-response", "fc-links", "fc-rel-type", "fc-timeStamp",
    "fc-numberMatched", "fc-numberReturned", "f-op", "f-success", "f-links",
}  # fmt: skip


@pytest.fixture(autouse=True)
def zones(world: World) -> dict[str, int]:
    world.area(AreaKind.municipality, "GM9999", 4.2, 52.0, 4.4, 52.2)
    world.area(AreaKind.district, "west", 4.20, 52.0, 4.30, 52.2)
    world.area(AreaKind.district, "old east", 4.30, 52.0, 4.40, 52.2, until="10 00:00")
    world.area(AreaKind.district, "east", 4.30, 52.0, 4.40, 52.1, since="10 00:00")
    for n in range(12):
        world.area(AreaKind.h3, f"cell{n:02}", 4.2 + n / 100, 52.0, 4.21 + n / 100, 52.01)
    on = world.connection

    def zone(kind: AreaKind, name: str, now: str) -> int:
        box = shapely.MultiPolygon([shapely.box(4.30, 52.10, 4.31, 52.11)])
        return life.draw(on, kind, "GM9999", Draft(name, box, None), BY, at(now), name.lower())

    old = zone(AreaKind.hub, "Plein", "4 00:00")
    life.commit(on, old, BY, at("4 01:00"))
    life.publish(on, old, at("4 12:00"), at("5 00:00"), BY, at("4 01:00"))
    new = life.edit(on, old, Draft(name="Plein 2"), BY, at("13 00:00"))
    life.commit(on, new, BY, at("13 00:00"))
    life.publish(on, new, at("14 00:00"), at("14 12:00"), BY, at("13 00:00"))
    street = zone(AreaKind.no_parking, "Straat", "10 00:00")
    life.commit(on, street, BY, at("10 00:00"))
    life.publish(on, street, at("15 00:00"), at("20 00:00"), BY, at("10 00:00"))
    concept = zone(AreaKind.hub, "Later", "15 00:00")
    return {"old": old, "new": new, "street": street, "concept": concept}


@pytest.fixture
def ogc(client: httpx.Client) -> httpx.Client:
    return httpx.Client(
        base_url=str(client.base_url).replace("/v1/", "/ogc"), trust_env=False, timeout=60
    )


@pytest.fixture
def schemas(shared: Path) -> Path:
    return shared / "schemas/ogcapi-features-1/openapi/schemas"


def good(answer: httpx.Response, media_type: str = "application/json") -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == media_type
    return answer.json()


def items(ogc: httpx.Client, collection: str = "district", **asked: str) -> Any:
    return good(ogc.get(f"/collections/{collection}/items", params=asked), GEOJSON)


def names(found: Any) -> list[str]:
    return [feature["properties"]["name"] for feature in found["features"]]


def links(told: Any) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {link["rel"]: link for link in told["links"]}
    return found


def test_every_requirement_of_core_has_a_test(shared: Path) -> None:
    folder = shared / "schemas/ogcapi-features-1/requirements/core"
    told = {path.stem.removeprefix("REQ_") for path in folder.iterdir()}
    assert told - REQUIREMENTS == set()
    text = Path(__file__).read_text()
    missing = [name for name in REQUIREMENTS if f"# {name}\n" not in text]
    assert missing == []


def test_the_landing_page_leads_to_all(ogc: httpx.Client, schemas: Path) -> None:
    # root-op
    # root-success
    told = good(ogc.get("/"))
    follows(schemas / "landingPage.yaml", told)
    assert {"self", "service-desc", "conformance", "data"} <= set(links(told))
    for link in told["links"]:
        assert good(httpx.get(link["href"], trust_env=False, timeout=60), link["type"])


def test_the_description_is_openapi_and_true(ogc: httpx.Client) -> None:
    # api-definition-op
    # api-definition-success
    desc = links(good(ogc.get("/")))["service-desc"]
    told = good(httpx.get(desc["href"], headers={"Accept": desc["type"]}), desc["type"])
    assert told["openapi"].startswith("3.0")
    assert told["servers"][0]["url"] == str(ogc.base_url).rstrip("/")
    for path in told["paths"]:
        place = path.format(collectionId="district", featureId="2")
        assert ogc.get(place).status_code == 200, place
    assert ogc.get("/collections/district/items", params={"limit": "1"}).status_code == 200


def test_what_it_conforms_to(ogc: httpx.Client, schemas: Path) -> None:
    # conformance-op
    # conformance-success
    told = good(ogc.get("/conformance"))
    follows(schemas / "confClasses.yaml", told)
    assert [uri.rpartition("/")[2] for uri in told["conformsTo"]] == ["core", "oas30", "geojson"]
    assert all("/ogcapi-features-1/1.0/" in uri for uri in told["conformsTo"])


def test_it_speaks_http(ogc: httpx.Client) -> None:
    # http
    refused(ogc.post("/collections"), 405)
    refused(ogc.get("/collections/"), 404)
    first = ogc.get("/collections/district/items")
    again = ogc.get("/collections/district/items", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/conformance", "/collections", "/collections/h3", "/collections/h3/items",
     "/collections/h3/items/4"],
)  # fmt: skip
def test_an_unknown_parameter_is_refused(ogc: httpx.Client, path: str) -> None:
    # query-param-unknown
    refused(ogc.get(path, params={"nonsense": "1"}), 400)


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "0"), ("limit", "-1"), ("limit", "many"), ("limit", "1.5"), ("offset", "-1"),
     ("bbox", "1,2,3"), ("bbox", "1,2,3,4,5"), ("bbox", "a,b,c,d"), ("bbox", "4,53,5,52"),
     ("bbox", "4,52,500,53"), ("bbox", "nan,52,5,53"), ("datetime", "yesterday"),
     ("datetime", "2026-03-14"), ("datetime", "../.."), ("datetime", "/"),
     ("datetime", "2026-03-14T00:00:00Z/2026-03-13T00:00:00Z"),
     ("datetime", "2026-03-14T00:00:00Z/../2026-03-13T00:00:00Z")],
)  # fmt: skip
def test_a_bad_value_is_refused(ogc: httpx.Client, name: str, value: str) -> None:
    # query-param-invalid
    problem = refused(ogc.get("/collections/district/items", params={name: value}), 400)
    assert [fault["name"] for fault in problem["faults"]] == [name]


def test_places_are_longitude_and_latitude(ogc: httpx.Client) -> None:
    # crs84
    answer = ogc.get("/collections/district/items")
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    west = next(f for f in answer.json()["features"] if f["properties"]["code"] == "west")
    assert shape(west["geometry"]).bounds == (4.2, 52.0, 4.3, 52.2)


def test_the_collections_are_told_with_how_far_they_reach(ogc: httpx.Client, schemas: Path) -> None:
    # fc-md-op
    # fc-md-success
    # fc-md-links
    # fc-md-items
    # fc-md-items-links
    told = good(ogc.get("/collections"))
    follows(schemas / "collections.yaml", told)
    assert links(told)["self"]["type"] == "application/json"
    found = {one["id"]: one for one in told["collections"]}
    assert set(found) == {"municipality", "district", "neighbourhood", "h3", "zone"}
    for one in found.values():
        assert links(one)["items"]["type"] == GEOJSON
        assert (
            httpx.get(links(one)["items"]["href"], trust_env=False, timeout=60).status_code == 200
        )
    assert "extent" not in found["neighbourhood"], "it is empty"


@pytest.mark.parametrize("collection", ["municipality", "district", "h3", "zone"])
def test_a_collection_reaches_around_all_its_features(ogc: httpx.Client, collection: str) -> None:
    # fc-md-extent
    # fc-md-extent-multi
    extent = good(ogc.get(f"/collections/{collection}"))["extent"]
    box = shapely.box(*extent["spatial"]["bbox"][0])
    [[since, until]] = extent["temporal"]["interval"]
    features = items(ogc, collection, datetime=ALL)["features"]
    assert features
    for feature in features:
        assert box.buffer(1e-6).covers(shape(feature["geometry"]))
        assert feature["properties"]["valid_from"] >= since
        assert until is None


def test_a_collection_alone_is_what_the_list_says(ogc: httpx.Client, schemas: Path) -> None:
    # sfc-md-op
    # sfc-md-success
    for one in good(ogc.get("/collections"))["collections"]:
        alone = good(ogc.get(f"/collections/{one['id']}"))
        follows(schemas / "collection.yaml", alone)
        assert alone == one
    refused(ogc.get("/collections/nothing"), 404)


def test_features_are_a_geojson_collection(ogc: httpx.Client, schemas: Path) -> None:
    # fc-op
    # fc-response
    # fc-links
    # fc-rel-type
    # fc-timeStamp
    for collection in ("municipality", "district", "neighbourhood", "h3", "zone"):
        found = items(ogc, collection)
        follows(schemas / "featureCollectionGeoJSON.yaml", found)
        assert "timeStamp" not in found, "so that it has the same mark as long as it is the same"
        assert {link["type"] for link in found["links"]} <= {GEOJSON, "application/json"}
        assert links(found)["self"]["href"].endswith(f"/ogc/collections/{collection}/items")
    refused(ogc.get("/collections/nothing/items"), 404)


def parameters(ogc: httpx.Client) -> dict[str, Any]:
    told = good(ogc.get("/api"), "application/vnd.oai.openapi+json;version=3.0")
    path = told["paths"]["/collections/{collectionId}/items"]
    return {one["name"]: one for one in path["get"]["parameters"]}


def test_a_limit_is_kept_and_a_larger_one_is_the_most(ogc: httpx.Client) -> None:
    # fc-limit-definition
    # fc-limit-response-1
    # fc-numberMatched
    # fc-numberReturned
    limit = parameters(ogc)["limit"]
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}
    assert (limit["style"], limit["explode"], limit["required"]) == ("form", False, False)
    found = items(ogc, "h3", limit="5")
    assert (found["numberReturned"], found["numberMatched"]) == (5, 12) == (
        len(found["features"]), 12)  # fmt: skip
    assert items(ogc, "h3", limit="1000000")["numberReturned"] == 12


def test_pages_lead_to_one_another_and_hold_each_feature_once(ogc: httpx.Client) -> None:
    page = items(ogc, "h3", limit="5", bbox="4.0,51.9,4.5,52.1")
    seen = names(page)
    while "next" in links(page):
        assert links(page)["next"]["type"] == GEOJSON
        page = good(httpx.get(links(page)["next"]["href"], trust_env=False, timeout=60), GEOJSON)
        seen += names(page)
    assert len(seen) == len(set(seen)) == 12
    back = good(httpx.get(links(page)["prev"]["href"], trust_env=False, timeout=60), GEOJSON)
    assert back["numberReturned"] == 5
    assert items(ogc, "h3", offset="100")["features"] == []
    assert items(ogc, "h3", offset="100")["numberMatched"] == 12


def test_a_box_has_what_it_touches(ogc: httpx.Client) -> None:
    # fc-bbox-definition
    # fc-bbox-response
    box = parameters(ogc)["bbox"]
    assert (box["style"], box["explode"], box["required"]) == ("form", False, False)
    assert box["schema"]["items"] == {"type": "number"}
    assert names(items(ogc, bbox="4.21,52.15,4.22,52.16")) == ["West"]
    assert names(items(ogc, bbox="4.21,52.15,-10,4.22,52.16,100")) == ["West"]
    assert names(items(ogc, bbox="4.25,52.05,4.35,52.06")) == ["West", "East"]
    # East ends at 52.1 since the tenth.
    assert names(items(ogc, bbox="4.35,52.15,4.36,52.16")) == []
    assert names(items(ogc, bbox="170,-10,-170,10")) == []
    assert names(items(ogc, bbox="4.35,52.05,-170,52.06")) == ["East"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-03-05T00:00:00Z", ["West", "Old East"]),
        ("2026-03-05T01:00:00+01:00", ["West", "Old East"]),
        ("2026-03-10T00:00:00Z", ["West", "East"]),
        ("2026-03-05T00:00:00Z/2026-03-12T00:00:00Z", ["West", "Old East", "East"]),
        ("2026-03-12T00:00:00Z/..", ["West", "East"]),
        ("2026-03-12T00:00:00Z/", ["West", "East"]),
        ("../2026-03-09T00:00:00Z", ["West", "Old East"]),
        ("/2026-02-09T00:00:00Z", []),
        (ALL, ["West", "Old East", "East"]),
    ],
)
def test_a_time_has_what_was_valid_then(ogc: httpx.Client, asked: str, found: list[str]) -> None:
    # fc-time-definition
    # fc-time-response
    assert parameters(ogc)["datetime"]["schema"] == {"type": "string"}
    assert names(items(ogc, datetime=asked)) == found


def test_without_a_time_it_is_now_and_the_description_says_so(ogc: httpx.Client) -> None:
    assert names(items(ogc)) == ["West", "East"]
    assert "left out: now" in parameters(ogc)["datetime"]["description"]


def test_each_feature_has_an_address_of_its_own(ogc: httpx.Client, schemas: Path) -> None:
    # f-op
    # f-success
    # f-links
    for feature in items(ogc, datetime=ALL)["features"]:
        answer = ogc.get(f"/collections/district/items/{feature['id']}")
        alone = good(answer, GEOJSON)
        follows(schemas / "featureGeoJSON.yaml", alone)
        assert alone["properties"] == feature["properties"]
        assert links(alone)["self"]["type"] == GEOJSON
        assert links(alone)["collection"]["href"].endswith("/ogc/collections/district")
    for stranger in ("1", "0", "-1", "99999999999", "x", "²"):
        refused(ogc.get(f"/collections/district/items/{stranger}"), 404)


def test_zones_are_those_that_operators_know_of(
    ogc: httpx.Client, world: World, zones: dict[str, int]
) -> None:
    assert names(items(ogc, "zone")) == ["Plein 2"]
    assert names(items(ogc, "zone", datetime="2026-03-10T00:00:00Z")) == ["Plein"]
    found = items(ogc, "zone", datetime=ALL)
    assert names(found) == ["Plein", "Plein 2", "Straat"]
    assert [f["properties"]["phase"] for f in found["features"]] == [
        "archived", "active", "published",
    ]  # fmt: skip
    refused(ogc.get(f"/collections/zone/items/{zones['concept']}"), 404)
    # An end that is decided on and not yet published is nobody's to see.
    life.retire(world.connection, zones["new"], at("16 00:00"), at("25 00:00"), BY, at("15 00:00"))
    [plein] = items(ogc, "zone")["features"]
    assert (plein["properties"]["valid_to"], plein["properties"]["phase"]) == (None, "active")


def test_links_are_those_of_the_address_that_people_use(address: str) -> None:
    settings = Settings(public_url="https://stoep.example")
    with serving(create_app(settings, address, clock=lambda: NOW)) as client:
        told = client.get(str(client.base_url).replace("/v1/", "/ogc/")).json()
    assert {link["href"].partition("/ogc/")[0] for link in told["links"]} == {
        "https://stoep.example"
    }
