"""Modules in a real browser: what tomorrow is, why, what such days did, tried and switched on."""

from datetime import date
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from bench.browser import settled
from dashboard.pages.modules import sentences
from dashboard.pages.modules.asked import Month
from dashboard.words import Words
from runner.find import find_module
from tests.beaches import HERE, Beaches
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import grave, overflow
from tests.stoep.test_modules import alone as alone
from tests.stoep.test_modules import folder as folder
from tests.worlds import World, at, drawing
from zones.modules.effects import EffectKind, Wish, set_effect
from zones.modules.setting import switch_on

WHO = ("A. Official", "council decision 12")


@pytest.fixture
def template(told_beaches: Beaches) -> str:
    return told_beaches.template


@pytest.fixture
def drawn(address: str, told_beaches: Beaches) -> World:
    """A town by the sea (see tests/beaches.py); beach_day is on since 9 March."""
    with drawing(address) as world:
        told_beaches.taken_up(world)
        world.connection.execute("delete from area where municipality <> %s", [HERE])
        full = Wish(EffectKind.capacity, date(2026, 3, 10), *WHO, area="hub/H", value=1.5)
        set_effect(world.connection, find_module("beach_day"), HERE, full, at("9 12:00"))
        return world


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"#modules-{name.replace('p_', 'p-', 1)}").fill(text)


def opened(visit: Open, query: str = "?about=beach_day&lang=en", width: int = 1280) -> Page:
    page = visit(query, width, path="/modules")
    settled(page)
    page.locator("#modules-form").wait_for()
    return page


def test_the_page_says_what_tomorrow_and_today_are(visit: Open) -> None:
    page = visit(path="/modules")
    expect(page.locator("h1")).to_have_text("Morgen: stranddag (verwacht, besloten vandaag 12:30).")
    expect(page.locator("#modules-answer")).to_contain_text(
        "Vandaag: stranddag (verwacht, besloten gisteren 18:00)."
    )


def test_the_first_page_warns_and_leads_to_why(visit: Open) -> None:
    page = visit("?lang=en")
    warning = page.locator("#now-warning .warning")
    expect(warning).to_have_count(2)
    expect(warning.first).to_contain_text("Tomorrow: beach day (expected, decided today 12:30).")
    warning.first.get_by_role("link").click()
    expect(page.locator("#modules-chosen")).to_contain_text("Monday 16 Mar 2026: why?")
    assert "day=2026-03-16" in page.url
    past = visit("?moment=2026-03-14T12:00Z&lang=en")
    settled(past)
    expect(past.locator("#now-warning .warning")).to_have_count(0)


def test_a_day_opens_by_keyboard_and_tells_each_fact_against_its_threshold(visit: Open) -> None:
    page = visit("?lang=en", path="/modules")
    expect(page.locator("#modules-calendar .sentence")).to_have_text(
        "March 2026, beach day, as measured: 2 × yes, 2 × no, 1 × not known. The forecast of the"
        " evening before came true on 3 of 4 days."
    )
    thursday = page.locator("#modules-calendar button", has_text="12 March")
    expect(thursday).to_contain_text("yes")
    thursday.focus()
    page.keyboard.press("Enter")
    heading = page.locator("#modules-chosen")
    expect(heading).to_have_text("Beach day on Thursday 12 Mar 2026: why?")
    expect(heading).to_be_focused()
    day = page.locator("#modules-day")
    expect(day).to_contain_text(
        "No (measured), for this does not hold: Warmest hour 12 °C, threshold 25 °C."
    )
    seen = page.locator("#table-modules-observed tr", has_text="Warmest hour")
    expect(seen).to_contain_text("does not hold")
    before = page.locator("#table-modules-expected tr", has_text="Warmest hour")
    expect(before).to_contain_text("27 °C")
    expect(day).to_contain_text("Weather: drawn by hand.")
    expect(day).to_contain_text("Nothing follows")
    page.locator("#modules-calendar button", has_text="14 March").click()
    expect(heading).to_contain_text("Saturday 14 Mar")
    expect(day).to_contain_text("H holds 150 % of its places.")
    expect(day).to_contain_text("Decided by A. Official: council decision 12")
    page.reload()
    expect(heading).to_contain_text("Saturday 14 Mar")


