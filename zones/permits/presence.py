"""How many stand there at six fixed moments: a maximum at the busiest, a minimum at the worst."""

from dataclasses import dataclass

import numpy as np

from zones.measure import NOT_IN_FORCE
from zones.permits.scene import Floats, Mask, Numbers, Scene
from zones.permits.states import available


@dataclass(frozen=True)
class Look:
    """Which rows stand at a moment: seen to, and at the most.

    Of a feed that was not seen: `bridged` are also those seen in one place before and after (they
    are one stay by rule R6), `possible` also those that may have come by then, or not left.
    """

    certain: Mask
    bridged: Mask
    possible: Mask


def look(scene: Scene, moment: int) -> Look:
    """Who stands at a moment."""
    rows = scene.rows
    seen = scene.roster.seen(moment)[rows["feed"]]
    not_gone = moment < rows["until"]
    stands = (rows["since"] <= moment) & not_gone
    certain = stands & seen
    bridged = certain | (stands & (moment <= rows["sure_to"]))
    possible = certain | (~seen & (rows["may_since"] <= moment) & not_gone)
    return Look(certain, bridged, possible)


def fleet(scene: Scene) -> Numbers:
    """The most that stand at one of the moments, in whatever state."""
    if not scene.moments:
        return not_in_force(scene)
    looks = [look(scene, moment) for moment in scene.moments]
    lower = np.max([scene.count(one.certain) for one in looks], axis=0)
    upper = np.max([scene.count(one.possible) for one in looks], axis=0)
    return Numbers(lower.astype(float), upper.astype(float), _moments_seen(scene), upper)


def minimum_available(scene: Scene) -> Numbers:
    """The fewest that can be rented at one of the moments."""
    if not scene.moments:
        return not_in_force(scene)
    surely, at_most = [], []
    for moment in scene.moments:
        one = look(scene, moment)
        sure, maybe = available(scene, moment)
        surely.append(scene.count(one.bridged & sure))
        at_most.append(scene.count(one.possible & maybe))
    lower, upper = np.min(surely, axis=0), np.min(at_most, axis=0)
    return Numbers(lower.astype(float), upper.astype(float), _moments_seen(scene), upper)


def _moments_seen(scene: Scene) -> Floats:
    """The share of the six moments at which the place held and all that were needed were seen."""
    seen = [scene.least(scene.roster.seen(moment).astype(np.float64)) for moment in scene.moments]
    share: Floats = np.sum(seen, axis=0) / len(scene.day.moments)
    return share


def not_in_force(scene: Scene) -> Numbers:
    """No number: the place did not hold when it should have been looked at."""
    nothing = np.full(scene.shape, np.nan)
    none = np.zeros(scene.shape, np.int64)
    return Numbers(nothing, nothing, np.zeros(scene.shape), none, reason=NOT_IN_FORCE)
