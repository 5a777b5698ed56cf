"""Since when what is kept: a receipt of what was past keeping and went."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class Retention(Base):
    """The newest receipt of what went; see `stoep.store.terms` for how long each table keeps."""

    __tablename__ = "retention"

    what: Mapped[str] = mapped_column(Text, primary_key=True)
    """A table: `stay`, `audit_entry`. `stay_term`: from when on stays go by a term nobody set."""
    kept_from: Mapped[datetime] = mapped_column(Moment)
    """Of earlier moments nothing is kept any more."""
    done_at: Mapped[datetime] = mapped_column(Moment)
    gone: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """How many rows went one by one, all times together; months that went whole not counted."""
    number: Mapped[int | None] = mapped_column(BigInteger)
    """Of the log of looks: the last entry that went, and its seal: the chain goes on from there."""
    hash: Mapped[bytes | None] = mapped_column(LargeBinary)
