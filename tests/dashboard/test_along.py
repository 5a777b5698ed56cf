"""What is taken along of a page: its files, and its address as somebody else opens it."""

import csv
import io
import re
import sqlite3
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from bench.browser import settled
from dashboard.offers import FILES
from dashboard.pages import PAGES
from dashboard.parts.download import OFFERING
from stoep.vocabulary import AreaKind
from tests.dashboard.conftest import PATIENCE_MS, Open
from tests.dashboard.test_pages import grave, overflow
from tests.dashboard.test_permits import limited as limited
from tests.worlds import World, drawing

STARTS = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "gpkg": b"SQLite", "geojson": b"{"}
WITH_FILES = [page for page in PAGES if page.name in OFFERING]
MARKUP = "%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D1%22%3E"


def test_pages_that_offer_files_are_those_that_have_some() -> None:
    assert sorted(OFFERING) == sorted(FILES)
    assert set(OFFERING) <= {page.name for page in PAGES}


def unfolded(page: Page, summary: str) -> None:
    page.locator(".along > summary", has_text=summary).click()


@pytest.mark.usefixtures("limited")
def test_every_file_that_a_page_offers_is_there_and_names_its_question(
    visit: Open, site: str
) -> None:
    """Each link of each menu is followed; the file has what its ending says."""
    for page in WITH_FILES:
        tab = visit("?lang=en", path=page.path)
        unfolded(tab, "Download files")
        links = tab.locator("#along-files a")
        links.first.wait_for()
        addresses = [str(link.get_attribute("href")) for link in links.all()]
        assert len(set(addresses)) == len(addresses) > 0
        for address in addresses:
            got = httpx.get(f"{site}{address}", trust_env=False, timeout=60)
            assert got.status_code == 200, (address, got.text)
            named = got.headers["content-disposition"]
            assert "attachment" in named
            assert got.content.startswith(STARTS[named.rstrip('"').rpartition(".")[2]]), address
        assert overflow(tab) <= 0
        assert grave(tab) == []
        tab.close()


