"""Who belongs to what, as admins see it."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from api.moments import moment
from api.people.caller import Caller
from api.people.sessions import IDLE, LONGEST
from api.problems import NotThere

ORGANISATIONS = """
select o.id, o.kind, o.name, o.municipality, p.key as operator
from organisation o left join operator p on p.id = o.operator_id
order by o.kind, o.name, o.id
"""
MEMBERS = """
select m.id, p.name, p.email, m.role, m.added_by as by, m.added_at as since
from membership m join person p on p.id = m.person_id
where m.organisation_id = %(id)s and m.ended_at is null order by p.name, m.id
"""
INVITATIONS = """
select id, email, role, invited_by as by, expires_at from invitation
where organisation_id = %(id)s and used_at is null and withdrawn_at is null
  and expires_at > %(now)s order by id
"""
SESSIONS = """
select s.id, p.name, s.via, s.address, s.started_at, s.seen_at, s.id = %(own)s as own
from session s join person p on p.id = s.person_id
where s.ended_at is null and s.seen_at > %(idle)s and s.started_at > %(longest)s
  and exists (select from membership m where m.person_id = s.person_id
              and m.organisation_id = %(id)s and m.ended_at is null)
order by s.seen_at desc, s.id
"""
KEYS = """
select id, name, prefix, scopes, made_by as by, made_at, expires_at, used_at from api_key
where organisation_id = %(id)s and revoked_at is null and expires_at > %(now)s order by id
"""


def all_organisations(connection: Connection[Any]) -> list[dict[str, Any]]:
    """Every organisation, by kind and name."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(ORGANISATIONS).fetchall()


def in_full(connection: Connection[Any], id: int, caller: Caller, now: datetime) -> dict[str, Any]:
    """An organisation with all who belong to it; raises NotThere."""
    one = next((one for one in all_organisations(connection) if one["id"] == id), None)
    if one is None:
        raise NotThere(f"There is no organisation {id} of yours.", "See /v1/organisations.")
    asked = {
        "id": id,
        "now": now,
        "own": caller.session_id or 0,
        "idle": now - IDLE,
        "longest": now - LONGEST,
    }
    parts = {
        "members": MEMBERS,
        "invitations": INVITATIONS,
        "sessions": SESSIONS,
        "keys": KEYS,
    }
    told: dict[str, Any] = {name: one[name] for name in ("id", "kind", "name")}
    with connection.cursor(row_factory=dict_row) as cursor:
        for name, query in parts.items():
            told[name] = [_tell(row) for row in cursor.execute(query.encode(), asked).fetchall()]
    return told


def _tell(row: dict[str, Any]) -> dict[str, Any]:
    """Moments as answers write them."""
    return {
        name: moment(value.timestamp()) if isinstance(value, datetime) else value
        for name, value in row.items()
    }
