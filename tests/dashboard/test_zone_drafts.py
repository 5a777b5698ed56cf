"""Nothing of a zone is lost: when the tab closes, the session ends, or the server is away."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
from fastapi import FastAPI
from playwright.sync_api import expect

from bench.browser import settled
from dashboard.app import attach
from stoep.settings import Settings
from tests.dashboard.conftest import NOW, Open, serving
from tests.dashboard.zone_pages import (
    NOOR,
    NORTH,
    SQUARE,
    api,
    click,
    draw,
    editor,
    the_zone,
)


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
    page.locator("#zones-draw-map[data-drawing=yes]").wait_for()
    expect(page.locator("#zones-draft")).to_contain_text("is back. It is not saved yet.")
    expect(page.locator("#zones-name")).to_have_value("Half af")
    expect(page.locator("#zones-draw-text")).to_have_value(
        re.compile(r"^(52\.07\d+, 4\.3\d+\n?){3}$")
    )
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
    page.locator("#zones-draw-map[data-drawing=yes]").wait_for()
    expect(page.locator("#zones-name")).to_have_value("Half af")
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Half af")
    expect(page.locator("#zones-offers p")).to_have_count(0)


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
