"""Answers as files: the same numbers, with their question and receipt, and nothing that runs."""

import csv
import io
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import httpx
import pytest
from openpyxl import load_workbook

from tests.api.checks import faults, refused
from tests.api.streets import HERE
from tests.api.streets import street as street
from tests.worlds import World

NASTY = '=HYPERLINK("http://evil.example","pay")'
MARKUP = '<img src=x onerror="alert(1)">'
PERIOD = {"from": "2026-03-13T00:00:00Z", "to": "2026-03-15T00:00:00Z"}


@pytest.fixture
def nasty(world: World, street: dict[str, int]) -> dict[str, int]:
    """Names full of formulas and markup."""
    world.connection.execute("update operator set name = %s where key = 'veer'", [NASTY])
    world.connection.execute("update area set name = %s where kind = 'neighbourhood'", [MARKUP])
    world.connection.execute("update area set name = '+31 pier' where code = 'pier'")
    world.connection.execute("update feed set name = '＝1+1' where key = 'mute'")
    return street


def rows_of(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What a CSV says of itself, and its rows."""
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    about = {line[0].removeprefix("# "): line[1] for line in lines if line[0].startswith("# ")}
    head, *rows = [line for line in lines if not line[0].startswith("# ")]
    return about, [dict(zip(head, row, strict=True)) for row in rows]


def test_a_file_has_the_rows_of_the_answer_and_says_what_it_is(
    client: httpx.Client, street: dict[str, int]
) -> None:
    asked = {"area": street["city"], "moment": "2026-03-15T11:00:00Z", "operator": "veer"}
    answer = client.get("/vehicles", params=asked).json()
    got = client.get("/exports/vehicles", params=asked)
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    assert got.headers["content-disposition"] == 'attachment; filename="vehicles-2026-03-15.csv"'
    assert got.content.startswith(b"\xef\xbb\xbf")
    about, rows = rows_of(got.text)
    assert [int(row["stay"]) for row in rows] == [one["id"] for one in answer["vehicles"]]
    assert about["asked_operator"] == "veer"
    assert about["moment"] == "2026-03-15T11:00:00Z"
    assert "Europe/Amsterdam" in about["time_zone"]
    assert about["licence"].startswith("not stated")
    assert about["indicator"] == "vehicles_parked"
    assert float(about["coverage"]) == answer["coverage"]
    # The address in the file explains the number: the same question, the same answer.
    receipt = httpx.URL(about["receipt"]).path.removeprefix("/v1")
    assert client.get(receipt).json()["same"] is True
    assert client.get(about["question"].partition("/v1")[2]).json()["count"] == answer["count"]


def test_a_csv_can_come_without_header_and_mark(
    client: httpx.Client, street: dict[str, int]
) -> None:
    got = client.get("/exports/feeds", params={"header": "no", "bom": "no"})
    assert got.content.startswith(b'"key";"name"')
    assert faults(client.get("/exports/feeds", params={"format": "gpkg"})).keys() == {"format"}
    assert faults(client.get("/exports/vehicles", params={"bom": "maybe"})).keys() == {"bom"}


def test_what_the_question_refuses_the_file_refuses_too(
    client: httpx.Client, street: dict[str, int]
) -> None:
    told = faults(client.get("/exports/vehicles", params={"operator": "nobody"}))
    assert told["operator"] == "There is no operator `nobody`."
    refused(client.get("/exports/indicators/nonsense/map", params={"kind": "hub"}), 404)
    refused(client.get("/exports/indicators/a%3Fb=1/map", params={"kind": "hub"}), 404)


def asked_of(street: dict[str, int]) -> list[tuple[str, dict[str, Any]]]:
    """Every kind of file, with a question that this street can answer."""
    town = {"municipality": HERE}
    area = {"area": street["city"]}
    days = {"from": "2026-03-13", "to": "2026-03-15"}
    return [
        ("/exports/vehicles", area),
        ("/exports/long-parked", area),
        ("/exports/hot-spots", area | {"least": 2}),
        ("/exports/hot-spots/lasting", area | PERIOD | {"least": 2}),
        ("/exports/indicators/vehicles_parked/map", {"kind": "neighbourhood"}),
        ("/exports/indicators/duration_classes/map", {"kind": "neighbourhood"}),
        ("/exports/indicators/parked_density/map", {"kind": "neighbourhood"} | PERIOD),
        ("/exports/indicators/vehicles_parked/series", area | PERIOD | {"group": "operator"}),
        ("/exports/hubs", {}),
        ("/exports/zones", {}),
        ("/exports/flows", PERIOD),
        ("/exports/feeds", {}),
        ("/exports/status", {}),
        ("/exports/quality-log", {}),
        ("/worklist/export", area),
        ("/exports/permits/board", town | days),
        ("/exports/mandates/delivery", town | days),
    ]


def test_no_cell_of_any_file_is_a_formula(client: httpx.Client, nasty: dict[str, int]) -> None:
    for path, asked in asked_of(nasty):
        got = client.get(path, params=asked)
        assert got.status_code == 200, (path, got.text)
        for line in csv.reader(io.StringIO(got.text.lstrip("\ufeff")), delimiter=";"):
            for cell in line:
                signed = cell.startswith("-") and cell.lstrip("-").replace(".", "").isdigit()
                assert signed or not cell.lstrip().startswith(tuple("=+-@＝＋－＠")), (path, cell)
        book = load_workbook(
            io.BytesIO(client.get(path, params=asked | {"format": "xlsx"}).content)
        )
        assert book.sheetnames[0] == "about"
        for sheet in book:
            for line in sheet.iter_rows():
                assert {cell.data_type for cell in line} <= {"s", "n", "b"}, (path, sheet.title)


@pytest.mark.parametrize(
    ("path", "kind", "more"),
    [
        ("/exports/vehicles", "Point", {}),
        ("/exports/indicators/parked_density/map", "MultiPolygon", {"kind": "neighbourhood"}),
        ("/worklist/export", "Point", {}),
        ("/exports/zones", None, {}),
        ("/exports/hubs", "MultiPolygon", {}),
    ],
)
def test_a_geopackage_opens_as_layers_and_names_its_question(
    client: httpx.Client,
    nasty: dict[str, int],
    tmp_path: Path,
    path: str,
    kind: str | None,
    more: dict[str, str],
) -> None:
    asked = more | ({"area": nasty["city"]} if kind == "Point" else {})
    csv_rows = rows_of(client.get(path, params=asked).text)[1]
    got = client.get(path, params=asked | {"format": "gpkg"})
    assert got.headers["content-type"] == "application/geopackage+sqlite3"
    file = tmp_path / "layers.gpkg"
    file.write_bytes(got.content)
    with sqlite3.connect(file) as base:
        assert base.execute("pragma application_id").fetchone() == (0x47504B47,)
        assert base.execute("pragma user_version").fetchone() == (10_300,)
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)
        assert base.execute("pragma foreign_key_check").fetchall() == []
        about = dict(base.execute("select name, value from about"))
        layer = base.execute(
            "select table_name from gpkg_contents where data_type = 'features'"
        ).fetchone()[0]
    assert "/v1/" in about["question"]
    assert "made_by" in about
    read = geopandas.read_file(file, layer=layer)
    assert len(read) == len(csv_rows)
    if kind:
        assert read.crs.to_epsg() == 4326
        assert set(read.geometry.geom_type.dropna()) == {kind}
        west, south, east, north = read.total_bounds
        assert (4 < west <= east < 5, 51 < south <= north < 53) == (True, True)


def test_borders_of_areas_are_in_geojson_with_their_numbers(
    client: httpx.Client, nasty: dict[str, int]
) -> None:
    asked = {"kind": "neighbourhood", "format": "geojson"}
    got = client.get("/exports/indicators/vehicles_parked/map", params=asked)
    assert got.headers["content-type"] == "application/geo+json"
    content = got.json()
    assert {one["geometry"]["type"] for one in content["features"]} <= {"Polygon", "MultiPolygon"}
    assert {one["properties"]["name"] for one in content["features"]} == {MARKUP}
    assert content["about"]["indicator"] == "vehicles_parked"


def test_unknown_is_empty_with_its_reason_and_numbers_are_numbers(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    asked = {"area": street["city"], "from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"}
    asked |= {"step": "day", "format": "xlsx"}
    got = client.get("/exports/indicators/vehicles_parked/series", params=asked)
    sheet = load_workbook(io.BytesIO(got.content))["series"]
    head = [cell.value for cell in sheet[1]]
    [row] = [dict(zip(head, line, strict=True)) for line in sheet.iter_rows(min_row=2, max_row=2)]
    assert row["value"].value is None
    assert row["reason"].value
    assert row["coverage"].value == 0
    found = client.get("/exports/vehicles", params={"area": street["city"], "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(found.content))["vehicles"]
    place = [cell.value for cell in sheet[1]].index("lon")
    assert isinstance(sheet[2][place].value, float)
