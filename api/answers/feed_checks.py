"""Feeds on trial."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from api.answers.base import Answer, Time
from stoep.vocabulary import FeedFormat, FormFactor, PollOutcome, VehicleState


class Finding(Answer):
    """One thing that is odd about a feed."""

    code: str = Field(examples=["duplicate_id"])
    severity: Literal["error", "warning"] = Field(
        description="error: numbers would be wrong, or lacking; warning: the counts hold."
    )
    count: int = Field(description="How many rows it is about.")
    sentence: str
    examples: list[str] = Field(description="Places in the list, from 0, with the value.")


class Counted(Answer):
    """What Stoep would make of the newest list."""

    outcome: PollOutcome
    reason: str
    listed: int
    vehicles: int
    by_form: dict[FormFactor, int]
    by_state: dict[VehicleState, int]
    left_out: dict[str, int]


class Report(Answer):
    """All that a trial found."""

    url: str
    format: FeedFormat
    version: str | None
    polls: int
    seconds: float = Field(description="Of the slowest poll.")
    body_bytes: int
    ttl_s: int | None
    age_s: int | None = Field(description="Age of the newest list, by the feed's own word.")
    shape: list[Finding] = Field(description="Where its form is not as its version asks.")
    findings: list[Finding] = Field(description="What cannot be true.")
    counted: Counted
    remarks: list[str] = Field(description="What is no fault, and good to know.")
    is_good: bool = Field(description="Whether it can be added as it is.")


class FeedCheck(Answer):
    """A feed on trial."""

    id: UUID
    url: str
    format: FeedFormat
    default_form_factor: FormFactor
    state: Literal["waiting", "running", "done"]
    asked_at: Time
    finished_at: Time | None
    report: Report | None = Field(description="Null: not done yet.")
