"""Numbers folded from stays: cells of areas, and flows between places."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    Identity,
    Integer,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


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


class FoldState(Base):
    """How far a feed's evidence has been folded into cells."""

    __tablename__ = "fold_state"

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    folded_to: Mapped[datetime] = mapped_column(Moment)
    """Cells before this moment are final; later ones an open absence may still change."""
    seen_to: Mapped[datetime] = mapped_column(Moment)
    """Cells hold the evidence up to this moment."""


class CellRecount(Base):
    """Cells that late words touched: a feed's in an area, over a period; gone once counted anew."""

    __tablename__ = "cell_recount"

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id", ondelete="CASCADE"), primary_key=True
    )
    from_at: Mapped[datetime] = mapped_column(Moment)
    to_at: Mapped[datetime] = mapped_column(Moment)


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
