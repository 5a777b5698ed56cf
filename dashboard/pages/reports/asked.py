"""What the page is asked for: which report, of which days that are over, about whom."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.view import View

OF_OPERATOR = "operator"
REPORTS = ("council", OF_OPERATOR)
LONGEST = 92
"""Most days of a report."""
USUAL_DAYS = 7


@dataclass(frozen=True)
class Asked:
    """A report as the page asks for it; both days are included."""

    report: str
    first: date
    last: date
    operator: str | None
    cut: bool
    """Days that are not over, or too many, were left out."""

    @property
    def question(self) -> dict[str, Any]:
        """The same as the API takes it: the end is not included."""
        told = {"from": f"{self.first}", "to": f"{self.last + timedelta(days=1)}"}
        whose = {"operator": self.operator} if self.report == "operator" else {}
        return told | whose

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1


def asked(view: View, today: date, operators: list[str]) -> Asked:
    """The report of a view: of its days those that are over, without any the last seven."""
    yesterday = today - timedelta(days=1)
    first, last, cut = yesterday - timedelta(days=USUAL_DAYS - 1), yesterday, False
    if view.first and view.last:
        wanted = date.fromisoformat(view.first), date.fromisoformat(view.last)
        last = min(wanted[1], yesterday)
        first = max(min(wanted[0], last), last - timedelta(days=LONGEST - 1))
        cut = (first, last) != wanted
    told = view.get("report")
    whose = view.operator if view.operator in operators else next(iter(operators), None)
    return Asked(told if told in REPORTS else REPORTS[0], first, last, whose, cut)


def last_week(today: date) -> tuple[date, date]:
    """Monday to Sunday before the week that goes on."""
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=6)


def last_month(today: date) -> tuple[date, date]:
    """The whole month before the one that goes on."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
