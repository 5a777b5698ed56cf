"""Who is let in: whom the provider means by issuer and subject.

What ties somebody to these is an invitation, or a sign-in of their own just before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from pydantic import TypeAdapter, ValidationError

from api.acting import Person
from api.people.accounts import add_person
from api.people.asked import Email
from api.people.caller import Caller
from api.people.invitations import Invitation, look_again, use
from api.people.provider.proof import Proved
from api.people.provider.refusals import NotFresh, NotLetInByProvider
from api.people.refusals import NoInvitation

FRESH = timedelta(minutes=10)
KNOWN = """
select p.id, p.name, p.email from provider_binding b join person p on p.id = b.person_id
where b.issuer = %s and b.subject = %s and b.ended_at is null
"""


@dataclass(frozen=True)
class Entered:
    """Who came in; `bound` where they were not known by this way before."""

    person_id: int
    name: str
    bound: bool


def enter(
    connection: Connection[Any], proved: Proved, invitation: int | None, now: datetime
) -> Entered:
    """Who comes in by a proved token; raises NotLetInByProvider.

    Causes: `unknown_subject`, `no_invitation`, `renews`, `other_address`, `no_address`,
    `address_unverified`, `address_taken`.
    """
    row = connection.execute(KNOWN, [proved.issuer, proved.subject]).fetchone()
    if invitation is None:
        if row is None:
            raise NotLetInByProvider("unknown_subject")
        return Entered(row[0], row[1], bound=False)
    try:
        found = look_again(connection, invitation, now)
    except NoInvitation:
        raise NotLetInByProvider("no_invitation") from None
    if found.renews:
        raise NotLetInByProvider("renews")
    if row is None:
        entered = _newcomer(connection, proved, found, now)
    elif found.email not in (None, row[2]):
        raise NotLetInByProvider("other_address")
    else:
        entered = Entered(row[0], row[1], bound=False)
    use(connection, found, entered.person_id, now)
    return entered


def connect(
    connection: Connection[Any], proved: Proved, caller: Caller | None, session: int, now: datetime
) -> Entered:
    """Somebody who signed in just now is known by the provider too; raises NotLetInByProvider.

    Causes: `other_session`, `bound_elsewhere`. What they were known by before ends.
    """
    if caller is None or caller.person_id is None or caller.session_id != session:
        raise NotLetInByProvider("other_session")
    row = connection.execute(KNOWN, [proved.issuer, proved.subject]).fetchone()
    if row is not None and row[0] != caller.person_id:
        raise NotLetInByProvider("bound_elsewhere")
    if row is None:
        connection.execute(
            "update provider_binding set ended_at = %s"
            " where person_id = %s and issuer = %s and ended_at is null",
            [now, caller.person_id, proved.issuer],
        )
        _bind(connection, proved, caller.person_id, now)
    return Entered(caller.person_id, caller.name, bound=row is None)


def check_fresh(connection: Connection[Any], session: int, now: datetime) -> None:
    """Raise NotFresh unless a session began just now, with password and code."""
    row = connection.execute(
        "select 1 from session where id = %s and via = 'password' and started_at > %s"
        " and ended_at is null",
        [session, now - FRESH],
    ).fetchone()
    if row is None:
        raise NotFresh


def _newcomer(
    connection: Connection[Any], proved: Proved, invitation: Invitation, now: datetime
) -> Entered:
    claims = proved.claims
    try:
        email = TypeAdapter(Email).validate_python(claims.get("email"))
    except ValidationError:
        raise NotLetInByProvider("no_address") from None
    if claims.get("email_verified") is not True:
        raise NotLetInByProvider("address_unverified")
    if invitation.email not in (None, email):
        raise NotLetInByProvider("other_address")
    if connection.execute("select 1 from person where email = %s", [email]).fetchone():
        # Whoever has the address now need not be who has the account: they connect it themselves.
        raise NotLetInByProvider("address_taken")
    name = _name(claims.get("name"), email)
    person = add_person(connection, name, email, now)
    _bind(connection, proved, person, now)
    return Entered(person, name, bound=True)


def _bind(connection: Connection[Any], proved: Proved, person: int, now: datetime) -> None:
    connection.execute(
        "insert into provider_binding (person_id, issuer, subject, bound_at)"
        " values (%s, %s, %s, %s)",
        [person, proved.issuer, proved.subject, now],
    )


def _name(told: object, email: str) -> str:
    """As the provider tells it, where it is one; else what stands before the @."""
    try:
        return str(TypeAdapter(Person).validate_python(told))
    except ValidationError:
        return email.rpartition("@")[0][:80]
