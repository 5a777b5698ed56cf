"""The tables of Stoep.

Evidence (written by `ingest`): operator, feed, feed_state, poll, coverage_span, vehicle_type,
open_stay, stay. Places (written by `zones`): area. Folded numbers (written by `zones`): cell_day,
fold_state.

Everything that happens has a time in UTC, in whole seconds. `evidence_s` is a feed's own clock: the
seconds of its history that good polls cover. It stands still in an outage, so that the difference
of two readings is the observed time between them, gaps left out.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Moment = DateTime(timezone=True)


class Base(DeclarativeBase):
    """Root of the tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Operator(Base):
    """A company that puts shared vehicles on the street."""

    __tablename__ = "operator"

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)


class Feed(Base):
    """An address at which an operator publishes what it sees."""

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("interval_s between 15 and 86400", name="interval"),
        CheckConstraint("format in ('gbfs', 'mds', 'agency')", name="format"),
        CheckConstraint("format <> 'agency' or provider_id is not null", name="provider"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    interval_s: Mapped[int] = mapped_column(Integer)
    default_form_factor: Mapped[str] = mapped_column(Text, server_default="bicycle")
    default_propulsion: Mapped[str] = mapped_column(Text, server_default="unknown")
    id_policy: Mapped[str] = mapped_column(Text, server_default="per_trip")
    bounds: Mapped[list[float]] = mapped_column(
        ARRAY(Double), server_default=text("'{3.2,50.7,7.3,53.6}'")
    )
    """West, south, east, north: outside it a position is foreign (default: the Netherlands)."""
    enabled: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    added_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    format: Mapped[str] = mapped_column(Text, server_default="gbfs")
    """GBFS, MDS Provider, or MDS Agency: then the operator pushes, and nothing is polled."""
    provider_id: Mapped[UUID | None] = mapped_column(PG_UUID)
    """Who the operator is in MDS: whatever is pushed in another name is refused."""
    tells_trips: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """Whether its MDS Provider has `/trips`, which are read each hour."""


class FeedState(Base):
    """Where a feed stands: one row a feed, changed in the transaction of each poll."""

    __tablename__ = "feed_state"

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    generation: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """Goes up by one with each poll that changed the evidence: the continuity token of a reader."""
    last_poll_at: Mapped[datetime | None] = mapped_column(Moment)
    last_outcome: Mapped[str | None] = mapped_column(Text)
    last_reason: Mapped[str | None] = mapped_column(Text)
    evidence_at: Mapped[datetime | None] = mapped_column(Moment)
    """Time of the newest evidence, by the feed's own clock when that is sane."""
    evidence_s: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    standing: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Vehicles listed by the newest good poll."""
    stays_opened: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """How many stays this feed ever opened: the next stay's number."""
    body_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    suspect_outcome: Mapped[str | None] = mapped_column(Text)
    """Why the newest lists are in quarantine; empty when they are not (rules R3 and R4)."""
    suspect_since: Mapped[datetime | None] = mapped_column(Moment)
    suspect_polls: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    suspect_listed: Mapped[int | None] = mapped_column(Integer)
    """Vehicles in the newest list in quarantine."""
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    """A person said that lists of this moment and later tell the truth."""
    released_by: Mapped[str | None] = mapped_column(Text)
    same_since: Mapped[datetime | None] = mapped_column(Moment)
    """Since when the feed lists exactly the same."""
    clock_offset_s: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """How far the feed's clock runs ahead: a constant number of half hours, corrected."""
    lease: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """The newest leader that wrote: an older one is refused."""
    trips_to: Mapped[datetime | None] = mapped_column(Moment)
    """End of the newest hour of which trips were read."""


class Statement(Base):
    """What an operator said of its own feeds: it explains a gap, it does not undo one (R12)."""

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint("kind in ('outage', 'withdrawal', 'relocation')", name="kind"),
        CheckConstraint("ends_at is null or ends_at > starts_at", name="order"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    kind: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    said: Mapped[str] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))


