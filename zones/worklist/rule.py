"""The rule that sorts the worklist: points for each reason, and one for each day that it lasts.

```
points = sum over the reasons that count of (base + days)
```

`base` is 10 in a no-parking area, 5 out of order for too long, 2 parked for too long. `days` are
days of 24 hours over what is allowed; in a no-parking area nothing is, so all of them count. In a
certain row the certain reasons count, by observed time; in a possible row the possible ones, by
possible time. Certain rows come before possible ones; then more points, then longer observed.
"""

from dataclasses import dataclass
from enum import StrEnum

from zones.permits.limits import Limit

DAY_S = 86_400
FORMULA = "points = sum over the reasons that count of (base + days over what is allowed)"


class Reason(StrEnum):
    """Why a vehicle is on the list."""

    no_parking = "no_parking"
    """It stands where nobody may."""
    out_of_order = "out_of_order"
    """It has been out of order for too long."""
    too_long = "too_long"
    """It has stood in one place for too long."""


BASE = {Reason.no_parking: 10.0, Reason.out_of_order: 5.0, Reason.too_long: 2.0}


@dataclass(frozen=True)
class Zone:
    """The no-parking area that a vehicle stands in, or may stand in."""

    area: int
    code: str
    name: str


@dataclass(frozen=True)
class Finding:
    """One reason why a vehicle is on the list, and how sure that is.

    `since` in unix seconds; `observed_s` and `possible_s` are None where ids prove no durations.
    `allowed_s` is what may be: none in a no-parking area. `limit` is the permit's, if one tells.
    """

    reason: Reason
    sure: bool
    since: int
    observed_s: int | None
    possible_s: int | None
    allowed_s: int
    limit: Limit | None = None
    zone: Zone | None = None

    @property
    def base(self) -> float:
        """Points for the reason alone."""
        return BASE[self.reason]

    @property
    def days(self) -> float:
        """Days over what is allowed: by observed time when it is sure, else by possible time."""
        seconds = self.observed_s if self.sure else self.possible_s
        return round(max((seconds or 0) - self.allowed_s, 0) / DAY_S, 2)

    @property
    def points(self) -> float:
        """What it adds where it counts."""
        return round(self.base + self.days, 2)


@dataclass(frozen=True)
class Row:
    """A vehicle on the list; `observed_s` is of its stay, None where ids prove no durations."""

    stay: int
    observed_s: int | None
    findings: tuple[Finding, ...]

    @property
    def sure(self) -> bool:
        """Whether any of its reasons is certain."""
        return any(one.sure for one in self.findings)

    def counts(self, finding: Finding) -> bool:
        """Whether a reason gives points: beside a certain one, what is possible does not."""
        return finding.sure or not self.sure

    @property
    def points(self) -> float:
        """How urgent it is."""
        return round(sum(one.points for one in self.findings if self.counts(one)), 2)

    @property
    def rank(self) -> tuple[bool, float, int, int]:
        """Of two rows the lower comes first."""
        return not self.sure, -self.points, -(self.observed_s or 0), self.stay
