"""What the page is asked for: a run of days that are over, a row of the board, one day of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from dashboard.view import View

LENGTHS = (7, 28, 90)
LONGEST = 366
OWN = "own"
"""A period that was told in the address, and is none of the usual ones."""
SEPARATOR = "~"


@dataclass(frozen=True)
class Window:
    """Days of the board, the first and the last of them included."""

    first: date
    last: date

    @property
    def days(self) -> list[str]:
        """Each of them, the oldest first."""
        count = (self.last - self.first).days + 1
        return [(self.first + timedelta(days=day)).isoformat() for day in range(count)]

    @property
    def question(self) -> dict[str, str]:
        """The same as the API takes it: the end is not included."""
        return {"from_": str(self.first), "to": str(self.last + timedelta(days=1))}


class Row(NamedTuple):
    """A row of the board, as the address names it."""

    operator: str
    form: str
    indicator: str
    zone: str | None

    @property
    def key(self) -> str:
        """One word for it."""
        return SEPARATOR.join((self.operator, self.form, self.indicator, self.zone or ""))


def window(view: View, today: date) -> Window:
    """The days of the view that are over: those of its period, or the last 7, 28 or 90."""
    yesterday = today - timedelta(days=1)
    if view.first and view.last:
        last = min(date.fromisoformat(view.last), yesterday)
        first = min(date.fromisoformat(view.first), last)
        return Window(max(first, last - timedelta(days=LONGEST - 1)), last)
    told = view.get("days")
    length = int(told) if told in [str(days) for days in LENGTHS] else LENGTHS[0]
    return Window(yesterday - timedelta(days=length - 1), yesterday)


def length_of(shown: Window, today: date) -> str:
    """Which of the usual periods it is."""
    length = len(shown.days)
    usual = shown.last == today - timedelta(days=1) and length in LENGTHS
    return str(length) if usual else OWN


def row_of(found: dict[str, Any]) -> Row:
    """The row that an answer is about."""
    return Row(found["operator"], found["form"], found["indicator"], found["zone"])


def pick_of(row: Row, day: str | None = None) -> str:
    """A row, or a day of it, as a button of the page names it."""
    return row.key if day is None else f"{row.key}@{day}"


def picked(text: str) -> dict[str, str | None]:
    """What such a button changes in the view."""
    row, _, day = text.partition("@")
    return {"row": row, "day": day or None}


def row_in(rows: list[dict[str, Any]], key: str | None) -> dict[str, Any] | None:
    """The row of the board that the view names; None where it is not there."""
    return next((row for row in rows if row_of(row).key == key), None)


def day_in(view: View, shown: Window) -> str | None:
    """The day that the view names, where it is one that is shown."""
    day = view.get("day")
    return day if day in shown.days else None
