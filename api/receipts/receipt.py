"""A receipt as a line of text: packed, in letters that a web address can hold, and signed."""

import hashlib
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from stoep.errors import StoepError

MOST_BYTES = 16_384
"""A receipt unpacks to no more than this."""
SIGNATURE_BYTES = 64
BESIDE = ("receipt", "corrections", "border_tolerance_m", "effects")
"""Fields that are no part of what is told. The tolerance and what modules put in force are in the
values themselves, and answers of before they were told still come to the same."""


class BadReceipt(StoepError):
    """A text that is no receipt of this Stoep."""

    code = "bad_receipt"


class NotExtractable(StoepError):
    """A number whose evidence does not go into a file."""

    code = "not_extractable"


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """What a number was asked and made of; moments in unix seconds."""

    path: str
    query: dict[str, str]
    asked_at: int
    evidence: dict[int, tuple[int, int, int]]
    """By feed number: how far its evidence went, how far of it was folded into cells, and up to
    when its trips were told (0: none)."""
    indicator: str
    indicator_version: int
    code_version: str
    digest: str
    """Of the whole answer but the receipt and the corrections that were made since."""


def digest_of(content: Mapping[str, Any]) -> str:
    """A digest of an answer, but for its receipt, and the corrections that are told beside it."""
    told = {name: value for name, value in content.items() if name not in BESIDE}
    return hashlib.blake2b(msgspec.json.encode(told), digest_size=16).hexdigest()


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The key of a Stoep's receipts, made from its secret."""
    seed = HKDF(SHA256(), 32, salt=None, info=b"stoep receipts").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as 44 letters."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return urlsafe_b64encode(raw).decode()


def public_key(text: str) -> Ed25519PublicKey:
    """A public key from its text; raises BadReceipt."""
    try:
        return Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(text))
    except ValueError as bad:
        raise BadReceipt("This is no public key.", "Copy it whole: it has 44 letters.") from bad


def write(receipt: Receipt, key: Ed25519PrivateKey) -> str:
    """The receipt as text."""
    packed = zlib.compress(msgspec.json.encode(receipt), 9)
    return urlsafe_b64encode(key.sign(packed) + packed).decode().rstrip("=")


def read(text: str, key: Ed25519PublicKey) -> Receipt:
    """The receipt that a text holds; raises BadReceipt for any other text."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        signature, packed = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        key.verify(signature, packed)
        plain = zlib.decompressobj().decompress(packed, MOST_BYTES)
        return msgspec.json.decode(plain, type=Receipt)
    except (ValueError, zlib.error, InvalidSignature, msgspec.DecodeError) as bad:
        raise BadReceipt(
            "This is no receipt of this Stoep, or a part of one.",
            "Copy the field `receipt` of an answer whole.",
        ) from bad