class Credential(Base):
    """What a feed asks to be let in, sealed with a key that is not in the database."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("kind in ('bearer', 'api_key', 'basic', 'oauth2')", name="kind"),
    )

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    key_id: Mapped[str] = mapped_column(Text)
    """Which key seals it."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Nonce and AES-256-GCM text; the feed's number is bound in."""
    set_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))


class Leader(Base):
    """Which lease is the newest: who holds an older one no longer leads."""

    __tablename__ = "leader"

    role: Mapped[str] = mapped_column(Text, primary_key=True)
    lease: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(Moment)
    """When the leader last said that it is there."""


class Poll(Base):
    """One attempt to read a feed, whatever came of it. Partitioned by month of `started_at`."""

    __tablename__ = "poll"
    __table_args__ = (
        CheckConstraint("finished_at >= started_at", name="order"),
        Index(
            "ix_poll_duplicates",
            "feed_id",
            "started_at",
            postgresql_where=text("dropped ? 'duplicate_id'"),
        ),
        {"postgresql_partition_by": "RANGE (started_at)"},
    )

    feed_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    http_status: Mapped[int | None] = mapped_column(SmallInteger)
    body_bytes: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[str | None] = mapped_column(Text)
    listed: Mapped[int | None] = mapped_column(Integer)
    """Vehicles in the body, bad ones too."""
    sighted: Mapped[int | None] = mapped_column(Integer)
    """Vehicles that could be read."""
    dropped: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    """How many vehicles were left out, by reason."""
    source_at: Mapped[datetime | None] = mapped_column(Moment)
    ttl_s: Mapped[int | None] = mapped_column(Integer)
    body_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    evidence_at: Mapped[datetime | None] = mapped_column(Moment)
    """The moment this poll is evidence for; empty when it is none."""
    opened: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    continued: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    missing: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    ended: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    code_version: Mapped[str] = mapped_column(Text)


class _Body:
    """A body as it came, compressed, by itself or as a difference from an earlier one."""

    feed_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    """The poll that it answered."""
    base_at: Mapped[datetime | None] = mapped_column(Moment)
    """The poll whose body it is a difference from; empty: it stands by itself."""
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    types: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The vehicle types that it was read with."""
    zipped: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Zstandard; empty: the very bytes of `base_at`."""


class RawPoll(_Body, Base):
    """Bodies of lists that are evidence. Partitioned by day of `started_at`."""

    __tablename__ = "raw_poll"
    __table_args__ = ({"postgresql_partition_by": "RANGE (started_at)"},)


class RawSuspect(_Body, Base):
    """Bodies of lists that were held back. Partitioned by day of `started_at`."""

    __tablename__ = "raw_suspect"
    __table_args__ = ({"postgresql_partition_by": "RANGE (started_at)"},)


class Checkpoint(Base):
    """The state of a feed after a poll, with its open stays: once a day."""

    __tablename__ = "checkpoint"

    feed_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    """Start of the poll after which it was taken."""
    generation: Mapped[int] = mapped_column(BigInteger)
    zipped: Mapped[bytes] = mapped_column(LargeBinary)


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


class FeedCheck(Base):
    """A feed that somebody wants tried: asked by the API, answered by ingest."""

    __tablename__ = "feed_check"
    __table_args__ = (CheckConstraint("format in ('gbfs', 'mds')", name="format"),)

    id: Mapped[UUID] = mapped_column(PG_UUID, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text)
    default_form_factor: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


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
    """A vehicle that an operator registered: the only place where its own id is kept."""

    __tablename__ = "push_vehicle"
    __table_args__ = (UniqueConstraint("feed_id", "device_id"),)

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    device_id: Mapped[UUID] = mapped_column(PG_UUID)
    form_factor: Mapped[str] = mapped_column(Text)
    propulsion: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime] = mapped_column(Moment)
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


