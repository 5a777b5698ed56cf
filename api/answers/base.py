"""What all answers share."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from stoep.vocabulary import AreaKind


class Answer(BaseModel):
    """An answer, or a part of one; it has the fields named here and no others."""

    model_config = ConfigDict(extra="forbid")


Time = Annotated[AwareDatetime, Field(examples=["2026-03-29T12:00:00Z"])]
Share = Annotated[float, Field(ge=0, le=1, examples=[0.998])]
"""A share from 0 to 1."""


Receipt = Annotated[
    str,
    Field(description="By it the number is explained and worked out again: /receipts/{receipt}."),
]


class FeedPart(Answer):
    """A feed's part in an answer: whether it is in the totals, and why not."""

    key: str = Field(examples=["swift"])
    name: str = Field(examples=["Swift bikes"])
    operator: str = Field(examples=["swift"])
    status: str = Field(
        description="Now: live, late, silent, never or disabled. At a past moment: seen, gap, "
        "past_keeping, never or disabled.",
        examples=["live"],
    )
    at: Time | None = Field(description="The moment its vehicles are shown of; null: none are.")
    counts: bool = Field(description="Whether its vehicles are in totals.")
    expected: bool = Field(
        description="Whether a total without it is not the whole: it is followed, and serves the "
        "municipality that is asked about."
    )
    reason: str | None = Field(description="Why they are not.")


class CountedFeed(FeedPart):
    """A feed's part in a count."""

    count: int | None = Field(description="Its vehicles in this answer; null: not known.")


class AreaName(Answer):
    """An area by name."""

    id: int
    kind: AreaKind
    code: str
    name: str
