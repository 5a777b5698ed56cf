"""Signing in by an identity provider as people do it: a button, a page elsewhere, and back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from psycopg import Connection
from psycopg_pool import ConnectionPool
from pyotp import TOTP

from api.people.caller import OrganisationKind, Role
from api.people.invitations import invite
from api.people.organisations import NewOrganisation, add_organisation
from api.people.provider.provider import RETURN
from dashboard.people import provider as pages
from stoep.settings import Settings
from tests.api.people.provider.local import (
    CLIENT,
    CLIENT_SECRET,
    DESCRIBED,
    LocalProvider,
    provider_running,
)
from tests.dashboard.conftest import NOW, Open, serving
from tests.worlds import World

Pool = ConnectionPool[Connection]
MOMENT = datetime.fromtimestamp(NOW, UTC)
PASSWORD = "vijf fietsen in een rij"
Invite = Callable[[], str]


@pytest.fixture
def provider() -> Iterator[LocalProvider]:
    with provider_running(lambda: NOW) as local:
        local.asks = True
        yield local


@pytest.fixture
def site(address: str, drawn: World, provider: LocalProvider) -> Iterator[str]:
    """Where people sign in by it."""
    settings = Settings(
        acting="people", oidc_issuer=provider.issuer, oidc_client=CLIENT,
        oidc_secret=CLIENT_SECRET, oidc_name="Zandduin",
    )  # fmt: skip
    with serving(address, settings) as url:
        settings.public_url = url
        yield url


@pytest.fixture
def invited(pool: Pool) -> Invite:
    """Makes an invitation for Noor to the town."""

    def make() -> str:
        with pool.connection() as connection:
            row = connection.execute(
                "select id from organisation where municipality = 'town'"
            ).fetchone()
            wish = NewOrganisation(OrganisationKind.municipality, "Town", "town")
            number = row[0] if row else add_organisation(connection, wish, "a test", MOMENT)
            return invite(connection, number, Role.officer, "noor@example.org", "Ada", MOMENT)

    return make


def go_there(tab: Page, provider: LocalProvider, name: str = "Sign in with Zandduin") -> None:
    """Click the button, and wait for the provider's page."""
    tab.get_by_role("main").get_by_role("button", name=name).click()
    tab.wait_for_url(f"{provider.issuer}/authorize**")


def that_is_me(tab: Page) -> None:
    tab.get_by_role("button", name="That is me").click()


def test_an_invitation_is_accepted_and_the_next_time_a_click_is_enough(
    visit: Open, site: str, provider: LocalProvider, invited: Invite
) -> None:
    assert RETURN == pages.RETURN
    tab = visit("?lang=en", path="/feeds")
    tab.goto(f"{site}/invitation/{invited()}?lang=en")
    go_there(tab, provider)
    that_is_me(tab)
    expect(tab.locator(".sentence")).to_contain_text("signed in as Noor de Wit")
    tab.get_by_role("button", name="Sign out").click()
    tab.locator("#content").first.wait_for()

    tab.goto(f"{site}/sign-in?lang=en&next=/worklist?days=1")
    go_there(tab, provider)
    that_is_me(tab)
    tab.wait_for_url(f"{site}/worklist**")
    expect(tab.locator("#page .who-is-in")).to_have_text("Noor de Wit")
    expect(tab.locator("#worklist-who")).to_have_value("Noor de Wit")


def test_who_is_not_known_is_told_so_in_their_language_and_no_more(
    visit: Open, site: str, provider: LocalProvider
) -> None:
    for language, says, button in (
        ("en", "did not work", "Sign in with Zandduin"),
        ("nl", "lukte niet", "Aanmelden via Zandduin"),
    ):
        tab = visit(f"?lang={language}", path="/feeds")
        tab.goto(f"{site}/sign-in?lang={language}")
        go_there(tab, provider, button)
        that_is_me(tab)
        expect(tab.get_by_role("alert")).to_contain_text(says)
        assert "noor" not in tab.content().lower()
        assert urlsplit(tab.url).path == RETURN
        tab.reload()
        expect(tab.get_by_role("alert")).to_contain_text(says)


