"""Zones in a real browser: drawn by mouse, by keyboard and as text, sent, tried, decided on.

The town lies between 4.30 and 4.32 east, 52.07 and 52.08 north; it is 15 March 2026, 13:00 there.
"""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Locator, Page, expect

from bench.browser import settled
from dashboard.app import attach
from stoep.settings import Settings
from tests.dashboard.conftest import NOW, Open, serving
from tests.dashboard.test_pages import grave, overflow

NOOR = "Noor de Wit"
NORTH = [[4.301, 52.071], [4.309, 52.071], [4.309, 52.079], [4.301, 52.079], [4.301, 52.071]]
"""Around all that stands in the north: three bicycles of zilt, a moped of duin."""
TEXT = "52.0712, 4.3012\n52.0712, 4.3088\n52.0788, 4.3088\n52.0788, 4.3012"


def opened(visit: Open, query: str = "?lang=en", **more: Any) -> Page:
    page = visit(query, path="/zones", **more)
    settled(page)
    return page


def editor(visit: Open, key: str = "new", language: str = "en", **more: Any) -> Page:
    page = visit(f"?lang={language}&edit={key}", path="/zones", **more)
    page.locator("#zones-draw[data-drawing=yes]").wait_for()
    settled(page)
    return page


def api(site: str, path: str, **question: Any) -> Any:
    return httpx.get(f"{site}/v1/{path}", params=question, trust_env=False).json()


def post(site: str, path: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{site}/v1/{path}", json=body, trust_env=False)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def draw(site: str, name: str = "Pier", kind: str = "no_parking", **more: Any) -> int:
    """A zone that is there already, drawn by another."""
    geometry = {"type": "Polygon", "coordinates": [NORTH]}
    body = {"name": name, "kind": kind, "municipality": "town", "geometry": geometry, "by": NOOR}
    return int(post(site, "zones/drawings", **body, **more)["zone"])


def act(site: str, zone: int, what: str, **more: Any) -> int:
    after = api(site, f"zones/{zone}")["properties"]["change"]
    body = {"what": what, "by": NOOR, "after": after} | more
    return int(post(site, f"zones/{zone}/actions", **body)["zone"])


def the_zone(site: str) -> dict[str, Any]:
    (one,) = api(site, "zones")["features"]
    found: dict[str, Any] = one
    return found


def canvas(page: Page) -> tuple[Locator, dict[str, float]]:
    drawn = page.locator("#zones-draw canvas")
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box is not None
    return drawn, dict(box)


def click(page: Page, *places: tuple[float, float]) -> None:
    """Click on the map at shares of its width and height, and wait until each point is there."""
    _, box = canvas(page)
    for across, down in places:
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


SQUARE = ((0.40, 0.40), (0.60, 0.40), (0.60, 0.60), (0.40, 0.60))


def fill(page: Page, name: str, kind: str = "No parking") -> None:
    page.fill("#zones-name", name)
    page.get_by_label(kind, exact=True).check()
    page.fill("#zones-who", NOOR)


def test_an_officer_draws_tries_decides_and_publishes(visit: Open, site: str) -> None:
    """From an empty map to a zone that operators see, and back into its history."""
    page = opened(visit)
    expect(page.locator("#zones-answer")).to_contain_text("No zones were drawn yet.")
    page.get_by_role("link", name="Draw a new zone").click()
    page.locator("#zones-draw[data-drawing=yes]").wait_for()
    settled(page)
    said = page.locator("#zones-draw-said")
    for number, place in enumerate(SQUARE, 1):
        click(page, place)
        expect(said).to_contain_text(f"Point {number} placed at 52.07")
    click(page, SQUARE[0])
    expect(said).to_have_text("The shape is finished.")
    expect(page.locator("#zones-measured")).to_contain_text(
        re.compile(r"[\d,]+ m² and lies in Town")
    )
    fill(page, "Pier")
    page.get_by_role("link", name="First try it on the past").click()
    page.locator("#zones-try-first").fill("2026-03-15")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#zones-tried-said")).to_contain_text("would have broken this rule")
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Pier")
    assert the_zone(site)["properties"]["kind"] == "no_parking"
    settled(page)
    page.get_by_role("button", name="Decide on it").click()
    expect(page.locator("#zones-said")).to_contain_text("Saved: it is decided on.")
    page.locator("#zones-publish_on").fill("2026-03-20")
    page.locator("#zones-active_from").fill("2026-03-25")
    expect(page.locator("#zones-will-published")).to_have_text(
        "Operators see it from 20 Mar 2026; it holds from 25 Mar 2026."
    )
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator("#zones-said")).to_have_text("Saved: it has its dates.")
    expect(page.locator("#zones-detail")).to_contain_text(
        "Operators see it from 20 Mar 2026, and it holds from 25 Mar 2026."
    )
    expect(page.locator("#zones-detail .history li")).to_contain_text(
        [f"{NOOR} gave it its dates", f"{NOOR} decided on it", f"{NOOR} drew it"]
    )
    row = page.locator("#zones-table tbody tr")
    expect(row).to_contain_text("decided on")
    expect(row).to_contain_text("25 Mar 2026")
    told = the_zone(site)["properties"]
    assert (told["publish_on"], told["active_from"]) == (
        "2026-03-19T23:00:00Z",
        "2026-03-24T23:00:00Z",
    )


