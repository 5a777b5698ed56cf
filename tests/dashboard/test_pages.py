"""Every page there is, as each reader may meet it: language, light, width, and no eyes at all."""

from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from bench.browser import settled
from dashboard.page import Page
from dashboard.pages import PAGES
from dashboard.words import LANGUAGES, Words
from tests.dashboard.conftest import Open

WIDE, NARROW = 1280, 320
GRAVE = ("serious", "critical")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_page
def test_a_page_holds_for_every_reader(visit: Open, site: str, page: Page) -> None:
    """Light and dark, wide and narrow: one heading, its own title, nothing broken or foreign.

    Wide it comes in light and narrow in dark, as the machine wishes; then its own button turns it.
    """
    language = "nl"
    for width, dark in ((WIDE, False), (NARROW, True)):
        told: list[str] = []
        tab = visit(f"?lang={language}", width, path=page.path, dark=dark, heard=told.append)
        for shown_dark in (dark, not dark):
            settled(tab)
            drawn = tab.locator(".chart .js-plotly-plot").count() > 0
            assert any("plotly.min" in one for one in told) == drawn
            assert [one for one in told if not one.startswith((site, "data:", "blob:"))] == []
            theme = "dark" if shown_dark else "light"
            expect(tab.locator("html")).to_have_attribute("data-theme", theme)
            _holds(tab, page, language, width)
            if shown_dark == dark:
                _turn(tab, drawn)
        tab.close()


@every_page
def test_a_page_holds_in_the_other_language(visit: Open, page: Page) -> None:
    """Its colours are those of the first, its words are not: they may be longer, or lack a name."""
    tab = visit("?lang=en", WIDE, path=page.path)
    settled(tab)
    _holds(tab, page, "en", WIDE)
    tab.set_viewport_size({"width": NARROW, "height": 900})
    # Charts follow a moment after the screen.
    tab.wait_for_function(f"() => {OVERFLOW} <= 0")
    tab.close()


def _holds(tab: Tab, page: Page, language: str, width: int) -> None:
    expect(tab.locator("h1")).to_have_count(1)
    expect(tab).to_have_title(_title(page, language))
    expect(tab.locator("html")).to_have_attribute("lang", language)
    current = tab.locator("nav a[aria-current=page]").locator("visible=true")
    if width == WIDE and page.group:
        expect(current).to_have_text(Words(language, "UTC")(f"{page.name}.nav"))
    assert overflow(tab) <= 0
    assert grave(tab) == []


def _turn(tab: Tab, drawn: bool) -> None:
    """From light to dark or back: the page at once, a chart when it is told anew."""
    button = tab.locator("#theme-button")
    if drawn:
        with tab.expect_response(lambda answer: "_dash-update-component" in answer.url):
            button.click()
    else:
        button.click()


@every_page
@every_language
def test_a_page_begins_before_any_script(site: str, page: Page, language: str) -> None:
    answer = httpx.get(f"{site}{page.path}?lang={language}", timeout=60, trust_env=False)
    assert f'<html lang="{language}"' in answer.text
    assert f"<title>{_title(page, language)}</title>" in answer.text
    assert answer.text.count("<h1>") == 1
    links = [f'href="{one.path}' for one in PAGES if one.group]
    assert [link for link in links if link not in answer.text] == []
    assert ("maplibre" in answer.text) == page.has_map


@every_language
def test_no_two_pages_have_the_same_title(language: str) -> None:
    assert len({_title(page, language) for page in PAGES}) == len(PAGES)
    assert len({page.path for page in PAGES}) == len({page.name for page in PAGES}) == len(PAGES)


def test_the_menu_of_a_narrow_screen_unfolds_and_leads_on(visit: Open) -> None:
    tab = visit("?moment=2026-03-14T12:00Z&lang=en", NARROW)
    link = tab.get_by_role("link", name="Operators")
    expect(link).to_have_count(0)
    tab.get_by_text("Menu").click()
    link.click()
    expect(tab.locator("h1")).to_have_text("Can the data be trusted?")
    assert tab.url.endswith("/feeds?moment=2026-03-14T12%3A00Z&lang=en")


def test_an_address_with_a_slash_too_many_leads_to_its_page(site: str) -> None:
    answer = httpx.get(f"{site}/feeds/?lang=en", trust_env=False, timeout=60)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/feeds?lang=en"


def test_the_definition_of_a_number_has_an_address(visit: Open) -> None:
    tab = visit("#method-parked_density", path="/method")
    expect(tab.locator("#method-parked_density")).to_have_attribute("open", "")


def _title(page: Page, language: str) -> str:
    return f"{Words(language, 'UTC')(f'{page.name}.nav')} – Stoep Town"


def overflow(tab: Tab) -> int:
    """How many pixels the page is wider than the screen."""
    return int(tab.evaluate(f"() => {OVERFLOW}"))


def grave(tab: Tab) -> list[Any]:
    """What axe finds that keeps somebody out: the rule, and where."""
    found = Axe().run(tab).response["violations"]
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in found
        if one["impact"] in GRAVE
    ]
