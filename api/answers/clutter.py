"""Hot spots, and vehicles that stand too long."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, FeedPart, Receipt, Share, Time
from api.answers.indicators import Period
from api.answers.vehicles import Vehicle


class HotSpot(Answer):
    """A place where many vehicles stand close together: a circle around one of them."""

    lon: float
    lat: float
    vehicles: int
    operators: dict[str, int] = Field(description="Vehicles by operator.")
    stays: list[int] = Field(description="Their stays, the one in the middle first.")
    since: Time = Field(description="Since when at least so many stood there.")
    is_longer: bool = Field(description="It was a spot before `since` too: two weeks are looked.")
    observed_s: int = Field(
        description="Seconds of this time that the evidence of the least covered operator covers."
    )
    possible_s: int = Field(description="All seconds since then.")


class HotSpots(Answer):
    """The hot spots of an area at a moment, fullest first."""

    moment: Time
    area: AreaName
    unit: Literal["places"]
    least: int
    radius_m: float
    tolerance_m: float
    coverage: Share = Field(description="Share of the expected feeds that is seen.")
    reason: str | None = Field(description="Which feeds it lacks.")
    count: int | None = Field(description="Null: no feed is seen, nothing is known.")
    spots: list[HotSpot]
    feeds: list[FeedPart]
    receipt: Receipt


class LastingSpot(Answer):
    """A place that was a hot spot in a period."""

    lon: float
    lat: float
    most: int = Field(description="Most vehicles that stood there at once.")
    observed_s: int = Field(description="Observed seconds in which it was a spot.")
    longest_s: int = Field(description="Longest unbroken stretch, gaps in the evidence included.")
    first: Time
    last: Time


class LastingSpots(Answer):
    """The places of an area that were hot spots in a period, longest lasting first."""

    period: Period
    area: AreaName
    unit: Literal["places"]
    least: int
    radius_m: float
    tolerance_m: float
    coverage: Share = Field(description="Share of the period that each feed covers, at least.")
    reason: str | None = Field(description="Why none are known: past_keeping.")
    count: int | None = Field(description="Null: nothing of the period is known.")
    spots: list[LastingSpot]
    receipt: Receipt


class LongVehicle(Vehicle):
    """A vehicle that stands long."""

    sure: bool = Field(description="It was seen for so long; false: it may have stood so long.")


class LongParked(Answer):
    """The vehicles of an area that stand longer than a limit."""

    moment: Time
    area: AreaName
    unit: Literal["vehicles"]
    days: float = Field(description="The limit.")
    coverage: Share = Field(description="Share of the expected feeds that is seen.")
    reason: str | None = Field(description="Which feeds it lacks.")
    certain: int | None = Field(description="Null, as the next three: no feed is seen.")
    possible: int | None = Field(description="Those that may, apart from the certain ones.")
    standing: int | None = Field(
        description="All that stand there, of feeds that can prove a duration."
    )
    unproven: int | None = Field(description="Those of feeds whose ids change: nothing is claimed.")
    vehicles: list[LongVehicle] = Field(
        description="Certain ones first, longest observed first, at most `limit`."
    )
    feeds: list[FeedPart]
    receipt: Receipt
