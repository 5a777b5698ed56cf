"""How far a position may be off at a border, as a municipality decides; kept for good.

It is what is meant wherever a question leaves it out. An answer that was given before it was
decided otherwise is worked out again with what held when it was asked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from stoep.errors import StoepError
from zones.measure import SQL

USUAL_M = 15.0
"""Where a municipality decided nothing."""
MOST_M = 100.0


class BadTolerance(StoepError):
    """A tolerance that cannot be; the sentence begins with the field that is wrong."""

    code = "bad_tolerance"


@dataclass(frozen=True)
class Tolerance:
    """A row of the history: decided by somebody for a reason."""

    id: int
    municipality: str
    tolerance_m: float
    set_by: str
    set_at: datetime
    why: str


def tolerance_m(connection: Connection[Any], area_id: int) -> float:
    """What holds in the municipality of an area, in metres."""
    row = connection.execute(SQL["tolerance_of_area"], {"area": area_id}).fetchone()
    return USUAL_M if row is None else float(row[0])


def read_tolerances(connection: Connection[Any], municipality: str) -> list[Tolerance]:
    """All that a municipality ever decided, the newest first: that is what holds."""
    with connection.cursor(row_factory=class_row(Tolerance)) as cursor:
        return cursor.execute(SQL["tolerances"], {"municipality": municipality}).fetchall()


def set_tolerance(
    connection: Connection[Any], municipality: str, metres: float, by: str, why: str, now: datetime
) -> Tolerance:
    """Keep what a municipality decides; raises BadTolerance."""
    if not 0 <= metres <= MOST_M:
        raise BadTolerance(f"metres: {metres:g} m cannot be.", f"Use 0 to {MOST_M:g}.")
    for field, text in (("by", by), ("why", why)):
        if not text.strip() or "\0" in text:
            raise BadTolerance(f"{field}: It is empty.", "History tells who decided, and why.")
    values = {"municipality": municipality, "metres": metres, "by": by, "at": now, "why": why}
    if connection.execute(SQL["set_tolerance"], values).fetchone() is None:
        sentence = f"municipality: There is no municipality {municipality!r}."
        raise BadTolerance(sentence, "Import its border with: stoep zones import.")
    return read_tolerances(connection, municipality)[0]
