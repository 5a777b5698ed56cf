"""Modules in municipalities: settings, runs, and what was told; all of it is only added to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
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

    run_id: Mapped[int] = mapped_column(ForeignKey("module_run.id"))
    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    module: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    basis: Mapped[str] = mapped_column(Text, primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    known_at: Mapped[datetime] = mapped_column(Moment)
    """What became known later was not used."""
    answer: Mapped[str | None] = mapped_column(Text)
    """Of a label; other kinds have none."""
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Evidence of a label; values or findings."""
