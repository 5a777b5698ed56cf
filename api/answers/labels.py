"""Labels of days: what was expected and observed, why, and what else was so on such days."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, Share, Time
from api.answers.indicators import Text

AnswerName = Literal["yes", "no", "unknown"]
BasisName = Literal["expected", "observed"]


class LabelFact(Answer):
    """One thing that an answer rests on, against its threshold."""

    what: str = Field(examples=["warmest"])
    text: Text
    unit: str
    unit_text: Text = Field(description="The unit in words; a sign is the same in both.")
    value: float | None = Field(description="Null: nobody knows.")
    limit: float | None
    holds: bool | None = Field(description="Whether it speaks for yes; null: not known.")
    note: str


class LabelThreshold(Answer):
    """A parameter as it held when the day was told."""

    name: str
    text: Text
    unit: str
    unit_text: Text = Field(description="The unit in words; a sign is the same in both.")
    value: float | int | bool | str | list[str]


class LabelSource(Answer):
    """Who told a fact."""

    fact: Literal["weather", "calendar", "school", "events", "stays"]
    source: str = Field(
        description="holidays_by_law, own_list and feeds are those without a name.",
        examples=["Bron: KNMI (CC BY 4.0), station 330"],
    )
    known_at: Time | None = Field(description="When it was heard last, before the decision.")


class LabelTelling(Answer):
    """What a module told of a day."""

    basis: BasisName
    answer: AnswerName
    decided_at: Time
    known_at: Time = Field(description="What became known later was not used.")
    version: str = Field(description="Of the module.")
    setting: int = Field(description="Number of the setting (see /modules/{id}).")
    facts: list[LabelFact]
    thresholds: list[LabelThreshold]
    sources: list[LabelSource]


class LabelDay(Answer):
    """A local day."""

    day: date
    expected: LabelTelling | None = Field(description="The evening before; null: not told.")
    observed: LabelTelling | None = Field(description="When it was over; null: not told.")


class LabelledModule(Answer):
    """A module that labels days, with every day of the period of which something was told."""

    id: str
    title: Text
    on: bool
    evidence: list[str] = Field(description="Names of the facts that it rests on.")
    days: list[LabelDay]


class Labels(Answer):
    """What modules told of the days of a municipality."""

    municipality: str
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    today: date = Field(description="By the city's clock.")
    decides_at: str = Field(description="When tomorrow is decided on.", examples=["18:00"])
    modules: list[LabelledModule]


class WeatherThen(Answer):
    """An hour of the day as it was known at the decision."""

    begin: Time
    hour: int = Field(description="On the city's clock.")
    temperature_c: float | None
    rain_mm: float | None
    wind_ms: float | None
    sun_wm2: float | None
    source: str


class LabelInFull(LabelTelling):
    """What was told once, with what was known of the weather then."""

    weather: list[WeatherThen]


class LabelEffect(Answer):
    """What follows on the day, by the municipality's own decision."""

    id: int
    kind: Literal["capacity", "zone", "limit", "message"]
    area: str | None = Field(description="As kind/code.")
    area_name: str | None
    value: float | None = Field(description="Times the places, or the limit.")
    indicator: str | None
    indicator_text: Text | None = Field(description="The name of that number.")
    opens: str | None = Field(description="On the city's clock; null: all day.", examples=["10:00"])
    closes: str | None
    recipients: list[str]
    message: str | None
    basis: BasisName = Field(description="From which word it follows.")
    set_by: str
    why: str


class LabelDayInFull(Answer):
    """Why a day is what it is, and what followed."""

    municipality: str
    module: str
    title: Text
    day: date
    public_holiday: str = Field(description="Empty: it is none.")
    school_holiday: str | None = Field(description="Empty: none; null: not known.")
    told: list[LabelInFull] = Field(description="All that was ever told of it, in that order.")
    follows: list[LabelEffect]


class LabelledArea(Answer):
    """A number on days with a yes, beside comparable days with a no."""

    area: int
    kind: str
    code: str
    name: str
    indicator: str
    unit: str
    value: float | None = Field(description="Mean of the daily means of days with a yes.")
    beside: float | None = Field(description="The same of their comparable days.")
    difference: float | None = Field(description="The first less the second.")
    days: int = Field(description="Days with a yes that it rests on.")
    beside_days: int
    coverage: Share = Field(description="The least of any of these days.")
    reason: str | None = Field(
        description="Why there is none: no_such_day, no_comparable_day, or as in a comparison."
    )
    series: str = Field(description="Where the days themselves are, with their receipt.")


class LabelOrigin(Answer):
    """Rentals a day from a district."""

    id: int
    name: str
    value: float | None = Field(description="Null: fewer than k, or none; the two look alike.")
    beside: float | None
    difference: float | None


class LabelInflow(Answer):
    """From where rentals came to an area, in blocks of days with a yes and without."""

    area: AreaName | None
    k: int
    blocks: int = Field(description="Working weeks and weekends with a yes in them.")
    beside_blocks: int
    coverage: Share
    reason: str | None = Field(
        description="no_area, other_grid, no_comparable_block; null: it is told."
    )
    origins: list[LabelOrigin]


class LabelDays(Answer):
    """Which days are on which side."""

    compared: list[date] = Field(description="Days with a yes that have a comparable day.")
    beside: list[date] = Field(description="Their comparable days.")
    alone: list[date] = Field(description="Days with a yes without any: in no number.")
    unknown: list[date] = Field(description="In no number.")
    untold: list[date] = Field(description="Nothing was told of them: in no number.")


class LabelComparison(Answer):
    """Days with a yes beside comparable days: same kind of day, at most four weeks away."""

    municipality: str
    module: str
    title: Text
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    most_days_apart: int
    coverage_needed: Share
    days: LabelDays
    areas: list[LabelledArea] = Field(description="Density of districts, and of areas of effects.")
    hubs: list[LabelledArea] = Field(description="How full hubs were.")
    inflow: LabelInflow
