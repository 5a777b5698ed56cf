"""Indicators: what they are, over time, and on a map."""

from pydantic import Field

from api.answers.base import Answer


class Indicator(Answer):
    """A published number: what it means and how it is made."""

    id: str = Field(examples=["parked_density"])


class Indicators(Answer):
    """Every published number."""

    indicators: list[Indicator]


class IndicatorSeries(Answer):
    """An indicator over time."""


class IndicatorMap(Answer):
    """An indicator per area."""
