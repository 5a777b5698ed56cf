"""Duties: what a municipality asks an operator to deliver, from a day on; never changed.

A duty is a share that must be reached (of the vehicles that are listed, or of the day) or a number
of seconds that may not be passed. Each is told under a number of the registry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from stoep.vocabulary import Duty
from zones.measure import SQL
from zones.permits.verdicts import Bound

SHARE, SECONDS = "1", "s"
DELIVERED, FRESHNESS = "mandate_delivered", "mandate_freshness"
INDICATOR: Mapping[str, str] = {
    str(duty): FRESHNESS if duty is Duty.freshness else DELIVERED for duty in Duty
}
"""Under which number of the registry each duty is told."""


class Scope(NamedTuple):
    """What a duty is about."""

    operator: str
    duty: str


@dataclass(frozen=True)
class Owed:
    """A row of the history of duties: set, or withdrawn, by somebody, on a ground."""

    id: int
    municipality: str
    operator: str
    operator_id: int
    duty: str
    value: float
    unit: str
    coverage_needed: float
    effective_from: date
    effective_to: date | None
    withdrawn: bool
    legal_ground: str
    set_by: str
    set_at: datetime
    why: str

    @property
    def scope(self) -> Scope:
        """What it is about."""
        return Scope(self.operator, self.duty)

    @property
    def bound(self) -> Bound:
        """Which way it holds."""
        return bound_of(self.duty)

    @property
    def rank(self) -> tuple[date, datetime, int]:
        """Of two that hold, the greater is in force."""
        return self.effective_from, self.set_at, self.id


def bound_of(duty: str) -> Bound:
    """Seconds may not be passed, shares must be reached."""
    return Bound.maximum if unit_of(duty) == SECONDS else Bound.minimum


def unit_of(duty: str) -> str:
    """In what a duty is told."""
    return SECONDS if duty == Duty.freshness else SHARE


def read_duties(connection: Connection[Any], municipality: str | None = None) -> list[Owed]:
    """All rows of the history, of one municipality or of all, the oldest first."""
    with connection.cursor(row_factory=class_row(Owed)) as cursor:
        return cursor.execute(SQL["mandate_duties"], {"municipality": municipality}).fetchall()


def in_force(duties: Iterable[Owed], day: date) -> Owed | None:
    """Of duties of one scope, the one that holds on a day.

    The newest by (effective_from, set_at) that has not ended: when a duty for a while is over, the
    one before it holds again. Past one that withdraws nothing is owed.
    """
    begun = [one for one in duties if one.effective_from <= day]
    for one in sorted(begun, key=lambda one: one.rank, reverse=True):
        if one.withdrawn:
            return None
        if one.effective_to is None or day < one.effective_to:
            return one
    return None
