"""Tokens of an identity provider: which are good, and that all others let nobody in."""

import hmac
import json
from base64 import urlsafe_b64encode
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc.jwk import RSAKey

from api.people.provider.provider import KEYS_AGAIN_S
from stoep.settings import Settings
from tests.api.people.cast import Cast, Clock, Somebody
from tests.api.people.provider.local import (
    CLIENT,
    LocalProvider,
    signed,
)
from tests.api.people.provider.ways import (
    Answers,
    Change,
    arrived,
    back,
    check_refused,
    claim,
    later,
    signing,
    through,
)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "RS512", "ES256"])
def test_tokens_of_several_kinds_are_good(
    cast: Cast, noor: Somebody, provider: LocalProvider, algorithm: str
) -> None:
    provider.algorithm = algorithm
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Noor de Wit"


def letters(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()


def unsigned(claims: Answers, head: Answers | None = None) -> str:
    return ".".join(letters(json.dumps(one).encode()) for one in (head or {"alg": "none"}, claims))


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
