"""Looking back as a person does: a moment, a step, a day played; by pointer and by keyboard."""

import re

from playwright.sync_api import Page, expect

from bench.browser import settled
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave, overflow

IN_THE_GAP = "?moment=2026-03-14T01:00Z"


def opened(visit: Open, query: str = IN_THE_GAP, **more: int) -> Page:
    page = visit(query, path="/time", **more)
    expect(page.locator("#lookback-play")).to_be_enabled()
    return page


def test_a_past_moment_is_told_with_who_could_not_be_seen(visit: Open) -> None:
    page = opened(visit)
    expect(page.locator("#lookback-clock")).to_have_text("02:00")
    expect(page.locator("#lookback-said")).to_have_text(
        "1 deelvoertuigen in Town, van de aanbieders die te zien waren. Geen gegevens van Zilt."
    )
    expect(page.locator("#lookback-gaps")).to_contain_text("Geen gegevens van Zilt")
    expect(page.locator("#lookback-map")).to_have_attribute("data-moment", "2026-03-14T01:00:00Z")
    expect(page.locator("#lookback-holes .hole")).to_have_count(1)


def test_a_step_is_announced_and_the_address_brings_it_back(visit: Open) -> None:
    page = opened(visit)
    page.locator("#lookback-ahead").click()
    expect(page.locator("#lookback-clock")).to_have_text("02:15")
    expect(page.locator("#lookback-announcement")).to_contain_text("02:15")
    expect(page).to_have_url(re.compile("moment=2026-03-14T01%3A15Z"))
    page.reload()
    expect(page.locator("#lookback-clock")).to_have_text("02:15")


def test_the_day_plays_is_silent_meanwhile_and_rests_when_told(visit: Open) -> None:
    page = opened(visit, "?moment=2026-03-14T05:00Z")
    play = page.locator("#lookback-play")
    play.click()
    expect(play).to_have_attribute("aria-pressed", "true")
    expect(play).to_contain_text("Pauze")
    expect(page.locator("#lookback-clock")).not_to_have_text("06:00")
    expect(page.locator("#lookback-slider")).not_to_have_js_property("value", "24")
    expect(page.locator("#lookback-announcement")).to_be_empty()
    assert grave(page) == []
    play.click()
    shown = page.locator("#lookback-clock").inner_text()
    expect(page.locator("#lookback-announcement")).to_contain_text(shown)
    expect(play).to_contain_text("Afspelen")


def test_the_keyboard_moves_the_slider_and_starts_and_stops(visit: Open) -> None:
    page = opened(visit)
    slider = page.get_by_role("slider", name="Tijd van de dag")
    slider.focus()
    for key, clock in (("ArrowRight", "02:15"), ("PageUp", "03:15"), ("Home", "00:00")):
        slider.press(key)
        expect(page.locator("#lookback-clock")).to_have_text(clock)
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^00:00. 1 deelvoertuigen"))
    slider.press(" ")
    expect(page.locator("#lookback-clock")).not_to_have_text("00:00")
    slider.press(" ")
    expect(page.locator("#lookback-play")).to_have_attribute("aria-pressed", "false")


def test_a_day_is_chosen_by_its_name(visit: Open) -> None:
    page = opened(visit, "")
    page.get_by_role("button", name="Gisteren (zaterdag)").click()
    expect(page.locator("#lookback-sentence")).to_contain_text("Zaterdag 14 mrt 2026")
    expect(page.locator("#lookback-clock")).to_have_text("13:00")
    page.get_by_role("button", name="Dag terug").click()
    expect(page.locator("#lookback-sentence")).to_contain_text("Vrijdag 13 mrt 2026")


def test_only_some_vehicles_are_played(visit: Open) -> None:
    page = opened(visit, f"{IN_THE_GAP}&operator=duin&lang=en")
    expect(page.locator("#lookback-said")).to_have_text("1 shared vehicles in Town.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#lookback-ahead").click()
    expect(page.locator("#lookback-clock")).to_have_text("02:15")
    settled(page)
    tiles = [url for url in asked if "/v1/tiles/vehicles/" in url]
    assert tiles
    assert all("operator=duin" in url for url in tiles)


def test_the_table_has_the_numbers_of_the_chart(visit: Open) -> None:
    page = opened(visit)
    page.locator("#lookback-table summary").first.click()
    row = page.locator("#table-lookback tbody tr").nth(8)
    expect(row).to_contain_text("02:00")
    expect(row).to_contain_text("onbekend")
    expect(row).to_contain_text("geen gegevens van Zilt")


def test_on_a_phone_nothing_sticks_out(visit: Open) -> None:
    page = opened(visit, width=390)
    settled(page)
    assert overflow(page) <= 0
    assert grave(page) == []
