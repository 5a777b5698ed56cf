"""Feeds in a real browser."""

from datetime import timedelta

from playwright.sync_api import expect

from stoep.vocabulary import Duty
from tests.dashboard.conftest import Open
from tests.worlds import World, at, drawing
from zones.mandate.setting import Wish, set_duty


def test_failed_polls_are_named_with_their_reason(visit: Open) -> None:
    page = visit(path="/feeds")
    table = page.locator("#table-refused")
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(table).to_contain_text("geen leesbare gegevens")
    expect(table).to_contain_text("not JSON: <html>")
    expect(table).to_contain_text("fout bij het ophalen")


def owing(address: str, drawn: World) -> None:
    """Both owe evidence of nine tenths of the day; of Zilt's silence Stoep asked in vain."""
    with drawing(address) as world:
        world.feeds = drawn.feeds
        for minutes in range(2, 360, 5):
            when = at("13 22:00") + timedelta(minutes=minutes)
            world.polled("zilt", f"{when:%d %H:%M}", "timeout")
        for operator in ("zilt", "duin"):
            ground = ("regulation 4", "A. Official", "so it was decided")
            since = at("13 00:00").date()
            wish = Wish("town", operator, Duty.availability, 0.9, "1", since, *ground)
            set_duty(world.connection, wish, at("13 00:00"))


def test_what_operators_owe_and_deliver_is_told_in_a_sentence_and_a_table(
    visit: Open, drawn: World, address: str
) -> None:
    owing(address, drawn)
    page = visit("?lang=en", path="/feeds")
    told = page.locator("#feeds-mandate")
    expect(told.locator("article.mandate")).to_have_count(2)
    expect(told).to_contain_text("Zilt delivered too little: availability")
    row = page.locator("#table-mandate-zilt tbody tr")
    expect(row).to_contain_text("✕ availability")
    expect(row).to_contain_text("at least 90 %")
    letter = told.get_by_role("link", name="Letter to Zilt about these days").get_attribute("href")
    answer = page.request.get(page.url.split("/feeds")[0] + str(letter))
    assert answer.status == 200
    assert answer.text().startswith("# Delivery of data by Zilt")


def test_where_nothing_is_owed_it_says_how_to_set_it_down(visit: Open) -> None:
    told = visit("?lang=en", path="/feeds").locator("#feeds-mandate")
    expect(told).to_contain_text("No operator owes anything.")
    expect(told).to_contain_text("stoep mandate set")
