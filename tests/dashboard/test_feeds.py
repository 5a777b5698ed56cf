"""Feeds in a real browser."""

from playwright.sync_api import expect

from tests.dashboard.conftest import Open


def test_failed_polls_are_named_with_their_reason(visit: Open) -> None:
    page = visit(path="/feeds")
    table = page.locator("#table-refused")
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(table).to_contain_text("geen leesbare gegevens")
    expect(table).to_contain_text("not JSON: <html>")
    expect(table).to_contain_text("fout bij het ophalen")
