"""What an admin ends or changes: a membership, an invitation, a session, a key; over at once."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from api.people.caller import Role
from api.people.refusals import BadChoice

MEMBER = """
update membership set ended_at = %(now)s, ended_by = %(by)s
where id = %(id)s and organisation_id = %(organisation)s and ended_at is null
returning person_id, role
"""
INVITATION = """
update invitation set withdrawn_at = %(now)s
where id = %(id)s and organisation_id = %(organisation)s and used_at is null
  and withdrawn_at is null
returning id
"""
SESSION = """
update session s set ended_at = %(now)s
where s.id = %(id)s and s.ended_at is null and exists (
    select from membership m where m.person_id = s.person_id
      and m.organisation_id = %(organisation)s and m.ended_at is null
)
returning id
"""
KEY = """
update api_key set revoked_at = %(now)s, revoked_by = %(by)s
where id = %(id)s and organisation_id = %(organisation)s and revoked_at is null
returning id
"""
ENDS = {"member": MEMBER, "invitation": INVITATION, "session": SESSION, "key": KEY}


def end(
    connection: Connection[Any], organisation: int, what: str, id: int, by: str, now: datetime
) -> bool:
    """Whether there was such a thing in the organisation to end; raises BadChoice for the last."""
    asked = {"id": id, "organisation": organisation, "by": by, "now": now}
    done = connection.execute(ENDS[what].encode(), asked).fetchone() is not None
    if done and what == "member":
        _keep_an_admin(connection, organisation)
    return done


def give_role(
    connection: Connection[Any], organisation: int, member: int, role: Role, by: str, now: datetime
) -> bool:
    """Whether there was such a member; raises BadChoice where nobody would be admin any more."""
    asked = {"id": member, "organisation": organisation, "by": by, "now": now}
    row = connection.execute(MEMBER.encode(), asked).fetchone()
    if row is None:
        return False
    connection.execute(
        "insert into membership (person_id, organisation_id, role, added_by, added_at)"
        " values (%s, %s, %s, %s, %s)",
        [row[0], organisation, role, by, now],
    )
    _keep_an_admin(connection, organisation)
    return True


def _keep_an_admin(connection: Connection[Any], organisation: int) -> None:
    """The platform always has one: nobody could let anybody in again."""
    row = connection.execute(
        "select kind = 'platform' and not exists (select from membership"
        "   where organisation_id = o.id and role = 'admin' and ended_at is null)"
        " from organisation o where id = %s for update",
        [organisation],
    ).fetchone()
    if row and row[0]:
        raise BadChoice(
            "role", "Then nobody would run this Stoep.", "Make somebody else admin first."
        )
