"""What modules put in force: which effect, on which day, in which hours, and who decided so.

It was decided the evening before (`zones.modules.deciding`) and is never undone: whatever was
observed afterwards, yesterday's numbers use what was in force yesterday.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from zones.measure import SQL


@dataclass(frozen=True)
class Held:
    """An effect in force on a day, as it was decided; `begins_at` and `ends_at` in UTC."""

    id: int
    effect_id: int
    municipality: str
    module: str
    version: str
    """Of the module that answered."""
    title: dict[str, str]
    """The module's title then, by language."""
    kind: str
    area: str | None
    value: float | None
    indicator: str | None
    recipients: list[str]
    message: str | None
    set_by: str
    set_at: datetime
    why: str
    day: date
    begins_at: datetime
    ends_at: datetime
    decided_at: datetime
    observed: str | None
    """What the module told of the day afterwards; None: nothing yet."""

    @property
    def span(self) -> tuple[int, int]:
        """From when until when (unix seconds, the end not included)."""
        return int(self.begins_at.timestamp()), int(self.ends_at.timestamp())


def read_held(
    connection: Connection[Any],
    start: int,
    end: int,
    *,
    municipality: str | None = None,
    kind: str | None = None,
    area: str | None = None,
) -> list[Held]:
    """What is in force at some moment from `start` until `end` (unix seconds), the first first."""
    begin, until = (datetime.fromtimestamp(at, UTC) for at in (start, end))
    asked = {"from": begin, "to": until, "municipality": municipality, "kind": kind, "area": area}
    with connection.cursor(row_factory=class_row(Held)) as cursor:
        return cursor.execute(SQL["effects_held"], asked).fetchall()


def rule_spans(
    connection: Connection[Any], area: int, start: int, end: int
) -> list[tuple[int, int]]:
    """When the rule of an area (by number) holds within a stretch, in order of time."""
    if start >= end:
        return []
    asked = {"area": area, "start": start, "end": end}
    return [(int(a), int(b)) for a, b in connection.execute(SQL["rule_spans"], asked)]
