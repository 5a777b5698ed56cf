"""Signing in: what lets somebody in, what does not, for how long, and what is kept of it."""

from datetime import timedelta

import pytest

from api.people.attempts import FREE_OF_ACCOUNT, FREE_OF_ADDRESS
from api.people.sessions import COOKIE, SECURE_COOKIE, cookie_name
from stoep.settings import Settings
from tests.api.checks import faults, refused
from tests.api.people.cast import PASSWORD, Cast, Clock, Somebody


@pytest.fixture
def noor(cast: Cast, clock: Clock) -> Somebody:
    """An officer of GM1; half a minute later, so that the app shows another code."""
    made = cast.account(cast.organisation("municipality", "GM1"), "officer", "Noor")
    clock.later(seconds=60)
    return made


def test_an_invitation_makes_an_account_and_signs_in(cast: Cast, noor: Somebody) -> None:
    with noor.asking() as client:
        me = client.get("/me").json()
    assert (me["name"], me["email"]) == ("Noor", "noor@example.org")
    assert [(one["municipality"], one["role"]) for one in me["memberships"]] == [("GM1", "officer")]


def test_who_signs_in_gets_a_cookie_that_scripts_do_not_see(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        told = client.post("/sessions", json=noor.typed())
    assert told.status_code == 201
    cookie = told.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert told.headers["cache-control"] == "no-store"


def test_over_tls_the_cookie_is_bound_to_the_host() -> None:
    assert cookie_name("https://stoep.example") == SECURE_COOKIE
    assert cookie_name("http://127.0.0.1:8350") == COOKIE


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "vijf fietsen in een rijtje"},
        {"code": "000000"},
        {"code": ""},
        {"email": "nobody@example.org"},
        {"email": "nobody@example.org", "password": "x"},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    cast: Cast, noor: Somebody, wrong: dict[str, str]
) -> None:
    with cast.asking() as client:
        told = client.post("/sessions", json=noor.typed(**wrong))
        other = client.post("/sessions", json=noor.typed(password="not this one at all"))
    assert refused(told, 401) == refused(other, 401)
    assert "set-cookie" not in told.headers