def test_a_zone_is_drawn_without_a_mouse(visit: Open, site: str) -> None:
    """A cross by arrow keys, points by Enter, one undone, one picked up and moved; then saved."""
    page = editor(visit)
    drawn, _ = canvas(page)
    drawn.focus()
    said = page.locator("#zones-draw-said")

    def go(keys: str, times: int) -> None:
        for _ in range(times):
            page.keyboard.press(keys)

    page.keyboard.press("Enter")
    expect(said).to_contain_text("Point 1 placed")
    go("Shift+ArrowRight", 2)
    expect(said).to_contain_text("Cross at 52.07")
    page.keyboard.press("Enter")
    go("Shift+ArrowDown", 2)
    page.keyboard.press("Enter")
    go("ArrowLeft", 3)
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Point 4 placed")
    page.keyboard.press("Backspace")
    expect(said).to_have_text("Undone.")
    page.keyboard.press("f")
    expect(said).to_have_text("The shape is finished.")
    expect(page.locator("#zones-text")).to_have_value(re.compile(r"^[^\n]+(\n[^\n]+){2}$"))
    before = page.locator("#zones-text").input_value()
    go("ArrowRight", 3)
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Point picked up.")
    go("Shift+ArrowDown", 1)
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Point put down")
    expect(page.locator("#zones-text")).not_to_have_value(before)
    fill(page, "Kade", "Monitoring")
    page.get_by_role("button", name="Save the zone").press("Enter")
    expect(page.locator("#zones-chosen")).to_have_text("Kade")
    zone = the_zone(site)
    assert (zone["properties"]["kind"], len(zone["geometry"]["coordinates"][0][0])) == (
        "monitoring",
        4,
    )


def test_a_zone_is_drawn_as_text_and_a_bad_one_is_named(visit: Open, site: str) -> None:
    page = editor(visit)
    page.get_by_text("Without a map: coordinates as text").click()
    text, use = (
        page.locator("#zones-text"),
        page.get_by_role("button", name="Use these coordinates"),
    )

    def give(told: str) -> None:
        text.fill(told)
        use.click()

    give("somewhere")
    expect(page.locator("#zones-draw-said")).to_contain_text("cannot be read")
    bow = "52.071, 4.301\n52.079, 4.309\n52.071, 4.309\n52.0795, 4.301"
    give(bow)
    expect(page.locator("#zones-measured")).to_contain_text("The border crosses itself.")
    fill(page, "Strik", "Hub")
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-said")).to_contain_text("The border crosses itself.")
    give("52.2, 4.5\n52.21, 4.5\n52.21, 4.51")
    expect(page.locator("#zones-measured")).to_contain_text("outside the municipality")
    give(json.dumps({"type": "Polygon", "coordinates": [NORTH]}))
    expect(page.locator("#zones-draw-said")).to_contain_text("on the map: 4 points")
    give(TEXT)
    expect(page.locator("#zones-measured")).to_contain_text("lies in Town")
    page.get_by_label("All together", exact=True).first.check()
    page.locator("#zones-places-combined").fill("many")
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-said")).to_contain_text("places are whole numbers")
    page.locator("#zones-places-combined").fill("12")
    page.get_by_role("checkbox", name="Moped").check()
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Strik")
    told = the_zone(site)["properties"]
    assert (told["capacity"], told["form_factors"]) == ({"combined": 12}, ["moped"])


