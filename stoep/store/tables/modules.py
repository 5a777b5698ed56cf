"""Modules in municipalities: settings, runs, and what was told; all of it is only added to."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment

BASIS = "basis in ('expected', 'observed')"


class ModuleSetting(Base):
    """A module switched on or off in a municipality; the newest row of the two holds."""

    __tablename__ = "module_setting"
    __table_args__ = (Index("ix_module_setting_municipality", "municipality", "module", "id"),)

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    municipality: Mapped[str] = mapped_column(Text)
    module: Mapped[str] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column(Boolean)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """What was chosen otherwise than the default."""
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """As kind/code; empty: all of the kinds that the module needs."""
    version: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    """Of all files of the module as they were then; an outsider's must stay so."""
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(Text)


class ModuleRun(Base):
    """One run of a module for a municipality: how it ended, and what stood around it."""

    __tablename__ = "module_run"
    __table_args__ = (
        Index("ix_module_run_municipality", "municipality", "module", "id"),
        CheckConstraint(BASIS, name="basis"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    setting_id: Mapped[int] = mapped_column(ForeignKey("module_setting.id"))
    municipality: Mapped[str] = mapped_column(Text)
    module: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    ran_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(Text)
    sentence: Mapped[str] = mapped_column(Text, server_default=text("''"))
    place: Mapped[str] = mapped_column(Text, server_default=text("''"))
    """File and line where it went wrong."""
    walls: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    took_ms: Mapped[int] = mapped_column(Integer)


class ModuleTold(Base):
    """What a module told of a day; told again only where it is otherwise, the newest holds."""

    __tablename__ = "module_told"
    __table_args__ = (
        CheckConstraint(BASIS, name="basis"),
        CheckConstraint("answer in ('yes', 'no', 'unknown')", name="answer"),
    )

    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    module: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    basis: Mapped[str] = mapped_column(Text, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("module_run.id"), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Moment)
    known_at: Mapped[datetime] = mapped_column(Moment)
    """What became known later was not used."""
    answer: Mapped[str | None] = mapped_column(Text)
    """Of a label; other kinds have none."""
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Evidence of a label; values or findings."""


class ModuleEffect(Base):
    """What follows where a module tells something; ended by a row of its own, `ends_id`."""

    __tablename__ = "module_effect"
    __table_args__ = (
        Index("ix_module_effect_municipality", "municipality", "module"),
        CheckConstraint("kind in ('capacity', 'zone', 'limit', 'message')", name="kind"),
        CheckConstraint("kind = 'message' or area is not null", name="place"),
        CheckConstraint(
            "(kind in ('capacity', 'limit')) = (value is not null) and value >= 0"
            " and value < 'infinity'",
            name="value",
        ),
        CheckConstraint("(kind = 'limit') = (indicator is not null)", name="limit"),
        CheckConstraint(
            "(kind = 'message') = (message is not null)"
            " and (kind = 'message') = (cardinality(recipients) > 0)",
            name="message",
        ),
        CheckConstraint(
            "(hours_from is null) = (hours_until is null) and hours_from <> hours_until",
            name="hours",
        ),
        CheckConstraint("valid_until > valid_from", name="dates"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    municipality: Mapped[str] = mapped_column(Text)
    module: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text, server_default=text("'yes'"))
    """The answer of a label, or the name of a finding."""
    kind: Mapped[str] = mapped_column(Text)
    """capacity: times value; zone: holds in the hours; limit: of an indicator; message."""
    area: Mapped[str | None] = mapped_column(Text)
    """As kind/code."""
    value: Mapped[float | None] = mapped_column(Double)
    indicator: Mapped[str | None] = mapped_column(Text)
    hours_from: Mapped[time | None] = mapped_column(Time)
    """On the city's clock; later than `hours_until`: through the night. Empty: all day."""
    hours_until: Mapped[time | None] = mapped_column(Time)
    recipients: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    message: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    """The first day on which it follows no more."""
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    """The midnight of `valid_from` in the city."""
    stops_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_id: Mapped[int | None] = mapped_column(ForeignKey("module_effect.id"))
    """The effect that this row takes back, from `valid_from` on."""
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(Text)


class EffectInForce(Base):
    """An effect in force on a day, by the answer of the evening before; it stays as decided."""

    __tablename__ = "effect_in_force"
    __table_args__ = (
        UniqueConstraint("effect_id", "day"),
        Index("ix_effect_in_force_begins_at", "begins_at"),
        CheckConstraint("decided_at <= begins_at and begins_at < ends_at", name="order"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    effect_id: Mapped[int] = mapped_column(ForeignKey("module_effect.id"))
    day: Mapped[date] = mapped_column(Date)
    begins_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[str] = mapped_column(Text)
    """Of the module that answered."""
    title: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The module's title then, by language."""