def test_another_month_is_a_click_away_and_an_unknown_day_says_what_is_missing(visit: Open) -> None:
    page = visit("?lang=en&day=2026-03-13", path="/modules")
    expect(page.locator("#modules-day")).to_contain_text(
        "Not known (measured), for this is missing: Warmest hour unknown"
    )
    page.get_by_role("button", name="February 2026").click()
    expect(page.locator("#modules-calendar h3")).to_have_text("February 2026")
    expect(page.locator("#modules-calendar .sentence")).to_contain_text("nothing was told")


def test_such_days_stand_beside_others_with_chart_and_table(visit: Open) -> None:
    page = visit("?lang=en", path="/modules")
    said = page.locator("#modules-beside .sentence").first
    expect(said).to_contain_text("vehicles per km² stood in Coast8, on other days")
    expect(said).to_contain_text("(+300 %)")
    expect(said).to_contain_text("Hub H was 100 % full, on other days 25 %.")
    beside = page.locator("#modules-beside")
    expect(beside).to_contain_text(
        "Days with a yes: 1 (1× Wednesday). Days beside them: 2 (1× Tuesday, 1× Thursday)"
    )
    expect(beside).to_contain_text("1 × yes without a comparable day: in no figure.")
    expect(beside).to_contain_text("1 × not known: in no figure.")
    page.locator("#modules-areas-graph .bars").first.wait_for()
    page.locator("#modules-beside summary").first.click()
    row = page.locator("#table-modules-areas tr", has_text="Coast8")
    expect(row).to_contain_text("1 and 2")
    expect(row).to_contain_text("100 %")


def test_a_module_is_tried_set_and_switched_off_and_history_tells_it(visit: Open) -> None:
    page = opened(visit)
    fill(page, p_working_c="40,5")
    page.get_by_role("button", name="Try on past days").click()
    expect(page.locator("#modules-tried")).to_contain_text("working_c: ")
    expect(page.locator("#modules-tried")).to_contain_text("out of bounds")
    fill(page, p_working_c="30")
    expect(page.locator("#modules-tried")).to_be_empty()
    page.get_by_role("button", name="Try on past days").click()
    expect(page.locator("#modules-tried")).to_contain_text(
        "Otherwise than with what holds now: 1 days."
    )
    expect(page.locator("#table-modules-tried")).to_contain_text("11 Mar 2026")
    page.get_by_role("button", name="Set as tried").click()
    expect(page.locator("#modules-said")).to_have_text("Fill in why.")
    fill(page, why="fewer on working days", who="B. Official")
    page.get_by_role("button", name="Set as tried").click()
    expect(page.locator("#modules-said")).to_contain_text("It is set so.")
    expect(page.locator("#table-modules-history")).to_contain_text("fewer on working days")
    expect(page.locator("#modules-cards")).to_contain_text("30 °C")
    fill(page, why="summer is over", who="B. Official")
    page.get_by_role("button", name="Switch off").click()
    expect(page.locator("#modules-said")).to_contain_text("It is off.")
    expect(page.locator(".module-card.off")).to_contain_text("summer is over")
    expect(page.locator("h1")).to_have_text("Modules: rules that cities share")


def test_what_was_typed_stays_when_the_server_is_away(visit: Open) -> None:
    page = opened(visit)
    fill(page, p_working_c="30", why="draft", who="A. Official")
    page.locator("#modules-calendar button", has_text="12 March").click()
    expect(page.locator("#modules-chosen")).to_contain_text("Thursday 12 Mar")
    expect(page.locator("#modules-p-working_c")).to_have_value("30")
    page.get_by_role("button", name="Try on past days").click()
    page.get_by_role("button", name="Set as tried").wait_for()
    page.route("**/v1/modules/beach_day/settings", lambda route: route.abort())
    page.get_by_role("button", name="Set as tried").click()
    expect(page.locator("#modules-said")).to_contain_text("Stoep does not answer now.")
    expect(page.locator("#modules-p-working_c")).to_have_value("30")


def set_meanwhile(address: str, why: str, **chosen: float) -> None:
    """Another officer sets the module."""
    with psycopg.connect(address, autocommit=True) as connection:
        beach, when = find_module("beach_day"), at("15 11:00")
        switch_on(connection, beach, HERE, chosen, [], "B. Official", why, when)