def test_a_point_is_dragged_and_a_copy_is_made_of_what_operators_know(
    visit: Open, site: str
) -> None:
    zone = draw(site)
    act(site, zone, "committed")
    act(site, zone, "published", active_from="2026-03-15")
    page = editor(visit, str(zone))
    expect(page.locator("h2").first).to_have_text("New version of Pier")
    before = page.locator("#zones-text").input_value()
    _, box = canvas(page)
    corner = page.evaluate(
        "() => { const { map, parts } = stoep.zones.drawing, p = map.project(parts[0][0][0]);"
        " return [p.x, p.y]; }"
    )
    x, y = box["x"] + corner[0], box["y"] + corner[1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 20, steps=4)
    page.mouse.up()
    expect(page.locator("#zones-draw-said")).to_contain_text("Point put down")
    expect(page.locator("#zones-text")).not_to_have_value(before)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#zones-text")).to_have_value(before)
    page.fill("#zones-name", "Lange pier")
    page.fill("#zones-who", NOOR)
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Lange pier")
    names = [one["properties"]["name"] for one in api(site, "zones")["features"]]
    assert sorted(names) == ["Lange pier", "Pier"]
    page.get_by_role("link", name=f"The version before it (zone {zone})").click()
    expect(page.locator("#zones-chosen")).to_have_text("Pier")


def test_what_is_drawn_survives_and_is_offered_again(visit: Open, site: str) -> None:
    """The tab closes, the server goes: the drawing stays until it is saved or thrown away."""
    page = editor(visit)
    click(page, *SQUARE[:3])
    expect(page.locator("#zones-draw-said")).to_contain_text("Point 3")
    page.locator("#zones-name").press_sequentially("Half af")
    page.goto(f"{site}/zones?lang=en")
    offer = page.locator("#zones-offers")
    expect(offer).to_contain_text("You have a drawing that is not saved: Half af")
    offer.get_by_role("link", name="Go on with it").click()
    page.locator("#zones-draw[data-drawing=yes]").wait_for()
    expect(page.locator("#zones-draft")).to_contain_text("is back. It is not saved yet.")
    expect(page.locator("#zones-name")).to_have_value("Half af")
    expect(page.locator("#zones-text")).to_have_value(re.compile(r"^(52\.07\d+, 4\.3\d+\n?){3}$"))
    page.fill("#zones-who", NOOR)
    page.route("**/v1/zones/drawings", lambda route: route.abort())
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-said")).to_contain_text("the server does not answer")
    page.unroute("**/v1/zones/drawings")
    page.route("**/v1/zones/drawings", lambda route: route.fulfill(status=401, json={}))
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-said")).to_contain_text("you are signed out")
    page.unroute("**/v1/zones/drawings")
    page.reload()
    page.locator("#zones-draw[data-drawing=yes]").wait_for()
    expect(page.locator("#zones-name")).to_have_value("Half af")
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Half af")
    expect(page.locator("#zones-offers p")).to_have_count(0)


def test_of_two_the_second_is_told_what_the_first_did(visit: Open, site: str) -> None:
    zone = draw(site)
    page = opened(visit, f"?lang=en&zone={zone}")
    page.locator("#zones-chosen").wait_for()
    act(site, zone, "edited", name="Lange pier", by="Sam Bos")
    page.fill("#zones-who", NOOR)
    page.get_by_role("button", name="Decide on it").click()
    expect(page.locator("#zones-said")).to_contain_text("meanwhile Sam Bos changed it.")
    expect(page.locator("#zones-chosen")).to_have_text("Lange pier")
    assert the_zone(site)["properties"]["phase"] == "concept"
    page.get_by_role("button", name="Decide on it").click()
    expect(page.locator("#zones-said")).to_contain_text("Saved: it is decided on.")


def test_dates_in_disorder_are_told_and_nothing_is_done(visit: Open, site: str) -> None:
    zone = draw(site)
    act(site, zone, "committed")
    page = opened(visit, f"?lang=nl&zone={zone}")
    page.get_by_role("button", name="Maak bekend").click()
    expect(page.locator("#zones-said")).to_have_text("Niet bewaard: vul eerst uw naam in.")
    page.fill("#zones-who", NOOR)
    page.locator("#zones-publish_on").fill("2026-03-25")
    page.locator("#zones-active_from").fill("2026-03-20")
    page.get_by_role("button", name="Maak bekend").click()
    expect(page.locator("#zones-said")).to_contain_text("pas zien nadat hij begint")
    assert the_zone(site)["properties"]["phase"] == "committed"


def test_a_drawing_is_thrown_away_after_a_question(visit: Open, site: str) -> None:
    zone = draw(site)
    page = opened(visit, f"?lang=en&zone={zone}")
    page.fill("#zones-who", NOOR)
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name="Throw away").click()
    assert the_zone(site)["id"] == zone
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Throw away").click()
    expect(page.locator("#zones-detail")).to_contain_text("This zone is not there any more.")
    assert api(site, "zones")["features"] == []


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


