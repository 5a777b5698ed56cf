"""What feeds tell beside their vehicles: stations and service areas."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class Station(Base):
    """A docking station, or a place without docks that works as one, as a feed tells it.

    One version: when a feed tells another name, place or capacity, a new row begins.
    """

    __tablename__ = "station"
    __table_args__ = (
        UniqueConstraint("feed_id", "code", "valid_from"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="order"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    code: Mapped[str] = mapped_column(Text)
    """The feed's own id of it."""
    name: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    capacity: Mapped[int | None] = mapped_column(Integer)
    is_virtual: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """A marked place without docks."""
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_to: Mapped[datetime | None] = mapped_column(Moment)


class StationCount(Base):
    """What a feed told of a station over an unbroken run of good answers that said the same."""

    __tablename__ = "station_count"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="order"),)

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    vehicles: Mapped[int] = mapped_column(Integer)
    """Vehicles that can be rented there."""
    out_of_order: Mapped[int | None] = mapped_column(Integer)
    """Vehicles that cannot; empty when the feed withholds it."""
    docks: Mapped[int | None] = mapped_column(Integer)
    """Free docks."""
    listed: Mapped[int] = mapped_column(Integer)
    """Vehicles of the feed's own list that say they are there: when there are any, they are
    counted, and the station's numbers are occupancy only."""


class ServiceArea(Base):
    """Where a feed says its vehicles may be ridden and left: one version of all its zones."""

    __tablename__ = "service_area"
    __table_args__ = (
        UniqueConstraint("feed_id", "valid_from"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="order"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    valid_from: Mapped[datetime] = mapped_column(Moment)
    """When it was first read."""
    valid_to: Mapped[datetime | None] = mapped_column(Moment)
    """When another version was first read."""
    seen_at: Mapped[datetime] = mapped_column(Moment)
    """When it was last read."""
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    zones: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """GeoJSON: each zone with its rules in the words of GBFS 3."""
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", 4326, spatial_index=False))
    """Where a ride may end; empty when no zone allows it."""
