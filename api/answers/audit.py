"""Who looked at what, and who changed what."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Time


class AuditEntry(Answer):
    """A look at individual vehicles, a file, or a change."""

    number: int = Field(description="Entries count from 1 on, without a gap.")
    at: Time
    actor: str
    organisation: str = Field(description="For which they did it.")
    what: Literal["look", "export", "act"]
    action: str = Field(examples=["GET /vehicles/{id}"])
    object: str = Field(description="What was asked for.", examples=["id=7"])
    operators: list[str] = Field(description="Whose vehicles; empty: everybody's, or none.")
    municipality: str | None
    purpose: str
    outcome: Literal["let_through", "refused"]


class Audit(Answer):
    """Entries, the newest first."""

    entries: list[AuditEntry]
