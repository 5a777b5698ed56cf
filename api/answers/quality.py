"""How good the data are: the state of all feeds, and the log of what went wrong."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Share, Time
from api.answers.indicators import Period, Text
from stoep.vocabulary import FeedFormat


class QualityLine(Answer):
    """One thing that happened to a feed, once."""

    id: str = Field(description="The same at each look.", examples=["gap-swift-1773518400"])
    kind: Literal["gap", "held", "doubles", "correction", "ids", "aside", "import"] = Field(
        description="A time without evidence; lists that were not believed while others were good;"
        " vehicles named twice; late words; ids that change; evidence that a municipality set"
        " aside; an export of another dashboard."
    )
    cause: str | None = Field(
        description="Of a gap: down, mass, empty, frozen, clock, swapped, unreadable, silence, or"
        " away (Stoep itself did not look). Of `held`: the outcome of the polls."
    )
    from_: Time = Field(alias="from")
    to: Time | None = Field(description="Null: it goes on.")
    known_at: Time = Field(description="Since when the log can tell it so.")
    operators: list[str]
    feeds: list[str]
    municipality: str | None
    without_evidence_s: int = Field(
        description="Seconds without evidence; of several feeds, of the one that lost most."
    )
    gone: int | None = Field(
        description="Of a gap: vehicles no longer in their place in the first good list after it:"
        " their stays end uncertain. Null: not known."
    )
    begun: int | None = Field(
        description="Of a gap: vehicles in a new place then: their stays begin uncertain."
    )
    explained: list[str] = Field(description="What the operator said of that time.")
    sentence: Text = Field(description="What happened.")
    effect: Text = Field(description="What it did to the numbers.")


class QualityLog(Answer):
    """What went wrong in a period, the newest first."""

    at: Time = Field(description="What was known later is not in it.")
    period: Period
    count: int = Field(description="Lines in all, those beyond `limit` too.")
    lines: list[QualityLine]


class StatusCoverage(Answer):
    """Share of the time that good polls cover, from the first good poll on; null before it."""

    day: Share | None
    week: Share | None
    quarter: Share | None = Field(description="Of 90 days.")


class StatusFeed(Answer):
    """A feed, as fresh and as whole as it is."""

    key: str = Field(examples=["swift"])
    name: str
    format: FeedFormat
    interval_s: int
    status: Literal["live", "late", "silent", "never", "disabled"] = Field(
        description="Evidence at most 5 minutes old, at most a day, older; none yet; not followed."
    )
    evidence_at: Time | None
    age_s: int | None = Field(description="Age of its newest evidence, in seconds.")
    coverage: StatusCoverage
    gaps: int = Field(description="Times without evidence in 90 days.")
    without_evidence_s: int = Field(description="How long they lasted in all.")
    longest_gap_s: int
    days: list[Share | None] = Field(
        description="Coverage of each of the `days`, today until now; null: not followed yet."
    )
    now: QualityLine | None = Field(description="What is wrong at this moment; null: nothing.")


class StatusOperator(Answer):
    """An operator with its feeds."""

    key: str
    name: str
    feeds: list[StatusFeed]


class ServiceStatus(Answer):
    """The state of all feeds."""

    at: Time
    status: Literal["all", "some", "none", "nothing"] = Field(
        description="Of how many feeds there are data of the last five minutes; `nothing`: none is"
        " followed."
    )
    sentence: Text
    polling: bool = Field(description="Whether a process fetches data now.")
    polling_sentence: Text | None = Field(description="Null: one does.")
    days: list[date] = Field(description="The last 90 days of the city's calendar, today included.")
    operators: list[StatusOperator]
