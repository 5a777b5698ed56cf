"""Rentals per vehicle: trips where an operator tells them, vehicles that left where it does not.

A vehicle that its operator carried off has left, too: by departures usage is told too high rather
than too low.
"""

import numpy as np

from stoep.vocabulary import AreaKind
from zones.permits.limits import WHOLE
from zones.permits.places import Place
from zones.permits.presence import fleet
from zones.permits.scene import Ints, Mask, Numbers, Scene
from zones.permits.stood import LEFT, UNKNOWN_END


def usage(scene: Scene) -> Numbers:
    """Rentals begun in the day, by the vehicles of the busiest moment."""
    surely, at_most = rentals(scene)
    stood = fleet(scene)
    if stood.reason is not None:
        return stood
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = surely / stood.upper, at_most / stood.lower
    # Where no vehicle stands there is nothing to divide by, however many came and went between the
    # moments; where none surely does, no upper bound.
    lower = np.where(np.isfinite(lower), lower, np.nan)
    upper = np.where(np.isfinite(upper), upper, np.nan)
    coverage = np.minimum(stood.coverage, scene.coverage)
    return Numbers(lower, upper, coverage, stood.behind, needs_ids=True)


def rentals(scene: Scene) -> tuple[Ints, Ints]:
    """How many began, surely and at the most.

    Trips do not tell what was ridden: one form factor of several is told by departures. So is a
    zone that is smaller than a district: a told trip is shown no finer than that.
    """
    sure, maybe = left(scene)
    surely, at_most = scene.count(sure), scene.count(maybe)
    trips = _trips(scene)
    told = scene.least(scene.trips.told.astype(np.float64)) > 0
    single = scene.expected[:, :-1].sum(axis=1) == 1
    alone = scene.least(single.astype(np.float64)) > 0
    use = told & alone
    use[:, -1] = told[:, -1]
    use &= tells_trips(scene.place)
    return np.where(use, trips, surely), np.where(use, trips, at_most)


def tells_trips(place: Place) -> bool:
    """Whether a place is so large that a told trip in it is nobody's to see."""
    kind = place.zone.partition("/")[0]
    return place.zone == WHOLE or kind in (AreaKind.municipality, AreaKind.district)


def left(scene: Scene) -> tuple[Mask, Mask]:
    """Which rows left in the day: surely, and possibly."""
    rows, day = scene.rows, scene.day
    ends = rows["until"]
    may = (ends > day.start) & (rows["sure_to"] < day.end)
    surely = (rows["sure_to"] >= day.start) & (ends <= day.end)
    known = (rows["ended"] == LEFT) & rows["whole"]
    unknown = (rows["ended"] == UNKNOWN_END) & rows["whole"]
    return known & may & surely, (known | unknown) & may


def _trips(scene: Scene) -> Ints:
    """Trips begun here, by operator; of a form factor, those of the feeds that have it."""
    by_feed = np.bincount(scene.trips.begun, minlength=len(scene.roster.feed_ids))
    counts = np.zeros(scene.shape, np.int64)
    np.add.at(counts, scene.roster.feed_operator, scene.expected * by_feed[:, None])
    return counts
