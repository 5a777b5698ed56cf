"""Two moments or two periods side by side."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, Receipt, Share, Time
from api.answers.indicators import Period

WHY_NOT = (
    "Why no difference is claimed: no_evidence and not_yet_followed (a number is unknown),"
    " seen_too_little (the coverage of one is lower than `coverage_needed`), feeds_differ (one"
    " rests on feeds that the other does not), border_differs."
)


class ComparedSide(Answer):
    """One of the two numbers."""

    value: float | None
    coverage: Share
    reason: str | None = Field(description="Why the value is null or not of the whole.")


class ComparedArea(Answer):
    """An area by its newest border, with both numbers."""

    area: int
    code: str
    name: str
    area_m2: float
    one: ComparedSide
    other: ComparedSide
    difference: float | None = Field(description="The other less the one.")
    reason: str | None = Field(description=WHY_NOT)


class ComparedPart(Answer):
    """All vehicles of the area, those of an operator, or those of a form factor."""

    group: Literal["none", "operator", "form"]
    key: str
    name: str
    one: ComparedSide
    other: ComparedSide
    difference: float | None = Field(description="The other less the one.")
    reason: str | None = Field(description=WHY_NOT)


class ComparedWhen(Answer):
    """A moment or a period, and the receipt of its map: of the numbers of its areas."""

    moment: Time | None
    period: Period | None
    coverage: Share
    reason: str | None
    receipt: Receipt


class Comparison(Answer):
    """An indicator at two moments or over two periods."""

    indicator: str
    unit: str
    area: AreaName
    coverage_needed: Share = Field(description="From which both numbers may be compared.")
    one: ComparedWhen
    other: ComparedWhen
    parts: list[ComparedPart] = Field(
        description="Of `area`: all together, then by operator, then by form factor."
    )
    areas: list[ComparedArea] = Field(description="Of the municipality of `area`, by code.")
