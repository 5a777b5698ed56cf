"""The log, as those it is about may read it."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from psycopg.rows import dict_row
from pydantic import Field

from api.answer import answer
from api.answers.audit import Audit
from api.dates import MaybeDay
from api.evidence import Ask
from api.moments import moment
from api.people.caller import Caller, OrganisationKind
from api.questions import SQL_BIGINT, Question
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["people"])
SEEN = """
select number, at, actor, organisation, what, action, object, operators, municipality, purpose,
       outcome
from audit_entry
where number < %(before)s
  and (%(what)s::text is null or what = %(what)s)
  and at >= coalesce(%(start)s, '-infinity'::timestamptz)
  and at < coalesce(%(end)s, 'infinity'::timestamptz)
  and (%(all)s
       or organisation_id = any(%(organisations)s)
       or municipality = any(%(municipalities)s)
       or what in ('look', 'export') and cardinality(%(operators)s::text[]) > 0
          and (operators = '{}' or operators && %(operators)s))
order by number desc limit %(limit)s
"""


class Kind(StrEnum):
    """What somebody did."""

    look = "look"
    """Looked at individual vehicles."""
    export = "export"
    """Took a file."""
    act = "act"
    """Changed something, or tried to."""


class AboutAudit(Question):
    """Which entries, the newest first."""

    before: int = Field(SQL_BIGINT, ge=1, le=SQL_BIGINT, description="Entries before this number.")
    limit: int = Field(100, ge=1, le=1000, description="How many at most.")
    what: Kind | None = Field(
        None,
        description=f"Only these: {', '.join(Kind)}.",
        json_schema_extra={"type": "string", "enum": list(Kind)},
    )
    day: MaybeDay = Field(None, description="Only of this local day.")


@router.get("/audit", response_model=Audit, summary="Who looked, and who changed what")
def list_audit(question: Annotated[AboutAudit, Query()], ask: Ask, request: Request) -> Response:
    """What your organisations did, and what others did that is about you.

    An operator sees who looked at its vehicles; a municipality who acted in it; the platform's
    admins see all of it.
    """
    caller: Caller = request.state.caller
    start, end = (
        question.day and datetime.combine(question.day + timedelta(days=n), time(), ask.timezone)
        for n in (0, 1)
    )
    asked: dict[str, Any] = {
        "before": question.before,
        "limit": question.limit,
        "what": question.what,
        "start": start,
        "end": end,
        "all": caller.runs_the_platform,
        "organisations": [one.organisation_id for one in caller.memberships],
        "municipalities": _keys(caller, OrganisationKind.municipality),
        "operators": _keys(caller, OrganisationKind.operator),
    }
    with ask.read() as reading, reading.connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(SEEN, asked).fetchall()
    entries = [row | {"at": moment(row["at"].timestamp())} for row in rows]
    return answer({"entries": entries})


def _keys(caller: Caller, kind: OrganisationKind) -> list[str]:
    found = [one.municipality or one.operator for one in caller.memberships if one.kind is kind]
    return [one for one in found if one]
