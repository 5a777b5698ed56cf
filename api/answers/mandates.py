"""The mandate: what operators owe of data, and what they deliver of it."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Receipt, Share, Time
from api.answers.feeds import Statement
from api.answers.indicators import Period
from api.answers.permits import VerdictName
from stoep.vocabulary import Duty

Unit = Literal["1", "s"]
Bound = Literal["maximum", "minimum"]


class MandateScope(Answer):
    """Whom and what a duty is about."""

    operator: str = Field(examples=["swift"])
    duty: Duty


class MandateDuty(MandateScope):
    """What is owed, from when until when, on what ground, and who set it."""

    id: int
    municipality: str = Field(examples=["GM0518"])
    bound: Bound = Field(description="A share must be reached, seconds may not be passed.")
    value: float = Field(description="A share from 0 to 1, or seconds.")
    unit: Unit
    coverage_needed: Share = Field(description="Least part of a day to say that it is delivered.")
    effective_from: date
    effective_to: date | None = Field(description="Not included; null: until further notice.")
    withdrawn: bool = Field(description="Nothing of the kind is owed from that day on.")
    legal_ground: str
    set_by: str
    set_at: Time
    why: str


class Mandates(Answer):
    """Duties in force on a day, and all that was ever set or withdrawn, the newest first."""

    municipality: str
    day: date
    in_force: list[MandateDuty]
    history: list[MandateDuty]


class MandateDay(Answer):
    """One duty on one local day."""

    day: date
    owed: float = Field(description="In the unit of the duty.")
    duty_id: int = Field(description="The duty that held (see /mandates).")
    lower: float | None = Field(description="What is certain; null: no number.")
    upper: float | None = Field(description="What is possible; null beside a number: no end.")
    margin: float | None = Field(description="Room left, in the unit; below 0: short.")
    coverage: Share
    verdict: VerdictName
    unannounced: VerdictName | None = Field(
        description="The verdict with outages that the operator told of left out of account; null:"
        " there were none. It changes no number."
    )
    reason: str | None = Field(description="Why there is no number, or no end to it.")
    lost_s: int = Field(description="Seconds in which we asked and got nothing of use.")
    announced_s: int = Field(description="Of those, in an outage that the operator told of.")
    unknown_s: int = Field(description="Seconds in which nobody looked: held against no one.")


class MandateRow(MandateScope):
    """One duty of one operator, on the days on which it held."""

    indicator: str = Field(examples=["mandate_delivered"])
    unit: Unit
    bound: Bound
    owed: float = Field(description="On the last of the days.")
    lower: float | None = Field(description="Mean of the days that have a number; null: none has.")
    upper: float | None = Field(description="The same of what is possible; null: no end to it.")
    complies: int = Field(description="Days that comply.")
    does_not_comply: int
    not_enough_data: int
    announced: int = Field(
        description="Of the days that do not comply, those that would without the outages that the"
        " operator told of."
    )
    days: list[MandateDay]


class MandateGap(Answer):
    """Time that was lost, within one local day."""

    operator: str
    from_: Time = Field(alias="from")
    to: Time
    announced: bool = Field(description="It touches an outage that the operator told of.")


class MandateStatement(Statement):
    """What an operator said of the period."""

    operator: str


class MandateFeeds(Answer):
    """The feeds of an operator that were looked at."""

    operator: str
    feeds: list[str]


class MandateDelivery(Answer):
    """What operators delivered of what they owed."""

    municipality: str
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    period: Period
    coverage: Share = Field(description="Which share of the time on which duties held was watched.")
    duties: list[MandateRow]
    feeds: list[MandateFeeds]
    gaps: list[MandateGap]
    statements: list[MandateStatement]
    receipt: Receipt
