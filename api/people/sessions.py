"""Sessions: somebody is signed in until they go, are idle for long, or it is ended for them."""

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from api.people.caller import Caller, Membership, OrganisationKind, Role
from api.people.tokens import hash_of, new_token

IDLE, LONGEST = timedelta(hours=3), timedelta(hours=12)
COOKIE = "stoep_session"
SECURE_COOKIE = "__Host-stoep_session"
"""Where people come over TLS a browser holds the name to: sent to this host alone, over TLS."""


def cookie_name(public_url: str) -> str:
    """What the cookie is called at an address that people reach."""
    return SECURE_COOKIE if public_url.startswith("https://") else COOKIE


def begin_session(
    connection: Connection[Any], person_id: int, via: str, address: str, now: datetime
) -> str:
    """Sign somebody in; gives the token, which only their browser has."""
    token = new_token()
    connection.execute(
        "insert into session (hash, person_id, via, address, started_at, seen_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        [hash_of(token), person_id, via, address, now, now],
    )
    return token


def caller_by_session(connection: Connection[Any], token: str, now: datetime) -> Caller | None:
    """Who is signed in with this token; None where the session is over, or never was."""
    rows = connection.execute(
        "select * from caller_of_session(%s, %s, %s)",
        [hash_of(token), now - IDLE, now - LONGEST],
    ).fetchall()
    if not rows:
        return None
    session_id, person_id, name, email, *_ = rows[0]
    memberships = tuple(
        Membership(id, organisation, OrganisationKind(kind), municipality, operator, Role(role))
        for *_, id, organisation, kind, municipality, operator, role in rows
        if id is not None
    )
    return Caller(name, memberships, person_id, session_id, email=email)


def touch(connection: Connection[Any], session_id: int, now: datetime) -> None:
    """They did something: they are not idle."""
    connection.execute(
        "update session set seen_at = %s where id = %s and seen_at < %s",
        [now, session_id, now],
    )


def end_session(connection: Connection[Any], session_id: int, now: datetime) -> None:
    """From this moment on the token opens nothing."""
    connection.execute(
        "update session set ended_at = %s where id = %s and ended_at is null", [now, session_id]
    )


def end_sessions(connection: Connection[Any], person_id: int, now: datetime) -> None:
    """The same for all sessions of somebody."""
    connection.execute(
        "update session set ended_at = %s where person_id = %s and ended_at is null",
        [now, person_id],
    )
