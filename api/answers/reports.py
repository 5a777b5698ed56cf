"""Reports: the figures that a council or an operator asks for, each with its receipt."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, Share, Time
from api.answers.indicators import Period

Cell = str | float | bool | None


class ReportPart(Answer):
    """One table of a report: the answer to a question, or to one for each row."""

    name: str = Field(examples=["parked"])
    indicator: str | None = Field(description="The number that it tells; null: it explains.")
    unit: str | None
    coverage: Share | None = Field(description="Least share that evidence covers; null: no number.")
    reason: str | None = Field(description="Why it is not whole, or why there is nothing in it.")
    receipt: str | None = Field(
        description="By it the numbers are explained: /receipts/{receipt}; null: each row has one."
    )
    columns: list[str]
    rows: list[dict[str, Cell]] = Field(
        description="A value for each column; null: unknown, with a `reason` beside it."
    )


class PeriodReport(Answer):
    """A report over days that are over."""

    report: Literal["council", "operator"]
    municipality: AreaName
    operator: str | None = Field(description="Key of the operator; null: all of them.")
    operator_name: str | None
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    period: Period
    before: Period = Field(description="The period of the same length before it.")
    made_at: Time
    made_by: str = Field(examples=["Stoep 0.1.0"])
    licence: str
    timezone: str
    parts: list[ReportPart]
