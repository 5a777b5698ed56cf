"""What stood where: stays, their states, what was told of them before, and told trips."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class VehicleType(Base):
    """A form factor with a propulsion."""

    __tablename__ = "vehicle_type"
    __table_args__ = (UniqueConstraint("form_factor", "propulsion"),)

    id: Mapped[int] = mapped_column(SmallInteger, Identity(), primary_key=True)
    form_factor: Mapped[str] = mapped_column(Text)
    propulsion: Mapped[str] = mapped_column(Text)


PACKED_STAY = """
int8send(id) || int4send(round(st_x(geom) * 1e7)::int4) || int4send(round(st_y(geom) * 1e7)::int4)
|| timestamptz_send(first_seen) || int4send(base_s::int4)
|| int4send(vehicle_type_id * 4
            + case state when 'available' then 0 when 'reserved' then 1 else 2 end)
"""
"""A stay as fixed-width bytes: read as one column in a fifth of the time of five."""


class OpenStay(Base):
    """A stay that has not ended, or not surely. The only table that knows vehicles.

    A stay whose vehicle is absent keeps `missing_since`; it goes to `stay` when the absence is
    confirmed and no return within 15 minutes and 100 m can undo it. No foreign keys: see the
    migration, where feeds and vehicle types are kept from being deleted.
    """

    __tablename__ = "open_stay"
    __table_args__ = (
        UniqueConstraint("feed_id", "vehicle"),
        Index("ix_open_stay_first_seen", "first_seen"),
        Index(
            "ix_open_stay_areas",
            "areas",
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 256},
        ),
        CheckConstraint("missing_since is null or missing_since > last_seen", name="order"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Feed number × 2^40 + running number within the feed: the same at each rebuild."""
    feed_id: Mapped[int] = mapped_column(Integer)
    vehicle: Mapped[UUID] = mapped_column(PG_UUID)
    """Keyed hash of the feed's vehicle id; never leaves this table."""
    vehicle_type_id: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    """The anchor: the first good position of the stay."""
    first_seen: Mapped[datetime] = mapped_column(Moment)
    start_lo: Mapped[datetime | None] = mapped_column(Moment)
    """Last good poll in which it was not there, a gap between or not; empty at the first poll."""
    start_reason: Mapped[str] = mapped_column(Text)
    base_s: Mapped[int] = mapped_column(BigInteger)
    """`observed_s` at any moment is the feed's `evidence_s` then, less this."""
    last_seen: Mapped[datetime | None] = mapped_column(Moment)
    """Written when the vehicle goes missing; until then it is the feed's `evidence_at`."""
    missing_since: Mapped[datetime | None] = mapped_column(Moment)
    """First good poll that lacked it: it is counted until then."""
    missing_anew: Mapped[datetime | None] = mapped_column(Moment)
    """First good poll after a gap that came before the absence was sure: it may have been there
    again within the gap. Absence is confirmed from here on; empty: from `missing_since` on."""
    areas: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    packed: Mapped[bytes] = mapped_column(LargeBinary, Computed(PACKED_STAY, persisted=True))
    """What a map needs of the stay, as 32 bytes: id, place, first_seen, base_s, type and state."""
    state_since: Mapped[datetime | None] = mapped_column(Moment)
    """First good poll that told the newest state; empty: `first_seen`."""
    put_back: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    """Where it came back to after a short absence, beyond the jitter and within 100 m of the
    anchor: standing there it has not moved. Empty: it is at its anchor."""


