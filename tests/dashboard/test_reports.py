"""Reports as somebody makes them: choose, read, print, take the workbook along.

zilt has three vehicles in town and may have two; its feed was silent in the night to 14 March. It
is Sunday 15 March 2026.
"""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from bench.browser import settled
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave, overflow
from tests.dashboard.test_permits import limited as limited
from tests.worlds import World, drawing

DAYS = "from=2026-03-12&to=2026-03-14"
NASTY = '<img src=x onerror="document.title=1">'
FORMULA = '=HYPERLINK("http://evil.example","pay")'


def opened(visit: Open, query: str = "", **more: object) -> Page:
    page = visit(f"?{query}", path="/reports", **more)
    page.locator(".paper").wait_for()
    settled(page)
    return page


def printed(page: Page, file: Path) -> list[str]:
    """The text of each page of paper."""
    page.pdf(path=file, prefer_css_page_size=True)
    return [re.sub(r"\s+", " ", one.extract_text()) for one in PdfReader(file).pages]


@pytest.mark.usefixtures("limited")
def test_the_council_report_of_a_period_is_made_read_printed_and_taken_along(
    visit: Open, tmp_path: Path
) -> None:
    page = opened(visit)
    expect(page.locator("h1")).to_contain_text("Raadsrapport deelvervoer Town")
    page.fill("#reports-first", "2026-03-12")
    page.fill("#reports-last", "2026-03-14")
    expect(page.locator("h1")).to_contain_text("12 mrt 2026 tot en met 14 mrt 2026")
    expect(page.locator("#reports-done")).to_contain_text("Het rapport staat hieronder. Dagen: 3.")
    assert "from=2026-03-12&to=2026-03-14" in page.url
    brief = page.locator(".brief")
    expect(brief).to_contain_text("Er gelden 3 grenzen uit de vergunningen.")
    expect(brief).to_contain_text("Een grens overtraden: Zilt")
    expect(brief).to_contain_text("De gegevens van Zilt zijn het minst compleet")
    pages = printed(page, tmp_path / "council.pdf")
    text = " ".join(pages)
    for told in brief.locator("li").all_inner_texts():
        assert re.sub(r"\s+", " ", told) in text
    assert "Raadsrapport deelvervoer Town" in pages[0]
    assert f"1 / {len(pages)}" in pages[0]
    # The chrome of the site stays behind.
    for chrome in ("Afdrukken of opslaan", "Donker of licht", "Open data: de API", "Vorige week"):
        assert chrome not in text
    links = [
        note.get_object()["/A"]["/URI"]
        for sheet in PdfReader(tmp_path / "council.pdf").pages
        for note in sheet.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert any("/v1/receipts/" in link for link in links)
    with page.expect_download() as download:
        page.get_by_role("link", name="Downloaden als Excel").click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book.sheetnames[0] == "about"
    assert book["permits"].max_row == 4


@pytest.mark.usefixtures("limited")
def test_an_operator_report_has_each_limit_and_room_for_notes(visit: Open, tmp_path: Path) -> None:
    page = opened(visit, f"{DAYS}&lang=en&report=operator&operator=zilt")
    expect(page.locator("h1")).to_have_text("Zilt in Town, 12 Mar 2026 to 14 Mar 2026")
    permits = page.locator(".part-permits_one")
    expect(permits).to_contain_text("at most 2 vehicles")
    expect(permits.locator(".does_not_comply").first).to_contain_text("does not comply")
    expect(permits.get_by_role("link", name=re.compile("Evidence of: Zilt"))).to_have_count(2)
    page.get_by_label("What was discussed?").fill("Two vehicles too many on Friday.")
    text = " ".join(printed(page, tmp_path / "operator.pdf"))
    assert "Two vehicles too many on Friday." in text
    assert "Agreed actions" in text
    page.get_by_text("Council report", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Council report on shared mobility in Town")


def test_whole_weeks_and_months_are_chosen_at_once_and_days_to_come_are_left_out(
    visit: Open,
) -> None:
    page = opened(visit, "lang=en&from=2026-03-14&to=2026-03-20")
    expect(page.locator("#reports-done")).to_contain_text("Only days that are over count")
    expect(page.locator("h1")).to_contain_text("14 Mar 2026 to 14 Mar 2026")
    page.get_by_role("button", name="Last week").click()
    expect(page.locator("h1")).to_contain_text("2 Mar 2026 to 8 Mar 2026")
    # Nobody was followed then: it says so, and no number is 0.
    expect(page.locator(".brief")).to_contain_text("is not known")
    expect(page.locator(".part-stock tbody tr").first).to_contain_text("unknown")
    page.get_by_role("button", name="Last month").click()
    expect(page.locator("h1")).to_contain_text("1 Feb 2026 to 28 Feb 2026")


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize("report", ["council", "operator"])
def test_a_report_holds_for_every_reader(visit: Open, report: str) -> None:
    for width, dark in ((1280, False), (320, True)):
        page = opened(visit, f"{DAYS}&report={report}&operator=zilt", width=width, dark=dark)
        assert overflow(page) <= 0
        assert grave(page) == []
        page.close()


def test_markup_and_formulas_in_names_stay_text(
    visit: Open, drawn: World, address: str, tmp_path: Path
) -> None:
    with drawing(address) as world:
        world.connection.execute("update operator set name = %s where key = 'zilt'", [NASTY])
        world.connection.execute("update area set name = %s where code = 'north'", [FORMULA])
    page = opened(visit, DAYS)
    title = page.title()
    expect(page.locator(".part-stock tbody")).to_contain_text(NASTY)
    assert page.locator(".paper img[onerror]").count() == 0
    assert NASTY in " ".join(printed(page, tmp_path / "report.pdf"))
    assert page.title() == title
    with page.expect_download() as download:
        page.get_by_role("link", name="Downloaden als Excel").click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))["clutter"]
    [cell] = [cell for line in sheet.iter_rows() for cell in line if cell.value == FORMULA]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
