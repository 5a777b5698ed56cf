"""How many have stood for long at 03:30: certainly, by observed time; possibly, by the calendar."""

from typing import Any

import numpy as np
import numpy.typing as npt

from zones.permits.presence import look, not_in_force
from zones.permits.scene import Floats, Mask, Numbers, Scene

DAY_S = 86_400


def parked_over(scene: Scene, days: int) -> Numbers:
    """Share in % of what stands at night that has stood there for so many days."""
    if not scene.place.holds(scene.day.night):
        return not_in_force(scene)
    standing = look(scene, scene.day.night).certain
    certain, possible = longer(scene, days)
    all_of = scene.count(standing)
    seen = scene.least(scene.roster.seen(scene.day.night).astype(np.float64))
    lower = share(scene.count(standing & certain), all_of)
    upper = share(scene.count(standing & possible), all_of)
    return Numbers(lower, upper, seen, all_of, needs_ids=True)


def longer(scene: Scene, days: int) -> tuple[Mask, Mask]:
    """Which rows have stood for so many days at night: certainly (rule R7), and possibly."""
    certain_s, possible_s = stood_s(scene, scene.day.night)
    return certain_s >= days * DAY_S, possible_s >= days * DAY_S


def stood_s(scene: Scene, moment: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Seconds that each row's stay has stood at a moment: observed, and at the most.

    The border does not matter here: a vehicle stands where it stands, however it is drawn.
    """
    observed = scene.reading(scene.rows, moment) - scene.rows["base_s"]
    return np.maximum(observed, 0), np.maximum(moment - scene.rows["came_after"], 0)


def share(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Floats:
    """Percent; of none, none: where nothing stands nothing stands too long."""
    # 100 × part first: the quotient is then the double nearest to the true share.
    return np.where(whole > 0, 100.0 * part / np.maximum(whole, 1), 0.0)
