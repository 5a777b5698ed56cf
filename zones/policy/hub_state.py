"""Whether a hub is open, nearly full or full, told so that it does not flicker.

A hub is full when it holds as many as it has places; without any place it always is. It opens again
when enough of them are free: a tenth, but at least two; at a capacity of one, when it is empty. Or
when a place has been free for ten minutes on end: then it was no jitter. Nearly full works alike,
at nine tenths. Where nobody saw the hub the last state is kept and called stale: it never opens for
lack of evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

NEARLY = 0.9
FREE_SHARE, LEAST_FREE = 0.1, 2
CALM_S = 600
"""So long below a threshold, a count is no jitter."""


class HubState(StrEnum):
    """What an operator should know of a hub."""

    open = "open"
    nearly_full = "nearly_full"
    full = "full"


LEVELS = (HubState.open, HubState.nearly_full, HubState.full)
Level = tuple[int, int | None, bool]
"""A moment, the level then (None: never known), and whether it was known then."""


@dataclass(frozen=True)
class Turn:
    """From `at` (unix seconds) on a hub is in a state; `stale`: nobody saw it then."""

    at: int
    state: HubState | None
    stale: bool


@dataclass(frozen=True)
class Thresholds:
    """For a capacity: at how many a level begins, and down to how many it ends at once."""

    nearly_from: int
    full_from: int
    nearly_until: int
    full_until: int

    @classmethod
    def of(cls, capacity: int) -> "Thresholds":
        """The thresholds of a hub; one without a place is full whatever it holds."""
        slack = min(capacity, max(LEAST_FREE, ceil(FREE_SHARE * capacity)))
        # A small hub goes from open to full: nearly full would begin when it is half empty.
        nearly = min(ceil(NEARLY * capacity), capacity - 1) if capacity >= 5 else capacity
        return cls(nearly, capacity, nearly - slack, capacity - slack)

    def level(self, count: int) -> int:
        """The level of a count, looked at by itself."""
        return (count >= self.nearly_from) + (count >= self.full_from)

    def lets_go(self, level: int, count: int) -> bool:
        """Whether a count is so low that a level ends at once."""
        return count <= (self.full_until if level == 2 else self.nearly_until)


def turns(counts: Iterable[tuple[int, int, bool]], capacity: int | Iterable[int]) -> list[Turn]:
    """The states of a hub through (moment, count, known) in order of time, where they change.

    The first known count is taken as it is; `capacity` may be another at each moment.
    """
    return changes(levels(counts, capacity))


def levels(counts: Iterable[tuple[int, int, bool]], capacity: int | Iterable[int]) -> list[Level]:
    """The level at each moment; None where none is known yet.

    With a capacity for each moment, a count is held against that of its own.
    """
    told = repeat(capacity) if isinstance(capacity, int) else capacity
    found: list[Level] = []
    level: int | None = None
    below_since: int | None = None
    limits = Thresholds.of(0)
    held: int | None = None
    for (at, count, known), places in zip(counts, told, strict=False):
        if places != held:
            limits, held = Thresholds.of(places), places
            # More room is not jitter: what fits now is not full.
            level, below_since = None if known else level, None
        if known:
            level, below_since = _next(limits, level, below_since, at, count)
        else:
            below_since = None
        found.append((at, level, known))
    return found


def may_turn(moments: npt.NDArray[np.int64], told: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """The places of those moments at which a level may be another than at the one before.

    `told` is what is known at each moment (rows: counts, capacities and whether they are known). A
    level turns when something of it does, or when a count has been calm for long enough since.
    """
    changed = np.ones(len(moments), np.bool_)
    changed[1:] = np.any(told[:, 1:] != told[:, :-1], axis=0)
    calm = np.searchsorted(moments, moments[changed] + CALM_S)
    changed[calm[calm < len(moments)]] = True
    return np.flatnonzero(changed)


def fullest(parts: Sequence[list[Level]]) -> list[Level]:
    """The level of a hub whose form factors have places of their own: that of the fullest.

    All parts are looked at at the same moments, and known at the same.
    """
    if len(parts) == 1:
        return parts[0]
    return [
        (at, max((level for _, level, _ in row if level is not None), default=None), known)
        for row in zip(*parts, strict=True)
        for at, _, known in row[:1]
    ]


def changes(told: Iterable[Level]) -> list[Turn]:
    """Levels as states, where they change."""
    found: list[Turn] = []
    before: tuple[int | None, bool] | None = None
    for at, level, known in told:
        if (level, known) != before:
            before = (level, known)
            found.append(Turn(at, None if level is None else LEVELS[level], not known))
    return found


def _next(
    limits: Thresholds, level: int | None, below_since: int | None, at: int, count: int
) -> tuple[int, int | None]:
    """The level after a known count, and since when the count has been below it."""
    now = limits.level(count)
    if level is None or now >= level:
        return now, None
    if limits.lets_go(level, count):
        return now, None
    since = at if below_since is None else below_since
    return (now, None) if at - since >= CALM_S else (level, since)
