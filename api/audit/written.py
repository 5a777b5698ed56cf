"""What of a question is written down, when it is known who asks."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import Request
from psycopg import Connection

from api.audit.chain import Entry, append
from api.evidence import Evidence
from api.people.caller import Caller, Membership, OrganisationKind
from api.permissions import Look, Rule

AGAIN = timedelta(minutes=1)
"""The same look of the same session within this time is one look: a map is many tiles, and a page
asks anew by itself."""
WHAT = {Look.vehicles: "look", Look.export: "export", Look.act: "act"}
PURPOSES = {
    OrganisationKind.municipality: "oversight of shared mobility in the municipality",
    OrganisationKind.operator: "running the operator's own service",
    OrganisationKind.coordinator: "health of feeds and mandates",
    OrganisationKind.platform: "running this Stoep",
}
"""For what an organisation looks and acts: what it is there for."""
LEFT_OUT = ("z", "x", "y", "bounds", "token", "receipt")
"""What tells a place, or lets somebody in, is in no log."""
MOST_LETTERS = 400
OF_STAY = """
select p.key from operator p join feed f on f.operator_id = p.id
where f.id = %s
"""


def write_down(
    ask: Evidence, request: Request, caller: Caller, rule: Rule, municipality: str | None,
    *, refused: bool = False,
) -> None:  # fmt: skip
    """Add an entry about a question; a look that was just written down is not written again."""
    now = datetime.fromtimestamp(int(ask.clock()), UTC)
    path: str = request.scope["route"].path
    acts_for = _acts_for(caller, municipality)
    with ask.write() as connection:
        entry = Entry(
            at=now,
            actor=caller.name,
            organisation_id=acts_for.organisation_id if acts_for else 0,
            organisation=acts_for.organisation if acts_for else "",
            session_id=caller.session_id,
            key_id=caller.key_id,
            what=WHAT[rule.look],
            action=f"{request.method} {path}",
            object=_object(request),
            operators=_operators(connection, request, path),
            municipality=municipality,
            purpose=PURPOSES[acts_for.kind] if acts_for else "none: a member of nothing",
            outcome="refused" if refused else "let_through",
            origin=request.client.host if request.client else "unknown",
        )
        if rule.look is Look.vehicles and just_written(connection, entry, now):
            return
        append(connection, entry)


def _acts_for(caller: Caller, municipality: str | None) -> Membership | None:
    """The organisation for which somebody asks: the one that it is about, or their first."""
    own = caller.in_municipality(municipality) if municipality else None
    return own or (caller.memberships[0] if caller.memberships else None)


def _object(request: Request) -> str:
    named = {**request.path_params, **request.query_params}
    told = {name: value for name, value in sorted(named.items()) if name not in LEFT_OUT}
    text = " ".join(f"{name}={value}" for name, value in told.items())
    return "".join(one if one.isprintable() else "?" for one in text)[:MOST_LETTERS]


def _operators(connection: Connection[Any], request: Request, path: str) -> list[str]:
    """Whose vehicles it is about: of one stay its operator's, else those that were asked for."""
    if path in ("/vehicles/{id}", "/worklist/{id}", "/worklist/{id}/actions"):
        number = str(request.path_params.get("id", ""))
        if number.isascii() and number.isdigit() and len(number) < 19:
            row = connection.execute(OF_STAY, [int(number) >> 40]).fetchone()
            return [row[0]] if row else []
    asked = request.query_params.get("operator", "")
    return sorted({one for one in asked.split(",") if one})[:20]


def just_written(connection: Connection[Any], entry: Entry, now: datetime) -> bool:
    """Whether the very same was written within the last minute."""
    row = connection.execute(
        "select 1 from audit_entry where at > %s and actor = %s and action = %s and object = %s"
        " and session_id is not distinct from %s and key_id is not distinct from %s"
        " and outcome = %s and number > (select coalesce(max(number), 0) - 1000 from audit_entry)"
        " limit 1",
        [now - AGAIN, entry.actor, entry.action, entry.object, entry.session_id, entry.key_id,
         entry.outcome],
    ).fetchone()  # fmt: skip
    return row is not None
