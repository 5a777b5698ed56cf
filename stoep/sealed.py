"""Values that only this Stoep can open: encrypted with AES-256-GCM under a key of its secret.

What a value belongs to is bound in: a row that is copied to another place does not open.
"""

import hashlib
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class DoesNotOpen(Exception):
    """It was sealed with another secret (`other_secret`), or is not what was sealed."""

    def __init__(self, *, other_secret: bool) -> None:
        super().__init__()
        self.other_secret = other_secret


def seal_values(secret: str, bound: str, values: dict[str, str]) -> tuple[str, bytes]:
    """Which key seals them, and the sealed values."""
    key, key_id = _key(secret)
    nonce = os.urandom(NONCE_BYTES)
    text = json.dumps(values).encode()
    return key_id, nonce + AESGCM(key).encrypt(nonce, text, bound.encode())


def open_values(secret: str, bound: str, key_id: str, sealed: bytes) -> dict[str, str]:
    """The values again; raises DoesNotOpen."""
    key, own = _key(secret)
    nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        found: dict[str, str] = json.loads(AESGCM(key).decrypt(nonce, text, bound.encode()))
    except InvalidTag:
        raise DoesNotOpen(other_secret=key_id != own) from None
    return found


def _key(secret: str) -> tuple[bytes, str]:
    key = HKDF(SHA256(), 32, salt=None, info=b"stoep credentials").derive(secret.encode())
    return key, hashlib.sha256(key).hexdigest()[:8]
