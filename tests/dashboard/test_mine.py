"""Disputes, an operator's own numbers and the log, as their people see and use them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import httpx
import pytest
from playwright.sync_api import Page, expect
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.people import demo
from stoep.settings import Settings
from tests.dashboard.conftest import NOW, Open, serving
from tests.dashboard.test_people import _findings
from tests.worlds import World, at
from zones.permits.count import count_due
from zones.permits.setting import Wish, set_limit

Pool = ConnectionPool[Connection]
MOMENT = datetime.fromtimestamp(NOW, UTC)
SCRIPT = "<img src=x onerror=alert(1)>"


@pytest.fixture
def site(address: str, drawn: World, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Zilt may have one vehicle here, and had three; its people are a click away."""
    officer = replace(demo.WHO["officer"], of="town")
    monkeypatch.setattr(demo, "WHO", {**demo.WHO, "officer": officer})
    with pool.connection() as connection:
        demo.seed_people(connection, MOMENT)
        wish = Wish("town", "zilt", "permit_fleet", 1, "vehicles", date(2026, 3, 1), "A", "test")
        set_limit(connection, wish, at("1 00:00"))
    count(pool, NOW)
    with serving(address, Settings(acting="people", demo_people=True)) as url:
        yield url


def count(pool: Pool, now_s: float) -> None:
    with pool.connection() as connection:
        count_due(connection, "Europe/Amsterdam", now_s, 100)


def become(tab: Page, site: str, who: str, path: str) -> None:
    """Sign in as one of the demo's people, and go somewhere."""
    told = tab.request.post(
        f"{site}/sign-in/demo", form={"who": who, "next": "/"}, headers={"Origin": site}
    )
    assert told.ok
    tab.goto(f"{site}{path}")


def contest(tab: Page, site: str) -> None:
    """From the detail of a verdict to a dispute about it."""
    row = "zilt~all~permit_fleet~"
    become(tab, site, "operator", f"/permits?lang=en&row={row}&day=2026-03-12")
    tab.get_by_role("link", name="Contest the verdict of 12 Mar 2026").click()
    tab.get_by_label("What you want to say").fill(f"Two are ghosts.\n{SCRIPT}")
    tab.get_by_label("Links to what proves it").fill("https://zilt.example/log")
    tab.get_by_role("button", name="Contest it").click()
    expect(tab.locator("h1")).to_contain_text("12 Mar 2026")


def test_a_verdict_is_contested_answered_and_upheld(visit: Open, site: str, pool: Pool) -> None:
    tab = visit("?lang=en", path="/feeds")
    contest(tab, site)
    expect(tab.locator(".thread")).to_contain_text("Sam Zilt (operator) contested this")
    expect(tab.locator(".thread")).to_contain_text(SCRIPT)
    expect(tab.get_by_role("button", name="Decide")).to_have_count(0)
    url = tab.url

    become(tab, site, "officer", "/permits?lang=en")
    expect(tab.locator(".contested")).to_have_text("!")
    tab.goto(url)
    answering = tab.get_by_role("form", name="Answer")
    answering.get_by_label("What you want to say").fill("We will look.")
    answering.get_by_role("button", name="Answer").click()
    expect(tab.locator(".thread .act")).to_have_count(2)
    deciding = tab.get_by_role("form", name="Decide")
    deciding.get_by_label("Decision").select_option("set_aside")
    deciding.get_by_label("What you want to say").fill("The list held ghosts.")
    deciding.get_by_role("button", name="Decide").click()
    expect(tab.locator(".outcome")).to_contain_text("The days are being counted anew")
    count(pool, NOW + 120)
    tab.reload()
    expect(tab.locator(".outcome")).to_contain_text("does not comply")
    expect(tab.locator(".outcome")).to_contain_text("not enough data")
    tab.goto(f"{site}/permits?lang=en&row=zilt~all~permit_fleet~&day=2026-03-12")
    expect(tab.locator(".contested").first).to_have_text("↻")
    expect(tab.locator(".permits-day")).to_contain_text("is set aside: The list held ghosts.")


def test_what_was_typed_stays_when_it_is_refused(visit: Open, site: str) -> None:
    tab = visit("?lang=en", path="/feeds")
    become(tab, site, "operator", "/disputes?lang=nl")
    tab.get_by_role("listitem").get_by_role("link", name="Zilt feed").click()
    tab.get_by_label("Van").fill("2026-03-14T12:00")
    tab.get_by_label("Tot").fill("2026-03-14T11:00")
    tab.get_by_label("Wat u wilt zeggen").fill("Onze server stond stil.")
    tab.get_by_role("button", name="Betwisten").click()
    expect(tab.get_by_role("alert")).to_contain_text("Het begin past niet.")
    expect(tab.get_by_label("Wat u wilt zeggen")).to_have_value("Onze server stond stil.")
    tab.get_by_label("Tot").fill("2026-03-14T13:00")
    tab.get_by_role("button", name="Betwisten").click()
    expect(tab.locator("h1")).to_contain_text("Feed zilt")


def test_an_operator_sees_its_own_numbers_and_the_log_by_keyboard(visit: Open, site: str) -> None:
    tab = visit("?lang=en", path="/feeds")
    become(tab, site, "officer", "/worklist?lang=en&operator=zilt")
    tab.locator("#content").first.wait_for()
    become(tab, site, "operator", "/own?lang=en")
    expect(tab.locator("h1")).to_have_text("The numbers of Zilt")
    expect(tab.locator("main")).to_contain_text("4 vehicles stand in Town")
    row = tab.get_by_role("row").filter(
        has=tab.get_by_role("rowheader", name="Vehicles at the busiest moment")
    )
    expect(row.first).to_contain_text("at most 1 vehicles")
    link = tab.get_by_role("link", name="All of the log")
    link.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Who looked at what")
    expect(tab.locator("main table")).to_contain_text("Noor de Wit")
    tab.get_by_label("Kind").select_option("export")
    tab.get_by_role("button", name="Show").click()
    expect(tab.locator("main")).to_contain_text("Nothing of this kind")
    assert "lang=en" in tab.url


def test_pages_of_ones_own_are_nobody_else_s(site: str) -> None:
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as anybody:
        for path in ("/disputes", "/own", "/log", "/disputes/123456789", "/disputes/new"):
            told = anybody.get(path)
            assert (told.status_code, told.headers["location"][:8]) == (303, "/sign-in"), path
        for path in ("/disputes/new", "/disputes/1", "/own"):
            sent = anybody.post(path, data={"words": "w"}, headers={"Origin": "https://x.example"})
            assert sent.status_code == 403, path


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_serious(visit: Open, site: str, language: str) -> None:
    tab = visit("?lang=en", path="/feeds", dark=language == "nl")
    contest(tab, site)
    thread = tab.url.split("?")[0].removeprefix(site)
    new = "/disputes/new?operator=zilt&feed=zilt&"
    found = []
    for who, paths in (
        ("operator", ("/disputes?", f"{thread}?", new, "/own?", "/log?")),
        ("officer", ("/disputes?", f"{thread}?", "/log?")),
    ):
        become(tab, site, who, "/sign-out")
        for path in paths:
            found += _findings(tab, f"{site}{path}lang={language}")
            tab.set_viewport_size({"width": 320, "height": 800})
            wide = tab.evaluate("document.documentElement.scrollWidth")
            assert wide <= 321, (path, wide)
    assert found == []
