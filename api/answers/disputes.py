"""What an operator contests, what both sides said, and what came of it."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Share, Time
from api.answers.permits import PermitLimit, SetAside, VerdictName
from zones.disputes.kept import Kind, Remedy, Side, Stage, Step


class DisputeSubject(Answer):
    """What is contested; which fields are there hangs on the kind."""

    kind: Kind
    feed: str | None = Field(description="Its key, for a stretch of a feed.")
    from_: Time | None = Field(alias="from", description="Of a verdict: its local day.")
    to: Time | None = Field(description="Not included.")
    form: str | None = Field(description="Of a verdict: form, zone, indicator and day.")
    zone: str | None
    indicator: str | None
    day: date | None
    limit: PermitLimit | None = Field(description="The limit, where that is contested.")


class DisputeNumber(Answer):
    """A number with its limit and verdict."""

    lower: float | None
    upper: float | None
    coverage: Share
    verdict: VerdictName | None
    margin: float | None
    limit: float
    bound: Literal["maximum", "minimum"]


class DisputeAct(Answer):
    """Something that was said or decided."""

    number: int = Field(description="Its place among the acts of the dispute, from 1 on.")
    what: Step
    side: Side = Field(description="For whom.")
    words: str
    links: list[str] = Field(description="To what proves it, such as receipts.")
    remedy: Remedy | None = Field(description="What follows, where it was upheld.")
    by: str
    verified: bool = Field(description="Whether that name was checked.")
    at: Time


class DisputeChange(Answer):
    """A number of a day as it was told before, and as it is told now."""

    form: str
    zone: str | None
    indicator: str
    day: date
    was: DisputeNumber
    now: DisputeNumber
    why: str
    replaced_at: Time


class DisputeBrief(Answer):
    """A dispute on the list."""

    number: int = Field(description="Drawn, not counted: it tells nothing of others.")
    operator: str
    municipality: str
    status: Stage
    subject: DisputeSubject
    opened_at: Time
    acts: int = Field(description="How many there are.")
    remedy: Remedy | None = Field(description="What followed, where it was upheld.")
    said_at: Time = Field(description="When something was said last.")


class Disputes(Answer):
    """Disputes, the newest first."""

    disputes: list[DisputeBrief]


class Dispute(Answer):
    """A dispute in full."""

    number: int
    operator: str
    municipality: str
    status: Stage
    subject: DisputeSubject
    opened_at: Time
    told: DisputeNumber | None = Field(description="The number when it was opened.")
    now: DisputeNumber | None = Field(description="The number as it is told now.")
    acts: list[DisputeAct] = Field(description="The oldest first.")
    set_aside: list[SetAside]
    counted: bool = Field(description="Whether all that was set aside has been counted anew.")
    changes: list[DisputeChange] = Field(
        description="Judged numbers that changed by what was set aside."
    )
    sides: list[Side] = Field(description="For whom you may speak here.")
