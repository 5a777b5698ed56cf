"""Movement in a real browser: where mopeds pile up on Saturday evening, and what is told beside it.

It is Sunday 15 March 2026, 13:00. On Saturday evening three mopeds came to south, one left north.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from stoep.settings import Settings
from tests.dashboard.conftest import Open, serving
from tests.dashboard.test_pages import grave, overflow
from tests.worlds import World, drawing

MAY_BE_EMPTY = "There is nothing to show for this period."


@pytest.fixture
def site(address: str, drawn: World) -> Iterator[str]:
    """The pages before the drawn world, with an evening of mopeds."""
    with drawing(address) as world:
        world.feeds = drawn.feeds
        rows = world.connection.execute("select code, id from area").fetchall()
        ids = dict(rows)
        south = (ids["town"], ids["shore"], ids["south"])
        north = (ids["town"], ids["shore"], ids["north"])
        for place, lon in enumerate((4.313, 4.314, 4.316)):
            world.stands("duin", lon, 52.076, f"14 18:{place}5", form="moped", areas=south)
        gone = ("13 10:00", "14 19:00", "14 19:01")
        world.stood("duin", 4.304, 52.073, *gone, form="moped", areas=north)
    with serving(address, Settings()) as url:
        yield url


def test_where_mopeds_pile_up_on_saturday_evening_is_three_clicks(visit: Open) -> None:
    tab = visit("?lang=en", path="/movement")
    tab.locator("#filter-form").click()
    tab.get_by_role("option", name="Moped").click()
    expect(tab.locator("#movement-sentence")).to_contain_text("Only mopeds count.")
    # The buttons are drawn anew with their numbers: one that is replaced loses a click.
    expect(tab.locator("#movement-where")).to_contain_text("too little was seen of Duin feed")
    tab.get_by_role("button", name="Saturday evening").click()
    expect(tab.locator("#movement-where")).to_have_text(
        "Saturday evening: South fills up most, by 3 vehicles. North empties most, by 1."
    )
    expect(tab.locator("#table-movement-fills tbody tr").first).to_contain_text("South")
    expect(tab.locator("#table-movement-empties tbody tr").first).to_contain_text("−1")
    assert tab.url.endswith("/movement?form=moped&part=6-evening&lang=en")
    again = visit(tab.url.partition("/movement")[2], path="/movement")
    expect(again.locator("#movement-where")).to_contain_text("South fills up most, by 3")
    pressed = again.get_by_role("button", name="Saturday evening")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert overflow(again) <= 0
    assert grave(again) == []


def test_an_area_is_chosen_by_its_name_and_told(visit: Open) -> None:
    tab = visit("?lang=en&form=moped&part=6-evening", path="/movement")
    tab.locator("#table-movement-fills .pick-area", has_text="South").click()
    expect(tab.locator("#movement-sentence")).to_contain_text("South, 9 Mar 2026 to 15 Mar 2026")
    expect(tab.locator("#movement-area")).to_have_value("South")
    assert "area=" in tab.url


def test_what_has_no_flows_and_what_has_not_begun_say_what_to_do(visit: Open) -> None:
    tab = visit("?lang=en", path="/movement")
    tab.locator("#movement-flows-told").scroll_into_view_if_needed()
    expect(tab.locator("#movement-flows-told")).to_contain_text(MAY_BE_EMPTY)
    expect(tab.locator("#movement-flows-told")).to_contain_text("Never told: Mon 9 Mar")
    later = visit("?lang=en&from=2026-04-01&to=2026-04-02", path="/movement")
    expect(later.locator("#movement-chart")).to_contain_text("This period has yet to begin.")
    later.locator("#movement-rented").scroll_into_view_if_needed()
    expect(later.locator("#movement-rented")).to_contain_text("Choose one that has begun.")
