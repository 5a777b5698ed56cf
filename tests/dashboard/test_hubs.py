"""Hubs in a real browser: which are full, one through its day, and what zones hold.

hub      places                  stands there
square   2                       zilt's three bicycles: 150 %, full
quay     10 bicycles, 1 moped    duin's moped: its mopeds are full
lawn     unknown                 nobody
meadow   20                      nobody: open
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bench.browser import settled
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.dashboard.conftest import Open, serving
from tests.dashboard.test_pages import grave, overflow
from tests.worlds import World, drawing
from zones.cells import fold_feed

BOXES = {
    "square": (4.3015, 52.0745, 4.3065, 52.0755, {"capacity": 2}),
    "quay": (4.3025, 52.0715, 4.3035, 52.0725, {"places": {"bicycle": 10, "moped": 1}}),
    "lawn": (4.3125, 52.0715, 4.3135, 52.0725, {}),
    "meadow": (4.3125, 52.0765, 4.3145, 52.0785, {"capacity": 20}),
}


@pytest.fixture
def hubs(address: str, drawn: World) -> dict[str, int]:
    """The numbers of the hubs by name; the first is drawn as a zone too."""
    with drawing(address) as world:
        made = {
            code: world.area(AreaKind.hub, code, *box, municipality="town", **room)
            for code, (*box, room) in BOXES.items()
        }
        for name in ("open_stay", "stay"):
            world.connection.execute(
                f"update {name} s set areas = s.areas || array(select a.id from area a"
                " where a.kind = 'hub' and st_covers(a.geom, s.geom))"
            )
        world.connection.execute("delete from fold_state")
        for feed in drawn.feeds.values():
            fold_feed(world.connection, feed.id)
    return made


@pytest.fixture
def site(address: str, hubs: dict[str, int]) -> Iterator[str]:
    """The pages before a world with hubs."""
    with serving(address, Settings()) as url:
        yield url


def test_the_fullest_hub_stands_first_and_above_100_percent(visit: Open) -> None:
    tab = visit("?lang=en", path="/hubs")
    expect(tab.locator("#hubs-sentence")).to_contain_text(
        "2 of the 4 hubs are full now: Square and Quay."
    )
    expect(tab.locator("#hubs-sentence")).to_contain_text("Not known (1): Lawn.")
    rows = tab.locator("#hubs-table tbody tr")
    expect(rows.locator("th")).to_have_text(["Square", "Quay", "Meadow", "Lawn"])
    expect(rows.first).to_contain_text("150 %")
    expect(rows.nth(1)).to_contain_text("Moped: 1 on 1")
    expect(rows.last).to_contain_text("places not known")


def test_a_hub_opens_with_enter_and_its_address_brings_it_back(
    visit: Open, hubs: dict[str, int]
) -> None:
    tab = visit("?lang=en", path="/hubs")
    tab.get_by_role("button", name="Square", exact=True).press("Enter")
    expect(tab.locator("#hubs-detail h2")).to_have_text("Square")
    assert f"hub={hubs['square']}" in tab.url
    tab.locator("#hubs-detail").get_by_label("Day", exact=True).fill("2026-03-14")
    expect(tab.locator("#hubs-detail .sentence")).to_contain_text("14 Mar 2026: at most 150 %")
    expect(tab.locator("#hubs-detail .gaps")).to_contain_text("No data from Zilt feed")
    assert "day=2026-03-14" in tab.url
    again = visit(tab.url.partition("/hubs")[2], path="/hubs")
    expect(again.locator("#hubs-detail .sentence")).to_contain_text("14 Mar 2026: at most 150 %")
    expect(again.locator("#hubs-detail .advice")).to_contain_text("Not known")


def test_a_hub_with_its_detail_holds_on_any_screen(visit: Open, hubs: dict[str, int]) -> None:
    for dark, width in ((False, 1280), (True, 320)):
        told: list[str] = []
        query = f"?lang=en&hub={hubs['quay']}&day=2026-03-14"
        tab = visit(query, width, path="/hubs", dark=dark, heard=told.append)
        settled(tab)
        tab.locator("#hubs-detail .js-plotly-plot .main-svg").first.wait_for()
        assert [one for one in told if one.startswith(("broken", "console"))] == []
        assert overflow(tab) <= 0
        assert grave(tab) == []


def test_a_hub_that_is_not_there_says_so(visit: Open) -> None:
    tab = visit("?lang=en&hub=999999", path="/hubs")
    expect(tab.locator("#hubs-detail")).to_contain_text("not there at this moment")
