"""One question about all areas of a kind over a period: the areas, the feeds, their clocks.

Every map over a period (see `map.OVER_A_PERIOD`) is worked out of one of these.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.vocabulary import BUCKET_S
from zones.clock import EvidenceClock
from zones.measure import NOT_IN_FORCE, KnownFeed, Total
from zones.order.room import Room
from zones.serving import Mask, expected_over

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Areas:
    """The areas of a kind that hold at a moment, as columns; `borders` as well-known binary."""

    ids: list[int]
    codes: list[str]
    names: list[str]
    sizes: list[float]
    borders: list[bytes]
    capacities: list[int | None]
    """Places of hubs."""
    since: list[int]
    until: list[int]
    """From when until when each version holds (unix seconds)."""
    forms: list[list[str] | None]
    """Form factors that zones are about; None: all."""
    by_form: list[dict[str, int] | None]
    """Places of hubs by form factor, where each has its own."""

    def rooms(self) -> list[Room]:
        """The room of each; without any where it is no hub, or its capacity is not known."""
        columns = zip(self.capacities, self.by_form, self.forms, strict=True)
        return [Room.of(*column) for column in columns]

    def km2(self) -> Floats:
        """Their sizes in square kilometres."""
        return np.array(self.sizes, np.float64) / 1e6

    def clip(self, moment: int) -> Ints:
        """A moment (unix seconds) moved to the nearest at which each area holds, its end too."""
        since, until = (np.array(column, np.int64) for column in (self.since, self.until))
        return np.minimum(np.maximum(moment, since), until)

    def places(self, area_id: npt.NDArray[Any]) -> Ints:
        """Where each number is among the areas; all must be there."""
        order = np.argsort(self.ids)
        found: Ints = order[np.searchsorted(np.array(self.ids)[order], area_id)]
        return found


@dataclass(frozen=True)
class AskedMap:
    """A question; `start` and `end` in unix seconds, `types` None for all.

    `clocks` run as far as the cells hold the evidence, `all_clocks` as far as it goes.
    """

    connection: Connection[Any]
    areas: Areas
    feeds: list[KnownFeed]
    types: list[int] | None
    clocks: dict[int, EvidenceClock]
    all_clocks: dict[int, EvidenceClock]
    start: int
    end: int

    @property
    def edges(self) -> Ints:
        """The period as two edges."""
        return np.array([self.start, self.end], np.int64)

    def held_s(self) -> Ints:
        """Seconds of the period in which each area holds."""
        return self.areas.clip(self.end) - self.areas.clip(self.start)

    def covered(self, clock: EvidenceClock) -> Ints:
        """Seconds of the period in which each area holds and a clock runs."""
        return clock.at(self.areas.clip(self.end)) - clock.at(self.areas.clip(self.start))

    def samples(self, clock: EvidenceClock) -> Ints:
        """Quarters of an hour at whose start each area holds and a clock runs."""
        quarters = np.arange(self.start, self.end, BUCKET_S)
        seen = np.concatenate([[0], np.cumsum(clock.is_covered(quarters))])
        held = [np.searchsorted(quarters, self.areas.clip(t)) for t in (self.start, self.end)]
        counted: Ints = seen[held[1]] - seen[held[0]]
        return counted

    def while_held(self, total: Total) -> Total:
        """The same numbers, with the reason of those areas that held at no quarter's start."""
        starts = -(-self.areas.clip(self.start) // BUCKET_S) * BUCKET_S
        mute = np.isnan(total.values) & (starts >= self.areas.clip(self.end))
        reasons = [
            NOT_IN_FORCE if none else reason
            for none, reason in zip(mute.tolist(), total.reasons, strict=True)
        ]
        return replace(total, reasons=reasons)

    def expected(self) -> Mask:
        """Which feeds (rows) a total of each area (columns) needs."""
        return expected_over(
            self.connection, self.feeds, self.all_clocks, self.areas.ids, self.start, self.end
        )


@dataclass(frozen=True)
class OverAreas:
    """A number of each area; beside it vehicles behind it, or how many more there may be."""

    total: Total
    vehicles: Floats | None = None
    unknown: Floats | None = None


@dataclass(frozen=True)
class AreaValue:
    """One area's number; `value` is None where it is unknown, with the reason.

    `vehicles` is the count (over a period: a mean) behind it; `classes` counts by duration class or
    by state, `possible` those that may be in a higher class; of the share out of order `classes`
    counts those that are, and that are so for at least a day and seven. `unknown` is for what
    happens: how many more there may be.
    """

    area: int
    code: str
    name: str
    area_m2: float
    value: float | None
    vehicles: float | None
    coverage: float
    reason: str | None
    classes: dict[str, int] = field(default_factory=dict)
    possible: dict[str, int] = field(default_factory=dict)
    unknown: float | None = None


Spread = Callable[[AskedMap], OverAreas]
