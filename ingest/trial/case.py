"""A feed on trial: all its polls, and how what is odd about them is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.feed import Feed
from ingest.mds import STANDING
from ingest.trial.report import Finding, Severity
from ingest.trial.rows import Told, Vehicle
from stoep.vocabulary import FeedFormat

EXAMPLES = 5
LONGEST_EXAMPLE = 40


@dataclass(frozen=True)
class Look:
    """One poll of a feed on trial: what it told, and when that came (unix seconds)."""

    told: Told
    received_s: int


@dataclass(frozen=True)
class Case:
    """All polls of a trial, the newest last."""

    feed: Feed
    looks: Sequence[Look]

    @property
    def newest(self) -> Look:
        """The last poll."""
        return self.looks[-1]

    @property
    def vehicles(self) -> list[Vehicle]:
        """The rows of the last poll."""
        return self.newest.told.vehicles

    @property
    def is_mds(self) -> bool:
        """Whether it is written in MDS."""
        return self.feed.format is FeedFormat.mds

    @property
    def standing(self) -> list[Vehicle]:
        """The rows that are said to stand: in GBFS all, in MDS by their state."""
        return [v for v in self.vehicles if not self.is_mds or v.state in STANDING]

    @property
    def pairs(self) -> Iterable[tuple[Look, Look]]:
        """Each poll with the one after it."""
        return pairwise(self.looks)


def error(code: str, count: int, sentence: str, examples: Iterable[str] = ()) -> Finding | None:
    """A finding by which numbers would be wrong; none when it is about nothing."""
    return _finding(code, Severity.error, count, sentence, examples)


def warning(code: str, count: int, sentence: str, examples: Iterable[str] = ()) -> Finding | None:
    """A finding that leaves the counts right; none when it is about nothing."""
    return _finding(code, Severity.warning, count, sentence, examples)


def _finding(
    code: str, severity: Severity, count: int, sentence: str, examples: Iterable[str]
) -> Finding | None:
    if not count:
        return None
    first = tuple(example for example, _ in zip(examples, range(EXAMPLES), strict=False))
    return Finding(code, severity, count, sentence, first)


def at(v: Vehicle, value: Any = None) -> str:
    """Where a row is in the list, with what is odd about it."""
    told = f"row {v.number}"
    return told if value is None else f"{told}: {str(value)[:LONGEST_EXAMPLE]}"
