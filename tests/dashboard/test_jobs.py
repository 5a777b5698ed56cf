"""The jobs of an officer, from the first page to the number or the word that answers each.

The five that come most often are three clicks away at the most.

1. Is each operator within its permit?        8. Is a hub large enough?
2. Which vehicles stand wrongly, whose?       9. What would another limit mean?
3. Manage hubs and no-parking zones          10. Where can residents find a vehicle?
4. Did operators apply a zone?               11. From where to where do people travel?
5. Which hubs fill up?                       12. The meeting with an operator
6. One number that stands up                 13. Can the data be trusted?
7. How do supply and use develop?            14. Get the data out

The fifteenth, who may come in, is walked in test_people.py.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bench.browser import settled
from stoep.settings import Settings
from tests.dashboard.conftest import NOW, Open, serving
from tests.dashboard.test_hubs import hubs as hubs
from tests.dashboard.test_permits import limited as limited
from tests.dashboard.zone_pages import act, draw
from tests.worlds import World, drawing
from zones.movement.publish import Rules, publish_flows, read_grids

MOST = 3
NORTH, SOUTH = (4.303, 52.072), (4.317, 52.072)


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


def test_6_a_number_that_stands_up_with_what_it_was_made_of(walk: Walk) -> None:
    walk.to("Density")
    walk.click(walk.page.locator("#density-ranking .pick-area", has_text="South"))
    expect(walk.page.locator("#density-sentence")).to_contain_text("South: 2.6 per km² now.")
    receipt = walk.page.locator("#density-table details.receipt")
    receipt.locator("summary").click()
    made_of = receipt.get_by_role("link", name="What this number is made of").get_attribute("href")
    told = walk.page.request.get(f"{walk.page.url.partition('/density')[0]}{made_of}").json()
    assert told["same"] is True


def test_7_how_supply_develops_in_all_by_operator_and_by_kind(walk: Walk) -> None:
    walk.to("Compare")
    walk.click(walk.page.get_by_role("button", name="Now and a week ago"))
    then = walk.page.get_by_label("First: date and time")
    expect(then).to_have_value("2026-03-08T13:00")
    then.fill("2026-03-14T13:00")
    then.press("Tab")
    walk.page.get_by_text("Number", exact=True).click()
    expect(walk.page.locator("#compare-sentence")).to_contain_text(
        re.compile("Town: 4 vehicles in ‘Sat 14 Mar 13:00’ and 6 in .*, a difference of [+]2[.]")
    )
    rows = walk.page.locator("#table-compare-parts tbody tr")
    expect(rows.filter(has_text="Duin")).to_contain_text("+1")
    expect(rows.filter(has_text="Moped")).to_contain_text("+1")


def test_8_whether_a_hub_is_large_enough_or_that_it_is_not_known(walk: Walk) -> None:
    walk.to("Hubs")
    walk.click(walk.page.get_by_role("button", name="Square", exact=True).first)
    told = walk.page.locator("#hubs-detail")
    expect(told.locator(".advice")).to_contain_text("of the last 14 days was seen")
    expect(told.locator(".sentence").first).to_contain_text("at most 150 % of the places")


def test_9_what_another_limit_would_have_meant(walk: Walk) -> None:
    walk.to("Permits")
    walk.page.get_by_text("Set, change or withdraw a limit").click()
    for field, option in (("operator", "Zilt"), ("indicator", "Vehicles at the busiest moment")):
        walk.page.locator(f"#permits-{field}").click()
        chosen = walk.page.get_by_role("option", name=option, exact=True)
        chosen.click()
        # A list that closes takes the focus back, and would close the next one.
        expect(chosen).to_be_hidden()
    walk.page.locator("#permits-value").fill("1")
    walk.page.get_by_role("button", name="Try on the last four weeks").click()
    expect(walk.page.locator("#permits-tried")).to_contain_text(
        re.compile(r"Zilt: with at most 1 vehicles, \d+ of \d+ days surely did not comply")
    )


def test_10_where_residents_find_few_vehicles_or_none(walk: Walk) -> None:
    walk.to("Density")
    fewest = walk.page.locator("#density-ranking tbody tr").last
    expect(fewest).to_contain_text("South")
    expect(fewest).to_contain_text("2.6")


def test_11_from_where_to_where_people_travel(walk: Walk, address: str, drawn: World) -> None:
    with drawing(address) as world:
        world.feeds = drawn.feeds
        for minute in range(12):
            world.rode("duin", NORTH, SOUTH, f"12 10:{minute:02}", f"12 10:{minute + 5:02}")
        world.rode("duin", NORTH, SOUTH, "5 10:00", "5 10:05")
        world.tells_trips("duin", "15 11:00")
        rules = Rules(read_grids("district"), 10, 5, "Europe/Amsterdam")
        assert publish_flows(world.connection, rules, int(NOW))
    walk.to("Movement")
    told = walk.page.locator("#movement-flows-told")
    told.scroll_into_view_if_needed()
    expect(told).to_contain_text("12 trips that began in Town are told below.")
    expect(told).to_contain_text("Fewer than 10 trips from one place to another")


def test_12_a_meeting_with_an_operator_has_its_figures_and_room_for_notes(walk: Walk) -> None:
    walk.to("Reports")
    walk.click(walk.page.get_by_text("Operator report", exact=True))
    walk.page.locator("#reports-operator").click()
    walk.page.get_by_role("option", name="Zilt", exact=True).click()
    expect(walk.page.locator("h1")).to_contain_text("Zilt in Town")
    limits = walk.page.locator(".part-permits_one")
    expect(limits).to_contain_text("at most 2 vehicles")
    expect(limits.locator(".does_not_comply").first).to_contain_text("does not comply")
    expect(walk.page.get_by_label("What was discussed?")).to_be_editable()


def test_13_whether_the_data_can_be_trusted_and_when_not(walk: Walk) -> None:
    walk.to("Operators")
    zilt = walk.page.locator("article.feed", has_text="Zilt feed")
    expect(zilt).to_contain_text("Coverage 14 days")
    walk.click(zilt.get_by_text("Outages in 14 days"))
    expect(zilt).to_contain_text(re.compile(r"No data .*13 Mar 23:00.*[(]6 hours[)]"))


def test_14_the_data_goes_out_as_a_file(walk: Walk) -> None:
    walk.click(walk.page.locator(".along > summary", has_text="Download files"))
    with walk.page.expect_download() as download:
        walk.click(walk.page.get_by_role("link", name="Every vehicle: CSV file"))
    text = Path(download.value.path()).read_text("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith('"# ')]
    assert len(list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))) == 6
