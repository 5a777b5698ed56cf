"""Areas, and zones of policy with their life."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class Area(Base):
    """A place that numbers are about: one version of its border, with the days it was valid."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("kind", "code", "valid_from"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="order"),
        Index("ix_area_geom", "geom", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    municipality: Mapped[str | None] = mapped_column(Text)
    """Code of the municipality it lies in (CBS: GM….)."""
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_to: Mapped[datetime | None] = mapped_column(Moment)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", 4326, spatial_index=False))
    area_m2: Mapped[float] = mapped_column(Double)
    capacity: Mapped[int | None] = mapped_column(Integer)
    """Places of a hub, of all form factors together."""
    capacity_by_form: Mapped[dict[str, int] | None] = mapped_column(JSONB)
    """The same by form factor, {"bicycle": 12, "moped": 8}, where each has places of its own."""
    form_factors: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Which a zone is about; empty: all."""
    source: Mapped[str] = mapped_column(Text)
    """Who drew it, and when: shown wherever the area is."""


class AreaFold(Base):
    """The history of an area that was drawn later: how far it has been counted, newest first."""

    __tablename__ = "area_fold"
    __table_args__ = (
        Index("ix_area_fold_waiting", "area_id", postgresql_where=text("finished_at is null")),
    )

    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    from_at: Mapped[datetime | None] = mapped_column(Moment)
    """Where its history begins: the first day (UTC) of any evidence."""
    to_at: Mapped[datetime | None] = mapped_column(Moment)
    """Where it ended when the counting began; from there on rounds count it as they come."""
    folded_from: Mapped[datetime | None] = mapped_column(Moment)
    """Everything from here on has been counted; empty: nothing yet."""
    done_share: Mapped[float] = mapped_column(Double, server_default=text("0"))
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    failed: Mapped[str | None] = mapped_column(Text)
    """Why the last try failed; it is tried again."""


class Zone(Base):
    """A zone of policy with its life: one version, whose dates tell its phase (`zone_phase`).

    What counts in it is its `area`, made when its first day is fixed; from publishing on a change
    is a new version, with `previous_id`.
    """

    __tablename__ = "zone"
    __table_args__ = (
        CheckConstraint("kind in ('hub', 'no_parking', 'monitoring')", name="kind"),
        CheckConstraint("kind <> 'monitoring' or publish_on is null", name="monitoring"),
        CheckConstraint("capacity is null or kind = 'hub'", name="capacity"),
        CheckConstraint("(area_id is null) = (active_from is null)", name="counted"),
        CheckConstraint(
            "active_from is null"
            " or (committed_at is not null and (kind = 'monitoring' or publish_on <= active_from))",
            name="start",
        ),
        CheckConstraint(
            "retire_on is null or (active_from < retire_on"
            " and coalesce(retire_published, retire_on) <= retire_on)",
            name="end",
        ),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    """The same for all versions of a zone."""
    municipality: Mapped[str | None] = mapped_column(Text, index=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", 4326, spatial_index=False))
    area_m2: Mapped[float] = mapped_column(Double)
    capacity: Mapped[dict[str, int] | None] = mapped_column(JSONB)
    """Places of a hub: {"combined": 20}, or by form factor {"bicycle": 12, "moped": 8}."""
    form_factors: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Which it is about; empty: all."""
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    drawn_by: Mapped[str] = mapped_column(Text)
    committed_at: Mapped[datetime | None] = mapped_column(Moment)
    publish_on: Mapped[datetime | None] = mapped_column(Moment)
    """From when operators see it; a monitoring zone is never theirs to see."""
    active_from: Mapped[datetime | None] = mapped_column(Moment)
    retire_published: Mapped[datetime | None] = mapped_column(Moment)
    """From when operators see that it will end."""
    retire_on: Mapped[datetime | None] = mapped_column(Moment)
    """The first moment at which it holds no more."""
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), unique=True)


class ZoneChange(Base):
    """Who changed what of a zone, and when: only added to, the database refuses anything else."""

    __tablename__ = "zone_change"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    zone_id: Mapped[int] = mapped_column(Integer, index=True)
    """No foreign key: the history of a concept that was deleted stays."""
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class PositionTolerance(Base):
    """How far a position may be off at a border, as a municipality decided; only added to."""

    __tablename__ = "position_tolerance"
    __table_args__ = (CheckConstraint("tolerance_m between 0 and 100", name="metres"),)

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    municipality: Mapped[str] = mapped_column(Text, index=True)
    tolerance_m: Mapped[float] = mapped_column(Double)
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    why: Mapped[str] = mapped_column(Text)
