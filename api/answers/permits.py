"""Permits: limits, the board of verdicts, one row of it, and one verdict with its evidence."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Receipt, Share, Time
from api.answers.effects import EffectInForce, ModuleTitle
from api.answers.feeds import Statement
from api.answers.indicators import Period

VerdictName = Literal["complies", "does_not_comply", "not_enough_data"]
Form = Field(description="A form factor, or all of them together.", examples=["all"])
Zone = Field(description="An area as kind/code; null: the whole municipality.")


class PermitScope(Answer):
    """Whom and what a limit is about."""

    operator: str = Field(examples=["swift"])
    form: str = Form
    zone: str | None = Zone
    indicator: str = Field(examples=["permit_fleet"])


class Season(Answer):
    """A part of every year, both days included; it may go over New Year."""

    from_: str = Field(alias="from", examples=["05-01"])
    to: str = Field(examples=["09-30"])


class PermitLimit(PermitScope):
    """What is asked, from when on, and who set it."""

    id: int | None = Field(description="Null: a module's effect set it, for that day alone.")
    municipality: str = Field(examples=["GM0518"])
    bound: Literal["maximum", "minimum"]
    value: float
    unit: str
    tolerance_m: int = Field(description="How far a place may be off at a border.")
    coverage_needed: Share = Field(description="Least coverage to say that it complies.")
    season: Season | None = Field(description="Null: all year.")
    effective_from: date
    withdrawn: bool = Field(description="It holds no more from that day on.")
    set_by: str
    set_at: Time
    why: str


class PermitLimits(Answer):
    """Limits in force on a day."""

    municipality: str
    day: date
    limits: list[PermitLimit]
    effects: list[EffectInForce] = Field(description="Which set a limit for that day.")


class PermitLimitHistory(Answer):
    """All that was ever set or withdrawn, the newest first."""

    municipality: str
    limits: list[PermitLimit]


class NewestDay(Answer):
    """The last day of a row that has a number."""

    day: date
    lower: float
    upper: float | None
    coverage: Share
    limit: float | None
    margin: float | None
    verdict: VerdictName | None


class BoardRow(PermitScope):
    """A row of the board: a letter for each day."""

    unit: str
    bound: Literal["maximum", "minimum"]
    verdicts: str = Field(
        description="One letter a day: c complies, d does not comply, n not enough data, - no "
        "limit in force.",
        examples=["ccdn"],
    )
    coverage: str = Field(
        description="One digit a day: coverage in tenths, rounded down, 9 for all that is 0.9 or "
        "more; - where there is no number.",
        examples=["999-"],
    )
    complies: int = Field(description="Days that comply.")
    does_not_comply: int
    not_enough_data: int
    newest: NewestDay | None
    effects: list[int] = Field(
        description="Numbers of the `effects` of the board that its limits or numbers rest on."
    )
    changed: list[date] = Field(
        description="Days counted anew because evidence was set aside; /permits/verdict tells why."
    )


class BoardEffect(Answer):
    """What a module had put in force; /effects tells who set it, and why."""

    id: int
    module: str = Field(examples=["beach_day"])
    title: ModuleTitle
    kind: Literal["zone", "limit"]
    area: str | None = Field(description="As kind/code.", examples=["no_parking/DH-P01"])
    value: float | None = Field(description="The limit.")
    day: date
    from_: Time = Field(alias="from")
    to: Time = Field(description="Not included.")


class PermitBoard(Answer):
    """Operators × indicators × days."""

    municipality: str
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    days: int
    rows: list[BoardRow]
    effects: list[BoardEffect] = Field(
        description="What modules had put in force that any row rests on, the first day first."
    )


class PermitCourse(PermitScope):
    """One row of the board in full: arrays with a place for each day."""

    municipality: str
    unit: str
    bound: Literal["maximum", "minimum"]
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    verdicts: list[VerdictName | None] = Field(description="Null: no limit in force.")
    lower: list[float | None] = Field(description="What is certain; null: no number.")
    upper: list[float | None] = Field(description="What is possible; null beside a number: no end.")
    limits: list[float | None]
    margins: list[float | None] = Field(description="Room left, in the unit; below 0: none.")
    coverage: list[Share]
    reasons: list[str | None] = Field(description="Why there is no number.")
    effects: list[EffectInForce] = Field(description="What modules had put in force, on which day.")
    receipt: Receipt


class PermitGap(Answer):
    """A stretch of the day without evidence of one feed."""

    feed: str
    from_: Time = Field(alias="from")
    to: Time


class EarlierNumber(Answer):
    """What was told of the day before it was counted anew."""

    lower: float | None
    upper: float | None
    coverage: Share
    reason: str | None
    made_at: Time
    replaced_at: Time
    why: str


class EvidenceStay(Answer):
    """A stay that a number rests on."""

    stay: int = Field(description="Number of the stay (see /vehicles/{id}).")
    form: str
    lon: float
    lat: float
    since: Time
    until: Time | None = Field(description="Null: it goes on.")
    certain: bool = Field(description="Whether it is in the lower value, or in the upper alone.")
    certain_s: int = Field(description="Seconds that were observed.")
    possible_s: int = Field(description="Seconds that it may have been.")


class SetAside(Answer):
    """What of a feed counts for nothing in the permits of a municipality, and who decided so."""

    feed: str
    from_: Time = Field(alias="from")
    to: Time = Field(description="Not included.")
    why: str
    set_by: str
    set_at: Time


class PermitEvidence(Answer):
    """The stays behind a number, at most a thousand, what is certain first."""

    why: str = Field(description="Why each of them counts.", examples=["stood_in_no_parking_area"])
    at: Time | None = Field(description="The moment that the list is of.")
    reason: str | None = Field(description="Why there is no list: past_keeping.")
    total: int | None = Field(description="All of them, listed or not.")
    certain: int | None = Field(description="Those that surely count.")
    stays: list[EvidenceStay]


class PermitVerdict(PermitScope):
    """One verdict with all that it rests on."""

    municipality: str
    unit: str
    day: date
    period: Period = Field(description="The local day.")
    verdict: VerdictName | None = Field(description="Null: no limit in force.")
    margin: float | None
    lower: float | None
    upper: float | None
    coverage: Share
    behind: int = Field(description="Vehicles or stays that the number rests on.")
    reason: str | None
    version: int | None = Field(description="Version of the indicator that was counted.")
    made_at: Time | None = Field(description="When the day was counted; null: not yet.")
    limit: PermitLimit | None
    effects: list[EffectInForce] = Field(
        description="What modules had put in force that the number or its limit rests on."
    )
    earlier: list[EarlierNumber]
    gaps: list[PermitGap]
    set_aside: list[SetAside] = Field(description="Evidence of the day that counts for nothing.")
    statements: list[Statement]
    evidence: PermitEvidence
    receipt: Receipt
