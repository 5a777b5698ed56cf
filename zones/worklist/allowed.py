"""What is allowed of each operator and form factor: by the permit where it says so, else by a term.

A permit limits shares ("at most 5 % may stand for over 7 days"). For a single vehicle the limit
that allows the fewest tells what is too long; of two that allow as few, the shorter one. A limit on
the form factor itself goes before one on all together. Limits on single zones are not used here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zones.permits.limits import ALL, WHOLE, Limit, Scope, in_force
from zones.worklist.rule import DAY_S

PARKED = {f"permit_parked_over_{text}": days for text, days in (
    ("1_day", 1), ("3_days", 3), ("7_days", 7), ("14_days", 14),
)}  # fmt: skip
BROKEN = {"permit_out_of_order_over_1_day": 1, "permit_out_of_order_over_7_days": 7}
"""The indicators that tell what is too long, with their days."""
NO_PARKING = "permit_no_parking"


@dataclass(frozen=True)
class Terms:
    """What holds where no permit says otherwise."""

    days: float = 4.0
    """Who stands longer stands too long."""
    broken_days: float = 1.0
    """Who is out of order for longer is so for too long."""
    tolerance_m: float = 0.0
    """How far a place may be off at the border of a no-parking area."""
    again_hours: float = 24.0
    """Who still stands there so long after it was handled comes back."""


@dataclass(frozen=True)
class Allowed:
    """For how long one may stand or be out of order; `limit` None: by the terms."""

    seconds: int
    limit: Limit | None


@dataclass(frozen=True)
class Rules:
    """The limits of a municipality that are in force on a day, by scope, and the terms."""

    limits: Mapping[Scope, Limit]
    terms: Terms

    @classmethod
    def of(cls, limits: Iterable[Limit], day: date, terms: Terms) -> "Rules":
        """Out of the history of limits of one municipality."""
        by_scope: dict[Scope, list[Limit]] = {}
        for limit in limits:
            by_scope.setdefault(limit.scope, []).append(limit)
        found = {scope: in_force(mine, day) for scope, mine in by_scope.items()}
        return cls({scope: one for scope, one in found.items() if one is not None}, terms)

    def parked(self, operator: str, form: str) -> Allowed:
        """For how long a vehicle may stand in one place."""
        return self._allowed(operator, form, PARKED, self.terms.days)

    def broken(self, operator: str, form: str) -> Allowed:
        """For how long it may be out of order."""
        return self._allowed(operator, form, BROKEN, self.terms.broken_days)

    def tolerance_m(self, operator: str, form: str) -> float:
        """How far its place may be off at a border."""
        for scope in self._scopes(operator, form, NO_PARKING):
            return float(self.limits[scope].tolerance_m)
        return self.terms.tolerance_m

    def _allowed(
        self, operator: str, form: str, indicators: Mapping[str, int], usual_days: float
    ) -> Allowed:
        for of in (form, ALL):
            told = [
                (self.limits[scope].value, days, self.limits[scope])
                for name, days in indicators.items()
                if (scope := Scope(operator, of, WHOLE, name)) in self.limits
            ]
            if told:
                _, days, limit = min(told, key=lambda one: one[:2])
                return Allowed(days * DAY_S, limit)
        return Allowed(round(usual_days * DAY_S), None)

    def _scopes(self, operator: str, form: str, indicator: str) -> list[Scope]:
        """The scopes that have a limit, the form factor's own first."""
        scopes = [Scope(operator, of, WHOLE, indicator) for of in (form, ALL)]
        return [scope for scope in scopes if scope in self.limits]
