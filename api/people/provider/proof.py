"""Whether a token is what it says: signed by the provider, for us, now, for this journey."""

from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError, MissingClaimError
from joserfc.jws import JWSRegistry, extract_compact

from api.people.provider.provider import Provider
from api.people.provider.refusals import NotLetInByProvider

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
)  # fmt: skip
"""All with a key that the provider alone has; `none`, and those with a shared key, never."""
LEEWAY_S = 60
MOST_BYTES = 64 * 1024
MOST_OF_SUBJECT = 255


class _Registry(JWSRegistry):
    """What a token may be: one with many groups in it, and a certificate in its header."""

    max_header_length = 16 * 1024
    max_payload_length = MOST_BYTES


@dataclass(frozen=True)
class Proved:
    """Whom the provider let in; `claims` is all that it signed."""

    issuer: str
    subject: str
    claims: dict[str, Any]


def prove(token: str, provider: Provider, nonce: str, now_s: float) -> Proved:
    """Whose token it is; raises NotLetInByProvider with the cause, ProviderAway.

    Causes: `no_token`, `algorithm`, `unknown_key`, `signature`, `expired`, `missing_` or `bad_` and
    the claim (`bad_nonce`, `bad_aud`, `bad_iss`, `bad_azp`), `strength`.
    """
    registry = _Registry(algorithms=list(ALGORITHMS), strict_check_header=False)
    try:
        header = extract_compact(token.encode(), registry=registry).headers()
    except (JoseError, ValueError):
        raise NotLetInByProvider("no_token") from None
    if header.get("alg") not in ALGORITHMS:
        raise NotLetInByProvider("algorithm")
    key = provider.key(header.get("kid"))
    try:
        claims = jwt.decode(token, key, list(ALGORITHMS), registry).claims
    except (JoseError, ValueError):
        raise NotLetInByProvider("signature") from None
    _check(claims, provider, nonce, now_s)
    return Proved(provider.issuer, claims["sub"], claims)


def _check(claims: dict[str, Any], provider: Provider, nonce: str, now_s: float) -> None:
    asked = jwt.JWTClaimsRegistry(
        int(now_s),
        LEEWAY_S,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        asked.validate(claims)
    except ExpiredTokenError:
        raise NotLetInByProvider("expired") from None
    except MissingClaimError as missing:
        raise NotLetInByProvider(f"missing_{missing.claim}") from None
    except ClaimError as bad:
        raise NotLetInByProvider(f"bad_{bad.claim}") from None
    if not isinstance(claims["nonce"], str):
        raise NotLetInByProvider("bad_nonce")
    subject = claims["sub"]
    if not subject.isprintable() or len(subject) > MOST_OF_SUBJECT:
        raise NotLetInByProvider("bad_sub")
    others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if others else provider.client) != provider.client:
        raise NotLetInByProvider("bad_azp")
    if provider.strength and not provider.strength & _strengths(claims):
        raise NotLetInByProvider("strength")


def _strengths(claims: dict[str, Any]) -> set[str]:
    """How somebody signed in over there, as the provider says it."""
    ways = claims.get("amr")
    told = [claims.get("acr"), *(ways if isinstance(ways, list) else [])]
    return {one for one in told if isinstance(one, str)}
