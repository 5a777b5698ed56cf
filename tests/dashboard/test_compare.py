"""Comparing as a person does: a preset, two moments, only one operator; in a real browser."""

import re

from playwright.sync_api import Page, expect

from bench.browser import settled
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave, overflow

MOMENTS = "?how=moments&a=2026-03-14T12:00Z&b=2026-03-15T11:30Z"


def figure(page: Page, place: int) -> str:
    return page.locator("#compare-figures .figure .value").nth(place).inner_text()


def test_two_moments_side_by_side(visit: Open) -> None:
    page = visit(f"{MOMENTS}&measure=vehicles_parked", path="/compare")
    expect(page.locator("#compare-sentence")).to_have_text(
        "Town: 4 voertuigen in ‘za 14 mrt 13:00’ en 6 in ‘zo 15 mrt 12:30’, een verschil van +2."
    )
    expect(page.locator("#compare-where")).to_contain_text("Erbij kwam het meest in South (+2)")
    assert figure(page, 2).startswith("+2")
    rows = page.locator("#table-compare-parts tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="Deelscooter")).to_contain_text("+1")


def test_in_an_outage_no_difference_is_claimed(visit: Open) -> None:
    page = visit("?how=moments&a=2026-03-13T12:00Z&b=2026-03-14T01:00Z", path="/compare")
    expect(page.locator("#compare-sentence")).to_contain_text(
        "Of dat een verschil is, is niet te zeggen: geen gegevens van Zilt."
    )
    assert figure(page, 2).startswith("–")
    duin = page.locator("#table-compare-parts tbody tr", has_text="Duin")
    expect(duin).to_contain_text("0,0")


def test_a_preset_fills_the_fields_and_the_address_brings_it_back(visit: Open) -> None:
    page = visit(MOMENTS, path="/compare")
    page.get_by_role("button", name="Afgelopen zaterdag en die ervoor").click()
    expect(page.locator("#compare-sentence")).to_contain_text("‘zaterdag 7 mrt’")
    expect(page.get_by_label("Daarna: vanaf")).to_have_value("2026-03-14")
    expect(page).to_have_url(re.compile(r"b=2026-03-14\.\.2026-03-14"))
    page.reload()
    expect(page.locator("#compare-sentence")).to_contain_text("‘zaterdag 14 mrt’")


def test_periods_are_typed_and_a_wrong_one_says_what_to_do(visit: Open) -> None:
    page = visit("?a=2026-03-12..2026-03-12&b=2026-03-14..2026-03-14&lang=en", path="/compare")
    expect(page.locator("#compare-sentence")).to_contain_text("‘Thursday 12 Mar’")
    page.get_by_label("Then: up to and including").fill("2026-03-13")
    page.get_by_label("Then: up to and including").press("Tab")
    expect(page.locator("#compare-trouble")).to_contain_text("Choose twice a beginning")
    page.get_by_label("Then: from").fill("2026-03-13")
    page.get_by_label("Then: from").press("Tab")
    expect(page.locator("#compare-sentence")).to_contain_text("‘Friday 13 Mar’")
    expect(page.locator("#compare-trouble")).to_be_empty()


def test_every_reader_can_use_it(visit: Open) -> None:
    for width, dark in ((1280, False), (390, True)):
        page = visit(MOMENTS, width, path="/compare", dark=dark)
        settled(page)
        page.locator("#compare-table summary").first.click()
        assert grave(page) == []
        assert overflow(page) <= 0
