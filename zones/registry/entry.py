"""What is told of a published number: its meaning, how it is made, who answers for it."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from stoep.errors import StoepError


class Direction(StrEnum):
    """Which way is better for the pavement, where that can be said."""

    less = "lower"
    more = "higher"
    neither = "neither"


@dataclass(frozen=True)
class Text:
    """A text in Dutch and in English."""

    nl: str
    en: str


class BadIndicator(StoepError):
    """A number that says not what it is for, or who answers for it."""

    code = "bad_indicator"


@dataclass(frozen=True)
class Indicator:
    """One published number. `version` goes up when the formula or the method changes."""

    id: str
    group: str
    name: Text
    meaning: Text
    formula: str
    unit: str
    direction: Direction
    inputs: tuple[str, ...]
    method: Text
    version: int
    policy_goal: Text
    owner: str
    review_date: date

    def __post_init__(self) -> None:
        """Raises BadIndicator: no number is published without a purpose and an owner."""
        goal = self.policy_goal
        told = {"policy_goal.nl": goal.nl, "policy_goal.en": goal.en, "owner": self.owner}
        if lacking := [name for name, text in told.items() if not text.strip()]:
            raise BadIndicator(f"`{self.id}` lacks {lacking[0]}.", "Say it in zones/registry/.")

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been looked at again."""
        return self.review_date < today

    def as_dict(self) -> dict[str, Any]:
        """The entry as plain values, for JSON."""
        return asdict(self) | {"review_date": self.review_date.isoformat()}


OWNER = "Stoep maintainers"
REVIEW = date(2027, 11, 1)
