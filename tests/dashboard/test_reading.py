"""Where reading is for people: a visitor sees counts, and where rows were, for whom they are."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stoep.settings import Settings
from tests.dashboard.conftest import Open, serving
from tests.worlds import World

SAYS = "are for the municipality where they are and for their operator"
FOR_SOMEBODY = ("/worklist", "/movement", "/reports", "/time")
"""Pages of which something is for somebody."""


@pytest.fixture
def site(address: str, drawn: World) -> Iterator[str]:
    with serving(address, Settings(acting="people", reading="people")) as url:
        yield url


def settled(page: Page) -> None:
    """What was asked has an answer, and is on the page."""
    expect(page.locator("#content .loading")).to_have_count(0)


def test_a_visitor_sees_the_counts_and_a_map_without_single_vehicles(visit: Open) -> None:
    heard: list[str] = []
    page = visit("?lang=en", heard=heard.append)
    expect(page.locator("h1")).to_contain_text("6")
    expect(page.locator("#map .rows-for-somebody")).to_contain_text(SAYS)
    expect(page.locator("#map .rows-for-somebody a")).to_have_attribute(
        "href", "/sign-in?lang=en&next=/"
    )
    settled(page)
    assert not [one for one in heard if "/tiles/vehicles" in one]
    assert not [one for one in heard if one.startswith(("broken", "console"))], heard


@pytest.mark.parametrize("path", FOR_SOMEBODY)
def test_a_page_says_for_whom_its_rows_are_and_is_not_broken(visit: Open, path: str) -> None:
    heard: list[str] = []
    page = visit("?lang=en", path=path, heard=heard.append)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".rows-for-somebody").first).to_contain_text(SAYS)
    assert not [one for one in heard if one.startswith(("broken", "console"))], heard
    expect(page.locator("#unanswered")).to_be_hidden()
    assert "cannot be fetched" not in page.locator("#content").inner_text()
