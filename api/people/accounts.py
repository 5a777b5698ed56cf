"""Accounts of this Stoep's own: a password and a second factor, made by an invitation."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from api.people.attempts import begin_attempt, let_in
from api.people.caller import Caller
from api.people.invitations import look, use
from api.people.passwords import is_right, keep_password
from api.people.refusals import BadChoice, NotLetIn
from api.people.second_factor import key_for, step_of
from api.people.sessions import begin_session, end_sessions
from stoep.sealed import DoesNotOpen, open_values, seal_values

Door = Callable[[], AbstractContextManager[Connection[Any]]]
"""Opens a connection on which it need not be known yet who comes in."""
FACTOR = "second factor of {}"
LOCAL = """
select p.id, a.password, a.totp_key_id, a.totp_sealed, a.totp_step
from person p join account a on a.person_id = p.id where p.email = %s
"""


@dataclass(frozen=True)
class NewAccount:
    """What somebody chose, beside what their invitation says; `code` is the first of their app."""

    invitation: str
    name: str
    email: str
    password: str
    code: str


@dataclass(frozen=True)
class SignIn:
    """What somebody typed, and from where they came."""

    email: str
    password: str
    code: str
    address: str


def make_account(door: Door, secret: str, wish: NewAccount, now: datetime) -> int:
    """An account with its membership; gives the person's number.

    Raises NoInvitation, and BadChoice for what cannot be. Who is there already signs in and
    accepts: their password is replaced by an invitation that renews alone, or whoever may invite
    could take over anybody's account.
    """
    with door() as connection:
        asked = look(connection, wish.invitation, now)
    email = asked.email or wish.email
    if asked.email is not None and wish.email != asked.email:
        said = f"This invitation is for {asked.email}."
        raise BadChoice("email", said, "Use that address, or ask for another invitation.")
    key = key_for(secret, wish.invitation)
    step = step_of(key, wish.code, now.timestamp())
    if step is None:
        said = "This is not the code that the app shows now."
        raise BadChoice("code", said, "Check the clock of the device, and type the newest code.")
    password = keep_password(wish.password, email)
    with door() as connection:
        invitation = look(connection, wish.invitation, now, hold=True)
        known = connection.execute("select id from person where email = %s", [email]).fetchone()
        if known is not None and not invitation.renews:
            said = "There is somebody with this address already."
            raise BadChoice("email", said, "Sign in first, then open the link again.")
        person_id = known[0] if known else add_person(connection, wish.name, email, now)
        key_id, sealed = seal_values(secret, FACTOR.format(person_id), {"key": key})
        connection.execute(
            "insert into account (person_id, password, totp_key_id, totp_sealed, totp_step, set_at)"
            " values (%s, %s, %s, %s, %s, %s) on conflict (person_id) do update"
            " set password = excluded.password, totp_key_id = excluded.totp_key_id,"
            "   totp_sealed = excluded.totp_sealed, totp_step = excluded.totp_step,"
            "   set_at = excluded.set_at",
            [person_id, password, key_id, sealed, step, now],
        )
        end_sessions(connection, person_id, now)
        use(connection, invitation, person_id, now)
    return int(person_id)


def accept(connection: Connection[Any], caller: Caller, token: str, now: datetime) -> None:
    """Somebody who is signed in becomes a member; raises NoInvitation, BadChoice."""
    assert caller.person_id is not None
    invitation = look(connection, token, now, hold=True)
    if invitation.email not in (None, caller.email):
        said = f"This invitation is for {invitation.email}, and you are {caller.email}."
        raise BadChoice("invitation", said, "Sign in as who it is for.")
    use(connection, invitation, caller.person_id, now)


def sign_in(door: Door, secret: str, typed: SignIn, now: datetime) -> str:
    """The token of a new session; raises NotLetIn, or HeldUp.

    Whatever is wrong, the answer is the same and takes the same work.
    """
    with door() as connection:
        attempt = begin_attempt(connection, secret, typed.email, typed.address, now)
    with door() as connection:
        row = connection.execute(LOCAL, [typed.email]).fetchone()
    person_id, kept, key_id, sealed, used = row or (0, None, "", b"", 0)
    right = is_right(typed.password, kept)
    key = _factor(secret, person_id, key_id, sealed)
    step = step_of(key, typed.code, now.timestamp(), used)
    if not right or step is None:
        raise NotLetIn
    with door() as connection:
        # Of two that come with the same code, the second finds it used.
        taken = connection.execute(
            "update account set totp_step = %s where person_id = %s and totp_step < %s",
            [step, person_id, step],
        ).rowcount
        if not taken:
            raise NotLetIn
        let_in(connection, attempt)
        return begin_session(connection, person_id, "password", typed.address, now)


def _factor(secret: str, person_id: int, key_id: str, sealed: bytes) -> str:
    """The key of a second factor; of nobody, or where it does not open, one that nobody has."""
    try:
        return open_values(secret, FACTOR.format(person_id), key_id, sealed)["key"]
    except (DoesNotOpen, ValueError):
        return key_for(secret, datetime.now(UTC).isoformat())


def add_person(connection: Connection[Any], name: str, email: str, now: datetime) -> int:
    """Somebody new; gives their number."""
    row = connection.execute(
        "insert into person (name, email, added_at) values (%s, %s, %s) returning id",
        [name, email, now],
    ).fetchone()
    assert row is not None
    return int(row[0])
