"""The worst places of last Saturday, the week by the hour, and counting methods: in a browser."""

import re

from playwright.sync_api import expect

from tests.dashboard.conftest import Open

SATURDAY = "?moment=2026-03-14T12:00Z"


def test_the_worst_places_of_last_saturday_are_two_clicks_away(visit: Open) -> None:
    page = visit()
    page.get_by_role("link", name="Dichtheid", exact=True).click()
    page.get_by_role("button", name="zaterdag").click()
    told = page.locator("#density-worst-sentence")
    expect(told).to_contain_text("Gisteren (zaterdag), 14 mrt: voor zover gezien")
    expect(told).to_contain_text("in North (5,2)")
    expect(told).to_contain_text("Nergens stonden er 5 of meer bij elkaar binnen 25 meter")
    expect(page).to_have_url(re.compile("moment=2026-03-14"))
    page.reload()
    expect(told).to_contain_text("Gisteren (zaterdag)")
    expect(page.get_by_role("button", name="zaterdag")).to_have_attribute("aria-pressed", "true")


def test_a_peak_that_the_mean_of_a_day_leaves_out_is_told(visit: Open) -> None:
    page = visit(f"{SATURDAY}&lang=en", path="/density")
    expect(page.locator("#density-worst-sentence")).to_contain_text(
        re.compile(r"Of the areas below North had the busiest hour: 5\.\d per km², from 05:00\.")
    )
    rows = page.locator("#table-worst-areas tbody tr")
    expect(rows.first).to_contain_text(re.compile(r"5\.\d from 05:00, as far as seen"))


def test_a_day_is_chosen_by_its_name_in_the_time_bar(visit: Open) -> None:
    page = visit(path="/density")
    page.get_by_role("textbox", name="Dag", exact=True).fill("vrijdag")
    page.get_by_role("option", name="Afgelopen vrijdag, 13 mrt").click()
    expect(page.locator("#live-state")).to_have_text("Getoond: vr 13 mrt 13:00")
    expect(page.locator("#density-worst-sentence")).to_contain_text("Afgelopen vrijdag, 13 mrt")


def test_an_area_of_the_list_leads_to_its_course(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    page.locator("#density-worst-areas .pick-area", has_text="South").click()
    expect(page.locator("#density-sentence")).to_contain_text("South")
    page.locator("#density-week-chart").scroll_into_view_if_needed()
    expect(page.locator("#density-week-sentence")).to_contain_text("South")
    page.locator("#density-methods-chart").scroll_into_view_if_needed()
    expect(page.locator("#density-methods-sentence")).to_contain_text("South")


def test_the_hours_of_the_week_are_told_and_tabled(visit: Open) -> None:
    page = visit(SATURDAY, path="/density")
    page.locator("#density-week-chart").scroll_into_view_if_needed()
    expect(page.locator("#density-week-sentence")).to_contain_text("In Town is het gemiddeld")
    expect(page.locator("#density-week-sentence")).to_contain_text("uren van de week")
    expect(page.locator("#table-density-week td")).to_have_count(168)


def test_ways_to_count_stand_side_by_side_with_why_they_differ(visit: Open) -> None:
    page = visit(f"{SATURDAY}&lang=en", path="/density")
    page.locator("#density-methods-chart").scroll_into_view_if_needed()
    expect(page.locator("#density-methods-sentence")).to_contain_text(
        "Town, yesterday (Saturday), 14 Mar: on average"
    )
    expect(page.locator("#density-methods-why dt")).to_have_count(5)
    expect(page.locator("#table-density-methods tbody tr")).to_have_count(5)
