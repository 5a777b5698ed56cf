"""Signing in as people do it: an invitation, a password, a code; then acting by one's own name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from psycopg import Connection
from psycopg_pool import ConnectionPool
from pyotp import TOTP

from api.people import demo
from api.people.caller import OrganisationKind, Role
from api.people.invitations import invite
from api.people.organisations import NewOrganisation, add_organisation, platform_of
from stoep.settings import Settings
from tests.dashboard.conftest import NOW, Open, serving
from tests.worlds import World

Pool = ConnectionPool[Connection]
MOMENT = datetime.fromtimestamp(NOW, UTC)
PASSWORD = "vijf fietsen in een rij"
Invite = Callable[..., str]


@pytest.fixture
def site(address: str, drawn: World, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where people sign in, and where the demo's people can be had for one click."""
    officer = replace(demo.WHO["officer"], of="town")
    monkeypatch.setattr(demo, "WHO", {**demo.WHO, "officer": officer})
    with pool.connection() as connection:
        demo.seed_people(connection, MOMENT)
    with serving(address, Settings(acting="people", demo_people=True)) as url:
        yield url


@pytest.fixture
def invited(pool: Pool) -> Invite:
    """Makes invitations to the town, or to the platform."""

    def make(role: str = "officer", email: str | None = "noor@example.org", of: str = "") -> str:
        with pool.connection() as connection:
            if of == "platform":
                number = platform_of(connection, "a test", MOMENT)
            else:
                row = connection.execute(
                    "select id from organisation where municipality = 'town'"
                ).fetchone()
                wish = NewOrganisation(OrganisationKind.municipality, "Town", "town")
                number = row[0] if row else add_organisation(connection, wish, "a test", MOMENT)
            return invite(connection, number, Role(role), email, "Ada", MOMENT)

    return make


