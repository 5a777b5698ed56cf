"""An identity provider that is ill, away, not set or set wrong: what is said of it."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from api.people.provider import asking
from api.people.provider.provider import RETURN
from stoep.cli.servers import check_provider
from stoep.errors import NotReady
from stoep.settings import Settings
from tests.api.checks import refused
from tests.api.people.cast import Cast, Clock, Somebody
from tests.api.people.provider.local import (
    CLIENT_SECRET,
    DESCRIBED,
    LocalProvider,
)
from tests.api.people.provider.ways import (
    Answers,
    arrived,
    back,
    causes,
    check_password_works,
    check_refused,
    through,
)
from tests.conftest import ROOT


def test_a_provider_that_takes_the_secret_in_the_form_gets_it_there(
    cast: Cast, noor: Somebody, provider: LocalProvider, clock: Clock
) -> None:
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    clock.later(hours=2)  # its description is read anew
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def test_the_docs_tell_how_the_provider_is_asked() -> None:
    text = " ".join((ROOT / "docs/people.md").read_text().split())
    within = f"within {asking.DEADLINE_S:g} seconds and {asking.MOST_BYTES // 1024} KiB"
    assert f"{within}, by {asking.AT_ONCE} at once" in text
    assert RETURN in text


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
