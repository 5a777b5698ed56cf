"""Which stays a number rests on: the list that an operator can check, one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from zones.permits.limits import ALL
from zones.permits.long_parking import longer, stood_s
from zones.permits.no_parking import banned
from zones.permits.out_of_order import broken_for, broken_s
from zones.permits.presence import look
from zones.permits.rentals import left
from zones.permits.roster import FORMS
from zones.permits.scene import Ints, Mask, Scene
from zones.permits.states import available
from zones.permits.stood import Stood

MOST = 1000


@dataclass(frozen=True)
class Listed:
    """Rows of a scene and why each counts; seconds as certain and as possible.

    `at` is the moment that the list is of, where it is of one.
    """

    rows: Stood
    chosen: Mask
    certain: Mask
    certain_s: Ints
    possible_s: Ints
    why: str
    at: int | None = None


def listed(scene: Scene, indicator: str, operator: str, form: str) -> Listed:
    """The stays behind an indicator of one operator and form."""
    found = LISTS[indicator](scene, operator, form)
    mine = of(scene, found.rows, operator, form)
    return Listed(
        found.rows,
        found.chosen & mine,
        found.certain,
        found.certain_s,
        found.possible_s,
        found.why,
        found.at,
    )


def of(scene: Scene, rows: Stood, operator: str, form: str) -> Mask:
    """Which rows are an operator's, of a form factor or of all."""
    mine: Mask = rows["operator"] == scene.roster.operators.index(operator)
    return mine if form == ALL else mine & (rows["form"] == FORMS.index(form))  # type: ignore[arg-type]


def _at_a_moment(scene: Scene, operator: str, form: str, *, busiest: bool) -> Listed:
    """Who stood at the moment that proves most: the most for certain, or the fewest at the most."""
    mine = of(scene, scene.rows, operator, form)
    if not scene.moments:
        nobody = np.zeros(len(scene.rows), np.bool_)
        return Listed(scene.rows, nobody, nobody, *stood_s(scene, scene.day.end), "not_in_force")
    found = [_at(scene, moment, busiest) for moment in scene.moments]
    counts = [(int((sure & mine).sum()), int((maybe & mine).sum())) for sure, maybe in found]
    chosen = (
        max(range(len(counts)), key=lambda n: counts[n])
        if busiest
        else min(range(len(counts)), key=lambda n: counts[n][::-1])
    )
    moment, (certain, possible) = scene.moments[chosen], found[chosen]
    observed, at_most = stood_s(scene, moment)
    why = "stood_at_busiest_moment" if busiest else "stood_at_worst_moment"
    return Listed(scene.rows, possible, certain, observed, at_most, why, moment)


def _at(scene: Scene, moment: int, busiest: bool) -> tuple[Mask, Mask]:
    """Who stands at a moment, for certain and possibly; for the worst one: who can be rented."""
    one = look(scene, moment)
    if busiest:
        return one.certain, one.possible
    sure, maybe = available(scene, moment)
    return one.bridged & sure, one.possible & maybe


def _long(scene: Scene, operator: str, form: str, *, days: int) -> Listed:
    """Who had stood for so many days at night, or may have."""
    night = scene.day.night
    standing = look(scene, night).certain
    certain, possible = longer(scene, days)
    observed, at_most = stood_s(scene, night)
    why = f"stood_{days * 24}_h_or_more_at_night"
    return Listed(scene.rows, standing & possible, certain, observed, at_most, why, night)


def _banned(scene: Scene, operator: str, form: str) -> Listed:
    """Who stood in a no-parking area, and for how long within the day."""
    found = banned(scene)
    ids = scene.banned["id"]
    sure = np.isin(ids, ids[found.one_sure])
    return Listed(
        scene.banned, found.one, sure, found.certain_s, found.possible_s, "stood_in_no_parking_area"
    )


def _left(scene: Scene, operator: str, form: str) -> Listed:
    """Who left in the day; trips that were told are not listed one by one."""
    sure, maybe = left(scene)
    observed, at_most = stood_s(scene, scene.day.end)
    return Listed(scene.rows, maybe, sure, observed, at_most, "left")


def _broken(scene: Scene, operator: str, form: str, *, days: int) -> Listed:
    """Who had been out of order for so many days at night, or may have."""
    night = scene.day.night
    standing = look(scene, night).certain
    certain, possible = broken_for(scene, days)
    observed, at_most = broken_s(scene)
    why = f"out_of_order_{days * 24}_h_or_more_at_night"
    return Listed(scene.rows, standing & possible, certain, observed, at_most, why, night)


LISTS: Mapping[str, Callable[[Scene, str, str], Listed]] = {
    "permit_fleet": partial(_at_a_moment, busiest=True),
    "permit_minimum_available": partial(_at_a_moment, busiest=False),
    "permit_parked_over_1_day": partial(_long, days=1),
    "permit_parked_over_3_days": partial(_long, days=3),
    "permit_parked_over_7_days": partial(_long, days=7),
    "permit_parked_over_14_days": partial(_long, days=14),
    "permit_no_parking": _banned,
    "permit_out_of_order_over_1_day": partial(_broken, days=1),
    "permit_out_of_order_over_7_days": partial(_broken, days=7),
    "permit_usage": _left,
}
"""How the list of each number is made, of the same masks that its count is made of."""
