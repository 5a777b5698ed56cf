"""What a trial comes to: what was read, what is odd, and what Stoep would count."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is."""

    error = "error"
    """Numbers would be wrong, or lacking."""
    warning = "warning"
    """Numbers hold, but something is not as it should be."""


@dataclass(frozen=True)
class Finding:
    """One thing that is odd: how many rows it is about, in a sentence, with examples."""

    code: str
    severity: Severity
    count: int
    sentence: str
    examples: tuple[str, ...] = ()
    """Places in the list, from 0, with the value; at most five."""


@dataclass(frozen=True)
class Counted:
    """What Stoep would make of the newest list."""

    outcome: str
    """The poll's outcome."""
    reason: str = ""
    listed: int = 0
    vehicles: int = 0
    by_form: dict[str, int] = field(default_factory=dict)
    by_state: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """All that a trial found."""

    url: str
    format: str
    version: str | None
    polls: int
    seconds: float
    """Of the slowest poll."""
    body_bytes: int
    ttl_s: int | None
    age_s: int | None
    """Age of the newest list when it came, by the feed's own word."""
    shape: list[Finding]
    """Where bodies have not the form that their version asks for."""
    findings: list[Finding]
    """Where bodies cannot be true."""
    counted: Counted
    remarks: list[str]
    """What is no fault, and good to know."""

    @property
    def is_good(self) -> bool:
        """Whether the feed can be added as it is."""
        told = [*self.shape, *self.findings]
        good = self.counted.outcome in ("ok", "unchanged")
        return good and not any(one.severity is Severity.error for one in told)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return asdict(self) | {"is_good": self.is_good}