def test_a_provider_that_is_away_is_said_and_a_password_works(
    visit: Open, site: str, provider: LocalProvider, invited: Invite
) -> None:
    tab = visit("?lang=en", path="/feeds")
    app = with_password(tab, site, invited())
    tab.get_by_role("button", name="Sign out").click()
    tab.locator("#content").first.wait_for()
    provider.answers[DESCRIBED] = lambda: (500, {}, b"<html>")
    tab.goto(f"{site}/sign-in?lang=en")
    tab.get_by_role("button", name="Sign in with Zandduin").click()
    expect(tab.get_by_role("alert")).to_contain_text("does not answer as it should")
    tab.get_by_label("E-mail address").fill("noor@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_label("Code of your app").fill(app.at(int(NOW) + 30))
    tab.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(f"{site}/?lang=en")
    expect(tab.locator("#page .who-is-in")).to_have_text("Noor")


def with_password(tab: Page, site: str, token: str) -> TOTP:
    """An account as people make it; gives their app."""
    tab.goto(f"{site}/invitation/{token}?lang=en")
    app = TOTP(tab.locator(".app code").inner_text().replace(" ", ""))
    tab.get_by_label("Your name").fill("Noor")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_label("Code of your app").fill(app.at(int(NOW)))
    tab.get_by_role("button", name="Make account").click()
    expect(tab.locator(".sentence")).to_contain_text("signed in as Noor")
    return app


def test_who_has_an_account_connects_it_on_their_own_page(
    visit: Open, site: str, provider: LocalProvider, invited: Invite
) -> None:
    tab = visit("?lang=en", path="/feeds")
    with_password(tab, site, invited())
    go_there(tab, provider, "Connect to Zandduin")
    that_is_me(tab)
    expect(tab.get_by_role("status")).to_have_text("Your account is connected to Zandduin.")
    tab.get_by_role("button", name="Sign out").click()
    tab.locator("#content").first.wait_for()
    tab.goto(f"{site}/sign-in?lang=en")
    go_there(tab, provider)
    that_is_me(tab)
    tab.wait_for_url(f"{site}/?lang=en")
    tab.goto(f"{site}/sign-out?lang=en")
    # Whoever is in by the provider cannot let it mean another one.
    tab.get_by_role("button", name="Connect to Zandduin").click()
    expect(tab.get_by_role("alert")).to_contain_text("with password and code just now")


def test_what_comes_back_to_another_browser_lets_nobody_in(
    site: str, provider: LocalProvider, visit: Open, invited: Invite
) -> None:
    provider.asks = False
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as thief:
        form = {"invitation": invited()}
        told = thief.post("/sign-in/provider", data=form, headers={"Origin": site})
        place = told.headers["refresh"].removeprefix("0; url=")
        back = httpx.get(place, trust_env=False, timeout=60).headers["location"]
    tab = visit("?lang=en", path="/feeds")
    tab.goto(back)
    expect(tab.get_by_role("alert")).to_have_count(1)
    tab.goto(f"{site}/feeds?lang=en")
    expect(tab.locator("#page .who-is-in")).to_have_text("Sign in")


def test_the_way_there_is_begun_by_our_own_pages_and_leads_back_to_them_alone(site: str) -> None:
    for sent in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        told = httpx.post(f"{site}/sign-in/provider", headers=sent, trust_env=False, timeout=60)
        assert told.status_code == 403
        assert "refresh" not in told.headers
    form = {"next": "https://elsewhere.example/", "redirect_uri": "https://elsewhere.example/"}
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        told = client.post("/sign-in/provider", data=form)
        place = told.headers["refresh"].removeprefix("0; url=")
        assert dict(parse_qsl(urlsplit(place).query))["redirect_uri"] == site + RETURN
        assert told.headers["cache-control"] == "no-store"
        assert told.headers["referrer-policy"] == "no-referrer"
        assert "form-action 'self';" in told.headers["content-security-policy"]
        assert told.headers["content-security-policy"].count(urlsplit(place).netloc) == 0


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_serious(
    visit: Open, site: str, provider: LocalProvider, invited: Invite, language: str
) -> None:
    tab = visit("?lang=en", path="/feeds")
    found = []
    token = invited()
    for path in (f"/sign-in?lang={language}", f"/invitation/{token}?lang={language}"):
        tab.goto(f"{site}{path}")
        found += _findings(tab)
    go_there(tab, provider, "Zandduin")
    that_is_me(tab)
    tab.locator("#content").first.wait_for()
    tab.goto(f"{site}/sign-out?lang={language}")
    found += _findings(tab)
    assert found == []


def _findings(tab: Page) -> list[str]:
    for width in (1280, 390):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), tab.url
    found = Axe().run(tab).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
