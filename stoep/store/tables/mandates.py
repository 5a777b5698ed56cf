"""What operators owe of data: duties, from a day on, on a legal ground."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    Identity,
    Integer,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class MandateDuty(Base):
    """What a municipality asks an operator to deliver; only added to, never changed."""

    __tablename__ = "mandate_duty"
    __table_args__ = (
        CheckConstraint("value >= 0 and value < 'infinity'", name="value"),
        CheckConstraint("unit in ('1', 's')", name="unit"),
        CheckConstraint("coverage_needed > 0 and coverage_needed <= 1", name="coverage"),
        CheckConstraint("effective_to > effective_from", name="order"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    municipality: Mapped[str] = mapped_column(Text, index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    duty: Mapped[str] = mapped_column(Text)
    """One of `stoep.vocabulary.Duty`."""
    value: Mapped[float] = mapped_column(Double)
    """A share that must be reached, or seconds that may not be passed."""
    unit: Mapped[str] = mapped_column(Text)
    coverage_needed: Mapped[float] = mapped_column(Double, server_default=text("0.9"))
    """Least share of a day that must have been watched to say that it is delivered."""
    effective_from: Mapped[date] = mapped_column(Date)
    effective_to: Mapped[date | None] = mapped_column(Date)
    """First day on which it holds no more; empty: until further notice."""
    withdrawn: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """From that day on nothing of the kind is owed."""
    legal_ground: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    why: Mapped[str] = mapped_column(Text)
