"""Zones in a file: GeoJSON, GeoPackage, KML; bad ones named, others kept, hostile ones refused.

It is 15 March 2026, 12:00 UTC; the town lies between 4.2 and 4.4 east, 52.0 and 52.2 north.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import httpx
import pytest
import shapely

from api.answers import ZoneUpload
from stoep.vocabulary import AreaKind
from tests.api.checks import refused
from tests.worlds import World

ASKED = {"municipality": "GM9999", "kind": "hub", "by": "Noor de Wit"}
SQUARE = shapely.box(4.30, 52.10, 4.31, 52.11)
BOW = shapely.Polygon([(4.3, 52.1), (4.31, 52.11), (4.31, 52.1), (4.3, 52.115)])
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Zones</name>
<Folder><name>no_parking</name>
 <Placemark><name>Pier &amp; strand</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
  4.30,52.10,0 4.31,52.10,0 4.31,52.11,0 4.30,52.10,0
 </coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
 <Placemark><name>Punt</name><Point><coordinates>4.3,52.1</coordinates></Point></Placemark>
</Folder>
<Placemark><name>Plein</name><ExtendedData><Data name="capaciteit"><value>12</value></Data>
 </ExtendedData><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
  4.32,52.10 4.33,52.10 4.33,52.11 4.32,52.10</coordinates></LinearRing></outerBoundaryIs>
 </Polygon></MultiGeometry></Placemark>
</Document></kml>"""


@pytest.fixture(autouse=True)
def town(world: World) -> World:
    world.area(AreaKind.municipality, "GM9999", 4.2, 52.0, 4.4, 52.2)
    return world


def send(client: httpx.Client, content: bytes | str, **more: Any) -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    asked = {k: v for k, v in (ASKED | more).items() if v is not None}
    return client.post("/zones/uploads", content=content, params=asked, headers=headers)


def sent(client: httpx.Client, content: bytes | str, **more: Any) -> list[dict[str, Any]]:
    answer = send(client, content, **more)
    assert answer.status_code in (200, 201), answer.text
    ZoneUpload.model_validate_json(answer.content)
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def collection(*features: tuple[Any, dict[str, Any]]) -> str:
    made = [
        {"type": "Feature", "geometry": g if g is None else shapely.geometry.mapping(g),
         "properties": p}
        for g, p in features
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": made})


def zones(client: httpx.Client) -> dict[str, dict[str, Any]]:
    features = client.get("/zones").json()["features"]
    return {one["properties"]["name"]: one["properties"] for one in features}


def test_the_good_are_kept_as_concepts_and_the_bad_are_named(client: httpx.Client) -> None:
    content = collection(
        (SQUARE, {"naam": "Plein", "capaciteit": 20}),
        (BOW, {"naam": "Strik"}),
        (shapely.box(5.0, 52.1, 5.1, 52.2), {"naam": "Elders"}),
        (SQUARE, {"name": "Pier", "kind": "verbodsgebied", "form_factors": ["moped"]}),
        (SQUARE, {"name": "Raket", "form_factors": "rocket"}),
        (SQUARE, {"active_from": "2026-05-01", "retire_on": "2026-04-01"}),
        (SQUARE, {"name": "Vol", "capacity": "veel"}),
        (shapely.Point(4.3, 52.1), {"name": "Punt"}),
        (None, {}),
    )
    answer = send(client, content)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["drawn"], told["known"], told["refused"]) == (2, 0, 7)
    found = {
        one["name"]: (one["fault"] or {"cause": one["result"]})["cause"] for one in told["items"]
    }
    assert found == {
        "Plein": "drawn",
        "Strik": "crosses",
        "Elders": "area_outside",
        "Pier": "drawn",
        "Raket": "no_zone",
        "6": "ends_before_start",
        "Vol": "bad_capacity",
        "Punt": "no_area",
        "9": "no_area",
    }
    kept = zones(client)
    assert set(kept) == {"Plein", "Pier"}
    assert (kept["Plein"]["kind"], kept["Plein"]["capacity"]) == ("hub", {"combined": 20})
    assert (kept["Pier"]["kind"], kept["Pier"]["form_factors"]) == ("no_parking", ["moped"])
    assert {one["phase"] for one in kept.values()} == {"concept"}
    # Sent again, the good ones are there already.
    assert [one["result"] for one in sent(client, content)][:4:3] == ["known", "known"]
    assert len(zones(client)) == 2


def test_kml_tells_names_folders_and_data(client: httpx.Client) -> None:
    found = sent(client, "\ufeff" + KML)
    assert [(one["name"], one["layer"], one["result"]) for one in found] == [
        ("Pier & strand", "no_parking", "drawn"),
        ("Punt", "no_parking", "refused"),
        ("Plein", "Zones", "drawn"),
    ]
    kept = zones(client)
    assert kept["Pier & strand"]["kind"] == "no_parking"
    assert kept["Plein"]["capacity"] == {"combined": 12}


