"""The vehicles of a day by each way to count."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, Receipt, Share, Time
from api.answers.indicators import Period, Text


class MethodCount(Answer):
    """One way to count, and what it comes to."""

    id: str = Field(examples=["six_moments"])
    name: Text
    why: Text = Field(description="How it counts, and why it differs from the mean.")
    takes: Literal["mean", "highest"]
    moments: list[str] | None = Field(description="Fixed local times.")
    every_s: int | None = Field(description="Seconds between its counts.")
    value: float | None
    difference: float | None = Field(description="From the mean over all time.")
    lowest: int | None
    highest: int | None
    highest_at: Time | None = Field(description="The first moment with that many.")
    samples: int = Field(description="Counts that were made; seconds where all time counts.")
    unknown: int = Field(description="Counts, or seconds, of which nothing is known.")
    coverage: Share
    reason: str | None = Field(description="Why the value is null.")


class CountingMethods(Answer):
    """The same fleet on the same day, by five ways to count."""

    indicator: Literal["vehicles_parked"]
    unit: Literal["vehicles"]
    area: AreaName
    day: date
    period: Period
    hours: float = Field(description="Length of the local day: 23, 24 or 25.")
    methods: list[MethodCount]
    receipt: Receipt
