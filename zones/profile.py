"""How an indicator runs through a week: a mean for each weekday and hour of the city's own clock.

A true mean over the quarters of an hour of which something is known, never a sum; quarters without
evidence are left out and told in the coverage. The hour that comes twice in autumn has twice as
many quarters, the one that is skipped in spring has none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.vocabulary import BUCKET_S
from zones.asked import Asked, Floats, Group, Ints, area_asked, ratio
from zones.calendar import TooManySteps
from zones.measure import indicator_named
from zones.series import course

HOURS, SLOTS = 24, 7 * 24
LONGEST_DAYS = 400
NOT_IN_PERIOD = "not_in_period"
PER_QUARTER = {
    "vehicles_parked": 1,
    "parked_density": 1,
    "clutter_load": 1,
    "arrivals": 3600 // BUCKET_S,
    "departures": 3600 // BUCKET_S,
}
"""Numbers of which there is a profile. What is counted by quarter is told by the hour."""


@dataclass(frozen=True)
class Profile:
    """168 slots, Monday 00:00 first: mean (NaN: unknown), number of quarters, share of them known.

    `start` and `end` (unix seconds) are the period, widened to whole quarters.
    """

    indicator: str
    unit: str
    start: int
    end: int
    means: Floats
    quarters: Ints
    coverage: Floats
    reasons: list[str | None]


def profile(
    connection: Connection[Any],
    indicator: str,
    area_id: int,
    start: int,
    end: int,
    *,
    operators: list[str] | None = None,
    forms: list[str] | None = None,
    timezone: str = "Europe/Amsterdam",
) -> Profile:
    """A week of an indicator in an area; raises UnknownIndicator, UnknownArea or TooManySteps."""
    entry = indicator_named(indicator)
    area = area_asked(connection, area_id)
    start, end = start // BUCKET_S * BUCKET_S, -(-end // BUCKET_S) * BUCKET_S
    if end - start > LONGEST_DAYS * 86_400:
        raise TooManySteps(
            f"The period is longer than {LONGEST_DAYS} days.", "Ask for a shorter period."
        )
    cuts = np.arange(start, end + 1, BUCKET_S, dtype=np.int64)
    asked = Asked(connection, area, cuts, operators, forms)
    (line,) = course(indicator, asked, Group.none)
    slot = slots(cuts[:-1], timezone)
    scale = PER_QUARTER[indicator]
    means, known, coverage = by_slot(line.total.values * scale, slot)
    unit = entry.unit if scale == 1 else f"{entry.unit}/h"
    why = _reasons(line.total.reasons, slot, known)
    return Profile(indicator, unit, start, end, means, known, coverage, why)


def slots(starts: Ints, timezone: str) -> Ints:
    """The slot of each moment (unix seconds) by the city's clock: weekday × 24 + hour, Monday 0."""
    zone = ZoneInfo(timezone)
    local = (datetime.fromtimestamp(s, UTC).astimezone(zone) for s in starts.tolist())
    return np.fromiter((at.weekday() * HOURS + at.hour for at in local), np.int64, len(starts))


def by_slot(values: Floats, slot: Ints) -> tuple[Floats, Ints, Floats]:
    """Of each slot the mean of the known values, how many they are, and their share of all."""
    known = ~np.isnan(values)
    count = np.bincount(slot[known], minlength=SLOTS)
    every = np.bincount(slot, minlength=SLOTS)
    total: npt.NDArray[Any] = np.bincount(slot[known], values[known], minlength=SLOTS)
    return ratio(total, count), count, np.nan_to_num(ratio(count, every))


def _reasons(why: list[str | None], slot: Ints, known: Ints) -> list[str | None]:
    """Why a slot has no mean: the newest reason among its quarters, or that it has none."""
    found: dict[int, str | None] = dict(zip(slot.tolist(), why, strict=True))
    return [
        None if count else found.get(number, NOT_IN_PERIOD)
        for number, count in enumerate(known.tolist())
    ]
