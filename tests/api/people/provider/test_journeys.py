"""The way to an identity provider and back: whose it is, how long and how often it is good."""

from urllib.parse import parse_qsl, urlsplit

from api.audit import sign_ins
from api.people.attempts import FREE_OF_ADDRESS
from api.people.provider.journey import COOKIE, LIFETIME, SECURE_COOKIE, cookie_name
from api.people.provider.provider import RETURN
from dashboard.mine import log
from tests.api.checks import refused
from tests.api.people.cast import Cast, Clock, Somebody
from tests.api.people.provider.local import (
    CLIENT,
    LocalProvider,
)
from tests.api.people.provider.ways import (
    HERE,
    arrived,
    back,
    causes,
    check_refused,
    claim,
    through,
)


def test_what_is_asked_of_the_provider(cast: Cast, noor: Somebody, provider: LocalProvider) -> None:
    with cast.asking() as client:
        told = client.post("/provider-journeys", json={})
    asked = dict(parse_qsl(urlsplit(told.json()["address"]).query))
    assert asked | {"state": "", "nonce": "", "code_challenge": ""} == {
        "response_type": "code", "client_id": CLIENT, "redirect_uri": HERE + RETURN,
        "scope": "openid email profile", "code_challenge_method": "S256",
        "state": "", "nonce": "", "code_challenge": "",
    }  # fmt: skip
    assert len({asked[name] for name in ("state", "nonce", "code_challenge")}) == 3
    cookie = told.headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE)
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=600"))
    assert cookie_name("https://stoep.example") == SECURE_COOKIE
    assert asked["state"] not in cookie


def test_nothing_of_a_journey_is_kept_as_it_is(
    cast: Cast, noor: Somebody, provider: LocalProvider
) -> None:
    with cast.asking() as client:
        told = client.post("/provider-journeys", json={})
        asked = dict(parse_qsl(urlsplit(told.json()["address"]).query))
        half = client.cookies[COOKIE]
    kept = str(cast.rows("select provider_journey::text from provider_journey"))
    assert kept
    for secret in (asked["state"], asked["nonce"], half):
        assert secret not in kept


def test_the_page_of_the_log_names_who_is_not_known() -> None:
    assert log.NOBODY == sign_ins.NOBODY


def test_all_refusals_are_one_answer(cast: Cast, noor: Somebody, provider: LocalProvider) -> None:
    told = []
    for change in (claim("aud", "x"), claim("exp", 1), claim("sub", "nobody")):
        provider.claims = {}
        change(provider)
        with cast.asking() as client:
            told.append(back(client, through(client)).json())
    with cast.asking() as client:
        told.append(back(client, {"state": "guess", "code": "guess"}).json())
    assert [one == told[0] for one in told] == [True] * 4
    assert len(set(causes(cast))) == 5


def test_a_state_is_taken_once(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        brought = through(client)
        half = client.cookies[COOKIE]
        arrived(client, brought)
        client.cookies.set(COOKIE, half)
        check_refused(cast, back(client, brought), "state_used")


def test_a_state_is_of_one_browser(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as thief, cast.asking() as victim:
        brought = through(thief)
        check_refused(cast, back(victim, brought), "other_browser")
        through(victim)  # with a journey of their own too
        check_refused(cast, back(victim, brought), "other_browser")


def test_a_state_is_good_for_minutes(cast: Cast, noor: Somebody, clock: Clock) -> None:
    with cast.asking() as client:
        brought = through(client)
        clock.later(seconds=LIFETIME.total_seconds() + 1)
        check_refused(cast, back(client, brought), "state_expired")


def test_a_code_is_taken_once_and_in_its_own_journey(
    cast: Cast, noor: Somebody, provider: LocalProvider
) -> None:
    with cast.asking() as client:
        first = through(client)
        arrived(client, first)
        second = through(client)
        check_refused(cast, back(client, second | {"code": first["code"]}), "code")
        # A code of another journey, as a thief puts it in: the verifier is not that of it.
        with cast.asking() as other:
            stolen = through(other)["code"]
        check_refused(cast, back(client, through(client) | {"code": stolen}), "code")


def test_what_says_that_it_is_of_another_provider_goes_nowhere(
    cast: Cast, noor: Somebody, provider: LocalProvider
) -> None:
    with cast.asking() as client:
        brought = through(client)
        before = len(provider.asked)
        check_refused(cast, back(client, brought | {"iss": "https://elsewhere.example"}), "bad_iss")
        assert len(provider.asked) == before


def test_who_says_no_over_there_is_not_in(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        state = through(client)["state"]
        told = back(client, {"state": state, "error": "access_denied"})
        check_refused(cast, told, "declined")


def test_a_journey_to_connect_ends_in_the_session_that_it_began_in(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    vera, otto = (cast.account(town, "officer", name) for name in ("Vera", "Otto"))
    with vera.asking() as client:
        brought = through(client, connects=True)
        client.cookies.set("stoep_session", otto.cookie, domain="127.0.0.1", path="/")
        client.cookies.delete("stoep_session", domain="", path="/")
        check_refused(cast, back(client, brought), "other_session")
        brought = through(client, connects=True)
        client.post("/sign-outs")
        check_refused(cast, back(client, brought), "other_session")


def test_who_tries_often_waits_and_the_log_stays_short(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        for number in range(FREE_OF_ADDRESS):
            refused(back(client, {"state": f"guess {number}", "code": "x"}), 401)
        before = causes(cast)
        refused(back(client, {"state": "one more", "code": "x"}), 429)
        assert causes(cast) == before


def test_a_page_of_another_site_begins_and_ends_nothing(cast: Cast, noor: Somebody) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    with cast.asking() as client:
        refused(client.post("/provider-journeys", json={}, headers=elsewhere), 403)
        brought = through(client)
        refused(client.post("/sessions/provider", json=brought, headers=elsewhere), 403)
        assert client.get("/me").json()["name"] is None
