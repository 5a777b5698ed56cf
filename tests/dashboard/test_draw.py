"""The tool that draws an area, on both pages that have it: by finger, by keyboard, and as text."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import Open

ON = {"zones-draw": ("/zones", "?lang=en&edit=new"), "density-draw": ("/density", "?lang=en")}
BOX = [4.30, 52.07, 4.32, 52.08]
RING = [[4.3012, 52.0712], [4.3088, 52.0712], [4.3088, 52.0788]]
LINES = "52.0712, 4.3012\n52.0712, 4.3088\n52.0788, 4.3088"


def drawing(visit: Open, name: str, **more: Any) -> tuple[Page, Locator]:
    """A page with its map to draw on, in sight."""
    path, query = ON[name]
    page = visit(query, path=path, **more)
    canvas = page.locator(f"#{name}-map")
    canvas.scroll_into_view_if_needed()
    expect(canvas).to_have_attribute("data-drawing", "yes")
    canvas.scroll_into_view_if_needed()
    return page, canvas


def places(canvas: Locator, *shares: tuple[float, float]) -> list[tuple[float, float]]:
    """Places on the screen, by shares of the map's width and height."""
    box = canvas.bounding_box()
    assert box is not None
    return [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in shares]


@pytest.mark.parametrize("name", ON)
def test_a_finger_draws_an_area_and_drags_its_points(visit: Open, name: str) -> None:
    page, canvas = drawing(visit, name, touch=True)
    said, text = page.locator(f"#{name}-said"), page.locator(f"#{name}-text")
    corners = places(canvas, (0.3, 0.3), (0.6, 0.3), (0.6, 0.7), (0.3, 0.7))
    for number, corner in enumerate(corners, 1):
        page.touchscreen.tap(*corner)
        expect(said).to_contain_text(f"Point {number} placed at 52.07")
    # A finger is wider than the point that closes the border.
    page.touchscreen.tap(corners[0][0] + 14, corners[0][1] + 10)
    expect(said).to_have_text("The shape is finished.")
    before, scrolled = text.input_value(), page.evaluate("scrollY")
    fingers = page.context.new_cdp_session(page)
    x, y = corners[2]
    for kind, touches in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x + 2 * n, "y": y - 6 * n}]) for n in range(1, 9)),
        ("touchEnd", []),
    ):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    expect(said).to_contain_text("Point put down at 52.07")
    expect(text).not_to_have_value(before)
    assert page.evaluate("scrollY") == scrolled
    page.get_by_role("button", name="Undo").tap()
    expect(text).to_have_value(before)


def test_the_keyboard_draws_where_no_zone_is_drawn_too(visit: Open) -> None:
    page, canvas = drawing(visit, "density-draw")
    canvas.locator("canvas").focus()
    for keys, times in (("Shift+ArrowRight", 2), ("Shift+ArrowDown", 2), ("Shift+ArrowLeft", 2)):
        page.keyboard.press("Enter")
        for _ in range(times):
            page.keyboard.press(keys)
    expect(canvas).to_have_attribute("data-points", "3")
    page.get_by_role("button", name="Show the history").press("Enter")
    expect(page.locator("#density-draw-said")).to_have_text("The shape is finished.")
    expect(page).to_have_url(re.compile("drawn=4.3"))


def test_coordinates_are_read_as_people_write_them(visit: Open) -> None:
    page, _ = drawing(visit, "zones-draw")

    def read(text: str) -> Any:
        return page.evaluate("([text, box]) => stoep.readParts(text, box)", [text, BOX])

    assert read(LINES) == [[RING]]
    assert read(f"{LINES}\n52.0712, 4.3012") == [[RING]]
    # Turned round, with commas for points, and as a program tells it.
    assert read("4.3012 52.0712\n4.3088 52.0712\n4.3088 52.0788") == [[RING]]
    assert read("52,0712 4,3012\n52,0712 4,3088\n52,0788; 4,3088") == [[RING]]
    shape = '{"type": "Polygon", "coordinates": [[[4.3, 52.07], [4.31, 52.07], [4.3, 52.08],'
    assert read(shape + " [4.3, 52.07]]]}") == [[[[4.3, 52.07], [4.31, 52.07], [4.3, 52.08]]]]
    assert len(read(f"{LINES}\n\n52.072, 4.311\n52.072, 4.318\n52.078, 4.318")) == 2
    for bad in ("here and there", "52.07, 4.30\n52.08, 4.31", LINES + ", 9", '{"type": "Point"}'):
        assert read(bad) is None
