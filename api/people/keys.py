"""Keys of an organisation's own programs: shown once, for some purposes, and they end."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from api.people.caller import Scope
from api.people.tokens import hash_of, new_token

BEGINNING = "stoepk_"
SHOWN = 13
"""So many first letters are kept, to tell keys apart."""


def make_api_key(
    connection: Connection[Any],
    organisation_id: int,
    name: str,
    scopes: Collection[Scope],
    lifetime: timedelta,
    by: str,
    now: datetime,
) -> str:
    """A new key; this is the only time that it can be read."""
    key = new_token(BEGINNING)
    connection.execute(
        "insert into api_key (organisation_id, name, hash, prefix, scopes, made_by, made_at,"
        " expires_at) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *(organisation_id, name, hash_of(key), key[:SHOWN], sorted(scopes)),
            *(by, now, now + lifetime),
        ],
    )
    return key
