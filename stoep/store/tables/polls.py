"""Polls, the runs of evidence that they make, and their bodies as they came."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment

HELD = "outcome in ('suspect_mass', 'suspect_empty', 'suspect_swapped', 'suspect_frozen', 'clock')"
"""Lists that could be read and were not believed: few among millions, and each has to be told."""


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
        Index("ix_poll_held", "feed_id", "started_at", postgresql_where=text(HELD)),
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
    told: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """Of how many vehicles a good list told what (`stoep.told.ToldFields`); empty: not counted."""


class CoverageSpan(Base):
    """An unbroken run of evidence of one feed; between two spans lies a gap (rule R5)."""

    __tablename__ = "coverage_span"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="order"),)

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    starts_s: Mapped[int] = mapped_column(BigInteger)
    """The feed's `evidence_s` at `starts_at`."""


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