def accept(tab: Page, site: str, token: str, name: str = "Noor") -> TOTP:
    """What somebody does with their link; gives their app."""
    tab.goto(f"{site}/invitation/{token}?lang=en")
    app = TOTP(tab.locator(".app code").inner_text().replace(" ", ""))
    tab.get_by_label("Your name").fill(name)
    if not tab.get_by_label("E-mail address").input_value():
        tab.get_by_label("E-mail address").fill(f"{name.lower()}@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_label("Code of your app").fill(app.at(int(NOW)))
    tab.get_by_role("button", name="Make account").click()
    expect(tab.locator(".sentence")).to_contain_text(f"signed in as {name}")
    return app


def test_from_an_invitation_to_an_act_under_ones_own_name(
    visit: Open, site: str, invited: Invite, pool: Pool
) -> None:
    tab = visit("?lang=en", path="/feeds")
    expect(tab.locator("#page .who-is-in")).to_have_text("Sign in")
    app = accept(tab, site, invited())
    tab.get_by_role("button", name="Sign out").click()
    tab.locator("#content").first.wait_for()

    tab.goto(f"{site}/sign-in?lang=en&next=/worklist?days=1")
    for wrong in (True, False):
        tab.get_by_label("E-mail address").fill("noor@example.org")
        tab.get_by_label("Password").fill("something else" if wrong else PASSWORD)
        tab.get_by_label("Code of your app").fill(app.at(int(NOW) + 30))
        tab.get_by_role("main").get_by_role("button", name="Sign in").click()
        if wrong:
            expect(tab.get_by_role("alert")).to_contain_text("do not belong together")
    tab.wait_for_url("**/worklist**")
    expect(tab.locator("#page .who-is-in")).to_have_text("Noor")
    expect(tab.locator("#worklist-who")).to_have_value("Noor")
    assert tab.locator("#worklist-who").get_attribute("readonly") is not None
    stay = _one_stay(pool)
    made = tab.evaluate(
        "(id) => fetch(`/v1/worklist/${id}/actions`, {method: 'POST',"
        " headers: {'Content-Type': 'application/json'},"
        " body: JSON.stringify({what: 'noted', note: 'n', by: 'Somebody else'})})"
        ".then((answer) => answer.json())",
        stay,
    )
    assert (made["action"]["by"], made["action"]["verified"]) == ("Noor", True)


def _one_stay(pool: Pool) -> int:
    with pool.connection() as connection:
        row = connection.execute("select min(id) from open_stay").fetchone()
    assert row is not None
    return int(row[0])


def test_in_the_demo_one_is_somebody_with_one_click(visit: Open) -> None:
    tab = visit("?lang=en")
    expect(tab.locator("#demo-people button")).to_have_count(3)
    tab.get_by_role("button", name="officer of the city").click()
    expect(tab.locator("#page .who-is-in")).to_have_text("Noor de Wit")
    expect(tab.locator("#demo-people")).to_have_count(0)
    tab.locator("#page .who-is-in").click()
    expect(tab.get_by_role("listitem").filter(has_text="Officer, ")).to_have_count(1)


def test_who_is_not_signed_in_is_shown_the_way_in(visit: Open) -> None:
    tab = visit("?lang=en", path="/worklist")
    expect(tab.locator("#worklist-who")).to_be_disabled()
    expect(tab.locator("#worklist-form a", has_text="signs in first")).to_have_count(1)


def test_an_admin_invites_makes_a_key_and_ends_it(visit: Open, site: str, invited: Invite) -> None:
    tab = visit("?lang=en", path="/feeds")
    accept(tab, site, invited("admin", "ada@example.org"), "Ada")
    tab.get_by_role("link", name="Manage people").click()
    tab.get_by_label("E-mail address").fill("new@example.org")
    tab.get_by_role("button", name="Invite somebody").click()
    link = tab.locator("#shown-once").inner_text()
    assert link.startswith(f"{site}/invitation/")
    expect(tab.locator("main")).to_contain_text("new@example.org")
    tab.get_by_text("Make a key", exact=True).first.click()
    tab.get_by_label("What is the key for?").fill("robot")
    tab.get_by_label("worklist").check()
    tab.get_by_role("button", name="Make a key").click()
    key = tab.locator("#shown-once").inner_text()
    asking = httpx.Client(headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=60)
    assert asking.get(f"{site}/v1/me").json()["name"] == "robot (Town)"
    tab.get_by_role("button", name="Revoke: robot").click()
    expect(tab.locator("main")).not_to_contain_text("robot")
    assert asking.get(f"{site}/v1/me").json()["name"] is None


def test_the_platforms_admin_adds_an_organisation(visit: Open, site: str, invited: Invite) -> None:
    tab = visit("?lang=en", path="/feeds")
    accept(tab, site, invited("admin", None, "platform"), "Pat")
    tab.goto(f"{site}/people?lang=en")
    tab.get_by_text("Add an organisation", exact=True).first.click()
    tab.get_by_label("Kind").select_option("operator")
    tab.get_by_label("Name of the organisation").fill("Duin")
    tab.get_by_label("Code or key").fill("duin")
    tab.get_by_role("button", name="Add an organisation").click()
    expect(tab.locator(".which [aria-current]")).to_contain_text("Duin")


def test_a_form_of_another_site_does_nothing(site: str) -> None:
    typed = {"email": "a@example.org", "password": "p", "code": "1"}
    for path in ("/sign-in", "/sign-in/demo", "/sign-out", "/people", "/invitation/x"):
        for sent in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            told = httpx.post(
                f"{site}{path}", data=typed, headers=sent, trust_env=False, timeout=60
            )
            assert told.status_code == 403, path
            assert "set-cookie" not in told.headers


@pytest.mark.parametrize(
    "goes_to", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"]
)
def test_signing_in_leads_to_no_other_site(site: str, goes_to: str) -> None:
    form = {"who": "officer", "next": goes_to}
    told = httpx.post(f"{site}/sign-in/demo", data=form, trust_env=False, timeout=60)
    assert (told.status_code, told.headers["location"]) == (303, "/")


def test_pages_of_people_are_kept_by_nobody_and_run_no_script_of_others(site: str) -> None:
    for path in ("/sign-in", "/invitation/none"):
        told = httpx.get(f"{site}{path}", trust_env=False, timeout=60).headers
        assert told["cache-control"] == "no-store"
        assert "unsafe" not in told["content-security-policy"].split("script-src")[1].split(";")[0]
    assert told["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(
    visit: Open, site: str, invited: Invite, language: str, dark: bool
) -> None:
    tab = visit("?lang=en", path="/feeds", dark=dark)
    pages = [f"/sign-in?lang={language}", f"/invitation/{invited()}?lang={language}"]
    found = [finding for path in pages for finding in _findings(tab, f"{site}{path}")]
    accept(tab, site, invited("admin", None, "platform"), "Pat")
    for path in ("/people", "/sign-out"):
        found += _findings(tab, f"{site}{path}?lang={language}")
    assert found == []


def _findings(tab: Page, url: str) -> list[str]:
    tab.goto(url)
    for width in (1280, 390):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), (url, width)
    found = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found
            if one["impact"] in ("serious", "critical")]  # fmt: skip