class Stay(Base):
    """A stay that has ended: append-only, partitioned by month of `end_hi`."""

    __tablename__ = "stay"
    __table_args__ = (
        CheckConstraint("first_seen <= end_lo and end_lo < end_hi", name="order"),
        CheckConstraint("end_latest > end_hi", name="latest"),
        CheckConstraint("observed_s >= 0", name="observed"),
        Index("ix_stay_areas", "areas", postgresql_using="gin"),
        Index("ix_stay_end_hi_first_seen", "end_hi", "first_seen", postgresql_using="brin"),
        Index(
            "ix_stay_by_length",
            "ended_by_length",
            "first_seen",
            postgresql_include=("end_lo", "feed_id", "packed"),
        ),
        Index("ix_stay_end_latest", "end_latest", postgresql_where=text("end_latest is not null")),
        {"postgresql_partition_by": "RANGE (end_hi)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    end_hi: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    """First good poll in which it was not there: it is counted until then."""
    end_lo: Mapped[datetime] = mapped_column(Moment)
    """Last good poll in which it was there: `last_seen`."""
    end_latest: Mapped[datetime | None] = mapped_column(Moment)
    """It ended not later than this; empty: than `end_hi`. Later where a gap came before its absence
    was sure, and may hide that it was there again."""
    end_reason: Mapped[str] = mapped_column(Text)
    feed_id: Mapped[int] = mapped_column(Integer)
    vehicle_type_id: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    first_seen: Mapped[datetime] = mapped_column(Moment)
    start_lo: Mapped[datetime | None] = mapped_column(Moment)
    start_reason: Mapped[str] = mapped_column(Text)
    base_s: Mapped[int] = mapped_column(BigInteger)
    observed_s: Mapped[int] = mapped_column(BigInteger)
    """Seconds of the stay that good polls cover."""
    areas: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    """As `open_stay.packed`; the function `pack_stay` makes it too."""
    ended_by_length: Mapped[int] = mapped_column(BigInteger)
    """`by_length(first_seen, end_hi)`: finds what stood at a past moment."""


class StateChange(Base):
    """A standing vehicle said another state than before: append-only, by month of `changed_at`.

    The state of a stay at a moment is `was` of its first change after that, else the stay's own.
    """

    __tablename__ = "state_change"
    __table_args__ = (
        CheckConstraint("was_since <= changed_lo and changed_lo < changed_at", name="order"),
        CheckConstraint("was <> became", name="news"),
        Index(
            "ix_state_change_by_length",
            text("by_length(was_since, changed_at)"),
            "was_since",
            postgresql_include=("changed_at", "stay_id", "feed_id", "was"),
        ),
        {"postgresql_partition_by": "RANGE (changed_at)"},
    )

    stay_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    changed_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    """First good poll that told the new state."""
    feed_id: Mapped[int] = mapped_column(Integer)
    was_since: Mapped[datetime] = mapped_column(Moment)
    """First good poll that told the old one: the change before, or the beginning of the stay."""
    changed_lo: Mapped[datetime] = mapped_column(Moment)
    """Last good poll that told the old one: it changed in between, a gap between or not."""
    observed_s: Mapped[int] = mapped_column(BigInteger)
    """Seconds of the stay that good polls covered until `changed_at`."""
    was: Mapped[str] = mapped_column(Text)
    became: Mapped[str] = mapped_column(Text)


class StayVersion(Base):
    """A stay as it was told before a correction."""

    __tablename__ = "stay_version"

    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), primary_key=True)
    stay_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    vehicle_type_id: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    first_seen: Mapped[datetime] = mapped_column(Moment)
    end_lo: Mapped[datetime | None] = mapped_column(Moment)
    """Empty, as all that is told of an end: it had not ended."""
    end_hi: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str | None] = mapped_column(Text)
    observed_s: Mapped[int | None] = mapped_column(BigInteger)
    areas: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class Correction(Base):
    """Words that came late and changed what had been told (rule R11)."""

    __tablename__ = "correction"
    __table_args__ = (CheckConstraint("to_at >= from_at", name="order"),)

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    from_at: Mapped[datetime] = mapped_column(Moment)
    """The earliest moment of which something changed."""
    to_at: Mapped[datetime] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    events: Mapped[int] = mapped_column(Integer)
    """Late words."""
    stays: Mapped[int] = mapped_column(Integer)
    """Stays that changed."""
    folded_at: Mapped[datetime | None] = mapped_column(Moment)
    cells: Mapped[int | None] = mapped_column(Integer)
    """Days of an area that changed, when they have been counted anew."""


class Trip(Base):
    """A rental as its operator tells it: where and when it began and ended, and nothing between.

    Partitioned by day of `ended_at`, so that it can be dropped by day.
    """

    __tablename__ = "trip"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="order"),
        {"postgresql_partition_by": "RANGE (ended_at)"},
    )

    feed_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[UUID] = mapped_column(PG_UUID, primary_key=True)
    """Keyed hash of the operator's trip id."""
    ended_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    start_geom: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    end_geom: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    told_at: Mapped[datetime] = mapped_column(Moment)
