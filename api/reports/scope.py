"""What a report is about, and a table of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api.exports.asked import Asked, Asker
from api.moments import moment
from zones.methods import day_cuts

Row = dict[str, Any]
NOON = 12


@dataclass(frozen=True)
class Scope:
    """A municipality, its local days from `first` until `to` (not included), and an operator."""

    asking: Asker
    area: dict[str, Any]
    """The municipality: id, kind, code and name."""
    operators: dict[str, str]
    """Names by key: all of them, or the one that the report is about."""
    operator: str | None
    first: date
    to: date
    timezone: ZoneInfo

    @property
    def days(self) -> list[str]:
        """The local days."""
        many = (self.to - self.first).days
        return [(self.first + timedelta(days=n)).isoformat() for n in range(many)]

    @property
    def period(self) -> dict[str, str]:
        """From the first midnight to the last, as the API takes it."""
        return self._between(self.first, self.to)

    @property
    def before(self) -> dict[str, str]:
        """As many days just before."""
        return self._between(self.first - (self.to - self.first), self.first)

    @property
    def end(self) -> str:
        """The last moment of the last day: the one that is told of."""
        return str(moment(self._midnight(self.to) - 1))

    @property
    def noon(self) -> str:
        """Twelve o'clock of the last day."""
        day = self.to - timedelta(days=1)
        at = datetime(day.year, day.month, day.day, NOON, tzinfo=self.timezone)
        return str(moment(at.timestamp()))

    @property
    def dates(self) -> dict[str, str]:
        """The same period for questions that take days."""
        return {"from": self.first.isoformat(), "to": self.to.isoformat()}

    async def ask(self, path: str, **query: Any) -> Asked:
        """A question about the operator, or about all of them."""
        return await self.asking(path, {"operator": self.operator} | query)

    def _between(self, first: date, to: date) -> dict[str, str]:
        begin, end = self._midnight(first), self._midnight(to)
        return {"from": str(moment(begin)), "to": str(moment(end))}

    def _midnight(self, day: date) -> int:
        return int(day_cuts(day, str(self.timezone))[0])


@dataclass(frozen=True)
class Part:
    """A table of a report."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    indicator: str | None = None
    unit: str | None = None
    coverage: float | None = None
    reason: str | None = None
    receipt: str | None = None
    used: tuple[str, ...] = field(default=())
    """Further numbers of the registry that stand in it."""

    def as_dict(self) -> dict[str, Any]:
        """As answers tell it: a value for each column."""
        rows = [{name: row.get(name) for name in self.columns} for row in self.rows]
        named = ("name", "indicator", "unit", "coverage", "reason", "receipt", "columns")
        return {name: getattr(self, name) for name in named} | {"rows": rows}


def part_of(asked: Asked, name: str, columns: tuple[str, ...], rows: list[Row]) -> Part:
    """A table that is the answer to one question."""
    found = asked.answer
    return Part(
        name,
        columns,
        rows,
        indicator=found.get("indicator"),
        unit=found.get("unit"),
        coverage=found["coverage"],
        reason=found.get("reason"),
        receipt=found["receipt"],
    )


def mean(values: list[float | None]) -> float | None:
    """The mean of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def first_reason(values: list[str | None]) -> str | None:
    """Why something is not known: the first that says so."""
    return next((value for value in values if value), None)