def test_a_code_is_taken_once(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        assert client.post("/sessions", json=noor.typed()).status_code == 201
        refused(client.post("/sessions", json=noor.typed()), 401)


def test_who_fails_often_waits_and_it_is_written_down(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        for _ in range(FREE_OF_ACCOUNT):
            refused(client.post("/sessions", json=noor.typed(password="no")), 401)
        held = client.post("/sessions", json=noor.typed())
        refused(held, 429)
        assert held.headers["retry-after"] == "1"
        cast.clock.later(seconds=2)
        refused(client.post("/sessions", json=noor.typed(password="no")), 401)
        assert client.post("/sessions", json=noor.typed()).headers["retry-after"] == "2"
        cast.clock.later(seconds=60)
        assert client.post("/sessions", json=noor.typed()).status_code == 201
    kept = dict(cast.rows("select outcome, count(*) from sign_in_attempt group by 1"))
    assert kept == {"failed": FREE_OF_ACCOUNT + 1, "held_up": 2, "let_in": 1}
    assert cast.rows("select 1 from sign_in_attempt where address = '127.0.0.1'")


def test_an_account_that_is_not_there_slows_down_all_the_same(cast: Cast, noor: Somebody) -> None:
    nobody = noor.typed(email="nobody@example.org")
    with cast.asking() as client:
        told = [client.post("/sessions", json=nobody).status_code for _ in range(7)]
    assert told == [401] * FREE_OF_ACCOUNT + [429, 429]


def test_many_accounts_from_one_address_slow_down_too(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        for number in range(FREE_OF_ADDRESS):
            typed = noor.typed(email=f"somebody{number}@example.org", password="no")
            refused(client.post("/sessions", json=typed), 401)
        refused(client.post("/sessions", json=noor.typed()), 429)


def test_a_session_ends_when_idle_and_after_half_a_day(cast: Cast, noor: Somebody) -> None:
    def is_in() -> bool:
        with noor.asking() as client:
            return client.get("/me", params={"opened": "true"}).json()["name"] == "Noor"

    for _ in range(4):
        cast.clock.later(hours=2, minutes=55)
        assert is_in()
    cast.clock.later(minutes=20)  # 12:01 after the beginning
    assert not is_in()


def test_looking_on_by_itself_keeps_nobody_signed_in(cast: Cast, noor: Somebody) -> None:
    with noor.asking() as client:
        for _ in range(3):
            cast.clock.later(hours=1)
            client.get("/me")
        cast.clock.later(minutes=1)
        assert client.get("/me").json()["name"] is None


def test_who_signed_out_is_out_at_once(cast: Cast, noor: Somebody) -> None:
    with noor.asking() as client:
        assert client.post("/sign-outs").json() == {"done": True}
    with noor.asking() as client:  # with the same cookie, as a thief would have it
        assert client.get("/me").json()["name"] is None
        refused(client.get("/organisations"), 401)


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_page_of_another_site_does_nothing_in_somebodys_name(
    cast: Cast, noor: Somebody, sent: dict[str, str]
) -> None:
    act = {"what": "noted", "note": "n", "by": "Noor"}
    with noor.asking() as client:
        refused(client.post("/worklist/1/actions", json=act, headers=sent), 403)
        refused(client.post("/sessions", json=noor.typed(), headers=sent), 403)
        refused(client.post("/sign-outs", headers=sent), 403)
        assert client.get("/me").json()["name"] == "Noor"


def test_nothing_that_lets_in_is_kept_as_it_is(cast: Cast, noor: Somebody) -> None:
    kept = "".join(
        str(row)
        for table in ("account", "session", "invitation", "sign_in_attempt", "person")
        for row in cast.rows(f"select {table}::text from {table}")
    )
    for secret in (PASSWORD, noor.cookie, noor.app.secret, noor.app.secret.lower()):
        assert secret not in kept
    assert "$argon2id$" in kept


def test_an_invitation_is_good_once_and_not_for_ever(cast: Cast, clock: Clock) -> None:
    town = cast.organisation("municipality", "GM1")
    token = cast.invited(town, "viewer", "late@example.org")
    with cast.asking() as client:
        assert client.post("/invitation-checks", json={"invitation": token}).status_code == 200
        clock.later(days=7, seconds=1)
        refused(client.post("/invitation-checks", json={"invitation": token}), 404)
        refused(client.post("/invitation-checks", json={"invitation": "guess"}), 404)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "too short"),
        ("password", "a" * 20),
        ("password", "x1" * 70),
        ("code", "000000"),
        ("email", "other@example.org"),
        ("email", "no address"),
        ("name", " "),
    ],
)
def test_an_account_that_cannot_be_says_what_is_wrong(cast: Cast, field: str, value: str) -> None:
    token = cast.invited(cast.organisation("municipality", "GM1"), "viewer", "new@example.org")
    chosen = {
        "invitation": token, "name": "New", "email": "new@example.org", "password": PASSWORD,
    }  # fmt: skip
    with cast.asking() as client:
        from pyotp import TOTP

        shown = client.post("/invitation-checks", json={"invitation": token}).json()
        chosen["code"] = TOTP(shown["second_factor"]).at(int(cast.clock.now_s))
        assert set(faults(client.post("/accounts", json=chosen | {field: value}))) == {field}
        assert client.post("/accounts", json=chosen).status_code == 201
        refused(client.post("/accounts", json=chosen), 404)


def test_who_may_invite_takes_over_nobodys_account(cast: Cast, noor: Somebody) -> None:
    """An admin elsewhere invites the same address, and keeps the link for themselves."""
    elsewhere = cast.organisation("municipality", "GM2")
    token = cast.invited(elsewhere, "viewer", noor.email)
    with cast.asking() as thief:
        from pyotp import TOTP

        shown = thief.post("/invitation-checks", json={"invitation": token}).json()
        chosen = {
            "invitation": token, "name": "Noor", "email": noor.email, "password": PASSWORD + "!",
            "code": TOTP(shown["second_factor"]).at(int(cast.clock.now_s)),
        }  # fmt: skip
        assert set(faults(thief.post("/accounts", json=chosen))) == {"email"}
    with noor.asking() as client:
        me = client.post("/memberships", json={"invitation": token}).json()
    assert {one["municipality"] for one in me["memberships"]} == {"GM1", "GM2"}


def test_where_people_do_not_sign_in_nobody_does(address: str) -> None:
    from api.app import create_app
    from tests.api.conftest import serving

    with serving(create_app(Settings(acting="anyone"), address)) as client:
        typed = {"email": "a@example.org", "password": "p", "code": "1"}
        assert "STOEP_ACTING=people" in refused(client.post("/sessions", json=typed), 404)["remedy"]
        refused(client.get("/organisations"), 404)
        me = client.get("/me").json()
        assert (me["signs_in"], me["name"]) == (False, None)


def test_what_failed_long_ago_is_forgotten(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        refused(client.post("/sessions", json=noor.typed(password="no")), 401)
        cast.clock.later(**{"seconds": timedelta(days=31).total_seconds()})
        client.post("/sessions", json=noor.typed())
    assert cast.rows("select outcome from sign_in_attempt") == [("let_in",)]
