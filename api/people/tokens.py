"""What lets somebody in: random letters that are shown once and kept as a hash."""

import hashlib
import secrets

LETTERS = 32
"""Bytes of chance in a token; as many as its hash has, so that a slow hash would add nothing."""


def new_token(beginning: str = "") -> str:
    """A token that nobody can guess."""
    return beginning + secrets.token_urlsafe(LETTERS)


def hash_of(token: str) -> bytes:
    """What is kept of it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
