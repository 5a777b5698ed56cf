"""What people did about vehicles that stand too long or in the way."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class WorklistAction(Base):
    """Something that somebody did about a stay: only added to, the database refuses anything else.

    The actions of a stay are numbered from 1 on: of two people who both add the next one, the
    second is told of the first.
    """

    __tablename__ = "worklist_action"
    __table_args__ = (
        CheckConstraint("what in ('assigned', 'handled', 'reopened', 'noted')", name="what"),
        CheckConstraint("(what = 'assigned') = (assignee is not null)", name="assignee"),
        CheckConstraint("what <> 'noted' or note is not null", name="note"),
        CheckConstraint("number > 0", name="number"),
    )

    stay_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """No foreign key: a stay moves from one table to another when it ends."""
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(Text)
    assignee: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(Text)
    """The name that somebody gave."""
    verified: Mapped[bool] = mapped_column(Boolean)
    """Whether that name was checked: it is that of somebody who signed in."""
    said_at: Mapped[datetime] = mapped_column(Moment)
