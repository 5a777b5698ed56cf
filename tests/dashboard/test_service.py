"""The page of the state of the data, in a real browser."""

from playwright.sync_api import Browser, expect

from stoep.settings import Settings
from tests.dashboard.conftest import Open, serving
from tests.worlds import World


def test_each_feed_has_its_state_its_strip_and_the_same_numbers_as_a_table(visit: Open) -> None:
    page = visit("?lang=en", path="/status")
    expect(page.locator("h1")).to_have_text("Do all data come in?")
    expect(page.locator("#service-answer")).to_contain_text("Of all feeds (2) there are data")
    feeds = page.locator(".service-feed")
    expect(feeds).to_have_count(2)
    zilt = feeds.filter(has_text="Zilt feed")
    expect(zilt).to_contain_text("Without data in 90 days: 6 hours, once.")
    expect(zilt.locator(".day")).to_have_count(90)
    expect(zilt.locator(".service-strip")).to_have_attribute(
        "aria-label",
        "Zilt feed. Days on which Stoep looked: 4; seen whole: 2. The table below names each day.",
    )
    page.locator("#service-feeds details summary").click()
    row = page.locator("#table-service-days tbody tr").filter(has_text="14 Mar 2026")
    expect(row).to_contain_text("79.2 %")


def test_what_went_wrong_is_told_in_sentences_and_as_a_table(visit: Open) -> None:
    page = visit("?lang=en", path="/status")
    line = page.locator(".service-lines li")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("The server of Zilt feed gave no usable answer for 6 hours.")
    expect(line).to_contain_text("Nobody counts as gone")
    page.locator("#service-log details summary").click()
    expect(page.locator("#table-service-log tbody tr")).to_have_count(1)


def test_files_of_the_page_are_there(visit: Open) -> None:
    page = visit("?lang=en", path="/status")
    page.locator("details.along", has_text="Download files").locator("summary").click()
    links = page.locator("#along-files a")
    expect(links).to_have_count(4)
    href = links.first.get_attribute("href")
    assert href is not None
    assert page.request.get(page.url.split("/status")[0] + href).ok


def test_a_visitor_sees_all_of_it_where_reading_is_for_people(
    address: str, drawn: World, browser: Browser
) -> None:
    with serving(address, Settings(acting="people", reading="people")) as url:
        page = browser.new_page()
        page.goto(f"{url}/status?lang=en")
        expect(page.locator(".service-feed")).to_have_count(2)
        expect(page.locator(".service-lines li")).to_have_count(1)
        told = page.request.get(f"{url}/v1/status").json()
        assert [feed["age_s"] for one in told["operators"] for feed in one["feeds"]] == [0, 0]
        assert page.locator(".rows-for-somebody").count() == 0
        page.close()


def test_the_footer_leads_to_it_and_so_does_the_page_of_operators(visit: Open) -> None:
    page = visit("?lang=en", path="/feeds")
    expect(page.locator("footer a", has_text="Incidents and status")).to_be_visible()
    page.get_by_role("link", name="Incidents of 90 days").click()
    expect(page.locator("h1")).to_have_text("Do all data come in?")
