"""One line of the log: what happened to whom, from when until when, and since when it is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What happened."""

    gap = "gap"
    """A time without evidence, of lists that were held back too."""
    held = "held"
    """Lists that were not believed, while those before and after were good."""
    doubles = "doubles"
    """Vehicles that a list named twice."""
    correction = "correction"
    """Words that came late and changed what was told."""
    ids = "ids"
    """Ids that change while vehicles stand."""
    aside = "aside"
    """What a municipality set aside, having upheld a dispute."""
    imported = "import"
    """An export of another dashboard."""


@dataclass(frozen=True)
class Feed:
    """Whose line it is."""

    id: int
    key: str
    name: str
    operator: str
    pushed: bool
    enabled: bool


@dataclass(frozen=True)
class Line:
    """One thing that happened, once; moments in unix seconds."""

    kind: Kind
    mark: str
    """By which it is told from others of its kind: the same at each look."""
    feeds: tuple[Feed, ...]
    start: int
    end: int | None
    """None: it goes on."""
    known: int
    """Since when the log can tell it so."""
    lost_s: int = 0
    """Seconds without evidence; of several feeds together: of the one that lost most."""
    cause: str | None = None
    gone: int | None = None
    """Of a gap: vehicles no longer in their place in the first good list after it."""
    begun: int | None = None
    """Of a gap: vehicles in a new place in that list."""
    explained: tuple[str, ...] = ()
    municipality: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """What its sentences need beside this."""

    @property
    def id(self) -> str:
        """Its name, for good."""
        return f"{self.kind}-{self.mark}"


@dataclass(frozen=True)
class Window:
    """From when until when (unix seconds), as known at a moment."""

    start: int
    end: int
    known: int

    def has(self, start: int, end: int | None) -> bool:
        """Whether something happened in it, at least in part."""
        return start < self.end and (end is None or end > self.start)
