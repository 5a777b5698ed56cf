"""Only some vehicles: every number of the page follows, and each sentence says whose they are."""

import httpx
from playwright.sync_api import expect

from tests.dashboard.conftest import Open
from tests.worlds import World


def test_the_map_of_now_counts_one_operator(visit: Open) -> None:
    asked: list[str] = []
    page = visit(heard=asked.append)
    expect(page.locator("#now-answer h1")).to_contain_text("6 deelvoertuigen")
    page.locator("#filter-operator").click()
    page.get_by_role("option", name="Duin").click()
    expect(page.locator("#now-answer h1")).to_have_text(
        "Er staan nu 2 voertuigen van Duin in Town."
    )
    expect(page.locator("#now-figures .parked .value")).to_have_text("2")
    expect(page.locator("#now-figures .parked li")).to_have_count(1)
    assert "operator=duin" in page.url
    page.wait_for_function("() => document.getElementById('map-canvas').dataset.ready === 'yes'")
    assert any("/v1/tiles/vehicles/" in one and "operator=duin" in one for one in asked)


def test_the_number_is_asked_for_before_all_that_goes_with_it(visit: Open) -> None:
    page = visit()
    expect(page.locator("#now-answer h1")).to_contain_text("6 deelvoertuigen")
    page.wait_for_function("() => document.getElementById('map-canvas').dataset.ready === 'yes'")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.post_data or ""))
    page.locator("#filter-operator").click()
    page.get_by_role("option", name="Duin").click()
    expect(page.locator("#now-figures .parked .value")).to_have_text("2")
    told = [one for one in asked if '"now-' in one]
    assert ["now-head.children" in one for one in told][:2] == [True, False]
    assert any("now-answer.children" in one for one in told[1:])


def test_the_first_words_of_the_page_are_of_the_same(site: str, drawn: World) -> None:
    page = httpx.get(f"{site}/?operator=duin&form=moped&lang=en").text
    assert "2 mopeds of Duin stand in Town now." in page


def test_density_and_what_is_taken_along_follow(visit: Open) -> None:
    page = visit("?form=bicycle", path="/density")
    expect(page.locator("#density-sentence")).to_contain_text("Alleen fietsen tellen mee.")
    expect(page.locator("#duration-sentence")).to_contain_text("Alleen fietsen tellen mee.")
    expect(page.locator("#density-worst-sentence")).to_contain_text("Alleen fietsen tellen mee.")
    expect(page.locator("#density-ranking tbody tr").first).to_contain_text("North")
    page.locator(".along summary", has_text="Downloaden").click()
    expect(page.locator("#along-files a[href*='form=bicycle']")).not_to_have_count(0)
