"""Local days, and the six fixed moments at which a permit looks at the street."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from zones.kept import stays_kept_since
from zones.registry.methods import SIX_MOMENTS


@dataclass(frozen=True)
class LocalDay:
    """A day of the city's calendar: from midnight to midnight, 23, 24 or 25 hours.

    `start`, `end` and the six `moments` in unix seconds; the first moment is that of the night.
    """

    date: date
    start: int
    end: int
    moments: tuple[int, ...]

    @property
    def night(self) -> int:
        """03:30, when nearly nobody rides."""
        return self.moments[0]


def local_day(day: date, timezone: str) -> LocalDay:
    """A day in a time zone."""
    return LocalDay(
        day,
        _moment(day, timezone),
        _moment(day + timedelta(days=1), timezone),
        tuple(_moment(day, timezone, clock) for clock in SIX_MOMENTS),
    )


def local_days(first: date, to: date, timezone: str) -> list[LocalDay]:
    """The days from one until another, which is not included."""
    count = (to - first).days
    return [local_day(first + timedelta(days=n), timezone) for n in range(count)]


def date_at(moment: float, timezone: str) -> date:
    """The local date of a moment (unix seconds)."""
    return datetime.fromtimestamp(moment, ZoneInfo(timezone)).date()


def first_whole_day(connection: Connection[Any], timezone: str) -> date:
    """The first local day from whose beginning on all stays are kept."""
    since = stays_kept_since(connection)
    day = date_at(since, timezone)
    return day if local_day(day, timezone).start >= since else day + timedelta(days=1)


def _moment(day: date, timezone: str, clock: time = time()) -> int:
    return int(datetime.combine(day, clock, ZoneInfo(timezone)).timestamp())
