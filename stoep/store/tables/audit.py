"""Who looked at what, and who changed what."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class AuditEntry(Base):
    """A look, a file or a change: only added to, the database refuses anything else.

    Entries are numbered without a gap, and each holds the hash of the one before: what was changed
    or taken out behind the database's back shows.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("what in ('look', 'export', 'act')", name="what"),
        CheckConstraint("outcome in ('let_through', 'refused')", name="outcome"),
        Index("ix_audit_entry_organisation_id", "organisation_id", "number"),
        Index("ix_audit_entry_municipality", "municipality", "number"),
        Index("ix_audit_entry_operators", "operators", postgresql_using="gin"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[int] = mapped_column(Integer)
    """For which they acted; no foreign key: the log stays as it was written."""
    organisation: Mapped[str] = mapped_column(Text)
    session_id: Mapped[int | None] = mapped_column(Integer)
    key_id: Mapped[int | None] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    """Method and path of the route."""
    object: Mapped[str] = mapped_column(Text)
    """What was asked for: the parts of the path and the question; never a place on earth."""
    operators: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Whose vehicles were looked at, by key; empty: everybody's, or it is about none."""
    municipality: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    """From which address."""
    before: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