def test_the_files_follow_the_view(visit: Open, tmp_path: Path) -> None:
    page = visit("?lang=en&moment=2026-03-14T12:00Z&kind=district", path="/density")
    unfolded(page, "Download files")
    with page.expect_download() as download:
        page.get_by_role("link", name="Density by area: CSV file").click()
    assert download.value.suggested_filename == "parked_density-2026-03-14.csv"
    text = Path(download.value.path()).read_text("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    about = {line[0]: line[1] for line in lines if line[0].startswith("# ")}
    assert about["# moment"] == "2026-03-14T12:00:00Z"
    assert "/v1/receipts/" in about["# receipt"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Every vehicle: GeoPackage file").click()
    file = tmp_path / "vehicles.gpkg"
    download.value.save_as(file)
    with sqlite3.connect(file) as base:
        assert base.execute("select count(*) from vehicles").fetchone() == (4,)


def shared(page: Page, button: str) -> str:
    """Copy an address with a button; what is said, and the address."""
    unfolded(page, "Share")
    page.locator(button).click()
    expect(page.locator("#share-said")).to_have_text("The address was copied:")
    address = page.evaluate("() => navigator.clipboard.readText()")
    expect(page.locator("#share-address")).to_have_text(address)
    return str(address)


def fresh(browser: Browser, address: str) -> Page:
    """Somebody else opens it."""
    context = browser.new_context(reduced_motion="reduce", locale="nl-NL")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(address)
    page.locator("#content").wait_for()
    return page


def test_a_live_view_is_shared_live_or_as_it_was(visit: Open, browser: Browser) -> None:
    """It is 13:00 in town: what is a whole minute past is pinned."""
    page = visit("?lang=en&kind=district", path="/density")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live = shared(page, "#share-live")
    assert live.endswith("/density?kind=district&lang=en")
    expect(page.locator("#share-moment")).to_contain_text("as it was on Sun 15 Mar 12:58")
    page.locator("#share-moment").click()
    expect(page.locator("#share-address")).to_contain_text("moment=2026-03-15T11%3A58Z")
    other = fresh(browser, page.evaluate("() => navigator.clipboard.readText()"))
    expect(other.locator("html")).to_have_attribute("lang", "en")
    expect(other.locator("#now")).to_have_attribute("aria-pressed", "false")
    assert "moment=2026-03-15T11%3A58Z" in other.url
    expect(other.locator("#address-notice")).to_be_empty()
    other.context.close()


@pytest.mark.usefixtures("limited")
def test_days_are_shared_as_they_are_and_a_chosen_row_with_them(
    visit: Open, browser: Browser
) -> None:
    page = visit("?lang=en&row=zilt~all~permit_fleet~", path="/permits")
    settled(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = shared(page, "#share-moment")
    assert "from=2026-03-08&to=2026-03-14" in address
    other = fresh(browser, address)
    expect(other.locator("#permits-chosen")).to_contain_text("Zilt")
    other.context.close()


def test_a_browser_that_cannot_copy_shows_the_address(visit: Open) -> None:
    page = visit("?lang=en", path="/method")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    unfolded(page, "Share")
    expect(page.locator("#share-moment")).to_be_hidden()
    page.locator("#share-live").press("Enter")
    expect(page.locator("#share-said")).to_contain_text("Copy this address yourself")
    expect(page.locator("#share-address")).to_have_text(re.compile("/method\\?lang=en$"))


BROKEN = [
    ("/density", "operator=nobody", "‘nobody’ is not known here", ""),
    ("/density", "area=99999", "There is no area ‘99999’. You see the whole municipality", ""),
    ("/density", "moment=2026-04-01T00:00Z", "is still to come", ""),
    ("/density", "moment=9999-99-99", "‘9999-99-99’ cannot be read", ""),
    ("/movement", "from=0001-01-01&to=9999-01-01", "The period cannot be read", ""),
    ("/", "vehicle=123456", "There is no stay ‘123456’", ""),
    ("/density", f"form={MARKUP}", "There is no kind of vehicle ‘<img src=x", ""),
    ("/density", f"{MARKUP}=1&kind=district", "‘<img src=x", "kind=district"),
    ("/density", "row=" + "z" * 5000, "The address is too long", ""),
]
"""An address, what is said of it, and what of it is kept."""


def test_what_an_address_cannot_have_is_told_and_the_nearest_view_is_shown(
    visit: Open, site: str, drawn: World, address: str
) -> None:
    with drawing(address) as world:
        far = world.area(AreaKind.neighbourhood, "far", 5, 52, 5.1, 52.1, municipality="other")
    foreign = ("/density", f"area={far}", "lies in another municipality", "")
    for path, query, says, left in (*BROKEN, foreign):
        page = visit(f"?lang=en&{query}", path=path)
        notice = page.locator("#address-notice")
        expect(notice).to_contain_text("Not everything in this address could be used.")
        expect(notice).to_contain_text(says)
        expect(notice).to_have_attribute("role", "status")
        assert page.locator("#address-notice img").count() == 0
        if len(query) < 4000:
            kept = "&".join(part for part in (left, "lang=en") if part)
            expect(page).to_have_url(f"{site}{path}?{kept}")
        page.close()


def test_a_notice_holds_for_every_reader_and_goes_with_the_next_choice(visit: Open) -> None:
    page = visit("?lang=en&operator=nobody", width=320, path="/density", dark=True)
    settled(page)
    expect(page.locator("#address-notice")).to_contain_text("nobody")
    assert overflow(page) <= 0
    assert grave(page) == []
    page.get_by_text("7 days", exact=True).first.click()
    expect(page.locator("#address-notice")).to_be_empty()


def test_it_is_told_before_any_script_and_without_one(site: str) -> None:
    answer = httpx.get(f"{site}/density?lang=en&operator=nobody", trust_env=False, timeout=60)
    assert "‘nobody’ is not known here" in answer.text
    hostile = httpx.get(f"{site}/density?lang=en&form={MARKUP}", trust_env=False, timeout=60)
    assert "<img src=x" not in hostile.text
