"""Signing in by an identity provider: who comes in, who does not, and who is told what of it."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import ValidationError

from api.audit import sign_ins
from api.people.attempts import FREE_OF_ADDRESS
from api.people.caller import Role
from api.people.provider import asking
from api.people.provider.entering import FRESH
from api.people.provider.journey import COOKIE, LIFETIME, SECURE_COOKIE, cookie_name
from api.people.provider.provider import KEYS_AGAIN_S, RETURN
from dashboard.mine import log
from stoep.cli.servers import check_provider
from stoep.errors import NotReady
from stoep.settings import Settings
from tests.api.checks import refused
from tests.api.people.cast import Cast, Clock, Somebody
from tests.api.people.provider import (
    CLIENT,
    CLIENT_SECRET,
    DESCRIBED,
    LocalProvider,
    provider_running,
    signed,
)
from tests.conftest import ROOT

HERE = "http://stoep.example"
Answers = dict[str, Any]


@pytest.fixture
def provider(clock: Clock) -> Iterator[LocalProvider]:
    with provider_running(clock) as local:
        yield local


@pytest.fixture
def settings(provider: LocalProvider) -> Settings:
    return Settings(
        acting="people", oidc_issuer=provider.issuer, oidc_client=CLIENT,
        oidc_secret=CLIENT_SECRET, oidc_name="Zandduin", public_url=HERE,
    )  # fmt: skip


@pytest.fixture
def town(cast: Cast) -> int:
    return cast.organisation("municipality", "GM1")


@pytest.fixture
def noor(cast: Cast, town: int, provider: LocalProvider) -> Somebody:
    """She came in by an invitation and the provider, has no password, and is out again."""
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        arrived(client, through(client, invitation=token))
    return Somebody(cast, "Noor de Wit", "noor@example.org", None, "")  # type: ignore[arg-type]


def through(client: httpx.Client, **wish: Any) -> dict[str, str]:
    """Set out and go through the provider's page; gives what it sends one back with."""
    told = client.post("/provider-journeys", json=wish)
    assert told.status_code == 201, told.text
    sent = httpx.get(told.json()["address"], trust_env=False)
    place = urlsplit(sent.headers["location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == HERE + RETURN
    return dict(parse_qsl(place.query))


def back(client: httpx.Client, brought: dict[str, str]) -> httpx.Response:
    return client.post("/sessions/provider", json=brought)


def arrived(client: httpx.Client, brought: dict[str, str]) -> Answers:
    told = back(client, brought)
    assert told.status_code == 201, told.text
    return told.json()  # type: ignore[no-any-return]


def causes(cast: Cast) -> list[str]:
    """What the log says of sign-ins by the provider, the newest last."""
    rows = cast.rows(
        "select outcome, object from audit_entry where action like '%%provider%%' order by number"
    )
    return [f"{outcome} {told.removeprefix('cause=')}" for outcome, told in rows]


def check_refused(cast: Cast, told: httpx.Response, cause: str, status: int = 401) -> None:
    """It is refused in the words that are there for all, gives no session, and is in the log."""
    problem = refused(told, status)
    kind = "not_let_in_by_provider" if status == 401 else "provider_away"
    assert problem["type"] == f"urn:stoep:{kind}"
    assert "session" not in told.headers.get("set-cookie", "")
    assert causes(cast)[-1] == f"refused {cause}"
    assert cause not in told.text


def check_password_works(cast: Cast, clock: Clock) -> None:
    """Somebody with a password comes in meanwhile."""
    vera = cast.account(cast.organisation("municipality", "GM2"), "viewer", "Vera")
    clock.later(seconds=60)
    with cast.asking() as client:
        assert client.post("/sessions", json=vera.typed()).status_code == 201


def test_an_invitation_and_the_provider_make_somebody_known(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        me = arrived(client, through(client, invitation=token, goes_to="/worklist"))
        assert (me["name"], me["email"], me["goes_to"]) == (
            "Noor de Wit", "noor@example.org", "/worklist",
        )  # fmt: skip
        assert [(one["municipality"], one["role"]) for one in me["memberships"]] == [
            ("GM1", "officer")
        ]
        assert client.get("/me").json()["name"] == "Noor de Wit"
        refused(client.post("/invitation-checks", json={"invitation": token}), 404)
    assert cast.rows("select via from session") == [("provider",)]
    assert causes(cast) == ["let_through connected"]


def test_from_then_on_issuer_and_subject_are_who_it_is_whatever_the_address(
    cast: Cast, noor: Somebody, provider: LocalProvider
) -> None:
    provider.who.email, provider.who.verified = "other@example.org", False
    with cast.asking() as client:
        me = arrived(client, through(client))
    assert (me["name"], me["email"]) == ("Noor de Wit", "noor@example.org")
    provider.who.email, provider.who.subject = "noor@example.org", "somebody else"
    provider.who.verified = True
    with cast.asking() as client:
        check_refused(cast, back(client, through(client)), "unknown_subject")


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


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "RS512", "ES256"])
def test_tokens_of_several_kinds_are_good(
    cast: Cast, noor: Somebody, provider: LocalProvider, algorithm: str
) -> None:
    provider.algorithm = algorithm
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def test_a_provider_that_takes_the_secret_in_the_form_gets_it_there(
    cast: Cast, noor: Somebody, provider: LocalProvider, clock: Clock
) -> None:
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    clock.later(hours=2)  # its description is read anew
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def letters(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()


def unsigned(claims: Answers, head: Answers | None = None) -> str:
    return ".".join(letters(json.dumps(one).encode()) for one in (head or {"alg": "none"}, claims))


Change = Callable[[LocalProvider], None]


def claim(name: str, value: object) -> Change:
    return lambda provider: provider.claims.update({name: value})


def later(name: str, seconds: int) -> Change:
    return lambda provider: provider.claims.update({name: int(provider.clock()) + seconds})


def signing(sign: Callable[[LocalProvider, Answers], str]) -> Change:
    def change(provider: LocalProvider) -> None:
        provider.signs = lambda claims: sign(provider, claims)

    return change


def with_public_key(provider: LocalProvider, claims: Answers) -> str:
    """Signed with what everybody knows, as if it were a shared secret."""
    head = {"alg": "HS256", "kid": provider.rsa.kid}
    text = unsigned(claims, head)
    known = provider.rsa.as_pem(private=False)
    return f"{text}.{letters(hmac.digest(known, text.encode(), 'sha256'))}"


def with_foreign_key(provider: LocalProvider, claims: Answers) -> str:
    foreign = RSAKey.generate_key(2048)
    return signed(claims, foreign, "RS256", kid=provider.rsa.kid)


def with_own_key(provider: LocalProvider, claims: Answers) -> str:
    """It brings the key along that it is to be checked with."""
    foreign = RSAKey.generate_key(2048, auto_kid=True)
    return signed(claims, foreign, "RS256", jwk=foreign.as_dict(private=False))


def changed_afterwards(provider: LocalProvider, claims: Answers) -> str:
    head, _, tail = signed(claims, provider.rsa, "RS256").split(".")
    other = json.dumps(claims | {"sub": "admin"}).encode()
    return f"{head}.{letters(other)}.{tail}"


FORGED: dict[str, tuple[Change, str]] = {
    "nonce of another journey": (claim("nonce", "another"), "bad_nonce"),
    "no nonce": (claim("nonce", None), "missing_nonce"),
    "nonce in a list": (lambda p: setattr(p, "signs", lambda c: signed(
        c | {"nonce": [c["nonce"]]}, p.rsa, "RS256")), "bad_nonce"),
    "expired": (later("exp", -61), "expired"),
    "for ever": (claim("exp", None), "missing_exp"),
    "expires in words": (claim("exp", "tomorrow"), "bad_exp"),
    "issued tomorrow": (later("iat", 86_400), "bad_iat"),
    "not yet good": (later("nbf", 3600), "bad_nbf"),
    "of another client": (claim("aud", "another client"), "bad_aud"),
    "of nobody in particular": (claim("aud", None), "missing_aud"),
    "of two clients": (claim("aud", [CLIENT, "another client"]), "bad_azp"),
    "given to another client": (claim("azp", "another client"), "bad_azp"),
    "of another issuer": (claim("iss", "https://elsewhere.example"), "bad_iss"),
    "of an issuer almost the same": (lambda p: p.claims.update(iss=p.issuer + "/"), "bad_iss"),
    "of nobody": (claim("sub", None), "missing_sub"),
    "of a number": (claim("sub", 7), "bad_sub"),
    "of an empty name": (claim("sub", ""), "bad_sub"),
    "without a signature": (signing(lambda _, c: unsigned(c) + "."), "algorithm"),
    "with two parts": (signing(lambda _, c: unsigned(c)), "no_token"),
    "signed with the public key": (signing(with_public_key), "algorithm"),
    "signed with another's key": (signing(with_foreign_key), "signature"),
    "with its own key in it": (signing(with_own_key), "unknown_key"),
    "changed afterwards": (signing(changed_afterwards), "signature"),
    "of an unknown key": (
        signing(lambda p, c: signed(c, p.rsa, "RS256", kid="another")), "unknown_key"),
    "of the wrong kind of key": (
        signing(lambda p, c: signed(c, p.rsa, "RS256", kid=p.ec.kid)), "signature"),
    "no token at all": (signing(lambda _, c: "<html>"), "no_token"),
    "not even letters": (signing(lambda _, c: "é.ø.\u0000"), "no_token"),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_is_not_right_lets_nobody_in_and_others_keep_working(
    cast: Cast, noor: Somebody, provider: LocalProvider, how: str
) -> None:
    change, cause = FORGED[how]
    change(provider)
    with cast.asking() as client:
        check_refused(cast, back(client, through(client)), cause)
        assert client.get("/me").json()["name"] is None
    provider.claims, provider.signs = {}, None
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def test_a_clock_that_differs_by_less_than_a_minute_does_no_harm(
    cast: Cast, noor: Somebody, provider: LocalProvider
) -> None:
    now = int(provider.clock())
    provider.claims = {"exp": now - 59, "iat": now + 59, "aud": [CLIENT], "azp": CLIENT}
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def test_the_docs_tell_how_the_provider_is_asked() -> None:
    text = " ".join((ROOT / "docs/people.md").read_text().split())
    within = f"within {asking.DEADLINE_S:g} seconds and {asking.MOST_BYTES // 1024} KiB"
    assert f"{within}, by {asking.AT_ONCE} at once" in text
    assert RETURN in text


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


@pytest.mark.parametrize(
    ("who", "cause"),
    [
        ({"verified": False}, "address_unverified"),
        ({"verified": "true"}, "address_unverified"),
        ({"email": "other@example.org"}, "other_address"),
        ({"email": None}, "no_address"),
        ({"email": "no address"}, "no_address"),
    ],
)
def test_an_invitation_is_for_who_has_the_address_for_certain(
    cast: Cast, town: int, provider: LocalProvider, who: Answers, cause: str
) -> None:
    token = cast.invited(town, "officer", "noor@example.org")
    for name, value in who.items():
        setattr(provider.who, name, value)
    with cast.asking() as client:
        check_refused(cast, back(client, through(client, invitation=token)), cause)
        assert client.post("/invitation-checks", json={"invitation": token}).status_code == 200
    assert cast.rows("select 1 from person") == []
    assert cast.rows("select 1 from provider_binding") == []


def test_an_address_that_the_token_leaves_out_is_asked_for(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    provider.in_token = False
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        provider.told_beside = {"sub": "somebody else"}
        told = back(client, through(client, invitation=token))
        check_refused(cast, told, "other_subject")
        provider.told_beside = {}
        me = arrived(client, through(client, invitation=token))
    assert me["email"] == "noor@example.org"


def test_an_account_that_is_there_is_nobodys_for_having_its_address(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    cast.account(town, "officer", "Noor")
    token = cast.invited(cast.organisation("municipality", "GM2"), "admin", "noor@example.org")
    with cast.asking() as client:
        check_refused(cast, back(client, through(client, invitation=token)), "address_taken")
    assert cast.rows("select 1 from provider_binding") == []


def test_who_is_known_accepts_one_more_invitation(cast: Cast, noor: Somebody) -> None:
    other = cast.organisation("municipality", "GM2")
    token = cast.invited(other, "viewer", noor.email)
    foreign = cast.invited(other, "admin", "somebody@example.org")
    with cast.asking() as client:
        me = arrived(client, through(client, invitation=token))
        assert [one["municipality"] for one in me["memberships"]] == ["GM1", "GM2"]
        told = back(client, through(client, invitation=foreign))
        check_refused(cast, told, "other_address")


def test_an_invitation_that_was_withdrawn_meanwhile_lets_nobody_in(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        brought = through(client, invitation=token)
        cast.invited(town, "viewer", "noor@example.org")  # instead of the first
        check_refused(cast, back(client, brought), "no_invitation")
        refused(client.post("/provider-journeys", json={"invitation": token}), 404)


def test_a_link_for_a_new_password_is_none_for_the_provider(
    cast: Cast, noor: Somebody, town: int
) -> None:
    from api.people.invitations import invite

    with cast.pool.connection() as connection:
        token = invite(
            connection, town, Role.officer, noor.email, "a test", cast.clock.now, renews=True
        )
    with cast.asking() as client:
        check_refused(cast, back(client, through(client, invitation=token)), "renews")


def test_who_is_signed_in_connects_their_account(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    vera = cast.account(town, "officer", "Vera")
    with vera.asking() as client:
        assert arrived(client, through(client, connects=True))["name"] == "Vera"
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Vera"
    provider.who.subject = "a new one, for the same person"
    with vera.asking() as client:
        arrived(client, through(client, connects=True))
    provider.who.subject = "248289761001"
    with cast.asking() as client:
        check_refused(cast, back(client, through(client)), "unknown_subject")
    entries = cast.rows("select actor, object from audit_entry where outcome = 'let_through'")
    assert entries == [("Vera", "cause=connected")] * 2


def test_connecting_asks_for_a_fresh_sign_in_of_ones_own(
    cast: Cast, town: int, clock: Clock, provider: LocalProvider
) -> None:
    vera = cast.account(town, "officer", "Vera")
    clock.later(seconds=FRESH.total_seconds() + 1)
    with vera.asking() as client:
        told = refused(client.post("/provider-journeys", json={"connects": True}), 403)
        assert told["type"] == "urn:stoep:not_fresh"
    with cast.asking() as client:
        refused(client.post("/provider-journeys", json={"connects": True}), 401)


def test_who_came_in_by_the_provider_cannot_change_who_it_means(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        arrived(client, through(client))
        refused(client.post("/provider-journeys", json={"connects": True}), 403)


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


def test_whom_the_provider_means_is_one_person(cast: Cast, noor: Somebody, town: int) -> None:
    vera = cast.account(town, "officer", "Vera")
    with vera.asking() as client:
        told = back(client, through(client, connects=True))
        check_refused(cast, told, "bound_elsewhere")
        assert client.get("/me").json()["name"] == "Vera"


def test_a_role_that_is_taken_away_and_a_session_that_is_ended_are_over_at_once(
    cast: Cast, noor: Somebody, town: int
) -> None:
    with cast.asking() as client, cast.account(town, "admin", "Ada").asking() as admin:
        assert arrived(client, through(client))["memberships"]
        full = admin.get(f"/organisations/{town}").json()
        for what, left in (("member", "Noor de Wit"), ("session", None)):
            number = [one["id"] for one in full[f"{what}s"] if one["name"] == "Noor de Wit"]
            for one in number:
                ending = {"what": what, "id": one}
                if what == "session":
                    with cast.pool.connection() as connection:
                        connection.execute("update membership set ended_at = null, ended_by = null")
                assert admin.post(f"/organisations/{town}/endings", json=ending).status_code == 201
            me = client.get("/me").json()
            assert (me["name"], me["memberships"]) == (left, [])


def test_new_keys_are_found_and_looked_for_once_a_minute(
    cast: Cast, noor: Somebody, provider: LocalProvider, clock: Clock
) -> None:
    clock.later(seconds=KEYS_AGAIN_S)
    provider.new_keys()
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"
    looked = provider.asked.count("/keys")
    assert looked == 2
    signing(lambda p, c: signed(c, p.rsa, "RS256", kid="another"))(provider)
    for _ in range(3):
        with cast.asking() as client:
            check_refused(cast, back(client, through(client)), "unknown_key")
    assert provider.asked.count("/keys") == looked
    provider.signs = None
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def test_keys_that_are_not_for_signatures_or_too_short_are_no_keys(
    cast: Cast, noor: Somebody, provider: LocalProvider, clock: Clock
) -> None:
    short, other = RSAKey.generate_key(1024, auto_kid=True), RSAKey.generate_key(auto_kid=True)
    keys = [
        short.as_dict(private=False, use="sig"),
        other.as_dict(private=False, use="enc"),
        {"kty": "RSA", "kid": "broken", "n": "?"},
        {"kty": "oct", "kid": "o", "k": "AAAA"},
        7,
    ]
    provider.answers["/keys"] = lambda: (200, {}, json.dumps({"keys": keys}).encode())
    for key in (short, other):
        clock.later(seconds=KEYS_AGAIN_S)
        signing(lambda _, c, key=key: signed(c, key, "RS256"))(provider)
        with cast.asking() as client:
            check_refused(cast, back(client, through(client)), "unknown_key")


BROKEN: dict[str, tuple[Callable[[LocalProvider], Any], str]] = {
    "a page of an error": (lambda p: lambda: (500, {}, b"<html>"), "status_500"),
    "a redirect": (lambda p: lambda: (302, {"Location": f"{p.issuer}/else"}, b""), "redirects"),
    "no JSON": (lambda p: lambda: (200, {}, b"<html>welcome"), "not_json"),
    "a list": (lambda p: lambda: (200, {}, b"[1]"), "not_json"),
    "very deep": (lambda p: lambda: (200, {}, b'{"a":' + b"[" * 100_000), "not_json"),
    "a huge answer": (lambda p: lambda: (200, {}, b" " * (asking.MOST_BYTES + 1)), "too_large"),
    "an answer much later": (
        lambda p: lambda: (200, {}, b"{}" if p.released.wait(60) else b""), "slow"),
}  # fmt: skip


@pytest.mark.parametrize("path", [DESCRIBED, "/token", "/keys"])
@pytest.mark.parametrize("how", BROKEN)
def test_a_provider_that_is_ill_holds_up_nobody_else(
    cast: Cast, noor: Somebody, provider: LocalProvider, clock: Clock, how: str, path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    broken, cause = BROKEN[how]
    clock.later(hours=2)
    if path == "/keys":
        provider.new_keys()
    with cast.asking() as client:
        brought = through(client) if path != DESCRIBED else {}
        provider.answers[path] = broken(provider)
        if cause == "slow":
            monkeypatch.setattr(asking, "DEADLINE_S", 0.5)
        told = client.post("/provider-journeys", json={}) if not brought else back(client, brought)
        check_refused(cast, told, cause, 503)
        monkeypatch.undo()
        assert told.headers["retry-after"]
    check_password_works(cast, clock)
    assert "/else" not in provider.asked
    provider.answers.clear()
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def test_a_provider_that_is_away_is_said_and_a_password_works(
    cast: Cast, clock: Clock, provider: LocalProvider, settings: Settings
) -> None:
    provider.answers[DESCRIBED] = lambda: (_ for _ in ()).throw(ConnectionResetError)
    with cast.asking() as client:
        for _ in range(3):
            told = client.post("/provider-journeys", json={})
            check_refused(cast, told, "unreachable", 503)
    assert causes(cast) == ["refused unreachable"]
    check_password_works(cast, clock)


@pytest.mark.parametrize(
    ("described", "cause"),
    [
        ({"issuer": "https://elsewhere.example"}, "other_issuer"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "not_https"),
        ({"jwks_uri": "file:///etc/passwd"}, "not_https"),
        ({"jwks_uri": None}, "not_https"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "not_https"),
        ({"userinfo_endpoint": "https://user:pass@elsewhere.example/"}, "not_https"),
    ],
)
def test_a_description_that_leads_astray_is_not_followed(
    cast: Cast, provider: LocalProvider, described: Answers, cause: str
) -> None:
    provider.described = described
    with cast.asking() as client:
        told = client.post("/provider-journeys", json={})
    check_refused(cast, told, cause, 503)
    assert provider.asked == [DESCRIBED]


def test_a_secret_that_is_not_right_is_the_keepers_to_put_right(
    cast: Cast, noor: Somebody, provider: LocalProvider
) -> None:
    provider.answers["/token"] = lambda: (400, {}, b'{"error": "unauthorized_client"}')
    with cast.asking() as client:
        check_refused(cast, back(client, through(client)), "client_refused", 503)
    assert CLIENT_SECRET not in str(cast.rows("select audit_entry::text from audit_entry"))


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


class TestStrength:
    """A sign-in that has to be strong."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"oidc_acr": "mfa high"})

    def test_it_is_asked_for_and_has_to_be_told(
        self, cast: Cast, town: int, provider: LocalProvider
    ) -> None:
        token = cast.invited(town, "officer", "noor@example.org")
        weak: list[Answers] = [{}, {"acr": "low"}, {"amr": ["pwd"]}, {"acr": ["mfa"], "amr": "mfa"}]
        with cast.asking() as client:
            for claims in weak:
                provider.claims = claims
                told = back(client, through(client, invitation=token))
                check_refused(cast, told, "strength")
            for claims in ({"acr": "high"}, {"amr": ["pwd", "mfa"]}):
                provider.claims = claims
                arrived(client, through(client, invitation=token))
                token = cast.invited(town, "officer", "noor@example.org")
            address = client.post("/provider-journeys", json={}).json()["address"]
        assert dict(parse_qsl(urlsplit(address).query))["acr_values"] == "high mfa"


class TestWithout:
    """Where no provider is set."""

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(acting="people")

    def test_there_is_none_to_go_to(self, cast: Cast) -> None:
        with cast.asking() as client:
            for path, body in (("provider-journeys", {}), ("sessions/provider", {"state": "s"})):
                told = refused(client.post(f"/{path}", json=body), 404)
                assert told["type"] == "urn:stoep:no_provider"
            assert client.get("/me").json()["provider"] is None


@pytest.mark.parametrize(
    "issuer",
    ["http://elsewhere.example", "ftp://x", "https://a b", "http://127.0.0.1.elsewhere.example"],
)
def test_an_issuer_is_asked_over_tls(issuer: str) -> None:
    with pytest.raises(ValidationError):
        Settings(oidc_issuer=issuer)


def test_a_provider_that_cannot_be_used_is_said_at_the_start(settings: Settings) -> None:
    check_provider(settings)
    check_provider(Settings())
    for name, said in (
        ("oidc_client", "STOEP_OIDC_CLIENT"),
        ("public_url", "STOEP_PUBLIC_URL"),
        ("acting", "STOEP_ACTING=people"),
    ):
        with pytest.raises(NotReady) as refusal:
            check_provider(settings.model_copy(update={name: ""}))
        assert said in refusal.value.remedy
