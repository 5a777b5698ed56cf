"""What messages are signed and sent with: sealed in the database, opened only to send."""

from typing import Any

from psycopg import Connection

from stoep.errors import StoepError
from stoep.sealed import DoesNotOpen, open_values, seal_values

SMTP = "smtp"
"""The name under which the password of the mail server is kept."""
LEAST = 16
"""Fewest characters of a webhook's secret."""


class BadSecret(StoepError):
    """A secret that is too short, or does not open."""

    code = "bad_secret"


def seal_secret(connection: Connection[Any], secret: str, name: str, value: str) -> None:
    """Keep a secret in place of the one that a name had; raises BadSecret."""
    if not value or (name != SMTP and len(value) < LEAST):
        raise BadSecret(
            "The secret is too short.", f"Use at least {LEAST} characters that nobody can guess."
        )
    key_id, sealed = seal_values(secret, f"notice {name}", {"value": value})
    connection.execute(
        "insert into notice_secret (name, key_id, sealed) values (%s, %s, %s)"
        " on conflict (name) do update set key_id = excluded.key_id, sealed = excluded.sealed,"
        " set_at = now()",
        [name, key_id, sealed],
    )


def open_secret(connection: Connection[Any], secret: str, name: str) -> str | None:
    """The secret of a name, None when it has none; raises BadSecret."""
    row = connection.execute(
        "select key_id, sealed from notice_secret where name = %s", [name]
    ).fetchone()
    if row is None:
        return None
    try:
        return open_values(secret, f"notice {name}", row[0], bytes(row[1]))["value"]
    except DoesNotOpen as closed:
        other = " It was sealed with another secret of Stoep." if closed.other_secret else ""
        remedy = "Set it again: stoep recipient secret, or stoep recipient mail-password."
        raise BadSecret(f"The secret of {name} does not open.{other}", remedy) from None
