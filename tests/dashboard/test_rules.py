"""What changed in the rules between two days, in a real browser."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Open
from tests.worlds import World, at, drawing

PERIOD = "?lang=en&from=2026-03-06&to=2026-03-15"


@pytest.fixture(autouse=True)
def caps(address: str, drawn: World) -> None:
    """Zilt's cap goes from 350 to 300 on the 10th; Duin's ends on the 14th."""
    with drawing(address) as world:
        for operator, value, day, decided, ends in (
            ("zilt", 350, 1, "1 09:00", False),
            ("zilt", 300, 10, "8 09:00", False),
            ("duin", 90, 1, "1 09:00", False),
            ("duin", 90, 14, "12 10:00", True),
        ):
            world.connection.execute(
                "insert into permit_limit (municipality, operator_id, indicator, bound, value,"
                " unit, effective_from, withdrawn, set_by, set_at, why) select 'town', id,"
                " 'permit_fleet', 'maximum', %s, 'vehicles', %s, %s, 'A. Person', %s, 'decision 7'"
                " from operator where key = %s",
                [value, date(2026, 3, day), ends, at(decided), operator],
            )


def test_what_changed_is_a_table_of_was_and_becomes(visit: Open) -> None:
    page = visit(PERIOD, path="/rules")
    expect(page.locator("#rules-answer")).to_contain_text("0 added, 1 changed, 1 ended.")
    rows = page.locator("#table-rules-limit tbody tr")
    expect(rows).to_have_count(2)
    ended, changed = rows.all()
    expect(ended).to_contain_text("Holds no more.")
    expect(changed).to_contain_text("at most 350 vehicles.")
    expect(changed).to_contain_text("at most 300 vehicles.")
    expect(changed).to_contain_text("Otherwise: the number.")
    expect(changed).to_contain_text("Decision: decision 7")
    expect(page.locator("#content")).not_to_contain_text("A. Person")


def test_an_operator_reads_its_own(visit: Open) -> None:
    page = visit(f"{PERIOD}&operator=zilt", path="/rules")
    expect(page.locator("#table-rules-limit tbody tr")).to_have_count(1)
    page.locator("#rules-7").click()
    # Announced on the 8th, in force on the 10th.
    expect(page.locator("#rules-answer")).to_contain_text("From 9 Mar 2026 to 15 Mar 2026")
    expect(page.locator("#table-rules-limit tbody tr")).to_have_count(1)
    assert "operator=zilt" in page.url


def test_proposals_stand_on_the_page_of_definitions(visit: Open) -> None:
    page = visit("?lang=en", path="/method")
    told = page.locator("#method-proposals")
    expect(told.locator("details")).to_have_count(3)
    declined = told.locator("#method-proposal-free_pavement")
    expect(declined.locator("summary")).to_contain_text("declined")
    declined.locator("summary").click()
    expect(declined).to_contain_text("What not for")
    expect(declined).to_contain_text("owner Stoep maintainers")
    expect(page.locator("#method-list > p").first).to_contain_text("No day is past.")
