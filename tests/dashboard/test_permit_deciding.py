"""A limit set, tried, changed and withdrawn on the page of permits, as an official would."""

import re

import pytest
from playwright.sync_api import Page, expect

from bench.browser import settled
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave, overflow
from tests.dashboard.test_permits import limited as limited

FLEET = "Vehicles at the busiest moment"


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"#permits-{name.rstrip('_')}").fill(text)


def choose(page: Page, name: str, label: str) -> None:
    page.locator(f"#permits-{name}").click()
    page.get_by_role("option", name=label, exact=True).click()


def opened(visit: Open, width: int = 1280) -> Page:
    page = visit("?lang=en", width, path="/permits")
    settled(page)
    page.get_by_text("Set, change or withdraw a limit").click()
    return page


@pytest.mark.usefixtures("drawn")
def test_the_first_limit_is_tried_and_set(visit: Open) -> None:
    page = opened(visit)
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("#permits-said")).to_have_text("Choose an operator.")
    choose(page, "operator", "Zilt")
    choose(page, "indicator", FLEET)
    expect(page.locator("#permits-unit")).to_have_text("number of vehicles")
    fill(page, value="2")
    page.get_by_role("button", name="Try on the last four weeks").click()
    expect(page.locator("#permits-tried")).to_contain_text("Zilt: with at most 2 vehicles,")
    assert grave(page) == []
    fill(page, value="2,5x", why="council decision 4", who="A. Official", from_="2026-03-01")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("#permits-said")).to_have_text("Fill in the limit as a number.")
    fill(page, value="2")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("#permits-said")).to_contain_text("The limit is set.")
    expect(page.locator("#permits-in-force")).to_contain_text("council decision 4")
    expect(page.locator("#permits-value")).to_have_value("")


@pytest.mark.usefixtures("limited")
def test_a_limit_is_changed_and_withdrawn_and_history_tells_it(visit: Open) -> None:
    page = opened(visit)
    row = page.locator("#permits-in-force tr", has_text="2 vehicles")
    row.get_by_role("button", name=re.compile("^Change: Zilt")).click()
    expect(page.locator("#permits-value")).to_be_focused()
    expect(page.locator("#permits-value")).to_have_value("2")
    fill(page, value="3", why="more demand", who="B. Official", from_="2026-03-14")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("#permits-in-force")).to_contain_text("more demand")
    row = page.locator("#permits-in-force tr", has_text="more demand")
    row.get_by_role("button", name=re.compile("^Withdraw: Zilt")).click()
    expect(page.locator("#permits-about")).to_contain_text("at most 3 vehicles")
    expect(page.locator("#permits-value")).not_to_be_visible()
    fill(page, why="pilot ended", from_="2026-03-15")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("#permits-said")).to_contain_text("The limit is withdrawn.")
    expect(page.locator("#permits-in-force")).not_to_contain_text("more demand")
    page.locator("summary", has_text="All that was set or withdrawn").click()
    history = page.locator("#table-permits-history")
    for told in ("permit 17", "more demand", "pilot ended", "withdrawn"):
        expect(history).to_contain_text(told)


@pytest.mark.usefixtures("limited")
def test_what_was_typed_outlives_the_page_and_a_server_that_is_away(visit: Open) -> None:
    page = opened(visit, 320)
    fill(page, value="7", why="draft of a decision", who="A. Official")
    choose(page, "operator", "Duin")
    assert overflow(page) <= 0
    page.reload()
    settled(page)
    expect(page.locator("#permits-value")).to_have_value("7")
    expect(page.locator("#permits-why")).to_have_value("draft of a decision")
    expect(page.locator("#permits-said")).to_contain_text("still here")
    choose(page, "indicator", FLEET)
    fill(page, from_="2026-03-14")
    page.route("**/v1/permits/decisions", lambda route: route.abort())
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("#permits-said")).to_contain_text("Stoep does not answer now.")
    expect(page.locator("#permits-value")).to_have_value("7")


@pytest.mark.usefixtures("limited")
def test_of_two_at_once_the_second_hears_of_the_first(visit: Open) -> None:
    one, other = opened(visit), opened(visit)
    for page, value, who in ((one, "4", "A. Official"), (other, "5", "B. Official")):
        choose(page, "operator", "Zilt")
        choose(page, "indicator", FLEET)
        fill(page, value=value, why="busier", who=who, from_="2026-03-14")
        page.get_by_role("button", name="Set it").click()
        expect(page.locator("#permits-said")).not_to_have_text(re.compile("^$|Saving"))
    expect(one.locator("#permits-said")).to_contain_text("The limit is set.")
    expect(other.locator("#permits-said")).to_contain_text("A. Official has decided otherwise")
    expect(other.locator("#permits-in-force")).to_contain_text("4 vehicles")
