"""Permits in a real browser: the board, a row of it, a day with its evidence, and no limits at all.

zilt has three vehicles in town and may have two; its feed was silent in the night to 14 March.
"""

import re
from datetime import date

import psycopg
import pytest
from playwright.sync_api import expect

from bench.browser import settled
from stoep.contract import Basis
from tests.dashboard.conftest import Open
from tests.dashboard.test_effects_shown import SAYS
from tests.dashboard.test_pages import grave, overflow
from tests.worlds import World, at, drawing
from tests.zones.permits import count
from tests.zones.test_module_rounds import drawn as module_drawn
from zones.modules.effects import EffectKind, set_effect
from zones.modules.effects import Wish as Effect
from zones.modules.facts import Question
from zones.modules.running import run_for
from zones.modules.setting import switch_on
from zones.permits.setting import Wish, set_limit

ROW = "zilt~all~permit_fleet~"


@pytest.fixture
def limited(drawn: World, address: str) -> None:
    """Limits for both operators; every day that is over is counted."""
    asked = (
        ("zilt", "permit_fleet", 2, "vehicles", None),
        ("zilt", "permit_parked_over_1_day", 60, "%", None),
        ("duin", "permit_fleet", 5, "vehicles", "moped"),
    )
    with drawing(address) as world:
        for operator, indicator, value, unit, form in asked:
            wish = Wish(
                "town",
                operator,
                indicator,
                value,
                unit,
                date(2026, 3, 12),
                "A. Official",
                "permit 17",
                form=form,
            )
            set_limit(world.connection, wish, at("11 12:00"))
        count(world, "9", "15", now="15 12:00")


@pytest.fixture
def ruled(limited: None, address: str) -> None:
    """On the 14th a module sets another limit: zilt may have three, which it has."""
    who = ("A. Official", "council decision 1")
    with psycopg.connect(address, autocommit=True) as connection:
        module, evening = module_drawn("strand", SAYS), at("13 17:30")
        more = Effect(
            EffectKind.limit, date(2026, 3, 12), *who, area="municipality/town", value=3,
            indicator="permit_fleet",
        )  # fmt: skip
        set_effect(connection, module, "town", more, at("11 12:00"))
        held = switch_on(connection, module, "town", {}, [], *who, evening)
        day = Question("town", "Europe/Amsterdam", [date(2026, 3, 14)], Basis.expected, evening)
        assert run_for(connection, module, held, day).ok


@pytest.mark.usefixtures("ruled")
def test_a_day_that_rests_on_a_rule_of_a_module_says_so(visit: Open) -> None:
    page = visit(f"?lang=en&row={ROW}&day=2026-03-14", path="/permits")
    settled(page)
    board = page.locator("#permits-board")
    expect(board).to_contain_text("A rule of a module was in force that day: Drawn.")
    row = page.locator("#permits-table-board tr.chosen")
    expect(row).to_contain_text("at most 3 vehicles, on Sat 14 Mar alone (Drawn)")
    expect(row.locator("button:has(.by-rule)")).to_have_count(1)
    marked = row.locator("button:has(.by-rule)")
    expect(marked).to_have_accessible_name("not enough data; Drawn: a limit of 3")
    detail = page.locator("#permits-detail")
    expect(detail).to_contain_text("Days with a rule of a module")
    expect(detail.locator(".rule")).to_contain_text(
        "Drawn: a limit of 3. Set by A. Official: council decision 1."
    )
    why = detail.get_by_role("link", name="Drawn: why?")
    expect(why).to_have_attribute("href", re.compile("/modules.*module=strand.*day=2026-03-14"))
    assert grave(page) == []


@pytest.mark.usefixtures("limited")
def test_the_page_says_who_breaks_its_permit_by_how_much_and_how_sure(visit: Open) -> None:
    page = visit("?lang=en", path="/permits")
    answer = page.locator("#permits-answer")
    expect(answer).to_contain_text("Zilt was over 2 vehicles on")
    expect(answer).to_contain_text("surely 1 too many (coverage")
    first = page.locator("#permits-table-board tbody").first
    expect(first).to_contain_text("Zilt")
    expect(first.locator(".does_not_comply").first).to_have_accessible_name("does not comply")
    expect(page.locator("#permits-limits")).to_contain_text("A. Official")
    # What is folded comes open on paper, and is folded again afterwards.
    zilt = page.locator("#permits-in-force details", has_text="Zilt: 2 limits")
    zilt.locator("summary").press("Enter")
    expect(zilt.locator("table")).not_to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(zilt.locator("table")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(zilt.locator("table")).not_to_be_visible()


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_board_and_a_row_hold_for_every_reader(visit: Open, dark: bool, width: int) -> None:
    page = visit(f"?row={ROW}&days=28", width, path="/permits", dark=dark)
    settled(page)
    page.locator("#permits-chosen").wait_for()
    for summary in page.locator("#permits-detail summary").all():
        summary.click()
    assert overflow(page) <= 0
    assert grave(page) == []


@pytest.mark.usefixtures("limited")
def test_a_row_opens_by_keyboard_and_its_address_brings_it_back(visit: Open) -> None:
    page = visit("?lang=en", path="/permits")
    name = page.locator("#permits-table-board th button", has_text="busiest moment").first
    name.focus()
    page.keyboard.press("Enter")
    heading = page.locator("#permits-chosen")
    expect(heading).to_have_text("Zilt: Vehicles at the busiest moment")
    expect(heading).to_be_focused()
    expect(page.locator("#permits-detail")).to_contain_text("permit 17")
    page.locator("#permits-table-board button[title^='Fri 13']").first.click()
    expect(page.locator("#permits-detail h3")).to_have_text("The evidence of Fri 13 Mar")
    assert "row=zilt" in page.url
    assert "day=2026-03-13" in page.url
    page.reload()
    expect(page.locator("#permits-detail h3")).to_have_text("The evidence of Fri 13 Mar")


def test_without_limits_the_page_says_what_to_do(visit: Open) -> None:
    page = visit(path="/permits")
    expect(page.locator("#permits-board .empty")).to_contain_text("stoep permits limit set town")
