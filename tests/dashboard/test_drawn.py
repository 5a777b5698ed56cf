"""The history of an area that is drawn: on the map, as text, by an address; what is refused."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.pages.density import drawn
from dashboard.words import Words
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave

NORTH = "52.071, 4.301\n52.071, 4.309\n52.079, 4.309\n52.079, 4.301"
NORTH_ADDRESS = "4.30100,52.07100;4.30900,52.07100;4.30900,52.07900;4.30100,52.07900"
SATURDAY = "?moment=2026-03-14T12:00Z&span=7"


def write(page: Page, text: str) -> None:
    """Write coordinates in the field, which is folded at first."""
    field = page.get_by_label("Coördinaten", exact=True)
    if not field.is_visible():
        page.get_by_text("Zonder kaart: coördinaten als tekst").click()
    field.fill(text)


def test_an_area_is_written_and_its_address_brings_it_back(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    write(page, "52.07, 4.30\n52.08, 4.30\n52.08, 4.31")
    # What counts is what stands there at the click, not what a script heard of before.
    write(page, NORTH)
    page.get_by_role("button", name="Toon de geschiedenis").click()
    told = page.locator("#density-draw-sentence")
    expect(told).to_contain_text("Het getekende gebied van 0,49 km²: over 7 dagen")
    expect(told).to_contain_text("(3,9 voertuigen)")
    expect(page.locator("#density-draw-gaps")).to_contain_text("Geen gegevens van Zilt feed")
    expect(page).to_have_url(re.compile("drawn=4.30100"))
    page.reload()
    page.locator("#density-draw-map").scroll_into_view_if_needed()
    expect(told).to_contain_text("(3,9 voertuigen)")
    expect(page.locator("#density-draw-text")).to_have_value(re.compile("^52.07100, 4.30100"))
    expect(page.locator("#density-draw-map")).to_have_attribute("data-points", "4")
    assert grave(page) == []


def test_points_are_put_by_pointer_and_taken_back(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    canvas = page.locator("#density-draw-map")
    canvas.scroll_into_view_if_needed()
    expect(canvas).to_have_attribute("data-drawing", "yes")
    box = canvas.bounding_box()
    assert box is not None
    for number, (x, y) in enumerate(((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)), 1):
        canvas.click(position={"x": box["width"] * x, "y": box["height"] * y})
        expect(canvas).to_have_attribute("data-points", str(number))
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(canvas).to_have_attribute("data-points", "3")
    page.get_by_role("button", name="Toon de geschiedenis").click()
    expect(page.locator("#density-draw-sentence")).to_contain_text("Het getekende gebied van")
    page.get_by_role("button", name="Begin opnieuw").click()
    expect(canvas).to_have_attribute("data-points", "0")


def test_what_cannot_be_used_says_why(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    said, show = (
        page.locator("#density-draw-said"),
        page.get_by_role("button", name="Toon de geschiedenis"),
    )
    show.click()
    expect(said).to_have_text("Een vorm heeft minstens drie punten.")
    write(page, "hier en daar")
    show.click()
    expect(said).to_contain_text("Deze coördinaten zijn niet te lezen.")
    write(page, "53.0 5.0\n53.0 5.1\n53.1 5.1")
    show.click()
    expect(page.locator("#density-draw-chart")).to_contain_text("geen geschiedenis")
    expect(page.locator("#density-draw-trouble")).to_contain_text("De tekening kon niet")
    hole = "[[5, 53], [5.1, 53], [5.1, 53.1], [5, 53]]"
    write(page, f'{{"type": "Polygon", "coordinates": [{hole}, {hole}]}}')
    show.click()
    expect(page.locator("#density-draw-trouble")).to_contain_text("Er zit een gat in dit gebied.")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (NORTH_ADDRESS, [4]),
        ("4.3,52.1;4.4,52.1;4.4,52.2", [3]),
        (f"{NORTH_ADDRESS};;4.3,52.1;4.4,52.1;4.4,52.2", [4, 3]),
        ("4.3,52.1", []),
        (f"{NORTH_ADDRESS};;4.3,52.1", []),
        ("4.3;52", []),
        ("400,1;400,2;400,3", []),
        (None, []),
    ],
)
def test_an_address_is_read_as_it_is_written(text: str | None, points: list[int]) -> None:
    rings = drawn.read_rings(text)
    assert [len(ring) for ring in rings] == points
    assert drawn.read_rings(drawn.as_parameter(rings)) == rings


def test_what_is_too_long_for_an_address_is_refused() -> None:
    ring = [[4.3 + n / 1000, 52.07] for n in range(24)]
    assert drawn.asked([[ring]]) == (None, "ownarea.many")
    assert drawn.asked([[ring[:20]]]) == (drawn.as_parameter([ring[:20]]), None)


def test_the_sentence_leaves_out_what_is_not_known() -> None:
    lines = [{"values": [2.0, None, 4.0]}]
    said = drawn.sentence({"area_m2": 5e5, "series": lines}, "7 days", Words("en", "UTC"))
    assert said == (
        "The drawn area of 0.50 km²: over 7 days on average 3.0 per km² stood there"
        " (1.5 vehicles), and at most 4.0 per km²."
    )
    nothing = {"area_m2": 500.0, "series": [{"values": [None]}]}
    assert "500 m²" in drawn.sentence(nothing, "7 days", Words("en", "UTC"))
