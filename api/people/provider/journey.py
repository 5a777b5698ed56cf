"""A sign-in on its way through the provider: bound to one browser, for ten minutes, taken once.

What proves it later (the nonce, the verifier of PKCE) is made from the secret of this Stoep and
what only the browser has: nothing of it is kept.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from psycopg import Connection

from api.people.provider.refusals import NotLetInByProvider
from api.people.tokens import hash_of, new_token

LIFETIME, KEPT = timedelta(minutes=10), timedelta(hours=1)
COOKIE, SECURE_COOKIE = "stoep_journey", "__Host-stoep_journey"


@dataclass(frozen=True)
class Journey:
    """What somebody set out for: to sign in, to accept an invitation, or to connect themselves."""

    goes_to: str
    invitation_id: int | None = None
    session_id: int | None = None


@dataclass(frozen=True)
class Proofs:
    """What goes along to the provider, and has to come back, or be shown, with the code."""

    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """What the provider gets to see of the verifier (S256)."""
        return _letters(sha256(self.verifier.encode()).digest())


def cookie_name(public_url: str) -> str:
    """What the browser's half is called at an address that people reach."""
    return SECURE_COOKIE if public_url.startswith("https://") else COOKIE


def set_out(connection: Connection[Any], journey: Journey, now: datetime) -> tuple[str, str]:
    """Begin one: its state, which goes to the provider, and the half that the browser keeps."""
    state, browser = new_token(), new_token()
    connection.execute("delete from provider_journey where begun_at < %s", [now - KEPT])
    connection.execute(
        "insert into provider_journey (hash, browser, goes_to, invitation_id, session_id, begun_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        [
            *(hash_of(state), hash_of(browser), journey.goes_to),
            *(journey.invitation_id, journey.session_id, now),
        ],
    )
    return state, browser


def come_back(connection: Connection[Any], state: str, browser: str, now: datetime) -> Journey:
    """Take the journey of a state; raises NotLetInByProvider where it is not this browser's.

    Causes: `state_unknown`, `other_browser`, `state_expired`, `state_used`.
    """
    row = connection.execute(
        "select browser, goes_to, invitation_id, session_id, begun_at, taken_at"
        " from provider_journey where hash = %s for update",
        [hash_of(state)],
    ).fetchone()
    if row is None:
        raise NotLetInByProvider("state_unknown")
    kept, goes_to, invitation_id, session_id, begun_at, taken_at = row
    if not hmac.compare_digest(kept, hash_of(browser)):
        raise NotLetInByProvider("other_browser")
    if taken_at is not None:
        raise NotLetInByProvider("state_used")
    if begun_at < now - LIFETIME:
        raise NotLetInByProvider("state_expired")
    connection.execute(
        "update provider_journey set taken_at = %s where hash = %s", [now, hash_of(state)]
    )
    return Journey(goes_to, invitation_id, session_id)


def proofs(secret: str, state: str, browser: str) -> Proofs:
    """The same at the beginning and at the end, for who has both halves."""

    def made(what: str) -> str:
        told = f"{what} {state} {browser}".encode()
        return _letters(hmac.digest(secret.encode(), told, sha256))

    return Proofs(made("nonce of a journey"), made("verifier of a journey"))


def _letters(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()
