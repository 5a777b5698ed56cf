"""Limits of permits and duties of mandates as rules: both are rows that hold from a day on.

Of each scope the newest row that has begun holds; later ones were announced; a withdrawal is the
end of the row before it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from psycopg import Connection

from api.rules.told import duty_text, limit_text
from api.rules.version import Key, Known, Version
from zones.mandate.duties import Owed, read_duties
from zones.permits.limits import Limit, read_limits

Row = Limit | Owed


@dataclass(frozen=True)
class Told:
    """How rows of a kind are told: their line, what they ask, and their sentence."""

    kind: str
    line: Callable[[Row], str]
    content: Callable[[Row], dict[str, object]]
    text: Callable[[Row], dict[str, str]]


def limits_at(
    connection: Connection, municipality: str, at_s: int, timezone: ZoneInfo, names: dict[str, str]
) -> Known:
    """The limits that were set by a moment (unix seconds), and hold or will."""
    told = Told(
        "limit",
        _limit_line,
        lambda row: {
            name: getattr(row, name)
            for name in ("bound", "value", "unit", "tolerance_m", "coverage_needed")
        },
        lambda row: limit_text(row, names) if isinstance(row, Limit) else {},
    )
    return _known(read_limits(connection, municipality), told, at_s, timezone)


def duties_at(
    connection: Connection, municipality: str, at_s: int, timezone: ZoneInfo, names: dict[str, str]
) -> Known:
    """The duties that were set by a moment (unix seconds), and hold or will."""
    told = Told(
        "duty",
        lambda row: "/".join(("duty", *row.scope)),
        lambda row: {name: getattr(row, name) for name in ("value", "unit", "coverage_needed")},
        lambda row: duty_text(row, names) if isinstance(row, Owed) else {},
    )
    return _known(read_duties(connection, municipality), told, at_s, timezone)


def _limit_line(row: Row) -> str:
    """A scope, and its part of the year where it has one: they stand beside each other."""
    season = (row.season if isinstance(row, Limit) else None) or ()
    return "/".join(("limit", *row.scope, *season))


def _known(rows: Iterable[Row], told: Told, at_s: int, timezone: ZoneInfo) -> Known:
    today = datetime.fromtimestamp(at_s, timezone).date()
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.set_at.timestamp() <= at_s:
            lines[told.line(row)].append(row)
    versions: list[Version] = []
    previous: dict[Key, int] = {}
    ends: dict[Key, int] = {}
    for line, every in lines.items():
        course = _course(every)
        before: int | None = None
        for place, row in enumerate(course):
            until = course[place + 1].effective_from if place + 1 < len(course) else None
            own_end = getattr(row, "effective_to", None)
            end = min((day for day in (until, own_end) if day is not None), default=None)
            key = (told.kind, row.id)
            if row.withdrawn:
                continue
            if before is not None:
                previous[key] = before
            before = row.id
            if end is not None:
                ends[key] = _begins(end, timezone)
            if end is None or end > today:
                versions.append(_version(row, line, end, told, timezone))
    return Known(versions, previous, ends)


def _course(rows: list[Row]) -> list[Row]:
    """The rows of one line in the order in which they hold; of one day the newest alone."""
    newest: dict[date, Row] = {}
    for row in sorted(rows, key=lambda one: one.rank):
        newest[row.effective_from] = row
    return [newest[day] for day in sorted(newest)]


def _version(row: Row, line: str, end: date | None, told: Told, timezone: ZoneInfo) -> Version:
    return Version(
        told.kind,
        line,
        row.id,
        row.operator,
        _begins(row.effective_from, timezone),
        None if end is None else _begins(end, timezone),
        told.content(row),
        told.text(row),
        why=row.why,
    )


def _begins(day: date, timezone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=timezone).timestamp())
