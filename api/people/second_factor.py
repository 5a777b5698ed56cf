"""The code of an app (RFC 6238): six digits for each half minute, each taken once."""

import hmac
from base64 import b32encode
from hashlib import sha256

from pyotp import TOTP

STEP_S = 30
EARLIER, LATER = 1, 1
"""Clocks differ: the code of the half minute before, and of the next, do too."""
ISSUER = "Stoep"


def key_for(secret: str, token: str) -> str:
    """The key of a new account, as it is shown beside its invitation; the same at each look.

    It is made from the secret of this Stoep and the invitation, so that nothing is kept of it
    before the account is there.
    """
    made = hmac.digest(secret.encode(), b"second factor " + token.encode(), sha256)
    return b32encode(made[:20]).decode()


def address_of(key: str, email: str) -> str:
    """What an app reads from the square (otpauth://)."""
    return TOTP(key).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(key: str, code: str, now_s: float, used: int = 0) -> int | None:
    """The half minute whose code this is, later than the newest one `used`; None: of none."""
    here, told = int(now_s) // STEP_S, TOTP(key)
    found = None
    for step in range(here - EARLIER, here + LATER + 1):
        if hmac.compare_digest(told.at(step * STEP_S).encode(), code.encode()) and step > used:
            found = step
    return found
