"""Invitations: a link that makes somebody a member, once, before it expires."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from api.people.caller import Role
from api.people.organisations import platform_of
from api.people.refusals import NoInvitation
from api.people.tokens import hash_of, new_token

LIFETIME, FIRST_LIFETIME = timedelta(days=7), timedelta(days=1)
SETUP = "whoever runs this Stoep"


@dataclass(frozen=True)
class Invitation:
    """To what somebody is invited; `email` is None where it is for whoever has the link."""

    id: int
    organisation_id: int
    organisation: str
    role: Role
    email: str | None
    renews: bool
    by: str
    expires_at: datetime


def invite(
    connection: Connection[Any],
    organisation_id: int,
    role: Role,
    email: str | None,
    by: str,
    now: datetime,
    lifetime: timedelta = LIFETIME,
    *,
    renews: bool = False,
) -> str:
    """The token of a new invitation: this is the only time that it can be read.

    An earlier one of the same organisation to the same address is withdrawn. One that `renews` lets
    somebody who is there already choose a new password: the platform's admin alone may give it.
    """
    connection.execute(
        "update invitation set withdrawn_at = %s where organisation_id = %s"
        " and email is not distinct from %s and used_at is null and withdrawn_at is null",
        [now, organisation_id, email],
    )
    token = new_token()
    connection.execute(
        "insert into invitation (hash, organisation_id, role, email, renews, invited_by,"
        " invited_at, expires_at) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [hash_of(token), organisation_id, role, email, renews, by, now, now + lifetime],
    )
    return token


def look(
    connection: Connection[Any], token: str, now: datetime, *, hold: bool = False
) -> Invitation:
    """What an invitation is to; raises NoInvitation. `hold`: nobody else can use it meanwhile."""
    return _look(connection, "i.hash", hash_of(token), now, hold=hold)


def look_again(connection: Connection[Any], id: int, now: datetime) -> Invitation:
    """The same of one that was looked at before, held; raises NoInvitation."""
    return _look(connection, "i.id", id, now, hold=True)


def _look(
    connection: Connection[Any], by: str, value: bytes | int, now: datetime, *, hold: bool
) -> Invitation:
    row = connection.execute(
        "select i.id, o.id, o.name, i.role, i.email, i.renews, i.invited_by, i.expires_at"
        " from invitation i join organisation o on o.id = i.organisation_id"
        f" where {by} = %s and i.used_at is null and i.withdrawn_at is null"
        f"   and i.expires_at > %s{' for update of i' if hold else ''}".encode(),
        [value, now],
    ).fetchone()
    if row is None:
        raise NoInvitation
    id, organisation_id, organisation, role, email, renews, by, expires_at = row
    return Invitation(id, organisation_id, organisation, Role(role), email, renews, by, expires_at)


def use(connection: Connection[Any], invitation: Invitation, person_id: int, now: datetime) -> None:
    """Make somebody a member by it; a role that they had there ends."""
    connection.execute("update invitation set used_at = %s where id = %s", [now, invitation.id])
    connection.execute(
        "update membership set ended_at = %s, ended_by = %s"
        " where person_id = %s and organisation_id = %s and ended_at is null",
        [now, invitation.by, person_id, invitation.organisation_id],
    )
    connection.execute(
        "insert into membership (person_id, organisation_id, role, added_by, added_at)"
        " values (%s, %s, %s, %s, %s)",
        [person_id, invitation.organisation_id, invitation.role, invitation.by, now],
    )


def first_invitation(connection: Connection[Any], now: datetime, *, anew: bool = False) -> str:
    """The token that makes whoever has it the platform's admin.

    Empty where somebody is that already, or where such a link was given out and is still good;
    `anew` gives one all the same.
    """
    platform = platform_of(connection, SETUP, now)
    connection.execute("select 1 from organisation where id = %s for update", [platform])
    there = connection.execute(
        "select 1 from membership where organisation_id = %(platform)s and role = 'admin'"
        "   and ended_at is null"
        " union all select 1 from invitation where organisation_id = %(platform)s"
        "   and email is null and used_at is null and withdrawn_at is null"
        "   and expires_at > %(now)s",
        {"platform": platform, "now": now},
    ).fetchone()
    if there and not anew:
        return ""
    return invite(connection, platform, Role.admin, None, SETUP, now, FIRST_LIFETIME)
