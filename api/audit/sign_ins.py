"""What of signing in by an identity provider is written down: who was refused and why, and whose
account it came to know."""

from datetime import UTC, datetime

from fastapi import Request

from api.audit.chain import Entry, append
from api.audit.written import PURPOSES, just_written
from api.evidence import Evidence
from api.people.caller import OrganisationKind

NOBODY = "not known"


def write_sign_in(
    ask: Evidence, request: Request, cause: str, *, actor: str = NOBODY, refused: bool,
    again: bool = True,
) -> None:  # fmt: skip
    """Add an entry; no token, code, subject or address is in it.

    Without `again` not what was just written: a provider that is away is away for everybody.
    """
    now = datetime.fromtimestamp(int(ask.clock()), UTC)
    entry = Entry(
        at=now,
        actor=actor,
        organisation_id=0,
        organisation="",
        session_id=None,
        key_id=None,
        what="act",
        action=f"{request.method} {request.scope['route'].path}",
        object=f"cause={cause}",
        operators=[],
        municipality=None,
        purpose=PURPOSES[OrganisationKind.platform],
        outcome="refused" if refused else "let_through",
        origin=request.client.host if request.client else "unknown",
    )
    with ask.write() as connection:
        if again or not just_written(connection, entry, now):
            append(connection, entry)
