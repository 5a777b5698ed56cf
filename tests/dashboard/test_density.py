"""Density and duration in a real browser: the chart, its gaps, the ranking, the longest stays."""

from playwright.sync_api import expect

from bench.browser import settled
from tests.dashboard.conftest import Open

IN_THE_GAP = "?moment=2026-03-14T01:00Z"
CHART = "#density-graph .js-plotly-plot"


def test_the_ranking_and_the_durations_are_told(visit: Open) -> None:
    page = visit(path="/density")
    expect(page.locator("#density-ranking tbody tr").first).to_contain_text("North")
    told = page.locator("#duration-bars .bar .value")
    expect(told).to_have_text(["2", "4", "0", "0", "0", "0"])


def test_the_gaps_of_the_chart_are_told_in_words(visit: Open) -> None:
    page = visit(IN_THE_GAP, path="/density")
    expect(page.locator("#density-gaps")).to_contain_text("Geen gegevens van Zilt feed")


def test_the_total_is_not_drawn_through_a_gap(visit: Open) -> None:
    page = visit(IN_THE_GAP, path="/density")
    page.locator(CHART).wait_for()
    values = page.evaluate(
        "() => document.querySelector('#density-graph .js-plotly-plot').data"
        ".find((line) => line.fill === 'tozeroy').y"
    )
    values = list(values.values()) if isinstance(values, dict) else values
    assert None in values
    assert 0 not in values


def test_an_area_is_chosen_by_its_name_and_shown_in_the_chart(visit: Open) -> None:
    page = visit(path="/density")
    page.locator("#density-ranking .pick-area", has_text="South").click()
    expect(page.locator("#density-sentence")).to_contain_text("South")
    expect(page.locator("#density-area")).to_have_value("South")
    assert "area=" in page.url


def test_a_chosen_area_comes_along_to_the_map(visit: Open) -> None:
    page = visit(path="/density")
    page.locator("#density-ranking .pick-area", has_text="South").click()
    expect(page.locator("#density-sentence")).to_contain_text("South")
    page.get_by_role("link", name="Nu", exact=True).click()
    expect(page.locator("#now-details")).to_contain_text("South")
    expect(page.locator("#now-details")).to_contain_text("Duin feed: 1")


def test_a_vehicle_of_the_list_is_shown_on_the_map_with_its_certain_time(visit: Open) -> None:
    page = visit(path="/density")
    # A list that is told anew while it is clicked takes the click with it.
    settled(page)
    page.locator("#duration-longest .pick-vehicle").first.click()
    expect(page.locator("#now-details")).to_contain_text("Deelscooter van Duin")
    expect(page.locator("#now-details")).to_contain_text("Zeker gestaan: 3 dagen")


def test_a_table_sorts_and_says_so(visit: Open) -> None:
    page = visit(path="/density")
    page.locator("#density-areas summary").click()
    header = page.locator("#table-density-areas th", has_text="Gebied")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    assert page.locator("#table-density-areas tbody th").all_inner_texts() == ["South", "North"]
