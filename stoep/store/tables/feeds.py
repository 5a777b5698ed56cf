"""Operators, their feeds, and what is asked and said of these: credentials, statements, trials."""

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
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


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
    clock_seen: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    """What that is known by: of the newest lists when they came and the time they told, in turn."""
    lease: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """The newest leader that wrote: an older one is refused."""
    held_back: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """By pseudonym: who is reserved where it did not stand, by the newest list alone; it may be on
    a ride."""
    trips_to: Mapped[datetime | None] = mapped_column(Moment)
    """End of the newest hour of which trips were read."""


class FeedReading(Base):
    """How a feed was read from a poll on: a row when that changes, so that it can be read again."""

    __tablename__ = "feed_reading"

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    """Start of the first poll that was read so."""
    reading: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Rhythm, bounds, what is taken for granted, whether ids count, time zone, newest area."""


class Leader(Base):
    """Which lease is the newest: who holds an older one no longer leads."""

    __tablename__ = "leader"

    role: Mapped[str] = mapped_column(Text, primary_key=True)
    lease: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(Moment)
    """When the leader last said that it is there."""


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
