"""Zones are sent in a file, and each of them is told of."""

import json
from typing import Any

from playwright.sync_api import expect

from tests.dashboard.conftest import Open
from tests.dashboard.zone_pages import NOOR, NORTH, opened, the_zone


def test_a_file_is_told_item_by_item(visit: Open, site: str) -> None:
    def feature(name: str, ring: list[list[float]]) -> dict[str, Any]:
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "geometry": geometry, "properties": {"name": name}}

    far = [[4.5, 52.2], [4.6, 52.2], [4.6, 52.3], [4.5, 52.2]]
    features = [feature("Pier", NORTH), feature("Ver weg", far)]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    page = opened(visit)
    page.locator("#zones-upload-who").fill(NOOR)
    page.get_by_role("button", name="Send the file").click()
    said = page.locator("#zones-upload-said")
    expect(said).to_have_text("Not sent: choose a file first.")

    def send(name: str, body: bytes) -> None:
        kind = "application/octet-stream"
        page.locator("#zones-file").set_input_files(
            {"name": name, "mimeType": kind, "buffer": body}
        )
        page.get_by_role("button", name="Send the file").click()

    send("zones.geojson", content)
    expect(said).to_have_text("1 new zones, 0 were there already, 1 could not be used.")
    rows = page.locator("#table-zones-uploaded tbody tr")
    expect(rows.nth(0)).to_contain_text("drawn")
    expect(rows.nth(1)).to_contain_text("(partly) outside the municipality")
    expect(page.locator("#zones-table")).to_contain_text("Pier")
    rows.nth(0).get_by_role("button", name="Pier").click()
    expect(page.locator("#zones-chosen")).to_have_text("Pier")
    send("zones.kml", b'<!DOCTYPE a [<!ENTITY b "c">]><kml>&b;</kml>')
    expect(said).to_contain_text("DOCTYPE")
    send("zones.zip", b"PK")
    expect(said).to_contain_text("no GeoJSON, GeoPackage or KML")
    expect(rows).to_have_count(0)
    assert the_zone(site)["properties"]["name"] == "Pier"


def test_a_file_that_is_too_large_is_not_even_sent(visit: Open, tmp_path: Any) -> None:
    large = tmp_path / "large.geojson"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    asked: list[str] = []
    page = opened(visit, heard=asked.append)
    page.locator("#zones-upload-who").fill(NOOR)
    page.locator("#zones-file").set_input_files(large)
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("#zones-upload-said")).to_contain_text("a file may be 50 MB")
    assert [one for one in asked if "uploads" in one] == []