class CellVersion(Base):
    """A day of cells as it was told before a correction; only days that changed."""

    __tablename__ = "cell_version"

    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    area_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    feed_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vehicle_type_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    parked: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    vehicle_s: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class CoverageSpan(Base):
    """An unbroken run of evidence of one feed; between two spans lies a gap (rule R5)."""

    __tablename__ = "coverage_span"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="order"),)

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    starts_s: Mapped[int] = mapped_column(BigInteger)
    """The feed's `evidence_s` at `starts_at`."""


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
    areas: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    packed: Mapped[bytes] = mapped_column(LargeBinary, Computed(PACKED_STAY, persisted=True))
    """What a map needs of the stay, as 32 bytes: id, place, first_seen, base_s, type and state."""
    state_since: Mapped[datetime | None] = mapped_column(Moment)
    """First good poll that told the newest state; empty: `first_seen`."""


class Stay(Base):
    """A stay that has ended: append-only, partitioned by month of `end_hi`."""

    __tablename__ = "stay"
    __table_args__ = (
        CheckConstraint("first_seen <= end_lo and end_lo < end_hi", name="order"),
        CheckConstraint("observed_s >= 0", name="observed"),
        Index("ix_stay_areas", "areas", postgresql_using="gin"),
        Index("ix_stay_end_hi_first_seen", "end_hi", "first_seen", postgresql_using="brin"),
        Index(
            "ix_stay_by_length",
            "ended_by_length",
            "first_seen",
            postgresql_include=("end_lo", "feed_id", "packed"),
        ),
        {"postgresql_partition_by": "RANGE (end_hi)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    end_hi: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    """First good poll in which it was not there."""
    end_lo: Mapped[datetime] = mapped_column(Moment)
    """Last good poll in which it was there: `last_seen`."""
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
    """Places of a hub."""
    source: Mapped[str] = mapped_column(Text)
    """Who drew it, and when: shown wherever the area is."""


class CellDay(Base):
    """A day (UTC) of one area × feed × vehicle type in 96 quarters. Partitioned by month.

    A quarter in which nothing stood is 0; whether the feed was seen at all is told by
    `coverage_span`, never by the number here.
    """

    __tablename__ = "cell_day"
    __table_args__ = ({"postgresql_partition_by": "RANGE (day)"},)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    area_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    feed_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vehicle_type_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    parked: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Vehicles standing at the start of each quarter."""
    vehicle_s: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Vehicle-seconds within the covered seconds of each quarter."""


class FoldState(Base):
    """How far a feed's evidence has been folded into cells."""

    __tablename__ = "fold_state"

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    folded_to: Mapped[datetime] = mapped_column(Moment)
    """Cells before this moment are final; later ones an open absence may still change."""
    seen_to: Mapped[datetime] = mapped_column(Moment)
    """Cells hold the evidence up to this moment."""


class FlowBlock(Base):
    """A block of time of which it was told where trips went: once, and never anew."""

    __tablename__ = "flow_block"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("days in ('weekday', 'weekend')", name="days"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Moment, unique=True)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    days: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))
    coverage: Mapped[float] = mapped_column(Double)
    """Least share of the block of which a feed that tells its trips told them."""
    feeds: Mapped[dict[str, float]] = mapped_column(JSONB)
    """That share, by feed."""


class Flow(Base):
    """Trips from one cell to one cell in a block; units of fewer than k trips are never kept."""

    __tablename__ = "flow"
    __table_args__ = (CheckConstraint("trips >= least_k", name="enough"),)

    block_id: Mapped[int] = mapped_column(ForeignKey("flow_block.id"), primary_key=True)
    origin_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Number of an area; 0: outside all cells."""
    destination_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    trips: Mapped[int] = mapped_column(Integer)
    least_k: Mapped[int] = mapped_column(SmallInteger)
    """Told to those who may see groups of at least so many."""


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


class CellRecount(Base):
    """Cells that late words touched: a feed's in an area, over a period; gone once counted anew."""

    __tablename__ = "cell_recount"

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id", ondelete="CASCADE"), primary_key=True
    )
    from_at: Mapped[datetime] = mapped_column(Moment)
    to_at: Mapped[datetime] = mapped_column(Moment)


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
