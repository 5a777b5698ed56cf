"""A figure: what was measured, what it should be, and whether it holds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Measured:
    """What one measurement came to; `detail` is for the file, and tells what did not hold."""

    measured: str
    holds: bool
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A figure before it is measured: its goal, how it is made, and how long that may take."""

    number: int
    name: str
    goal: str
    how: str
    module: str
    """The file of this folder with its `measure()`."""
    limit_s: int
    alone: bool = False
    """It is about time: nothing else is measured beside it."""


@dataclass(frozen=True)
class Figure:
    """A figure, measured."""

    number: int
    name: str
    goal: str
    measured: str
    holds: bool
    how: str
    seconds: float
    detail: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, measured: Measured, seconds: float) -> "Figure":
        """The figure of a plan."""
        return cls(
            plan.number, plan.name, plan.goal, measured.measured, measured.holds, plan.how,
            round(seconds, 1), measured.detail,
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """All of it, for a file."""
        return asdict(self)
