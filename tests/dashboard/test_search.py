"""A place is found by its name, with the keyboard alone, from any page."""

from playwright.sync_api import expect

from bench.browser import settled
from tests.dashboard.conftest import Open


def test_a_name_opens_the_page_of_its_place_at_the_moment_looked_at(visit: Open) -> None:
    tab = visit("?lang=en&moment=2026-03-14T12:00Z", path="/feeds")
    settled(tab)
    box = tab.get_by_role("search").get_by_label("Find a district, neighbourhood or hub")
    box.focus()
    tab.keyboard.type("sou")
    expect(tab.get_by_role("option", name="South (Neighbourhood)")).to_be_visible()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/density?**")
    settled(tab)
    expect(tab.locator("#density-sentence")).to_contain_text("South")
    assert "moment=2026-03-14T12%3A00Z" in tab.url
    assert "lang=en" in tab.url


def test_what_is_not_there_is_said_to_be_not_there(visit: Open) -> None:
    tab = visit("?lang=nl", path="/method", width=320)
    settled(tab)
    box = tab.get_by_role("search").get_by_label("Zoek een wijk, buurt of hub")
    box.fill("<b>zwerfkei</b>")
    expect(tab.get_by_text("Niets gevonden.")).to_be_visible()
