"""The page of zones as tests use it: zones that are there already, the editor, and its map.

The town lies between 4.30 and 4.32 east, 52.07 and 52.08 north; it is 15 March 2026, 13:00 there.
"""

from typing import Any

import httpx
from playwright.sync_api import Locator, Page

from bench.browser import settled
from tests.dashboard.conftest import Open

NOOR = "Noor de Wit"
NORTH = [[4.301, 52.071], [4.309, 52.071], [4.309, 52.079], [4.301, 52.079], [4.301, 52.071]]
"""Around all that stands in the north: three bicycles of zilt, a moped of duin."""
SQUARE = ((0.40, 0.40), (0.60, 0.40), (0.60, 0.60), (0.40, 0.60))


def opened(visit: Open, query: str = "?lang=en", **more: Any) -> Page:
    page = visit(query, path="/zones", **more)
    settled(page)
    return page


def editor(visit: Open, key: str = "new", language: str = "en", **more: Any) -> Page:
    page = visit(f"?lang={language}&edit={key}", path="/zones", **more)
    page.locator("#zones-draw-map[data-drawing=yes]").wait_for()
    settled(page)
    return page


def api(site: str, path: str, **question: Any) -> Any:
    return httpx.get(f"{site}/v1/{path}", params=question, trust_env=False, timeout=60).json()


def post(site: str, path: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{site}/v1/{path}", json=body, trust_env=False, timeout=60)
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
    drawn = page.locator("#zones-draw-map canvas")
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box is not None
    return drawn, dict(box)


def click(page: Page, *places: tuple[float, float]) -> None:
    """Click on the map at shares of its width and height, and wait until each point is there."""
    _, box = canvas(page)
    for across, down in places:
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def fill(page: Page, name: str, kind: str = "No parking") -> None:
    page.fill("#zones-name", name)
    page.get_by_label(kind, exact=True).check()
    page.fill("#zones-who", NOOR)
