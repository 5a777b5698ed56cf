"""What a reader sees and can do on the first page, in a real browser."""

import re
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import expect

from dashboard.page import Page, Shown
from dashboard.pages import PAGES
from stoep.settings import Settings
from tests.dashboard.conftest import Open, serving
from tests.worlds import World

IN_THE_GAP = "?moment=2026-03-14T01:00Z"


def test_the_number_stands_in_the_page_before_any_script(site: str) -> None:
    answer = httpx.get(site, trust_env=False, timeout=60)
    assert '<html lang="nl"' in answer.text
    assert "<h1>Er staan nu 6 deelvoertuigen in Town.</h1>" in answer.text
    english = httpx.get(f"{site}/?lang=en", trust_env=False, timeout=60).text
    assert '<html lang="en"' in english
    assert "<h1>6 shared vehicles stand in Town now.</h1>" in english


def test_the_page_tells_the_city_in_numbers(visit: Open) -> None:
    page = visit()
    expect(page.locator("#now-answer h1")).to_have_text("Er staan nu 6 deelvoertuigen in Town.")
    expect(page.locator("#now-answer p")).to_contain_text("Alle 2 aanbieders zijn meegeteld.")
    expect(page.locator(".figure.parked .operators")).to_contain_text("Zilt4", use_inner_text=False)


def test_in_a_gap_the_page_says_who_is_unknown_and_from_when_to_when(visit: Open) -> None:
    page = visit(IN_THE_GAP)
    expect(page.locator("#now-answer h1")).to_have_text(
        "Op za 14 mrt 02:00 stonden er 1 deelvoertuigen van 1 van de 2 aanbieders in Town."
    )
    expect(page.locator("#now-answer p")).to_contain_text(
        "Geen gegevens van Zilt feed van vr 13 mrt 23:00 tot za 14 mrt 05:00."
    )
    row = page.locator(".operators li", has_text="Zilt")
    expect(row).to_contain_text("onbekend")


def test_time_goes_back_by_the_buttons_and_the_address_tells_it(visit: Open) -> None:
    page = visit()
    page.locator("#back-day").click()
    expect(page.locator("#now-answer h1")).to_have_text(
        "Op za 14 mrt 13:00 stonden er 4 deelvoertuigen in Town."
    )
    assert "moment=2026-03-14T12%3A00Z" in page.url
    page.reload()
    expect(page.locator("#live-state")).to_have_text("Getoond: za 14 mrt 13:00")
    page.locator("#now").click()
    expect(page.locator("#now-answer h1")).to_contain_text("Er staan nu 6")
    assert "moment" not in page.url


def test_time_goes_to_a_date_that_is_typed(visit: Open) -> None:
    page = visit()
    page.locator("#pick").fill("2026-03-14T02:00")
    page.locator("#pick").press("Tab")
    expect(page.locator("#live-state")).to_have_text("Getoond: za 14 mrt 02:00")


def test_the_keyboard_moves_time_along_the_slider(visit: Open) -> None:
    page = visit("?moment=2026-03-14T12:00Z")
    thumb = page.get_by_role("slider")
    thumb.focus()
    thumb.press("ArrowLeft")
    expect(page.locator("#live-state")).to_have_text("Getoond: za 14 mrt 12:45")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit: Open) -> None:
    page = visit()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Ga naar de inhoud")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(
        "() => document.getElementById('content').contains(document.activeElement)"
    )


def test_the_keyboard_reaches_every_control_and_leaves_the_map(visit: Open) -> None:
    page = visit()
    page.locator("#map-canvas[data-ready]").wait_for()
    wanted = {
        "now", "pause", "back-day", "back-hour", "pick", "ahead-hour", "ahead-day", "theme-button",
    }  # fmt: skip
    seen, classes = set(), set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("() => document.activeElement.id"))
        classes.add(page.evaluate("() => document.activeElement.className"))
    assert wanted - seen == set()
    assert any("maplibregl-canvas" in name for name in classes)


def test_english_is_a_link_away_and_keeps_the_view(visit: Open) -> None:
    page = visit("?moment=2026-03-14T12:00Z&kind=district")
    expect(page.locator("a.language[lang=en]")).to_have_attribute("href", re.compile("moment="))
    page.locator("a.language[lang=en]").click()
    expect(page.locator("#now-answer h1")).to_have_text(
        "On Sat 14 Mar 13:00, 4 shared vehicles stood in Town."
    )
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "kind=district" in page.url
    assert page.title() == "Now – Stoep Town"


def test_nothing_is_fetched_from_elsewhere(visit: Open, site: str) -> None:
    asked: list[str] = []
    page = visit("?lang=en")
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator("#map-canvas[data-ready]").wait_for()
    page.locator("#back-hour").click()
    expect(page.locator("#live-state")).to_contain_text("Shown")
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []
    assert any("/v1/tiles/vehicles/" in url for url in asked)


def test_nothing_breaks_in_the_browser(visit: Open) -> None:
    page = visit()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.reload()
    page.locator("#map-canvas[data-ready]").wait_for()
    page.locator("#theme-button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("#back-hour").click()
    expect(page.locator("#live-state")).to_contain_text("Getoond")
    assert broken == []


def test_an_address_that_leads_nowhere_says_so(site: str) -> None:
    answer = httpx.get(f"{site}/nowhere", trust_env=False, timeout=60)
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet." in answer.text


def test_a_page_that_cannot_be_made_is_a_page_all_the_same(address: str, drawn: World) -> None:
    async def trips(page: Page, shown: Shown) -> list[str]:
        raise KeyError(page.name)

    broken = replace(PAGES[0], path="/broken", first=trips)
    with serving(address, Settings(), [*PAGES, broken]) as site:
        for query, told in (("", "Door een fout in Stoep"), ("?lang=en", "By an error in Stoep")):
            answer = httpx.get(f"{site}/broken{query}", trust_env=False, timeout=60)
            assert (answer.status_code, told in answer.text) == (500, True)
            assert "KeyError" not in answer.text
            assert 'href="/' in answer.text


@pytest.mark.parametrize(
    "query",
    ["?moment=yesterday", "?moment=2099-01-01T00:00Z", "?area=0&kind=planet&span=-1", "?lang=xx"],
)
def test_an_address_that_cannot_be_read_shows_the_usual(visit: Open, query: str) -> None:
    expect(visit(query).locator("#now-answer h1")).to_have_text(
        "Er staan nu 6 deelvoertuigen in Town."
    )