def test_a_zone_is_tried_on_the_past_in_sentences_a_figure_and_tables(
    visit: Open, site: str
) -> None:
    """In the north stand three bicycles since the 12th, of which zilt's outage hides some hours."""
    zone = draw(site, kind="hub", capacity={"combined": 3})
    page = opened(visit, f"?lang=en&zone={zone}")
    page.locator("#zones-try-first").fill("2026-03-15")
    page.locator("#zones-try-last").fill("2026-03-14")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#zones-try-said")).to_contain_text("begins before it ends")
    page.locator("#zones-try-last").fill("2026-03-15")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#zones-tried")).to_contain_text("What would have happened")
    expect(page.locator("#zones-sizing")).to_contain_text("At most 4 vehicles stood in it")
    expect(page.locator("#zones-sizing")).to_contain_text("with 5 places there would always")
    page.locator("#zones-tried .js-plotly-plot .main-svg").first.wait_for()
    operators = page.locator("#table-tried-operators tbody tr")
    expect(operators).to_have_count(2)
    assert grave(page) == []
    # Another zone clears what was told of this one.
    other = draw(site, name="Kade", kind="monitoring")
    page.goto(f"{site}/zones?lang=en&zone={other}")
    page.locator("#zones-chosen").wait_for()
    expect(page.locator("#zones-tried")).to_be_empty()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (320, False)])
def test_zones_hold_for_every_reader(
    visit: Open, site: str, language: str, width: int, dark: bool
) -> None:
    zone = draw(site, name="Een lange pier met een lange naam", kind="hub", capacity={"moped": 3})
    act(site, zone, "committed")
    page = opened(visit, f"?lang={language}&zone={zone}", width=width, dark=dark)
    page.locator("#zones-chosen").wait_for()
    assert overflow(page) <= 0
    assert grave(page) == []
    page = editor(visit, str(act(site, zone, "reopened")), language, width=width, dark=dark)
    for summary in page.locator("main summary").all():
        summary.click()
    assert overflow(page) <= 0
    assert grave(page) == []


def test_filters_are_in_the_address_and_the_past_is_read_only(visit: Open, site: str) -> None:
    draw(site, name="Plein", kind="hub")
    pier = draw(site)
    act(site, pier, "committed")
    act(site, pier, "published", active_from="2026-03-15")
    page = opened(visit)
    expect(page.locator("#zones-table tbody tr")).to_have_count(2)
    expect(page.locator("#zones-count")).to_have_text(
        "The table and the map show 2 of 2 zones: Hub (1) and No parking (1)."
    )
    page.get_by_role("textbox", name="Phase").click()
    page.get_by_role("option", name="holds", exact=True).click()
    expect(page.locator("#zones-table tbody tr")).to_have_count(1)
    assert "phase=active" in page.url
    page.get_by_role("button", name="Pier").click()
    expect(page.locator("#zones-chosen")).to_be_focused()
    expect(page.locator("#zones-detail")).to_contain_text("There is no end yet.")
    page = opened(visit, f"?lang=en&zone={pier}&moment=2026-03-15T11:00Z")
    expect(page.locator("#zones-detail")).to_contain_text("was not drawn yet")


def test_what_is_done_reaches_an_api_elsewhere(site: str) -> None:
    """The page on one server, the API on another: a drawing and a file go through."""
    server = FastAPI()
    attach(server, Settings(api_url=site), lambda: NOW)
    geometry = {"type": "Polygon", "coordinates": [NORTH]}
    asked = {"municipality": "town", "by": NOOR, "kind": "hub"}

    async def send() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app=server)
        async with httpx.AsyncClient(transport=transport, base_url="http://page") as through:
            body = asked | {"name": "A", "geometry": geometry}
            drawn = await through.post("/v1/zones/drawings", json=body)
            headers = {"Content-Type": "application/octet-stream"}
            file = json.dumps(geometry).encode()
            sent = await through.post(
                "/v1/zones/uploads", params=asked, content=file, headers=headers
            )
        return drawn, sent

    # The browser has this thread's event loop.
    with ThreadPoolExecutor(1) as other:
        drawn, sent = other.submit(lambda: asyncio.run(send())).result()
    assert drawn.headers["location"] == f"/v1/zones/{drawn.json()['zone']}"
    assert sent.json()["drawn"] == 1
    assert len(api(site, "zones")["features"]) == 2


def test_when_the_server_is_gone_the_steps_say_so(visit: Open, address: str, site: str) -> None:
    zone = draw(site)
    with serving(address, Settings()) as gone:
        page = visit("?lang=en", path="/zones")
        page.goto(f"{gone}/zones?lang=en&zone={zone}")
        page.locator("#zones-chosen").wait_for()
        settled(page)
        page.fill("#zones-who", NOOR)
    page.get_by_role("button", name="Decide on it").click()
    expect(page.locator("#zones-said")).to_contain_text("the server does not answer")
    assert the_zone(site)["properties"]["phase"] == "concept"
