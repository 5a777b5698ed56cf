"""What is done with a zone: decided on, given dates, thrown away, and by two people at once."""

import re

from playwright.sync_api import expect

from bench.browser import settled
from tests.dashboard.conftest import Open
from tests.dashboard.zone_pages import (
    NOOR,
    SQUARE,
    act,
    api,
    click,
    draw,
    editor,
    fill,
    opened,
    the_zone,
)


def test_an_officer_draws_tries_decides_and_publishes(visit: Open, site: str) -> None:
    """From an empty map to a zone that operators see, and back into its history."""
    page = opened(visit)
    expect(page.locator("#zones-answer")).to_contain_text("No zones were drawn yet.")
    page.get_by_role("link", name="Draw a new zone").click()
    page.locator("#zones-draw-map[data-drawing=yes]").wait_for()
    settled(page)
    said = page.locator("#zones-draw-said")
    for number, place in enumerate(SQUARE, 1):
        click(page, place)
        expect(said).to_contain_text(f"Point {number} placed at 52.07")
    click(page, SQUARE[0])
    expect(said).to_have_text("The shape is finished.")
    expect(page.locator("#zones-measured")).to_contain_text(
        re.compile(r"[\d,]+ m² and lies in Town")
    )
    fill(page, "Pier")
    page.get_by_role("link", name="First try it on the past").click()
    page.locator("#zones-try-first").fill("2026-03-15")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#zones-tried-said")).to_contain_text("would have broken this rule")
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Pier")
    assert the_zone(site)["properties"]["kind"] == "no_parking"
    settled(page)
    page.get_by_role("button", name="Decide on it").click()
    expect(page.locator("#zones-said")).to_contain_text("Saved: it is decided on.")
    page.locator("#zones-publish_on").fill("2026-03-20")
    page.locator("#zones-active_from").fill("2026-03-25")
    expect(page.locator("#zones-will-published")).to_have_text(
        "Operators see it from 20 Mar 2026; it holds from 25 Mar 2026."
    )
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator("#zones-said")).to_have_text("Saved: it has its dates.")
    expect(page.locator("#zones-detail")).to_contain_text(
        "Operators see it from 20 Mar 2026, and it holds from 25 Mar 2026."
    )
    expect(page.locator("#zones-detail .history li")).to_contain_text(
        [f"{NOOR} gave it its dates", f"{NOOR} decided on it", f"{NOOR} drew it"]
    )
    row = page.locator("#zones-table tbody tr")
    expect(row).to_contain_text("decided on")
    expect(row).to_contain_text("25 Mar 2026")
    told = the_zone(site)["properties"]
    assert (told["publish_on"], told["active_from"]) == (
        "2026-03-19T23:00:00Z",
        "2026-03-24T23:00:00Z",
    )


def test_of_two_the_second_is_told_what_the_first_did(visit: Open, site: str) -> None:
    zone = draw(site)
    page = opened(visit, f"?lang=en&zone={zone}")
    page.locator("#zones-chosen").wait_for()
    act(site, zone, "edited", name="Lange pier", by="Sam Bos")
    page.fill("#zones-who", NOOR)
    page.get_by_role("button", name="Decide on it").click()
    expect(page.locator("#zones-said")).to_contain_text("meanwhile Sam Bos changed it.")
    expect(page.locator("#zones-chosen")).to_have_text("Lange pier")
    assert the_zone(site)["properties"]["phase"] == "concept"
    page.get_by_role("button", name="Decide on it").click()
    expect(page.locator("#zones-said")).to_contain_text("Saved: it is decided on.")


def test_of_two_new_versions_the_second_is_told_of_the_first(visit: Open, site: str) -> None:
    """Whoever was drawing already hears it when saving, and whoever begins later at once."""
    zone = draw(site)
    act(site, zone, "committed")
    act(site, zone, "published", active_from="2026-03-15")
    page = editor(visit, str(zone))
    expect(page.locator("#content .then")).to_have_count(0)
    copy = act(site, zone, "edited", name="Lange pier", by="Sam Bos")
    page.fill("#zones-name", "Korte pier")
    page.fill("#zones-who", NOOR)
    page.get_by_role("button", name="Save the zone").click()
    said = page.locator("#zones-said")
    expect(said).to_contain_text("meanwhile Sam Bos began a new version of it.")
    expect(page.locator("#zones-name")).to_have_value("Korte pier")
    page.reload()
    expect(page.locator("#content .then")).to_contain_text("‘Lange pier’, by Sam Bos, Sun 15 Mar")
    page.get_by_role("button", name="Save the zone").click()
    expect(page.locator("#zones-chosen")).to_have_text("Korte pier")
    page.goto(f"{site}/zones?lang=en&zone={copy}")
    expect(page.locator("#zones-detail .history li", has_text="new version")).to_have_count(2)


def test_dates_in_disorder_are_told_and_nothing_is_done(visit: Open, site: str) -> None:
    zone = draw(site)
    act(site, zone, "committed")
    page = opened(visit, f"?lang=nl&zone={zone}")
    page.get_by_role("button", name="Maak bekend").click()
    expect(page.locator("#zones-said")).to_have_text("Niet bewaard: vul eerst uw naam in.")
    page.fill("#zones-who", NOOR)
    page.locator("#zones-publish_on").fill("2026-03-25")
    page.locator("#zones-active_from").fill("2026-03-20")
    page.get_by_role("button", name="Maak bekend").click()
    expect(page.locator("#zones-said")).to_contain_text("pas zien nadat hij begint")
    assert the_zone(site)["properties"]["phase"] == "committed"


def test_a_drawing_is_thrown_away_after_a_question(visit: Open, site: str) -> None:
    zone = draw(site)
    page = opened(visit, f"?lang=en&zone={zone}")
    page.fill("#zones-who", NOOR)
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name="Throw away").click()
    assert the_zone(site)["id"] == zone
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Throw away").click()
    expect(page.locator("#zones-detail")).to_contain_text("This zone is not there any more.")
    assert api(site, "zones")["features"] == []
