"""What a draft limit would have meant in the past."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Receipt, Share
from api.answers.effects import EffectInForce
from api.answers.permits import Form, Season, VerdictName, Zone


class VerdictChange(Answer):
    """Days whose verdict would have been another one."""

    was: VerdictName | None = Field(description="Null: no limit in force.")
    becomes: VerdictName | None
    days: int


class LimitHit(Answer):
    """What it would have meant for one operator."""

    operator: str = Field(examples=["swift"])
    verdicts: str = Field(
        description="One letter a day under the draft: c complies, d does not comply, n not enough "
        "data, - no limit.",
        examples=["ccdn"],
    )
    in_force: str = Field(description="The same under the limits that hold.", examples=["--cc"])
    held: int = Field(
        description="Days on which the draft itself holds; on others a limit of a season does, or "
        "none."
    )
    by_effect: int = Field(
        description="Days on which a limit that a module had put in force goes before the draft."
    )
    complies: int = Field(description="Days that comply under the draft.")
    does_not_comply: int
    not_enough_data: int
    changed: int = Field(description="Days with another verdict.")
    changes: list[VerdictChange]
    messages: int = Field(
        description="One whenever it begins not to comply; days without a verdict begin nothing."
    )
    least_margin: float | None = Field(description="Below 0: how much at most is too much.")
    lower: list[float | None] = Field(description="What is certain; null: no number.")
    upper: list[float | None] = Field(description="What is possible; null beside a number: no end.")
    margins: list[float | None] = Field(description="Null: no verdict either way.")
    coverage: str = Field(
        description="One digit a day: coverage in tenths; - where there is no number."
    )
    reasons: dict[str, int] = Field(description="Why days have no number, and how many of them.")


class LimitAlerts(Answer):
    """Messages that it would have led to, for all operators."""

    by_day: int = Field(description="One for each operator and day that does not comply.")
    by_beginning: int = Field(description="One whenever an operator begins not to comply.")
    busiest_day: date | None
    on_busiest_day: int = Field(description="Operators that do not comply on it.")


class WhatIfLimit(Answer):
    """A draft limit over past days, beside what holds. Nothing of it is kept."""

    municipality: str
    indicator: str
    form: str = Form
    zone: str | None = Zone
    bound: Literal["maximum", "minimum"]
    value: float
    unit: str
    season: Season | None
    tolerance_m: int
    coverage_needed: Share
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    days: int
    counted_now: int = Field(description="Days that were counted for this question alone.")
    alerts: LimitAlerts
    rows: list[LimitHit] = Field(description="A row for each operator.")
    effects: list[EffectInForce] = Field(
        description="What modules had put in force that these verdicts rest on."
    )
    receipt: Receipt
