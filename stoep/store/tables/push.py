"""What operators push: keys, vehicles, batches and events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class PushKey(Base):
    """What lets an operator's server push; only its hash is kept."""

    __tablename__ = "push_key"

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    prefix: Mapped[str] = mapped_column(Text)
    """Its first letters, by which people tell keys apart."""
    made_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class PushVehicle(Base):
    """A vehicle that an operator registered: the only place where its own id is kept, and not for
    longer than two days after it was last heard of."""

    __tablename__ = "push_vehicle"
    __table_args__ = (UniqueConstraint("feed_id", "device_id"),)

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    device_id: Mapped[UUID] = mapped_column(PG_UUID)
    form_factor: Mapped[str] = mapped_column(Text)
    propulsion: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
    """Not heard of for two days: `device_id` is its keyed hash now, until it is heard of again."""
    words_from: Mapped[datetime | None] = mapped_column(Moment)
    """What was told of earlier moments is forgotten; empty: nothing is."""


class PushBatch(Base):
    """One request of an operator: what came, what of it was refused, and whether it was applied.

    The inbox: written by the API, turned into evidence by ingest.
    """

    __tablename__ = "push_batch"
    __table_args__ = (
        CheckConstraint(
            "kind in ('vehicles', 'events', 'telemetry', 'trips', 'stops')", name="kind"
        ),
        Index(
            "ix_push_batch_waiting", "feed_id", "id", postgresql_where=text("applied_at is null")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    kind: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Moment)
    items: Mapped[int] = mapped_column(Integer)
    failures: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    """How many items were refused, by MDS error."""
    body: Mapped[list[Any] | None] = mapped_column(JSONB)
    """The items that were accepted, without places of rides; empty once it is past keeping."""
    applied_at: Mapped[datetime | None] = mapped_column(Moment)


class PushEvent(Base):
    """What an operator told of a vehicle at a moment: a change of state, or another place.

    Kept as long as late words may still put it in another light.
    """

    __tablename__ = "push_event"
    __table_args__ = (Index(None, "vehicle_id", "event_at"),)

    feed_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(PG_UUID, primary_key=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("push_vehicle.id"))
    event_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(Text)
    """MDS vehicle state; `seen` for a place that telemetry told."""
    arrived: Mapped[bool] = mapped_column(Boolean)
    """Whether the event itself tells that the vehicle came: the end of a trip, a drop-off."""
    lon: Mapped[float | None] = mapped_column(Double)
    lat: Mapped[float | None] = mapped_column(Double)
    stay_id: Mapped[int | None] = mapped_column(BigInteger)
    """The stay that it is part of; empty where the vehicle does not stand."""
