"""Does it comply? Three answers, by what is certain, what is possible, and how much was seen.

```
maximum   ----lower====upper--|limit        all that is possible is within: complies
          ----------|limit--lower====upper  what is certain is over it already: does not comply
          ------lower==|limit==upper        not enough data
minimum   |limit--lower====upper            complies
          lower====upper--|limit            does not comply
```

That an operator complies is said of a day of which enough was seen, never of a day without data.
That it does not needs no more than what was seen.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]


class Verdict(StrEnum):
    """What is said of an operator, a limit and a day."""

    complies = "complies"
    does_not_comply = "does_not_comply"
    not_enough_data = "not_enough_data"


class Bound(StrEnum):
    """Which way a limit holds."""

    maximum = "maximum"
    minimum = "minimum"


NO_LIMIT, COMPLIES, DOES_NOT, UNSURE = range(4)
LETTERS = "-cdn"
"""One for each code: no limit, complies, does not comply, not enough data."""
NAMES = (None, Verdict.complies, Verdict.does_not_comply, Verdict.not_enough_data)
COVERAGE_NEEDED = 0.9


def judge(
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    coverage: npt.ArrayLike,
    limit: npt.ArrayLike,
    is_minimum: npt.ArrayLike,
    needed: npt.ArrayLike = COVERAGE_NEEDED,
) -> tuple[Codes, Floats]:
    """Codes and margins, all arrays of one shape or broadcast to it.

    `lower` NaN: no number. `upper` NaN beside a number: no upper bound. `limit` NaN: none. The
    margin is in the unit of the limit, positive where there is room left; NaN without a verdict.
    """
    low, high, limits = (np.asarray(x, np.float64) for x in (lower, upper, limit))
    number = ~np.isnan(low)
    high = np.where(np.isnan(high), np.inf, high)
    # A minimum is a maximum in the mirror.
    mirror = np.where(np.asarray(is_minimum, np.bool_), -1.0, 1.0)
    best = np.where(mirror > 0, low, -high)
    worst = np.where(mirror > 0, high, -low)
    top = mirror * limits
    with np.errstate(invalid="ignore"):
        fails = number & (best > top)
        passes = number & (worst <= top) & (np.asarray(coverage) >= np.asarray(needed))
        margin = np.where(fails, top - best, np.where(passes, top - worst, np.nan))
    codes = np.select(
        [np.isnan(limits) & np.ones_like(fails), fails, passes],
        [NO_LIMIT, DOES_NOT, COMPLIES],
        UNSURE,
    )
    return codes.astype(np.uint8), margin


@dataclass(frozen=True)
class Judged:
    """One verdict, None without a limit, and its margin where there is one."""

    verdict: Verdict | None
    margin: float | None


def judge_one(
    lower: float | None,
    upper: float | None,
    coverage: float,
    limit: float | None,
    bound: Bound,
    needed: float = COVERAGE_NEEDED,
) -> Judged:
    """The verdict on one number; None as NaN in `judge`."""
    low, high, top = (np.nan if x is None else x for x in (lower, upper, limit))
    codes, margins = judge(low, high, coverage, top, bound == Bound.minimum, needed)
    margin: Any = margins.item()
    return Judged(NAMES[int(codes)], None if np.isnan(margin) else round(margin, 6))
