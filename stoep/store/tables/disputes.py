"""What operators contest, what both sides say of it, and what a municipality sets aside."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Integer,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class Dispute(Base):
    """What an operator contests: a stretch of a feed, a verdict on a day, or a limit.

    Only added to. Its number is drawn, not counted: it tells nothing of how many others there are.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("kind in ('feed', 'verdict', 'limit')", name="kind"),
        CheckConstraint("(kind = 'feed') = (feed_id is not null)", name="feed"),
        CheckConstraint("(kind = 'limit') = (limit_id is not null)", name="limit"),
        CheckConstraint(
            "(kind = 'verdict') = (day is not null) and (kind = 'verdict') = (form_factor is not"
            " null and zone is not null and indicator is not null)",
            name="verdict",
        ),
        CheckConstraint(
            "(kind = 'limit') = (from_at is null and to_at is null) and to_at > from_at",
            name="period",
        ),
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    municipality: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str] = mapped_column(Text)
    feed_id: Mapped[int | None] = mapped_column(ForeignKey("feed.id"))
    from_at: Mapped[datetime | None] = mapped_column(Moment)
    """Of a verdict: the local day."""
    to_at: Mapped[datetime | None] = mapped_column(Moment)
    form_factor: Mapped[str | None] = mapped_column(Text)
    zone: Mapped[str | None] = mapped_column(Text)
    """An area as kind/code; without letters: the whole municipality."""
    indicator: Mapped[str | None] = mapped_column(Text)
    day: Mapped[date | None] = mapped_column(Date)
    limit_id: Mapped[int | None] = mapped_column(Integer)
    told: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The number and verdict as they were when it was opened."""
    opened_at: Mapped[datetime] = mapped_column(Moment)


class DisputeAct(Base):
    """What a side said, or the municipality decided; numbered from 1 on, only added to."""

    __tablename__ = "dispute_act"
    __table_args__ = (
        CheckConstraint("what in ('opened', 'answered', 'dismissed', 'upheld')", name="what"),
        CheckConstraint("side in ('operator', 'municipality')", name="side"),
        CheckConstraint(
            "(what = 'upheld') = (remedy is not null)"
            " and remedy in ('explained', 'set_aside', 'limit_withdrawn')",
            name="remedy",
        ),
        CheckConstraint("number > 0 and (what = 'opened') = (number = 1)", name="number"),
    )

    dispute: Mapped[int] = mapped_column(
        ForeignKey("dispute.number"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    links: Mapped[list[str]] = mapped_column(ARRAY(Text))
    remedy: Mapped[str | None] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(Text)
    verified: Mapped[bool] = mapped_column(Boolean)
    said_at: Mapped[datetime] = mapped_column(Moment)


class EvidenceSetAside(Base):
    """What a feed told in a stretch of time counts for nothing in a municipality's permits.

    Only added to. The polls and stays themselves stay as they are, and so do the numbers of others.
    """

    __tablename__ = "evidence_set_aside"
    __table_args__ = (CheckConstraint("to_at > from_at", name="order"),)

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    dispute: Mapped[int] = mapped_column(ForeignKey("dispute.number"))
    municipality: Mapped[str] = mapped_column(Text, index=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    from_at: Mapped[datetime] = mapped_column(Moment)
    to_at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment)
