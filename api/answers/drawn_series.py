"""The course of a number in a drawing."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Share, Time
from api.answers.indicators import Line, Period, SeriesGap


class DrawnSeries(Answer):
    """An indicator of a drawn area through time; it has no receipt, for it is in no address."""

    indicator: str
    unit: str
    area_m2: float
    points: int = Field(description="Of the drawing.")
    repaired: bool = Field(description="Whether its border was mended.")
    period: Period = Field(description="The period that was asked for, widened to whole steps.")
    step: Literal["quarter", "hour", "day", "week"]
    coverage: Share
    edges: list[Time] = Field(description="Where each step begins, and where the last one ends.")
    labels: list[Time] = Field(
        description="The same moments by the city's own clock, with its offset then."
    )
    series: list[Line]
    gaps: list[SeriesGap]
