"""What lets us in at an operator's server: sealed in the database, opened only to poll.

Each credential is encrypted with AES-256-GCM under a key made from this Stoep's secret, which is
not in the database. The feed's number is bound in: a row that is copied to another feed does not
open. There is no way to read one back; it can only be replaced.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpx
from psycopg import Connection

from ingest.ask import Access
from ingest.feed import Feed
from ingest.token import TokenAccess
from stoep.errors import StoepError
from stoep.sealed import DoesNotOpen, open_values, seal_values


class CredentialKind(StrEnum):
    """How a server wants to be convinced."""

    bearer = "bearer"
    api_key = "api_key"
    basic = "basic"
    oauth2 = "oauth2"


FIELDS = {
    CredentialKind.bearer: ("token",),
    CredentialKind.api_key: ("header", "key"),
    CredentialKind.basic: ("user", "password"),
    CredentialKind.oauth2: ("token_url", "client_id", "client_secret"),
}
"""What each kind consists of."""
MORE = {CredentialKind.oauth2: ("scope", "audience")}
ALSO_TO = "also_to"
"""Value of any kind: hosts beside the feed's own that may be given it, separated by commas."""


class BadCredential(StoepError):
    """A credential lacks something, or does not open."""

    code = "bad_credential"


@dataclass(frozen=True)
class Credential:
    """A kind and its values, which are never shown."""

    kind: CredentialKind
    values: dict[str, str] = field(repr=False)

    def __post_init__(self) -> None:
        lacking = [name for name in FIELDS[self.kind] if not self.values.get(name)]
        if lacking:
            raise BadCredential(
                f"A credential of kind {self.kind} lacks {', '.join(lacking)}.",
                f"It consists of {', '.join(FIELDS[self.kind])}.",
            )

    @property
    def also_to(self) -> frozenset[str]:
        """Hosts beside the feed's own that may be given it."""
        named = (host.strip().lower() for host in self.values.get(ALSO_TO, "").split(","))
        return frozenset(host for host in named if host)


def seal(connection: Connection[Any], secret: str, feed_id: int, credential: Credential) -> None:
    """Keep a credential of a feed in place of the one it had."""
    key_id, sealed = seal_values(secret, _bound(feed_id, credential.kind), credential.values)
    connection.execute(
        "insert into credential (feed_id, kind, key_id, sealed) values (%s, %s, %s, %s)"
        " on conflict (feed_id) do update set kind = excluded.kind, key_id = excluded.key_id,"
        " sealed = excluded.sealed, set_at = now()",
        [feed_id, credential.kind, key_id, sealed],
    )


def unseal(connection: Connection[Any], secret: str, feed_id: int) -> Credential | None:
    """The credential of a feed, None when it has none; raises BadCredential."""
    row = connection.execute(
        "select kind, key_id, sealed from credential where feed_id = %s", [feed_id]
    ).fetchone()
    if row is None:
        return None
    kind = CredentialKind(row[0])
    try:
        values = open_values(secret, _bound(feed_id, kind), row[1], bytes(row[2]))
    except DoesNotOpen as closed:
        other = " It was sealed with another secret." if closed.other_secret else ""
        raise BadCredential(
            f"The credential of feed number {feed_id} does not open.{other}",
            "Set it again: stoep feed credential",
        ) from None
    return Credential(kind, values)


def open_access(
    connection: Connection[Any], secret: str, feed: Feed, http: httpx.AsyncClient
) -> Access | None:
    """What lets us in at a feed's server; None where the door is open."""
    credential = unseal(connection, secret, feed.id)
    if credential is None:
        return None
    values, also_to = credential.values, credential.also_to
    match credential.kind:
        case CredentialKind.bearer:
            return FixedAccess({"authorization": f"Bearer {values['token']}"}, also_to)
        case CredentialKind.api_key:
            return FixedAccess({values["header"]: values["key"]}, also_to)
        case CredentialKind.basic:
            pair = b64encode(f"{values['user']}:{values['password']}".encode()).decode()
            return FixedAccess({"authorization": f"Basic {pair}"}, also_to)
        case CredentialKind.oauth2:
            return TokenAccess(http, values, also_to)


@dataclass(frozen=True)
class FixedAccess:
    """The same headers each time."""

    _headers: dict[str, str] = field(repr=False)
    also_to: frozenset[str] = frozenset()

    async def headers(self) -> dict[str, str]:
        """What to send along."""
        return self._headers

    def refused(self, headers: Mapping[str, str]) -> None:
        """There are no others."""


def _bound(feed_id: int, kind: CredentialKind) -> str:
    return f"feed {feed_id} {kind}"
