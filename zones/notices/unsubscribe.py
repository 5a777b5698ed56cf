"""The link by which somebody who is told something ends that: signed, and good for them alone."""

import hmac
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from stoep.errors import StoepError

BYTES = 18


class BadLink(StoepError):
    """A link that this Stoep did not sign."""

    code = "bad_link"


def token_of(secret: str, recipient: int) -> str:
    """What the link of a recipient ends in.

    A recipient that is added again has another number, and another link.
    """
    key = HKDF(SHA256(), 32, salt=None, info=b"stoep unsubscribe").derive(secret.encode())
    seal = hmac.digest(key, str(recipient).encode(), "sha256")[:BYTES]
    return f"{recipient}-{urlsafe_b64encode(seal).decode()}"


def recipient_of(secret: str, token: str) -> int:
    """The number of the recipient whose link it is; raises BadLink."""
    number, _, _ = token.partition("-")
    known = number.isascii() and number.isdigit() and len(number) < 10
    if known and hmac.compare_digest(token_of(secret, int(number)).encode(), token.encode()):
        return int(number)
    raise BadLink(
        "This link is not of this Stoep, or not whole.", "Copy it whole from the newest message."
    )
