"""The worklist in a real browser: read by anybody, worked through by keyboard, nothing typed lost.

zilt's three bicycles in the north stand there since the 12th; duin's moped stands on the pier,
where nobody may. It is 15 March 2026, 13:00 in town.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from bench.browser import settled
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.dashboard.conftest import Open, serving
from tests.dashboard.test_pages import grave, overflow
from tests.worlds import World, drawing

MARKUP = '<img src=x onerror="document.title=1"> =1+1'


@pytest.fixture
def listed(address: str, drawn: World) -> World:
    """The pier is a no-parking area around duin's moped in the south."""
    with drawing(address) as world:
        pier = (4.3165, 52.0715, 4.3175, 52.0725)
        world.area(AreaKind.no_parking, "pier", *pier, municipality="town")
        world.area(AreaKind.hub, "square", 4.303, 52.074, 4.305, 52.076, municipality="town")
    return drawn


@pytest.fixture
def site(address: str, listed: World) -> Iterator[str]:
    """The pages before a world with something to do."""
    with serving(address, Settings()) as url:
        yield url


def opened(visit: Open, query: str = "?lang=en", **more: Any) -> Page:
    page = visit(query, path="/worklist", **more)
    settled(page)
    if "row=" in query:
        page.locator("#worklist-chosen").wait_for()
    return page


def choose(page: Page, name: str) -> None:
    """Open a row by keyboard, as far as its heading."""
    page.get_by_role("button", name=name).first.press("Enter")
    expect(page.locator("#worklist-chosen")).to_be_focused()


def test_the_page_says_how_many_and_the_most_urgent_stands_first(visit: Open) -> None:
    """zilt's bicycles were seen for less than 4 days, and stand there for 3.5: none is too long."""
    page = opened(visit)
    expect(page.locator("#worklist-answer")).to_contain_text(
        "Town: 1 vehicle certainly too long or in the way."
    )
    expect(page.locator("#worklist-answer")).to_contain_text(
        "No operator that was asked for is missing from this list."
    )
    row = page.locator("#worklist-rows tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Moped of Duin")
    expect(row).to_contain_text("Stands where parking is not allowed: Pier")
    expect(row).to_contain_text("South")
    expect(page.locator("#worklist-rule")).to_contain_text("Points: 10 where parking")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_list_and_a_row_hold_for_every_reader(
    visit: Open, site: str, language: str, dark: bool, width: int
) -> None:
    stay = the_moped(site)
    page = opened(visit, f"?lang={language}&row={stay}", width=width, dark=dark)
    page.locator("#worklist-note").wait_for()
    for summary in page.locator("#worklist-detail summary").all():
        summary.click()
    assert overflow(page) <= 0
    assert grave(page) == []


def the_moped(site: str) -> int:
    """The stay on the pier, as the API has it."""
    areas = httpx.get(
        f"{site}/v1/areas?kind=municipality&geometry=no", trust_env=False, timeout=60
    ).json()
    asked = {"area": areas["features"][0]["id"]}
    found = httpx.get(f"{site}/v1/worklist", params=asked, trust_env=False, timeout=60).json()
    stay: int = found["rows"][0]["stay"]
    return stay


