"""Pages of a time of which single vehicles are no longer kept say so, in a sentence."""

import html

import httpx
import pytest
from playwright.sync_api import expect
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.tidy import tidy
from stoep.settings import Settings
from tests.dashboard.conftest import Open
from tests.worlds import World, at, drawing

Pool = ConnectionPool[Connection]
BEFORE, AFTER = "2026-03-13T12:00:00Z", "2026-03-14T12:00:00Z"
SENTENCES = {
    "en": "Where single vehicles of Duin feed stood then is no longer kept; counts by area are.",
    "nl": "Waar losse voertuigen van Duin feed toen stonden, wordt niet meer bewaard;",
}


@pytest.fixture(autouse=True)
def forgotten(drawn: World, address: str, pool: Pool) -> None:
    """Thirteen months after the morning of the 14th; one stay went."""
    with drawing(address) as world:
        world.feeds = drawn.feeds
        world.stood("duin", 4.303, 52.072, "12 00:00", "12 12:00", "12 12:01")
    with pool.connection() as connection:
        now = at("14 06:00").replace(year=2027, month=4)
        tidy(connection, Settings(stay_keep_months=13), now=now)
        assert connection.execute("select count(*) from retention").fetchone() == (1,)


@pytest.mark.parametrize("lang", SENTENCES)
def test_the_first_page_says_so_before_any_script(site: str, lang: str) -> None:
    asked = {"moment": BEFORE, "lang": lang}
    page = html.unescape(httpx.get(site, params=asked, trust_env=False, timeout=60).text)
    assert SENTENCES[lang] in page
    page = html.unescape(
        httpx.get(site, params=asked | {"moment": AFTER}, trust_env=False, timeout=60).text
    )
    assert SENTENCES[lang] not in page


def test_the_worklist_says_so(site: str) -> None:
    asked = {"moment": BEFORE, "lang": "en"}
    page = html.unescape(
        httpx.get(f"{site}/worklist", params=asked, trust_env=False, timeout=60).text
    )
    assert "Not known: nothing was seen of that moment, or it is no longer kept." in page
    assert "where single vehicles stood then is no longer kept" in page
    assert " 0 " not in page.partition("<main")[2].partition("</h1>")[0]


def test_pages_of_then_stand_and_show_no_number(visit: Open) -> None:
    page = visit(f"/?moment={BEFORE}&lang=en")
    expect(page.locator("#now-answer")).to_contain_text("is not known")
    expect(page.locator("#now-answer")).to_contain_text("no longer kept")
    expect(page.locator("#now-figures")).to_contain_text("unknown")


def test_of_a_list_that_is_not_known_nobody_is_told_that_nothing_is_to_be_done(visit: Open) -> None:
    page = visit(f"?moment={BEFORE}&lang=en", path="/worklist")
    expect(page.locator("main")).to_contain_text("Choose a later moment.")
    expect(page.locator("main")).not_to_contain_text("Nothing to do")
