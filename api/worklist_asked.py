"""What may be asked of the worklist: of which area, when, by which terms, and only which rows."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.moments import Moment
from api.questions import AreaNumber, FormFactors, OperatorKeys, Question, split
from zones.worklist.actions import WAITING, Status
from zones.worklist.allowed import Terms
from zones.worklist.listing import Asked
from zones.worklist.rule import Reason

USUAL = Terms()
ROWS = 100
"""Rows of an answer that is not asked for more."""


class Surety(StrEnum):
    """How sure a row is."""

    certain = "certain"
    possible = "possible"


def _several(kind: type[StrEnum]) -> tuple[Any, Any]:
    names = "|".join(kind)
    return (
        BeforeValidator(split),
        WithJsonSchema({"type": "string", "pattern": f"^({names})(,({names}))*$"}),
    )


def _plain(given: Any) -> str:
    text = str(given).strip()
    if not text or len(text) > 80 or not text.isprintable():
        raise PydanticCustomError(
            "name", "not a name", {"remedy": "Write at most 80 letters, on one line."}
        )
    return text


Reasons = Annotated[
    list[Reason] | None,
    *_several(Reason),
    Field(description=f"Reasons, separated by commas: {', '.join(Reason)}."),
]
Statuses = Annotated[
    list[Status] | None,
    *_several(Status),
    Field(
        description=f"Statuses, separated by commas: {', '.join(Status)}. Left out: what is still "
        f"to be done ({', '.join(WAITING)})."
    ),
]
Sure = Annotated[
    Surety | None,
    WithJsonSchema({"type": "string", "enum": list(Surety)}),
    Field(description="Only certain rows, or only possible ones."),
]
Name = Annotated[
    str | None,
    BeforeValidator(_plain),
    WithJsonSchema({"type": "string", "maxLength": 80}),
    Field(description="Only what is assigned to somebody of this name."),
]


class AboutTerms(Question):
    """When, and what holds where no permit says otherwise."""

    moment: Moment = Field(None, description="A past moment; left out: now.")
    days: float = Field(
        USUAL.days, ge=1 / 24, le=365, description="Who stands so many days stands too long."
    )
    broken_days: float = Field(
        USUAL.broken_days,
        alias="brokenDays",
        ge=1 / 24,
        le=365,
        description="Who is out of order for so many days is so for too long.",
    )
    tolerance: float = Field(
        USUAL.tolerance_m,
        ge=0,
        le=100,
        description="Metres that a place may be off at the border of a no-parking area.",
    )
    again_hours: float = Field(
        USUAL.again_hours,
        alias="againHours",
        ge=0,
        le=8760,
        description="Who is seen there so many hours after it was handled comes back.",
    )

    @property
    def terms(self) -> Terms:
        """The same as the zone engine takes it."""
        return Terms(self.days, self.broken_days, self.tolerance, self.again_hours)


class AboutRows(AboutTerms):
    """Of which area, when, and only which rows."""

    area: AreaNumber
    operator: OperatorKeys = None
    form: FormFactors = None
    reason: Reasons = None
    status: Statuses = None
    sure: Sure = None
    assignee: Name = None

    @property
    def asked(self) -> Asked:
        """The same as the zone engine takes it."""
        return Asked(
            operators=self.operator,
            forms=self.form,
            reasons=self.reason,
            statuses=WAITING if self.status is None else self.status,
            sure=None if self.sure is None else self.sure is Surety.certain,
            assignee=self.assignee,
        )


class AboutWorklist(AboutRows):
    """The same, and which page of it."""

    limit: int = Field(ROWS, ge=0, le=1000, description="Most rows in the answer, up to 1000.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Rows before the first in the answer.")
