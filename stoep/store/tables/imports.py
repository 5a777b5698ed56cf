"""What another dashboard exported: park events that no poll of ours proves, kept apart."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class ImportRun(Base):
    """One file that was brought in: whose it is, what of it was refused, and when it is about."""

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint("to_at >= from_at", name="order"),)

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    source: Mapped[str] = mapped_column(Text)
    """Who exported it; shown wherever it is used."""
    imported_at: Mapped[datetime] = mapped_column(Moment)
    imported_by: Mapped[str] = mapped_column(Text)
    events: Mapped[int] = mapped_column(Integer)
    """Rows that were taken, known ones too."""
    refused: Mapped[dict[str, int]] = mapped_column(JSONB)
    """Rows that were not, by reason."""
    from_at: Mapped[datetime] = mapped_column(Moment)
    to_at: Mapped[datetime] = mapped_column(Moment)
    """The earliest and latest moment that it names: of other moments it says nothing."""


class ImportedParkEvent(Base):
    """A park event as it was exported. It is no stay: it has no evidence, and is never certain."""

    __tablename__ = "imported_park_event"
    __table_args__ = (
        UniqueConstraint(
            "operator",
            "starts_at",
            "form_factor",
            "geom",
            "nth",
            name="uq_imported_park_event_operator",
        ),
        CheckConstraint("ends_at >= starts_at", name="order"),
        Index("ix_imported_park_event_geom", "geom", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    import_id: Mapped[int] = mapped_column(
        ForeignKey("import_run.id", ondelete="CASCADE"), index=True
    )
    operator: Mapped[str] = mapped_column(Text)
    """As the file calls it."""
    form_factor: Mapped[str] = mapped_column(Text)
    propulsion: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    """Empty: it had not ended when it was exported."""
    nth: Mapped[int] = mapped_column(Integer)
    """Of those that the file tells in the same words: vehicles in one rack, after an outage."""
