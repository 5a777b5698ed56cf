"""Who is told what, and the outbox of messages to them."""

from datetime import datetime, time

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment

TO_DO = text("state in ('waiting', 'sending')")


class Recipient(Base):
    """Somebody that a municipality tells something; whoever is removed has no address any more."""

    __tablename__ = "recipient"
    __table_args__ = (
        CheckConstraint("kind in ('email', 'webhook')", name="kind"),
        CheckConstraint("language in ('nl', 'en')", name="language"),
        CheckConstraint(
            "cardinality(about) > 0 and about <@ array['messages', 'in_force', 'module_off']",
            name="about",
        ),
        CheckConstraint(
            "(quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until",
            name="quiet",
        ),
        CheckConstraint(
            "(removed_at is null) = (removed_by is null)"
            " and (removed_at is null) = (address is not null)",
            name="removed",
        ),
        Index(
            "uq_recipient_name",
            "municipality",
            "name",
            unique=True,
            postgresql_where=text("removed_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    municipality: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    """As effects name it."""
    kind: Mapped[str] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    about: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """messages: those to it by name; in_force: all that is put in force; module_off."""
    language: Mapped[str] = mapped_column(Text, server_default=text("'nl'"))
    quiet_from: Mapped[time | None] = mapped_column(Time)
    """On the city's clock; later than `quiet_until`: through the night."""
    quiet_until: Mapped[time | None] = mapped_column(Time)
    digest_at: Mapped[time | None] = mapped_column(Time)
    """All of a day in one message, at this hour of the city's clock."""
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Moment)
    removed_by: Mapped[str | None] = mapped_column(Text)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class NoticeSecret(Base):
    """What a message is signed or sent with, sealed; it can be replaced, never read back."""

    __tablename__ = "notice_secret"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    """`smtp`, or `webhook` and the recipient's number."""
    key_id: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    set_at: Mapped[datetime] = mapped_column(Moment, server_default=text("now()"))


class Notice(Base):
    """A message to one recipient: it waits until it was sent, or was given up with a reason."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("recipient_id", "key"),
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'given_up')", name="state"),
        CheckConstraint("(state in ('sent', 'given_up')) = (ended_at is not null)", name="ended"),
        Index("ix_notice_due_at", "due_at", postgresql_where=TO_DO),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    key: Mapped[str] = mapped_column(Text)
    """What it is about, once for each recipient."""
    topic: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    """Path on this Stoep where what it says can be looked up."""
    made_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    """Not before: quiet hours, a digest, or the wait after a failure."""
    state: Mapped[str] = mapped_column(Text, server_default=text("'waiting'"))
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the last attempt began."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why the last attempt failed."""
