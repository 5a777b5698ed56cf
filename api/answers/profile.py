"""A week of an indicator."""

from pydantic import Field

from api.answers.base import Answer, AreaName, Receipt, Share
from api.answers.indicators import Period


class Slot(Answer):
    """An hour of a weekday, by the city's own clock."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday, 7 is Sunday.")
    hour: int = Field(ge=0, le=23, description="The hour that begins then.")
    value: float | None = Field(description="Mean over the quarters that are known.")
    n: int = Field(description="How many quarters of an hour those are.")
    coverage: Share = Field(description="Their share of all quarters of this slot.")
    reason: str | None = Field(description="Why the value is null.")


class IndicatorProfile(Answer):
    """An indicator of one area by weekday and hour: 168 slots, Monday 00:00 first."""

    indicator: str
    unit: str
    area: AreaName
    period: Period
    timezone: str = Field(examples=["Europe/Amsterdam"])
    slots: list[Slot]
    receipt: Receipt
