"""Evidence that a municipality set aside after a dispute: in its permits it counts for nothing.

Where a feed's word is set aside, the feed was not seen: coverage falls, what was certain becomes
possible, and nothing is claimed to be gone. Polls and stays stay as they are, and so do the numbers
of other municipalities. How it is cut out: `zones/permits/cut.py`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from zones.measure import SQL


class Cut(NamedTuple):
    """A stretch of one feed that counts for nothing, in unix seconds; the end is not included."""

    feed_id: int
    start: int
    end: int


@dataclass(frozen=True)
class Aside:
    """What a municipality set aside of a feed; `start`, `end` and `set_s` in unix seconds.

    `why` stands beside each number that changed by it.
    """

    municipality: str
    feed_id: int
    feed: str
    operator: str
    start: int
    end: int
    why: str
    set_by: str
    set_s: int
    dispute: int

    @property
    def cut(self) -> Cut:
        """What of it the counting needs."""
        return Cut(self.feed_id, self.start, self.end)


def read_asides(connection: Connection[Any], municipality: str | None = None) -> list[Aside]:
    """All that was set aside, in one municipality or in all, the oldest decision first."""
    with connection.cursor(row_factory=class_row(Aside)) as cursor:
        return cursor.execute(SQL["asides"], {"municipality": municipality}).fetchall()


class Changed(NamedTuple):
    """A number of a day that was told otherwise before something was set aside."""

    operator: str
    form: str
    zone: str
    indicator: str
    tolerance_m: int
    day: date
    lower: float | None
    upper: float | None
    coverage: float
    lower_now: float | None
    upper_now: float | None
    coverage_now: float
    why: str
    replaced_s: int


def read_changed(
    connection: Connection[Any], municipality: str, first: date, to: date, whys: list[str]
) -> list[Changed]:
    """What changed because of these reasons on days from `first` until `to` (not included)."""
    asked = {"municipality": municipality, "from": first, "to": to, "whys": whys}
    rows = connection.execute(SQL["aside_changes"], asked).fetchall()
    return [Changed(*row) for row in rows]
