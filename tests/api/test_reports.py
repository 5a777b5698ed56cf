"""Reports: the figures are those of the API's own answers, each with the receipt of its own."""

import io
from datetime import date
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from api.answers import PeriodReport
from tests.api.checks import faults, told
from tests.api.streets import HERE
from tests.api.streets import street as street
from tests.worlds import World, at
from tests.zones.permits import count
from zones.permits.setting import Wish, set_limit

DAYS = {"municipality": HERE, "from": "2026-03-13", "to": "2026-03-15"}
PERIOD = {"from": "2026-03-12T23:00:00Z", "to": "2026-03-14T23:00:00Z"}
SILENT = DAYS | {"from": "2026-03-14"}
NASTY = '=HYPERLINK("http://evil.example","pay")'


@pytest.fixture
def limited(world: World, street: dict[str, int]) -> dict[str, int]:
    """veer may have one vehicle, and has four; its name is a formula."""
    for operator, value in (("veer", 1), ("swift", 5)):
        begin = date(2026, 3, 10)
        wish = Wish(HERE, operator, "permit_fleet", value, "vehicles", begin, "A. Official", "17")
        set_limit(world.connection, wish, at("09 12:00"))
    count(world, "9", "15", now="15 12:00")
    world.connection.execute("update operator set name = %s where key = 'veer'", [NASTY])
    return street


def parts_of(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["name"]: part for part in report["parts"]}


def test_the_figures_of_a_council_report_are_those_of_the_api(
    client: httpx.Client, limited: dict[str, int]
) -> None:
    report = told(client.get("/reports/council", params=DAYS), PeriodReport)
    parts = parts_of(report)
    assert report["period"] == PERIOD
    assert report["before"]["to"] == PERIOD["from"]
    whole = {"kind": "municipality", "municipality": HERE, **PERIOD}
    [mean] = client.get("/indicators/vehicles_parked/map", params=whole).json()["values"]
    first = parts["parked"]["rows"][0]
    assert (first["vehicles"], first["coverage"]) == (mean["value"], round(mean["coverage"], 4))
    whose = [row["operator"] for row in parts["parked"]["rows"]]
    assert sorted(whose[1:]) == ["mute", "spin", "swift", "veer"]
    long = {"area": limited["city"], "moment": "2026-03-14T22:59:59Z", "days": 4, "limit": 0}
    answer = client.get("/long-parked", params=long).json()
    [row] = [one for one in parts["long_parked"]["rows"] if one["days"] == 4]
    named = ("certain", "possible", "unproven", "coverage")
    assert {name: row[name] for name in named} == {name: answer[name] for name in named}


def test_a_report_says_who_broke_a_limit_and_by_how_much_and_how_sure(
    client: httpx.Client, limited: dict[str, int]
) -> None:
    report = client.get("/reports/operator", params=DAYS | {"operator": "veer"}).json()
    parts = parts_of(report)
    [limit] = parts["permits"]["rows"]
    assert (limit["verdict"], limit["does_not_comply"]) == ("does_not_comply", 2)
    assert limit["worst_margin"] == 1 - limit["worst"] < 0
    assert limit["coverage"] == 1
    assert [day["verdict"] for day in parts["permit_days"]["rows"]] == ["does_not_comply"] * 2
    assert parts["delivery"]["reason"] == "no_duties"
    assert {row["operator"] for row in parts["data"]["rows"]} == {"veer"}
    assert "permit_fleet" in {row["indicator"] for row in parts["methods"]["rows"]}


def test_every_receipt_of_a_report_comes_to_the_same_again(
    client: httpx.Client, limited: dict[str, int]
) -> None:
    report = client.get("/reports/council", params=DAYS).json()
    found = [part["receipt"] for part in report["parts"] if part["receipt"]]
    found += [
        value
        for part in report["parts"]
        for row in part["rows"]
        for name, value in row.items()
        if name.startswith("receipt") and value
    ]
    assert len(found) > 10
    for receipt in dict.fromkeys(found):
        assert client.get(f"/receipts/{receipt}").json()["same"] is True


def test_what_is_not_known_is_empty_and_says_why(
    client: httpx.Client, limited: dict[str, int]
) -> None:
    """mute was silent all day: there is no total, and it says because of whom."""
    first = parts_of(client.get("/reports/council", params=SILENT).json())["parked"]["rows"][0]
    assert first["vehicles"] is None
    assert "mute" in first["reason"]


def test_a_report_is_a_workbook_in_which_nothing_runs(
    client: httpx.Client, limited: dict[str, int]
) -> None:
    got = client.get("/exports/reports/council", params=SILENT)
    assert got.headers["content-disposition"].endswith('"report-council-GM9999-2026-03-14.xlsx"')
    book = load_workbook(io.BytesIO(got.content))
    names = [part["name"] for part in client.get("/reports/council", params=SILENT).json()["parts"]]
    assert book.sheetnames == ["about", *names]
    for sheet in book:
        for line in sheet.iter_rows():
            assert {cell.data_type for cell in line} <= {"s", "n", "b"}
    about = {line[0].value: line[1].value for line in book["about"].iter_rows()}
    assert about["municipality"] == "Gm9999 (GM9999)"
    assert about["period_from"] == "2026-03-13T23:00:00Z"
    assert "Europe/Amsterdam" in about["time_zone"]
    assert "/v1/receipts/" in about["clutter: receipt"]
    head = [cell.value for cell in book["parked"][1]]
    rows = [dict(zip(head, line, strict=True)) for line in book["parked"].iter_rows(min_row=2)]
    [mine] = [row for row in rows if row["operator"].value == "veer"]
    assert mine["operator_name"].value == NASTY
    assert mine["operator_name"].quotePrefix
    assert isinstance(mine["vehicles"].value, int | float)
    assert rows[0]["vehicles"].value is None
    assert rows[0]["reason"].value


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"municipality": "GM0000"}, "municipality"),
        ({"to": "2026-03-20"}, "to"),
        ({"from": "2026-03-15"}, "from"),
        ({"from": "2025-01-01"}, "from"),
    ],
)
def test_a_report_of_nowhere_or_of_days_to_come_is_refused(
    client: httpx.Client, street: dict[str, int], change: dict[str, str], name: str
) -> None:
    assert name in faults(client.get("/reports/council", params=DAYS | change))
    assert name in faults(client.get("/exports/reports/council", params=DAYS | change))
    strange = client.get("/reports/operator", params=DAYS | {"operator": "nobody"})
    assert "operator" in faults(strange)
