"""The published rules at two moments."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Time
from api.answers.indicators import Period, Text


class RuleVersion(Answer):
    """A rule as it holds, or as it was announced."""

    id: int = Field(description="Number of the zone's version, the limit or the duty.")
    starts: Time
    ends: Time | None = Field(description="The end that was known then; null: none was.")
    text: Text
    policies: list[str] = Field(
        description="Its policies in /city/policies; other rules have none."
    )
    why: str | None = Field(description="Of a limit or a duty: the decision it rests on.")


class RuleChange(Answer):
    """One thing that is otherwise."""

    what: Literal["added", "changed", "ended"]
    kind: Literal["zone", "limit", "duty"]
    rule: str = Field(
        description="The same for all versions of a rule.", examples=["no_parking/DH-P01"]
    )
    operator: str | None = Field(description="Whom it is about; null: all operators.")
    at: Time = Field(description="When it takes, or took, effect; it may be announced.")
    was: RuleVersion | None = Field(description="Null: it was added.")
    becomes: RuleVersion | None = Field(description="Null: it ended.")
    differs: list[str] = Field(
        description="What is otherwise, by name: border, places, form_factors, name, value, ends…"
    )


class RuleChanges(Answer):
    """What operators could know of the rules at one moment, beside what they could at another."""

    municipality: str
    period: Period
    added: int
    changed: int
    ended: int
    changes: list[RuleChange]
