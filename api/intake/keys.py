"""Keys that let an operator's server push: shown once, kept as a hash, and they end."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from stoep.errors import StoepError
from stoep.pseudonym import Pseudonyms
from stoep.vocabulary import FeedFormat

BEGINNING = "stoep_"
SHOWN = 12
"""So many first letters are kept, to tell keys apart."""
LIFETIME = timedelta(days=365)


class NotLetIn(StoepError):
    """Who asks has no key, or one that is not or no longer good."""

    code = "unauthorized"


class NotPushed(StoepError):
    """The feed is one that Stoep reads itself."""

    code = "not_pushed"


@dataclass(frozen=True)
class Pusher:
    """Whose server it is: its feed, who it is in MDS, and where its vehicles can be.

    `bounds` is west, south, east, north in degrees.
    """

    feed_id: int
    provider_id: UUID
    bounds: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)
    pseudonyms: Pseudonyms | None = None
    """By which vehicles are known whose ids are forgotten."""


def make_key(connection: Connection[Any], feed_key: str, now: datetime) -> str:
    """A new key for a feed, valid for a year; this is the only time that it can be read."""
    feed = connection.execute("select id, format from feed where key = %s", [feed_key]).fetchone()
    if feed is None or feed[1] != FeedFormat.agency:
        raise NotPushed(
            f"There is no feed {feed_key!r} that an operator pushes.",
            "Make one with: stoep feed open",
        )
    key = BEGINNING + secrets.token_urlsafe(32)
    connection.execute(
        "insert into push_key (feed_id, hash, prefix, made_at, expires_at)"
        " values (%s, %s, %s, %s, %s)",
        [feed[0], _hash(key), key[:SHOWN], now, now + LIFETIME],
    )
    return key


def revoke_keys(connection: Connection[Any], feed_key: str, prefix: str, now: datetime) -> int:
    """End the keys of a feed that begin so; gives how many were ended, from this moment on."""
    return connection.execute(
        "update push_key k set revoked_at = %s from feed f where f.id = k.feed_id and f.key = %s"
        " and starts_with(k.prefix, %s) and k.revoked_at is null",
        [now, feed_key, prefix],
    ).rowcount


def who(connection: Connection[Any], authorization: str, now: datetime, secret: str = "") -> Pusher:
    """Whose key it is; raises NotLetIn, in the same words whatever is wrong with it."""
    scheme, _, key = authorization.partition(" ")
    row = connection.execute(
        "select * from pusher_of_key(%s, %s)", [_hash(key.strip()), now]
    ).fetchone()
    if scheme.lower() != "bearer" or row is None:
        raise NotLetIn(
            "The key is missing, or is not or no longer good.",
            "Send `Authorization: Bearer` with the key that the city gave.",
        )
    west, south, east, north = (float(edge) for edge in row[2])
    pseudonyms = Pseudonyms(secret, row[3]) if secret else None
    return Pusher(row[0], row[1], (west, south, east, north), pseudonyms)


def _hash(key: str) -> bytes:
    """Keys are as random as their hash is long: a slow hash would add nothing."""
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
