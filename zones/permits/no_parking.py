"""What stood where nothing may stand, on each day that it stood there, however it came."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zones.permits.scene import Mask, Numbers, Scene

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Banned:
    """Of the scene's `banned` rows: when each stood there in the day, and whether it surely did.

    `one` marks a single row of each stay, `one_sure` a single one of those that surely did.
    """

    begin: Ints
    end: Ints
    certain_s: Ints
    possible_s: Ints
    one: Mask
    one_sure: Mask


def stood_in_no_parking(scene: Scene) -> Numbers:
    """How many stays stood in a no-parking area at some moment of the day."""
    found = banned(scene)
    lower = scene.count(found.one_sure, scene.banned)
    upper = scene.count(found.one, scene.banned)
    return Numbers(lower.astype(float), upper.astype(float), scene.coverage, upper, needs_ids=True)


def banned(scene: Scene) -> Banned:
    """The stays in no-parking areas, each clipped to the day and to when its area held."""
    rows, day = scene.banned, scene.day
    begin = np.maximum(rows["since"], day.start)
    may_begin = np.maximum(np.minimum(rows["may_since"], rows["since"]), day.start)
    end = np.minimum(rows["until"], day.end)
    sure_end = np.minimum(rows["sure_to"], day.end)
    there = (sure_end >= begin) & (begin < day.end)
    observed = scene.reading(rows, np.maximum(sure_end, begin)) - scene.reading(rows, begin)
    last = np.minimum(sure_end, day.end - 1)
    seen = scene.covers(rows, begin) | scene.covers(rows, last) | (observed > 0)
    sure = there & seen & rows["deep"]
    possible = may_begin < end
    return Banned(
        begin,
        end,
        np.where(sure, observed, 0),
        np.where(possible, end - may_begin, 0),
        _first(rows["id"], possible),
        _first(rows["id"], sure),
    )


def _first(ids: Ints, mask: Mask) -> Mask:
    """Of the rows of a mask, the first of each stay."""
    chosen = np.flatnonzero(mask)
    _, first = np.unique(ids[chosen], return_index=True)
    found = np.zeros(len(ids), np.bool_)
    found[chosen[first]] = True
    return found
