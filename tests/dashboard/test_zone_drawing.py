"""A zone is drawn: by mouse, by keyboard, as text; a point is dragged; what is bad is named."""

import json
import re

from playwright.sync_api import expect

from tests.dashboard.conftest import Open
from tests.dashboard.zone_pages import (
    NOOR,
    NORTH,
    act,
    api,
    canvas,
    draw,
    editor,
    fill,
    the_zone,
)

TEXT = "52.0712, 4.3012\n52.0712, 4.3088\n52.0788, 4.3088\n52.0788, 4.3012"


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
    expect(page.locator("#zones-draw-text")).to_have_value(re.compile(r"^[^\n]+(\n[^\n]+){2}$"))
    before = page.locator("#zones-draw-text").input_value()
    go("ArrowRight", 3)
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Point picked up.")
    go("Shift+ArrowDown", 1)
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Point put down")
    expect(page.locator("#zones-draw-text")).not_to_have_value(before)
    fill(page, "Kade", "Monitoring")
    page.get_by_role("button", name="Save the zone").press("Enter")
    expect(page.locator("#zones-chosen")).to_have_text("Kade")
    zone = the_zone(site)
    assert (zone["properties"]["kind"], len(zone["geometry"]["coordinates"][0][0])) == (
        "monitoring",
        4,
    )


def test_the_text_is_what_is_drawn_however_fast_it_changes(visit: Open) -> None:
    """Else the coordinates of a moment ago come back, and are what somebody copies."""
    page = editor(visit)
    text = page.locator("#zones-draw-text")
    for wait in range(0, 40, 2):
        drawn = page.evaluate(
            """async (wait) => {
              const drawing = stoep.drawing("zones-draw");
              drawing.clear();
              const places = [[4.301, 52.071], [4.302, 52.071], [4.302, 52.072]];
              places.forEach((place) => drawing.place(place));
              await new Promise((done) => setTimeout(done, wait));
              drawing.back();
              await new Promise((done) => setTimeout(done, 60));
              return drawing.text();
            }""",
            wait,
        )
        assert (len(drawn.splitlines()), text.input_value()) == (2, drawn), wait


def test_a_zone_is_drawn_as_text_and_a_bad_one_is_named(visit: Open, site: str) -> None:
    page = editor(visit)
    page.get_by_text("Without a map: coordinates as text").click()
    text, use = (
        page.locator("#zones-draw-text"),
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
    before = page.locator("#zones-draw-text").input_value()
    _, box = canvas(page)
    corner = page.evaluate(
        "() => { const { map, parts } = stoep.drawing('zones-draw');"
        " const p = map.project(parts[0][0][0]); return [p.x, p.y]; }"
    )
    x, y = box["x"] + corner[0], box["y"] + corner[1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 20, steps=4)
    page.mouse.up()
    expect(page.locator("#zones-draw-said")).to_contain_text("Point put down")
    expect(page.locator("#zones-draw-text")).not_to_have_value(before)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#zones-draw-text")).to_have_value(before)
    page.fill("#zones-name", "Lange pier")
    page.fill("#zones-who", NOOR)
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Lange pier")
    names = [one["properties"]["name"] for one in api(site, "zones")["features"]]
    assert sorted(names) == ["Lange pier", "Pier"]
    page.get_by_role("link", name=f"The version before it (zone {zone})").click()
    expect(page.locator("#zones-chosen")).to_have_text("Pier")
