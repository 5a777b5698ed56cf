"""What is worst about the clutter of an area: its worst hour, and how long it is above a limit.

Both look within each step of a period at a finer course of the same area; of what is not known
there, nothing is claimed.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from stoep.errors import StoepError
from zones.asked import Asked, Group, Ints, Line
from zones.counted import counted
from zones.measure import Total

HOUR_S = 3600


class UnfitStep(StoepError):
    """The steps are too short for a number that looks within them."""

    code = "unfit_step"


class NoLimit(StoepError):
    """A number that compares with a limit was asked for without one."""

    code = "no_limit"


def worst_hour(asked: Asked, group: Group) -> list[Line]:
    """The hour of each step with the heaviest clutter load, and when it began."""
    if (np.diff(asked.cuts) % HOUR_S).any():
        raise UnfitStep(
            "The worst hour of a quarter of an hour cannot be told.",
            "Ask by hour, day or week.",
        )
    hours = np.arange(asked.start, asked.end + 1, HOUR_S)
    return [_worst(asked, line, hours) for line in counted("clutter_load", asked.cut(hours), group)]


def _worst(asked: Asked, line: Line, hours: Ints) -> Line:
    values = line.total.values
    firsts = np.searchsorted(hours, asked.cuts)
    moments = np.zeros(len(asked.cuts) - 1, np.int64)
    highest = np.full(len(moments), np.nan)
    for step, (first, last) in enumerate(pairwise(firsts.tolist())):
        known = values[first:last]
        if not np.isnan(known).all():
            at = int(np.nanargmax(known))
            highest[step], moments[step] = known[at], hours[first + at]
    return Line(line.key, line.name, _within(line.total, firsts, highest), moments)


def time_above_limit(asked: Asked, group: Group) -> list[Line]:
    """The share of each step in which the density was above the limit; raises NoLimit.

    Of the quarters of an hour that are known, those at whose start it was.
    """
    limit = asked.options.limit
    if limit is None:
        raise NoLimit(
            "There is no limit to compare the density with.", "Give `limit` in vehicles/km²."
        )
    quarters = asked.cut(asked.quarters())
    firsts = np.searchsorted(quarters.cuts, asked.cuts)
    return [
        replace(line, total=share_above(line.total, firsts, limit))
        for line in counted("parked_density", quarters, group)
    ]


def share_above(fine: Total, firsts: Ints, limit: float) -> Total:
    """The share of known finer steps above a limit; step i is made of `firsts[i]` and those after.

    Where nothing is known, the share is not either.
    """
    known = ~np.isnan(fine.values)
    above = np.add.reduceat(known & (np.nan_to_num(fine.values) > limit), firsts[:-1], dtype=float)
    samples = np.add.reduceat(known, firsts[:-1], dtype=float)
    share = np.divide(above, samples, out=np.full(len(above), np.nan), where=samples > 0)
    return _within(fine, firsts, share)


def _within(fine: Total, firsts: Ints, values: np.ndarray) -> Total:
    """Values of steps that are made of finer ones: coverage is the mean of theirs."""
    sizes = np.diff(firsts)
    coverage = np.add.reduceat(fine.coverage, firsts[:-1]) / sizes
    reasons = [
        next((r for r in fine.reasons[first:last] if r), None) if np.isnan(value) else None
        for first, last, value in zip(
            firsts[:-1].tolist(), firsts[1:].tolist(), values.tolist(), strict=True
        )
    ]
    return Total(values, coverage, reasons)