def test_of_two_officers_the_second_hears_of_the_first_and_keeps_what_they_typed(
    visit: Open, address: str
) -> None:
    page = opened(visit)
    fill(page, p_working_c="30", why="fewer on working days", who="A. Official")
    page.get_by_role("button", name="Try on past days").click()
    page.get_by_role("button", name="Set as tried").wait_for()
    set_meanwhile(address, "too many", free_c=24)
    page.get_by_role("button", name="Set as tried").click()
    said = page.locator("#modules-said")
    expect(said).to_contain_text("meanwhile B. Official set it otherwise")
    expect(said).to_contain_text("On a free day: warmest hour at least: 24")
    expect(said).to_contain_text("The reason: too many.")
    expect(page.locator("#modules-p-working_c")).to_have_value("30")
    expect(page.locator("#modules-why")).to_have_value("fewer on working days")
    expect(page.locator("#table-modules-history")).to_contain_text("too many")
    expect(page.locator("#modules-cards")).to_contain_text("24 °C")
    page.get_by_role("button", name="Set as tried").click()
    expect(said).to_contain_text("It is set so.")
    expect(page.locator("#table-modules-history")).to_contain_text("fewer on working days")


def test_back_to_the_usual_is_tried_as_it_is_set(visit: Open, address: str) -> None:
    """What stands in the fields is tried, not what was set before."""
    set_meanwhile(address, "fewer on working days", working_c=30)
    page = opened(visit)
    expect(page.locator("#modules-p-working_c")).to_have_value("30")
    fill(page, p_working_c="25", why="as usual", who="A. Official")
    page.get_by_role("button", name="Try on past days").click()
    expect(page.locator("#modules-tried")).to_contain_text(
        "Otherwise than with what holds now: 1 days."
    )
    page.get_by_role("button", name="Set as tried").click()
    expect(page.locator("#modules-said")).to_contain_text("It is set so.")
    expect(page.locator("#table-modules-history")).to_contain_text("all as usual")


def test_markup_of_a_stranger_is_shown_as_text(visit: Open, folder: Path) -> None:
    """The folder of modules holds a copy of beach_day whose README would do harm."""
    made = folder / "quiet"
    made.mkdir()
    for file in (folder / "beach_day").iterdir():
        text = file.read_text().replace("beach_day", "quiet")
        (made / file.name.replace("beach_day", "quiet")).write_text(text)
    evil = "<img src=x onerror='window.harm = 1'> " + "word " * 30
    (made / "README.md").write_text(evil)
    page = visit("?about=quiet&lang=en", path="/modules")
    settled(page)
    expect(page.locator("#modules-about pre")).to_have_text(evil.strip())
    assert page.locator("#modules-about img").count() == 0
    assert page.evaluate("() => window.harm") is None


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_every_reader_can_use_it(visit: Open, width: int, dark: bool) -> None:
    page = visit("?about=beach_day&day=2026-03-12", width, path="/modules", dark=dark)
    settled(page)
    page.locator("#modules-form").wait_for()
    page.locator("#modules-areas-graph .bars").first.wait_for()
    for summary in page.locator("#content summary").all():
        summary.click()
    page.locator("#modules-try").click()
    page.locator("#modules-on").wait_for()
    assert overflow(page) <= 0
    assert grave(page) == []


def test_a_month_hangs_in_weeks_that_begin_on_monday() -> None:
    march = Month(date(2026, 3, 1))
    assert (march.key, march.before.key, march.after.key) == ("2026-03", "2026-02", "2026-04")
    weeks = march.weeks
    assert [len(week) for week in weeks] == [7] * 6
    assert weeks[0] == [None] * 6 + [date(2026, 3, 1)]
    assert weeks[5][:2] == [date(2026, 3, 30), date(2026, 3, 31)]


def test_an_unknown_day_names_what_nobody_knows() -> None:
    fact = {"text": {"en": "Rain", "nl": "Regen"}, "holds": None}
    telling = {
        "basis": "observed", "answer": "unknown", "decided_at": "2026-03-15T05:00:00Z",
        "facts": [fact],
    }  # fmt: skip
    module = {
        "title": {"en": "Beach day", "nl": "Stranddag"},
        "days": [{"day": "2026-03-15", "expected": None, "observed": telling}],
    }
    said = sentences.about_day(
        module, date(2026, 3, 15), date(2026, 3, 15), Words("en", "Europe/Amsterdam")
    )
    assert said == (
        "Today: beach day or not, that is not known (measured, decided today 06:00)."
        " Nobody knows: Rain."
    )
