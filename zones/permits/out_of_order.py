"""How many have been out of order for long at 03:30: by observed time, and by the calendar."""

import numpy as np

from zones.permits.long_parking import DAY_S, share
from zones.permits.presence import look, not_in_force
from zones.permits.said import OUT_OF_ORDER
from zones.permits.scene import Ints, Mask, Numbers, Scene
from zones.permits.states import said


def out_of_order_over(scene: Scene, days: int) -> Numbers:
    """Share in % of what stands at night that has been out of order for so many days."""
    night = scene.day.night
    if not scene.place.holds(night):
        return not_in_force(scene)
    standing = look(scene, night).certain
    certain, possible = broken_for(scene, days)
    all_of = scene.count(standing)
    seen = scene.least(scene.roster.seen(night).astype(np.float64))
    lower = share(scene.count(standing & certain), all_of)
    upper = share(scene.count(standing & possible), all_of)
    return Numbers(lower, upper, seen, all_of, needs_ids=True)


def broken_for(scene: Scene, days: int) -> tuple[Mask, Mask]:
    """Which rows have been out of order for so many days at night: certainly, and possibly."""
    then = said(scene, scene.day.night)
    broken = then.state == OUT_OF_ORDER
    certain_s, possible_s = broken_s(scene)
    long = days * DAY_S
    return broken & then.sure & (certain_s >= long), (broken | ~then.sure) & (possible_s >= long)


def broken_s(scene: Scene) -> tuple[Ints, Ints]:
    """Seconds that each row has been in its state at night: observed, and at the most."""
    night = scene.day.night
    then = said(scene, night)
    observed = scene.reading(scene.rows, night) - scene.rows["base_s"] - then.observed_s
    began = np.where(then.since_lo > 0, then.since_lo, scene.rows["came_after"])
    return np.maximum(observed, 0), np.maximum(night - began, 0)
