"""Steps of time: quarters and hours by the world's clock, days and weeks by the city's."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from stoep.errors import StoepError
from stoep.vocabulary import BUCKET_S

MOST_STEPS = 5_000


class TooManySteps(StoepError):
    """The period has more steps than one answer can hold."""

    code = "too_many_steps"


class Step(StrEnum):
    """How finely a period is cut."""

    quarter = "quarter"
    hour = "hour"
    day = "day"
    week = "week"


FIXED_S = {Step.quarter: BUCKET_S, Step.hour: 3600}


def edges(start: int, end: int, step: Step, timezone: str) -> npt.NDArray[np.int64]:
    """Where the steps of a period begin and the last one ends, in unix seconds.

    The period is widened to whole steps. A local day has 23, 24 or 25 hours; a week begins on
    Monday. Raises TooManySteps.
    """
    if step in FIXED_S:
        size = FIXED_S[step]
        first, last = start // size * size, -(-end // size) * size
        _check((last - first) // size)
        return np.arange(first, last + 1, size, dtype=np.int64)
    zone = ZoneInfo(timezone)
    day = datetime.fromtimestamp(start, UTC).astimezone(zone).date()
    days = 1
    if step is Step.week:
        day -= timedelta(days=day.weekday())
        days = 7
    _check((end - start) // (86_400 * days))
    found: list[int] = []
    while not found or found[-1] < end:
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        found.append(int(midnight.timestamp()))
        day += timedelta(days=days)
    return np.array(found, np.int64)


def labels(edges: npt.NDArray[np.int64], timezone: str) -> list[str]:
    """Moments as the city's clock shows them, with the offset that tells a repeated hour apart."""
    zone = ZoneInfo(timezone)
    moments = (datetime.fromtimestamp(at, UTC) for at in edges.tolist())
    return [moment.astimezone(zone).isoformat() for moment in moments]


def _check(steps: int) -> None:
    if steps > MOST_STEPS:
        raise TooManySteps(
            f"The period has {steps} steps, more than {MOST_STEPS}.",
            "Ask for a shorter period or a longer step.",
        )
