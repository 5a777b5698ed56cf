"""When a count of what happens can be told, feed by feed, and the reason when it cannot.

A count of events is not a mean: what happened in a gap is lacking from it, so a step with a gap of
any length worth mentioning has no count. The share of rule R9 decides.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from zones.measure import NO_EVIDENCE, NOT_YET, KnownFeed, Total, add_up

LEAST_COVERAGE = 0.95
"""Least share of a step that a feed's evidence must cover (rule R9)."""
IDS_ROTATE = "ids_rotate"
LOW_COVERAGE = "low_coverage"

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]


def reasons_of(feed: KnownFeed, share: npt.NDArray[Any]) -> Words:
    """Why nothing is told of a feed, for each covered share of a step; None: it is told."""
    reasons: Words = np.full(share.shape, None, object)
    reasons[share < LEAST_COVERAGE] = LOW_COVERAGE
    reasons[share <= 0] = NO_EVIDENCE
    if feed.rotating:
        reasons[:] = IDS_ROTATE
    return reasons


def add_told(
    feeds: Sequence[KnownFeed],
    counts: npt.NDArray[Any],
    share: Floats,
    wanted: npt.NDArray[np.bool_],
    reasons: Words,
) -> Total:
    """The sum over feeds (rows) for each bucket (columns); unknown where one expected is not told.

    `reasons` holds None where a feed's count is told, else the word for why it is not.
    """
    if not len(feeds):
        return add_up(feeds, counts, share, wanted)
    untold = reasons.astype(np.bool_)
    total = add_up(feeds, np.where(untold, np.nan, counts), share, wanted)
    lacking = untold & wanted
    why = [
        NOT_YET if not wanted[:, bucket].any() else _named(feeds, reasons[:, bucket], mute)
        for bucket, mute in enumerate(lacking.T)
    ]
    return replace(total, reasons=why)


def _named(feeds: Sequence[KnownFeed], reasons: Words, mute: npt.NDArray[np.bool_]) -> str | None:
    """Every reason with the feeds that it holds for: `ids_rotate: a; low_coverage: b, c`."""
    keys: dict[str, list[str]] = {}
    for at in np.flatnonzero(mute).tolist():
        keys.setdefault(reasons[at], []).append(feeds[at].key)
    return "; ".join(f"{reason}: {', '.join(who)}" for reason, who in keys.items()) or None
