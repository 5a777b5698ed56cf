"""The worklist to take along: CSV, XLSX, GeoJSON and mail, all of them inert."""

import csv
import email
import email.policy
import io

import httpx
import pytest
from openpyxl import load_workbook

from tests.api.streets import LAT, act, east
from tests.api.streets import street as street
from tests.worlds import World

NASTY = '=HYPERLINK("http://evil.example","pay")'
FORMULAS = (NASTY, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "<img src=x onerror=alert(1)>")


@pytest.fixture
def nasty(world: World, street: dict[str, int]) -> dict[str, int]:
    """Names and notes full of markup and formulas."""
    world.connection.execute("update operator set name = %s where key = 'veer'", [NASTY])
    world.connection.execute("update area set name = '+31 pier' where code = 'pier'")
    return street


def test_in_a_csv_nothing_is_a_formula(client: httpx.Client, nasty: dict[str, int]) -> None:
    for number, note in enumerate(FORMULAS):
        assert act(client, nasty["long"], what="noted", note=note, after=number).status_code == 201
        body = client.get("/worklist/export", params={"area": nasty["city"], "header": "no"})
        assert body.headers["content-disposition"].endswith('"worklist-2026-03-15.csv"')
        assert body.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(body.text.lstrip("\ufeff")), delimiter=";"))
        assert len(rows) == 4
        for row in rows:
            for cell in row.values():
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert not cell.lstrip().startswith(("=", "+", "@"))
        [mine] = [row for row in rows if row["stay"] == str(nasty["long"])]
        assert mine["note"].lstrip("'").strip() == note.strip()
        assert mine["operator_name"] == f"'{NASTY}"


def test_in_an_xlsx_every_text_is_a_text(client: httpx.Client, nasty: dict[str, int]) -> None:
    for number, note in enumerate(FORMULAS):
        act(client, nasty["long"], what="noted", note=note, after=number)
        body = client.get("/worklist/export", params={"area": nasty["city"], "format": "xlsx"})
        book = load_workbook(io.BytesIO(body.content))
        sheet = book["worklist"]
        head = [cell.value for cell in sheet[1]]
        cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
        assert len(cells) == 4 * len(head)
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        notes = [cell for cell in cells if head[cell.column - 1] == "note" and cell.value]
        assert [cell.value.strip() for cell in notes] == [note.strip()]
        about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
        assert about["not_in_file"] == "Mute feed: silent"


def test_geojson_has_a_point_for_each_row(client: httpx.Client, street: dict[str, int]) -> None:
    got = client.get("/worklist/export", params={"area": street["city"], "format": "geojson"})
    assert got.headers["content-type"] == "application/geo+json"
    content = got.json()
    assert content["about"]["not_in_file"] == "Mute feed: silent"
    assert len(content["features"]) == 4
    first = content["features"][0]
    assert first["geometry"]["coordinates"] == [pytest.approx(east(115)), pytest.approx(LAT)]
    assert first["properties"]["reasons"] == "no_parking"


@pytest.mark.parametrize(("language", "says"), [("nl", "staat te lang"), ("en", "stands too long")])
def test_a_mail_has_the_rows_of_one_operator_and_no_others(
    client: httpx.Client, nasty: dict[str, int], language: str, says: str
) -> None:
    asked = {"area": nasty["city"], "operator": "veer", "language": language}
    body = client.get("/worklist/mail", params=asked)
    message = email.message_from_bytes(body.content, policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert message["To"] is None
    text = message.get_body(("plain",)).get_content()
    for name in ("in", "broken", "long"):
        assert f"/v1/worklist/{nasty[name]}" in text
    assert str(nasty["place"]) not in text
    assert says in text
    [table] = list(message.iter_attachments())
    assert table.get_filename() == "worklist-veer-2026-03-15.csv"
    plain = client.get("/worklist/mail", params=asked | {"format": "text"})
    assert plain.text.replace("\r\n", "\n") == text.replace("\r\n", "\n")


def test_a_name_cannot_write_headers_of_a_mail(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    world.connection.execute(
        "update area set name = E'Town\\r\\nBcc: all@evil.example' where id = %s", [street["city"]]
    )
    body = client.get("/worklist/mail", params={"area": street["city"], "operator": "veer"})
    assert body.status_code == 200
    message = email.message_from_bytes(body.content, policy=email.policy.default)
    assert message["Bcc"] is None
