"""What operators are held to, and the days as they were counted."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Computed,
    Date,
    Double,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class PermitLimit(Base):
    """What a municipality asks of an operator from a day on; only added to, never changed."""

    __tablename__ = "permit_limit"
    __table_args__ = (
        CheckConstraint("bound in ('maximum', 'minimum')", name="bound"),
        CheckConstraint("value >= 0 and value < 'infinity'", name="value"),
        CheckConstraint("tolerance_m between 0 and 100", name="tolerance"),
        CheckConstraint("coverage_needed > 0 and coverage_needed <= 1", name="coverage"),
        CheckConstraint("(season_from is null) = (season_to is null)", name="season"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    municipality: Mapped[str] = mapped_column(Text, index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    form_factor: Mapped[str | None] = mapped_column(Text)
    """Empty: all form factors together."""
    zone: Mapped[str | None] = mapped_column(Text)
    """An area as kind/code; empty: the whole municipality."""
    indicator: Mapped[str] = mapped_column(Text)
    bound: Mapped[str] = mapped_column(Text)
    value: Mapped[float] = mapped_column(Double)
    unit: Mapped[str] = mapped_column(Text)
    tolerance_m: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """How far a place may be off at the border of a no-parking area."""
    coverage_needed: Mapped[float] = mapped_column(Double, server_default=text("0.9"))
    """Least coverage with which it can be said that an operator complies."""
    season_from: Mapped[str | None] = mapped_column(Text)
    """First day of the year that it holds, MM-DD; empty: all year."""
    season_to: Mapped[str | None] = mapped_column(Text)
    """Last such day, included; before the first one, it lies in the next year."""
    effective_from: Mapped[date] = mapped_column(Date)
    withdrawn: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """From that day on the limit that this row names holds no more."""
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    why: Mapped[str] = mapped_column(Text)


PACKED_DAY = """
int4send(day - date '1970-01-01') || float8send(coalesce(lower, 'NaN'))
|| float8send(coalesce(upper, 'NaN')) || float8send(coverage)
"""
"""A day as fixed-width bytes: a year of a row is read as one column."""


class PermitDay(Base):
    """What a local day came to, for a permit: an indicator between what is certain and possible.

    `lower` empty: no number, and why; only `upper` empty: it has no upper bound.
    """

    __tablename__ = "permit_day"

    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    operator_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_factor: Mapped[str] = mapped_column(Text, primary_key=True)
    """`all`: all form factors together."""
    zone: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    tolerance_m: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, server_default=text("0")
    )
    indicator: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    lower: Mapped[float | None] = mapped_column(Double)
    upper: Mapped[float | None] = mapped_column(Double)
    coverage: Mapped[float] = mapped_column(Double)
    behind: Mapped[int] = mapped_column(Integer)
    """How many vehicles or stays it rests on."""
    reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(SmallInteger)
    """Version of the indicator."""
    made_at: Mapped[datetime] = mapped_column(Moment)
    packed: Mapped[bytes] = mapped_column(LargeBinary, Computed(PACKED_DAY, persisted=True))
    """What a board needs of the day, as 28 bytes: day, lower, upper and coverage."""


class PermitDayVersion(Base):
    """What was told of a day before it was counted anew (rule R11)."""

    __tablename__ = "permit_day_version"

    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    operator_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_factor: Mapped[str] = mapped_column(Text, primary_key=True)
    zone: Mapped[str] = mapped_column(Text, primary_key=True)
    tolerance_m: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    indicator: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    lower: Mapped[float | None] = mapped_column(Double)
    upper: Mapped[float | None] = mapped_column(Double)
    coverage: Mapped[float] = mapped_column(Double)
    behind: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(SmallInteger)
    replaced_at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(Text)
    packed: Mapped[bytes] = mapped_column(LargeBinary, Computed(PACKED_DAY, persisted=True))


class PermitCounted(Base):
    """That a day of a place was counted, and on which areas and limits."""

    __tablename__ = "permit_counted"

    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    zone: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    tolerance_m: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, server_default=text("0")
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    basis: Mapped[str] = mapped_column(Text)
    """Changes when an area is redrawn or a limit asks for another number."""