def actions(site: str, stay: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(
        f"{site}/v1/worklist/{stay}", trust_env=False, timeout=60
    ).json()["actions"]
    return found


def test_an_officer_works_through_the_list_by_keyboard(visit: Open, site: str) -> None:
    """Open, read, assign, note with markup in it, mark as handled, open again: no mouse at all."""
    page = opened(visit)
    stay = the_moped(site)
    choose(page, "Moped of Duin")
    detail, said = page.locator("#worklist-detail"), page.locator("#worklist-said")
    expect(detail).to_contain_text("By the border of the area")
    expect(detail).to_contain_text("Surely stood")
    assert f"row={stay}" in page.url
    page.get_by_role("button", name="Assign").press("Enter")
    expect(said).to_have_text("Not saved: fill in your name first.")
    expect(page.locator("#worklist-who")).to_be_focused()
    page.keyboard.type("Noor de Wit")
    page.keyboard.press("Tab")
    page.keyboard.type("Team West")
    page.keyboard.press("Tab")
    page.keyboard.type(MARKUP)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Saved: assigned.")
    row = page.locator("#worklist-rows tbody tr")
    expect(row).to_contain_text("assigned to Team West")
    expect(detail.locator(".history")).to_contain_text(
        "Noor de Wit assigned it to Team West (name not verified)"
    )
    # What was typed is text, in the page too.
    expect(detail.locator(".history .said")).to_have_text(MARKUP)
    expect(page.locator("#worklist-note")).to_have_value("")
    assert page.title() == "Worklist – Stoep Town"
    page.get_by_role("button", name="Handled", exact=True).press("Enter")
    expect(said).to_have_text("Saved: handled. The vehicle is off the open list.")
    expect(page.locator("#worklist-list .empty")).to_contain_text("Nothing to do")
    page.get_by_role("button", name="Open again").press("Enter")
    expect(said).to_have_text("Saved: it is open again.")
    expect(row).to_have_count(1)
    page.get_by_role("link", name="Back to the list").press("Enter")
    expect(page.get_by_role("button", name="Moped of Duin")).to_be_focused()
    assert [one["what"] for one in actions(site, stay)] == ["assigned", "handled", "reopened"]
    # The name is known the next time.
    page.reload()
    expect(page.locator("#worklist-who")).to_have_value("Noor de Wit")


def test_of_two_the_second_is_told_what_the_first_did_and_keeps_the_text(
    visit: Open, site: str
) -> None:
    stay = the_moped(site)
    page = opened(visit, f"?lang=en&row={stay}")
    page.fill("#worklist-who", "Sam Bos")
    page.fill("#worklist-note", "blocks the ramp")
    other = {"what": "assigned", "assignee": "Team Oost", "by": "Noor de Wit"}
    httpx.post(f"{site}/v1/worklist/{stay}/actions", json=other, trust_env=False, timeout=60)
    page.get_by_role("button", name="Handled", exact=True).click()
    said = page.locator("#worklist-said")
    expect(said).to_contain_text("meanwhile Noor de Wit assigned this to Team Oost.")
    expect(page.locator("#worklist-detail .history")).to_contain_text("Team Oost")
    expect(page.locator("#worklist-note")).to_have_value("blocks the ramp")
    expect(said).to_contain_text("Your text is still there.")
    page.get_by_role("button", name="Handled", exact=True).click()
    expect(said).to_contain_text("Saved: handled.")
    assert [one["note"] for one in actions(site, stay)] == [None, "blocks the ramp"]


def test_when_the_server_is_gone_the_sentence_says_so_and_the_text_stays(
    visit: Open, address: str, site: str
) -> None:
    """The server goes while somebody types; a reload later brings the text back, to be saved."""
    with serving(address, Settings()) as gone:
        stay = the_moped(gone)
        page = visit("?lang=en", path="/worklist")
        page.goto(f"{gone}/worklist?lang=en&row={stay}")
        page.locator("#worklist-chosen").wait_for()
        settled(page)
        page.fill("#worklist-who", "Sam Bos")
        page.locator("#worklist-note").press_sequentially("needs two people")
    page.get_by_role("button", name="Save note").click()
    said = page.locator("#worklist-said")
    expect(said).to_have_text(
        "Not saved: the server does not answer. Your text is still there. Wait a moment and press "
        "the button again."
    )
    expect(page.locator("#worklist-note")).to_have_value("needs two people")
    assert actions(site, stay) == []


def test_a_text_that_was_not_saved_is_there_after_a_reload(visit: Open, site: str) -> None:
    stay = the_moped(site)
    page = opened(visit, f"?lang=en&row={stay}")
    page.fill("#worklist-who", "Sam Bos")
    page.locator("#worklist-note").press_sequentially("half a sen")
    page.reload()
    expect(page.locator("#worklist-note")).to_have_value("half a sen")
    expect(page.locator("#worklist-said")).to_contain_text("it is not saved yet")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#worklist-said")).to_have_text("Saved: your note.")
    page.reload()
    page.locator("#worklist-chosen").wait_for()
    expect(page.locator("#worklist-note")).to_have_value("")


def test_filters_are_in_the_address_and_the_files_follow_them(visit: Open) -> None:
    page = opened(visit, "?lang=en&operator=zilt&reason=too_long")
    expect(page.locator("#worklist-count")).to_have_text("No rows")
    page = opened(visit)
    page.get_by_role("textbox", name="Reason").click()
    page.get_by_role("option", name="Where parking is not allowed").click()
    expect(page.locator("#worklist-count")).to_have_text("Rows 1 to 1 of 1")
    link = page.get_by_role("link", name="CSV, for a spreadsheet")
    expect(link).to_have_attribute("href", re.compile("reason=no_parking"))
    assert "reason=no_parking" in page.url
    with page.expect_download() as file:
        page.get_by_role("link", name="To Duin (1)").click()
    assert file.value.suggested_filename == "worklist-duin-2026-03-15.eml"


def test_in_the_past_nothing_can_be_done_and_the_way_back_is_there(visit: Open, site: str) -> None:
    page = opened(visit, f"?lang=en&moment=2026-03-15T11:30Z&row={the_moped(site)}")
    expect(page.locator(".then")).to_contain_text("This is the list of")
    expect(page.locator("#worklist-form")).to_be_hidden()
    page.get_by_role("link", name="To the list of now").click()
    settled(page)
    assert "moment" not in page.url
