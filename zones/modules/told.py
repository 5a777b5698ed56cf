"""What modules told of a municipality's days: the newest word, or as it stood at a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from zones.measure import SQL


@dataclass(frozen=True)
class Told:
    """What a module told of a day, with the version and the setting behind it."""

    module: str
    day: date
    basis: str
    """expected or observed."""
    answer: str | None
    """yes, no or unknown for a label; None for other kinds."""
    results: list[dict[str, Any]]
    known_at: datetime
    told_at: datetime
    version: str
    digest: str
    setting_id: int


def read_told(
    connection: Connection[Any],
    municipality: str,
    begin: date,
    end: date,
    as_of: datetime,
    module: str | None = None,
) -> list[Told]:
    """What was told of the days from `begin` until `end` (not included) of one municipality."""
    asked = {
        "municipality": municipality, "module": module, "from": begin, "to": end, "as_of": as_of,
    }  # fmt: skip
    with connection.cursor(row_factory=class_row(Told)) as cursor:
        return cursor.execute(SQL["module_told"], asked).fetchall()
