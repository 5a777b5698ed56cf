"""What a module may say: a label for the day, values of areas, or findings to act on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """Whether a day is of a kind."""

    yes = "yes"
    no = "no"
    unknown = "unknown"
    """A fact that would decide is missing: nothing is claimed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that an answer rests on."""

    what: str
    """A name that the manifest explains in `[evidence.<what>]`."""
    value: float | None = None
    limit: float | None = None
    holds: bool | None = None
    """Whether it speaks for the answer yes; None: not known."""
    note: str = ""
    """A name from the facts, such as that of an event."""


def at_least(what: str, value: float | None, limit: float | None) -> Evidence:
    """Evidence that holds when a value reaches a limit; unknown when either is."""
    holds = None if value is None or limit is None else value >= limit
    return Evidence(what, value, limit, holds)


def at_most(what: str, value: float | None, limit: float | None) -> Evidence:
    """Evidence that holds when a value does not pass a limit; unknown when either is."""
    holds = None if value is None or limit is None else value <= limit
    return Evidence(what, value, limit, holds)


@dataclass(frozen=True, slots=True)
class Label:
    """Whether the day is of a kind, and why."""

    answer: Answer
    because: tuple[Evidence, ...] = ()
    municipality: str = ""
    """Left out: the one that the facts are about. Another one is refused."""

    @classmethod
    def all(cls, *because: Evidence) -> "Label":
        """Yes when all holds; no when one thing surely does not, whatever else is unknown."""
        held = [one.holds for one in because]
        answer = Answer.no if False in held else Answer.unknown if None in held else Answer.yes
        return cls(answer, because)

    @classmethod
    def any(cls, *because: Evidence) -> "Label":
        """Yes when one thing surely holds; unknown when one may; no when none does."""
        held = [one.holds for one in because]
        answer = Answer.yes if True in held else Answer.unknown if None in held else Answer.no
        return cls(answer, because)


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator's value of an area at the moment of the facts."""

    area: str
    """As `kind/code`; one of the areas that the facts name."""
    value: float | None
    """None: there is none, and `reason` says why."""
    behind: int | None = None
    """How many vehicles or places it rests on."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to act on, somewhere."""

    what: str
    """A name that the manifest explains in `[findings.<what>]`."""
    area: str
    """As `kind/code`; one of the areas that the facts name."""
    because: tuple[Evidence, ...] = ()
    begin: datetime | None = None
    end: datetime | None = None
    lon: float | None = None
    lat: float | None = None


Result = Label | tuple[Value, ...] | tuple[Finding, ...]