def test_a_geopackage_has_layers_in_any_system(client: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    for layer, name, system in (("microhubs", "Plein", 28992), ("no_parking", "Pier", 4326)):
        frame = geopandas.GeoDataFrame({"name": [name]}, geometry=[SQUARE], crs=4326)
        frame.to_crs(system).to_file(path, layer=layer, driver="GPKG")
    with sqlite3.connect(path) as database:
        database.execute("pragma journal_mode = wal")
    database.close()
    found = sent(client, path.read_bytes(), kind=None)
    assert [(one["name"], one["layer"], one["result"]) for one in found] == [
        ("Plein", "microhubs", "drawn"),
        ("Pier", "no_parking", "drawn"),
    ]
    kept = zones(client)
    assert [kept[name]["kind"] for name in ("Plein", "Pier")] == ["hub", "no_parking"]
    assert kept["Plein"]["area_m2"] == pytest.approx(kept["Pier"]["area_m2"], rel=1e-3)


def cause(answer: httpx.Response) -> str:
    (fault,) = refused(answer, 400)["faults"]
    assert fault["remedy"]
    assert fault["name"] == "file"
    found: str = fault["cause"]
    return found


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><kml>&b;</kml>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "format"),
        (b"PK\x03\x04zip", "format"),
        (b"{", "no_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "empty"),
        (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, "no_geojson"),
        (b"[" * 10, "format"),
        (b'{"features": ' + b"[" * 600_000, "file_points"),
        (b'{"features": [' + b"{}," * 100_000 + b"{}]}", "items"),
        (b"<kml><Placemark>", "no_kml"),
        (b"<kml></kml>", "empty"),
        (b"<a>" * 200, "no_kml"),
        (b"<kml>" + b"<Folder></Folder>" * 110_000 + b"</kml>", "items"),
        (LAUGHS.encode(), "doctype"),
        (OUTSIDE.encode(), "doctype"),
        (b"SQLite format 3\x00" + b"\x00" * 2_000, "no_geopackage"),
        (b" " * 50_000_001, "bytes"),
    ],
    ids=lambda one: one if isinstance(one, str) else len(one),
)
def test_a_file_that_cannot_be_read_is_refused_with_why(
    client: httpx.Client, content: bytes, named: str
) -> None:
    assert cause(send(client, content)) == named


def test_a_zone_with_a_million_points_is_refused(client: httpx.Client) -> None:
    ring = ",".join(f"[4.3,52.1{i:06d}]" for i in range(1_000_000))
    assert cause(send(client, f'{{"coordinates": [[{ring}]]}}')) == "file_points"
    ring = " ".join(f"4.3,52.1{i:06d}" for i in range(1_000_000))
    head, tail = KML.split("4.30,52.10,0", 1)
    assert cause(send(client, head + ring + tail)) == "file_points"
    ring = [[4.3 + i / 1e7, 52.1] for i in range(6_000)]
    (one,) = sent(client, json.dumps({"type": "Polygon", "coordinates": [ring]}))
    assert one["fault"]["cause"] == "points"


def test_a_geopackage_can_run_nothing(client: httpx.Client, tmp_path: Path) -> None:
    """A view that never ends where a layer should be, and a layer that is none of the tables."""
    path = tmp_path / "trap.gpkg"
    frame = geopandas.GeoDataFrame({"name": ["Plein"]}, geometry=[SQUARE], crs=4326)
    frame.to_file(path, layer="hubs", driver="GPKG")
    endless = "with recursive n (fid, geom) as (select 1, x'00' union all select 1, geom from n)"
    with sqlite3.connect(path) as database:
        for trigger in database.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            database.execute(f'drop trigger "{trigger[0]}"')
        database.execute("alter table hubs rename to kept")
        database.execute(f"create view hubs as {endless} select * from n")
    database.close()
    assert cause(send(client, path.read_bytes())) in ("empty", "no_geopackage")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=a", ""])
def test_a_page_elsewhere_cannot_send_a_file_as_a_form(client: httpx.Client, kind: str) -> None:
    answer = client.post(
        "/zones/uploads", content=KML.encode(), params=ASKED, headers={"Content-Type": kind}
    )
    (fault,) = refused(answer, 400)["faults"]
    assert fault["name"] == "file"
    assert zones(client) == {}


def test_what_is_asked_is_checked(client: httpx.Client) -> None:
    wrong = send(client, KML, kind="district", by="", municipality=None, more=1)
    names = {one["name"] for one in refused(wrong, 400)["faults"]}
    assert names == {"kind", "by", "municipality", "more"}
