"""The page of zones: all of them, one in full, tried on the past, for every reader."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave, overflow
from tests.dashboard.zone_pages import act, draw, editor, opened


def test_a_zone_is_tried_on_the_past_in_sentences_a_figure_and_tables(
    visit: Open, site: str
) -> None:
    """In the north stand three bicycles since the 12th, of which zilt's outage hides some hours."""
    zone = draw(site, kind="hub", capacity={"combined": 3})
    page = opened(visit, f"?lang=en&zone={zone}")
    page.locator("#zones-try-first").fill("2026-03-15")
    page.locator("#zones-try-last").fill("2026-03-14")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#zones-try-said")).to_contain_text("begins before it ends")
    page.locator("#zones-try-last").fill("2026-03-15")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#zones-tried")).to_contain_text("What would have happened")
    expect(page.locator("#zones-sizing")).to_contain_text("At most 4 vehicles stood in it")
    expect(page.locator("#zones-sizing")).to_contain_text("with 5 places there would always")
    page.locator("#zones-tried .js-plotly-plot .main-svg").first.wait_for()
    operators = page.locator("#table-tried-operators tbody tr")
    expect(operators).to_have_count(2)
    assert grave(page) == []
    # Another zone clears what was told of this one.
    other = draw(site, name="Kade", kind="monitoring")
    page.goto(f"{site}/zones?lang=en&zone={other}")
    page.locator("#zones-chosen").wait_for()
    expect(page.locator("#zones-tried")).to_be_empty()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (320, False)])
def test_zones_hold_for_every_reader(
    visit: Open, site: str, language: str, width: int, dark: bool
) -> None:
    zone = draw(site, name="Een lange pier met een lange naam", kind="hub", capacity={"moped": 3})
    act(site, zone, "committed")
    page = opened(visit, f"?lang={language}&zone={zone}", width=width, dark=dark)
    page.locator("#zones-chosen").wait_for()
    assert overflow(page) <= 0
    assert grave(page) == []
    page = editor(visit, str(act(site, zone, "reopened")), language, width=width, dark=dark)
    for summary in page.locator("main summary").all():
        summary.click()
    assert overflow(page) <= 0
    assert grave(page) == []


def test_filters_are_in_the_address_and_the_past_is_read_only(visit: Open, site: str) -> None:
    draw(site, name="Plein", kind="hub")
    pier = draw(site)
    act(site, pier, "committed")
    act(site, pier, "published", active_from="2026-03-15")
    page = opened(visit)
    expect(page.locator("#zones-table tbody tr")).to_have_count(2)
    expect(page.locator("#zones-count")).to_have_text(
        "The table and the map show 2 of 2 zones: Hub (1) and No parking (1)."
    )
    page.get_by_role("textbox", name="Phase").click()
    page.get_by_role("option", name="holds", exact=True).click()
    expect(page.locator("#zones-table tbody tr")).to_have_count(1)
    assert "phase=active" in page.url
    page.get_by_role("button", name="Pier").click()
    expect(page.locator("#zones-chosen")).to_be_focused()
    expect(page.locator("#zones-detail")).to_contain_text("There is no end yet.")
    page = opened(visit, f"?lang=en&zone={pier}&moment=2026-03-15T11:00Z")
    expect(page.locator("#zones-detail")).to_contain_text("was not drawn yet")
