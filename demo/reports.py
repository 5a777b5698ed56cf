"""What each standing vehicle reports, and from when until when its line in a feed says so.

A vehicle tells where it is now and then; between two reports nothing of its line changes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demo.fleet import Columns
from demo.operators import DemoOperator
from demo.places import METRES_PER_DEGREE, SQUEEZE

JITTER_MEDIAN_M, JITTER_SIGMA, JITTER_MOST_M = 2.4, 1.07, 24.0
"""Of a standing vehicle's reports half lie within 2.4 m, one in twenty beyond 14 m."""
RESERVED_SHARE = 0.35
RESERVED_MOST_S = 600
"""So many vehicles are reserved before they are taken, for at most ten minutes."""
MOST_REPORTS = 8192

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reports:
    """Reports as columns: `row` of the truth, shown from `from_s` until `to_s`."""

    row: npt.NDArray[np.intp]
    from_s: Ints
    to_s: Ints
    reported_s: Ints
    lon: Floats
    lat: Floats
    reserved: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)


def reports_between(
    seed: int, operator: DemoOperator, truth: Columns, begin_s: int, end_s: int
) -> Reports:
    """Every report that shows between two moments; reserving a vehicle splits one in two."""
    row, number = _numbered(operator, truth, begin_s, end_s)
    reported_s = truth["since_s"][row] + number * operator.report_s
    to_s = np.minimum(reported_s + operator.report_s, truth["until_s"][row])
    lon, lat = told_places(seed, operator, truth, row, number)
    reserved_s = (truth["until_s"] - reserved_for_s(seed, truth))[row]
    free = np.flatnonzero(reserved_s > reported_s)
    taken = np.flatnonzero(reserved_s < to_s)
    both = np.concatenate([free, taken])
    return Reports(
        row=row[both],
        from_s=np.concatenate([reported_s[free], np.maximum(reported_s, reserved_s)[taken]]),
        to_s=np.concatenate([np.minimum(to_s, reserved_s)[free], to_s[taken]]),
        reported_s=reported_s[both],
        lon=lon[both],
        lat=lat[both],
        reserved=np.arange(len(both)) >= len(free),
    )


def _numbered(
    operator: DemoOperator, truth: Columns, begin_s: int, end_s: int
) -> tuple[npt.NDArray[np.intp], Ints]:
    """Rows of the truth and numbers of their reports, the first of which is made on arrival."""
    rows = np.flatnonzero((truth["until_s"] > begin_s) & (truth["since_s"] < end_s))
    since_s, until_s = truth["since_s"][rows], truth["until_s"][rows]
    first = np.maximum(begin_s - since_s, 0) // operator.report_s
    last = (np.minimum(until_s, end_s) - 1 - since_s) // operator.report_s
    count = last - first + 1
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(rows, count), np.repeat(first, count) + within


def reserved_for_s(seed: int, truth: Columns) -> Ints:
    """Seconds before it is taken that each vehicle is reserved; 0 for most. As long as `truth`."""
    row = np.arange(len(truth["until_s"]))
    some = (chance(seed, row, 1) < RESERVED_SHARE) & ~truth["broken"]
    return np.where(some, chance(seed, row, 2) * RESERVED_MOST_S, 0).astype(np.int64)


def told_places(
    seed: int, operator: DemoOperator, truth: Columns, row: npt.NDArray[np.intp], number: Ints
) -> tuple[Floats, Floats]:
    """Where vehicles say they stand: the true place, give or take what a receiver errs."""
    if not operator.jitters:
        return truth["lon"][row], truth["lat"][row]
    one, two, three = (
        chance(seed, row.astype(np.int64) * MOST_REPORTS + number, salt) for salt in (3, 4, 5)
    )
    normal = np.sqrt(-2 * np.log(1 - one)) * np.cos(2 * np.pi * two)
    metres = np.minimum(JITTER_MEDIAN_M * np.exp(JITTER_SIGMA * normal), JITTER_MOST_M)
    lon = truth["lon"][row] + metres * np.cos(2 * np.pi * three) / METRES_PER_DEGREE / SQUEEZE
    return lon, truth["lat"][row] + metres * np.sin(2 * np.pi * three) / METRES_PER_DEGREE


def chance(seed: int, number: Ints, salt: int) -> Floats:
    """A fixed number in [0, 1) for each number: the same in whichever order it is asked for."""
    mixed = number.astype(np.uint64) + np.uint64((seed * 64 + salt) * 0x9E3779B97F4A7C15 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2**53
