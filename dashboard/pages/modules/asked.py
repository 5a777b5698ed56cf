"""What the page is asked for: which module, which month and day, which module in full."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.view import View

OWN = ("module", "month", "day", "about", "span")
SPANS = ("28", "92")
"""How many days back the comparison looks."""


@dataclass(frozen=True)
class Month:
    """A month of the calendar, by its first day."""

    first: date

    @property
    def key(self) -> str:
        """As the address has it: 2026-06."""
        return f"{self.first:%Y-%m}"

    @property
    def end(self) -> date:
        """The first day of the next one."""
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def before(self) -> "Month":
        """The month before it."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> "Month":
        """The month after it."""
        return Month(self.end)

    @property
    def weeks(self) -> list[list[date | None]]:
        """Its days in weeks that begin on Monday; None is a day of another month."""
        days: list[date | None] = [None] * self.first.weekday()
        days += [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]
        days += [None] * (-len(days) % 7)
        return [days[at : at + 7] for at in range(0, len(days), 7)]


def month_of(view: View, today: date) -> Month:
    """The month of a view: of its day where it names none, else the one that goes on."""
    try:
        return Month(date.fromisoformat(f"{view.get('month')}-01"))
    except ValueError:
        return Month((day_of(view) or today).replace(day=1))


def day_of(view: View) -> date | None:
    """The day of a view."""
    try:
        return date.fromisoformat(view.get("day") or "")
    except ValueError:
        return None


def span_of(view: View) -> str:
    """How many days the comparison looks back."""
    asked = view.get("span") or ""
    return asked if asked in SPANS else SPANS[-1]


def chosen(view: View, modules: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The module of a view: the one that it names, else the first that is on, else the first."""
    named = [one for one in modules if one["id"] == view.get("module")]
    on = [one for one in modules if one.get("on") or one.get("state") == "on"]
    return next(iter([*named, *on, *modules]), None)
