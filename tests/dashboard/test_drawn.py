"""Drawing an area: by pointer, as text without the map, from an address; and what is refused."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.pages.density import drawn
from dashboard.words import Words
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave

NORTH = "4.301, 52.071\n4.309, 52.071\n4.309, 52.079\n4.301, 52.079"
SATURDAY = "?moment=2026-03-14T12:00Z&span=7"


def test_an_area_is_written_and_its_address_brings_it_back(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    page.get_by_label("Punten van het gebied").fill(NORTH)
    page.get_by_role("button", name="Toon de geschiedenis").click()
    told = page.locator("#density-draw-sentence")
    expect(told).to_contain_text("Het getekende gebied van 0,49 km²: over 7 dagen")
    expect(told).to_contain_text("(3,9 voertuigen)")
    expect(page.locator("#density-draw-gaps")).to_contain_text("Geen gegevens van Zilt feed")
    expect(page).to_have_url(re.compile("drawn=4.30100"))
    page.reload()
    page.locator("#density-draw-map").scroll_into_view_if_needed()
    expect(told).to_contain_text("(3,9 voertuigen)")
    expect(page.get_by_label("Punten van het gebied")).to_have_value(
        re.compile("4.30100, 52.07100")
    )
    assert grave(page) == []


def test_points_are_put_by_pointer_and_taken_back(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    canvas = page.locator("#density-draw-map")
    canvas.scroll_into_view_if_needed()
    expect(canvas).to_have_attribute("data-points", "0")
    box = canvas.bounding_box()
    assert box is not None
    for x, y in ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)):
        canvas.click(position={"x": box["width"] * x, "y": box["height"] * y})
    expect(canvas).to_have_attribute("data-points", "4")
    page.get_by_role("button", name="Laatste punt weg").click()
    expect(canvas).to_have_attribute("data-points", "3")
    page.get_by_role("button", name="Toon de geschiedenis").click()
    expect(page.locator("#density-draw-sentence")).to_contain_text("Het getekende gebied van")
    page.get_by_role("button", name="Wis alles").click()
    expect(canvas).to_have_attribute("data-points", "0")


def test_what_cannot_be_used_says_why(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    page.get_by_label("Punten van het gebied").fill("hier en daar")
    page.get_by_role("button", name="Toon de geschiedenis").click()
    expect(page.locator("#density-draw-trouble")).to_contain_text("minstens drie punten")
    page.get_by_label("Punten van het gebied").fill("5.0 53.0\n5.1 53.0\n5.1 53.1")
    expect(page.locator("#density-draw-map")).to_have_attribute("data-points", "3")
    page.get_by_role("button", name="Toon de geschiedenis").click()
    expect(page.locator("#density-draw-chart")).to_contain_text("geen geschiedenis")


@pytest.mark.parametrize(
    ("text", "points"),
    [(NORTH, 4), ("4.3,52.1;4.4,52.1;4.4,52.2", 3), ("4.3 52.1", 1), ("4.3;52", 0), ("400, 1", 0)],
)
def test_points_are_read_as_they_are_written(text: str, points: int) -> None:
    ring = drawn.read_ring(text)
    assert len(ring) == points
    assert drawn.read_ring(drawn.as_text(ring)) == drawn.read_ring(drawn.as_parameter(ring)) == ring


def test_the_sentence_leaves_out_what_is_not_known() -> None:
    lines = [{"values": [2.0, None, 4.0]}]
    said = drawn.sentence({"area_m2": 5e5, "series": lines}, "7 days", Words("en", "UTC"))
    assert said == (
        "The drawn area of 0.50 km²: over 7 days on average 3.0 per km² stood there"
        " (1.5 vehicles), and at most 4.0 per km²."
    )
    nothing = {"area_m2": 500.0, "series": [{"values": [None]}]}
    assert "500 m²" in drawn.sentence(nothing, "7 days", Words("en", "UTC"))
