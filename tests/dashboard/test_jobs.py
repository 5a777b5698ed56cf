"""The five jobs that an officer has most often, from the first page on: three clicks at the most.

1. Is each operator within its permit?        4. Did operators apply a zone?
2. Which vehicles stand wrongly, whose?       5. Which hubs fill up?
3. Manage hubs and no-parking zones
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from bench.browser import settled
from stoep.settings import Settings
from tests.dashboard.conftest import Open, serving
from tests.dashboard.test_hubs import hubs as hubs
from tests.dashboard.test_permits import limited as limited
from tests.dashboard.zone_pages import act, draw

MOST = 3


class Walk:
    """A reader who begins at the first page, and how often they clicked."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        settled(page)

    def click(self, what: Locator) -> None:
        """One click more, of no more than three."""
        self.clicks += 1
        assert self.clicks <= MOST
        what.click()

    def to(self, name: str) -> None:
        """To a page, by the menu."""
        menu = self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True)
        self.click(menu.locator("visible=true").first)
        expect(self.page.locator("nav a[aria-current=page]").first).to_have_text(name)


@pytest.fixture
def site(address: str, hubs: dict[str, int], limited: None) -> Iterator[str]:
    """The pages before a town with hubs and limits."""
    with serving(address, Settings()) as url:
        yield url


@pytest.fixture
def walk(visit: Open) -> Walk:
    """Somebody who just came in."""
    return Walk(visit("?lang=en"))


def test_1_who_keeps_to_its_permit_by_how_much_and_how_sure(walk: Walk) -> None:
    walk.to("Permits")
    answer = walk.page.locator("#permits-answer")
    expect(answer).to_contain_text("Zilt was over 2 vehicles on")
    expect(answer).to_contain_text("surely 1 too many (coverage")
    walk.click(walk.page.locator("#permits-table-board .does_not_comply").first)
    expect(walk.page.locator("#permits-detail")).to_contain_text("at most 2 vehicles")


def test_2_which_vehicles_stand_too_long_where_and_whose(walk: Walk) -> None:
    walk.to("Worklist")
    expect(walk.page.locator("#worklist-answer")).to_contain_text("Town:")
    expect(walk.page.locator("#worklist-along")).to_contain_text("CSV")


def test_3_a_zone_is_found_and_a_new_one_begun(walk: Walk, site: str) -> None:
    draw(site, "Pier")
    walk.to("Zones")
    expect(walk.page.locator("#content")).to_contain_text("Pier")
    walk.click(walk.page.get_by_role("link", name="Draw a new zone"))
    walk.page.locator("#zones-draw-map[data-drawing=yes]").wait_for()


def test_4_whether_operators_applied_a_zone(walk: Walk, site: str) -> None:
    zone = draw(site, "Pier")
    act(site, zone, "committed")
    act(site, zone, "published", active_from="2026-03-16")
    walk.to("Zones")
    walk.click(walk.page.get_by_role("button", name="Pier").first)
    expect(walk.page.get_by_text("Did operators apply").first).to_be_visible()
    # No operator of this town publishes zones of its own: that is said, and nothing is claimed.
    expect(walk.page.locator("#content")).to_contain_text("unknown")


def test_5_which_hubs_are_full_and_one_of_them_through_its_day(walk: Walk) -> None:
    walk.to("Hubs")
    expect(walk.page.locator("#hubs-sentence")).to_contain_text(
        "2 of the 4 hubs are full now: Square and Quay."
    )
    walk.click(walk.page.get_by_role("button", name="Square", exact=True).first)
    expect(walk.page.locator("#hubs-detail")).to_contain_text("Square")
