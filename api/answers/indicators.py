"""Indicators: what they are, over time, and on a map."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, FeedPart, Receipt, Share, Time
from api.answers.feeds import Correction


class Text(Answer):
    """A text in Dutch and in English."""

    nl: str
    en: str


class Indicator(Answer):
    """A published number: what it means, how it is made, who answers for it."""

    id: str = Field(examples=["parked_density"])
    group: str = Field(examples=["clutter"])
    name: Text
    meaning: Text
    formula: str
    unit: str = Field(examples=["vehicles/km²"])
    direction: Literal["lower", "higher", "neither"] = Field(description="Which way is better.")
    inputs: list[str]
    method: Text
    version: int = Field(description="Goes up when the formula or the method changes.")
    policy_goal: Text
    owner: str
    review_date: date
    overdue: bool = Field(description="Whether it should have been looked at again.")


class Indicators(Answer):
    """Every published number."""

    indicators: list[Indicator]


class Period(Answer):
    """From one moment to another, the last not included."""

    from_: Time = Field(alias="from")
    to: Time


class SeriesGap(Answer):
    """A stretch without evidence of one feed."""

    feed: str
    from_: Time = Field(alias="from")
    to: Time
    reason: str


class Line(Answer):
    """One line: as many values, coverages and reasons as there are steps."""

    key: str = Field(examples=["swift"])
    name: str
    values: list[float | None]
    coverage: list[Share] = Field(description="Least share of each step that a feed covers.")
    reasons: list[str | None] = Field(description="Why a value is null.")
    moments: list[Time | None] | None = Field(
        description="When, for values that are of one moment of their step; null for others."
    )
    unknown: list[float | None] | None = Field(
        description="For what happens: how many are in no value, but may belong to a step."
    )
    basis: str | None = Field(
        description="What it was counted from, where that differs by feed.",
        examples=["trips: veer; departures: swift"],
    )


class IndicatorSeries(Answer):
    """An indicator of one area over time."""

    indicator: str
    unit: str
    area: AreaName
    period: Period = Field(description="The period that was asked for, widened to whole steps.")
    step: Literal["quarter", "hour", "day", "week"]
    coverage: Share
    edges: list[Time] = Field(description="Where each step begins, and where the last one ends.")
    labels: list[Time] = Field(
        description="The same moments by the city's own clock, with its offset then."
    )
    series: list[Line]
    gaps: list[SeriesGap]
    corrections: list[Correction] = Field(
        description="What late words put right about the period, newest first (rule R11)."
    )
    border_tolerance_m: float | None = Field(
        description="How far a position may be off at a border, in metres: as asked, or as the"
        " municipality decided; null: this number knows no borders."
    )
    receipt: Receipt


class AreaValue(Answer):
    """One area's number."""

    area: int
    code: str
    name: str
    value: float | None
    coverage: Share
    reason: str | None = Field(description="Why the value is null.")
    vehicles: float | None = Field(description="Vehicles behind it; over a period their mean.")
    area_m2: float
    classes: dict[str, int] | None = Field(
        description="For duration_classes: vehicles by class, from 0 on, and unknown. For"
        " vehicles_by_state: by state. For out_of_order_share: how many are out of order, and for"
        " at least 1_day and 7_days; of a feed whose ids change only that they are."
    )
    possible: dict[str, int] | None = Field(
        description="For duration_classes: those that may be in this higher class."
    )
    unknown: float | None = Field(
        description="For what happens: how many are in no value, but may belong to the period."
    )


class IndicatorMap(Answer):
    """An indicator of every area of a kind, at a moment or over a period."""

    indicator: str
    unit: str
    moment: Time | None
    period: Period | None
    coverage: Share
    reason: str | None
    values: list[AreaValue]
    feeds: list[FeedPart] = Field(description="Each feed at the moment; none for a period.")
    receipt: Receipt
