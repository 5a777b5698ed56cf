"""What a day comes to: every number of a permit for every operator and form factor of a place."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from zones.measure import NO_EVIDENCE, NOT_IN_FORCE, NOT_YET
from zones.permits.limits import ALL
from zones.permits.long_parking import parked_over
from zones.permits.no_parking import stood_in_no_parking
from zones.permits.out_of_order import out_of_order_over
from zones.permits.presence import fleet, minimum_available
from zones.permits.rentals import usage
from zones.permits.roster import FORMS
from zones.permits.scene import Numbers, Scene
from zones.registry import INDICATORS

ROTATING = "rotating_ids"
NO_VEHICLES = "no_vehicles"
NUMBERS: Mapping[str, Callable[[Scene], Numbers]] = {
    "permit_fleet": fleet,
    "permit_minimum_available": minimum_available,
    "permit_parked_over_1_day": partial(parked_over, days=1),
    "permit_parked_over_3_days": partial(parked_over, days=3),
    "permit_parked_over_7_days": partial(parked_over, days=7),
    "permit_parked_over_14_days": partial(parked_over, days=14),
    "permit_no_parking": stood_in_no_parking,
    "permit_out_of_order_over_1_day": partial(out_of_order_over, days=1),
    "permit_out_of_order_over_7_days": partial(out_of_order_over, days=7),
    "permit_usage": usage,
}
"""How each number of a permit is worked out of a scene."""
CERTAIN_OF_ONE_FEED = ("permit_fleet", "permit_no_parking")
"""Counts: who is silent can only add to them, so that silence hides no excess of another feed."""
NEAR_BORDERS = ("permit_no_parking",)
"""Those that a tolerance changes."""


class Fact(NamedTuple):
    """One number of one day; None for no number, and for no upper bound beside one."""

    operator_id: int
    form: str
    indicator: str
    lower: float | None
    upper: float | None
    coverage: float
    behind: int
    reason: str | None
    version: int


def facts(scene: Scene, only: str | None = None) -> Iterator[Fact]:
    """All facts of a scene, or those of one indicator.

    Of who stood here in the day, and of whom a limit asks something.
    """
    roster, place = scene.roster, scene.place
    columns = [*FORMS, ALL]
    shown = scene.present.copy()
    for operator, form in place.wanted:
        shown[roster.operators.index(operator), columns.index(form)] = True
    names = NEAR_BORDERS if place.tolerance_m else NUMBERS
    for indicator in names if only is None else [only]:
        numbers = NUMBERS[indicator](scene)
        version = INDICATORS[indicator].version
        for row, column in np.argwhere(shown).tolist():
            reason = _reason(scene, indicator, numbers, row, column)
            told = reason is None
            yield Fact(
                roster.operator_ids[row],
                columns[column],
                indicator,
                float(numbers.lower[row, column]) if told else None,
                _bound(float(numbers.upper[row, column])) if told else None,
                round(float(numbers.coverage[row, column]), 4),
                int(numbers.behind[row, column]),
                reason,
                version,
            )


def _bound(value: float) -> float | None:
    return None if np.isnan(value) else value


def _reason(scene: Scene, indicator: str, numbers: Numbers, row: int, column: int) -> str | None:
    """Why there is no number; None when there is one."""
    if not scene.held:
        return NOT_IN_FORCE
    if not scene.known[row, column]:
        return NOT_YET
    if numbers.needs_ids and scene.rotates[row, column]:
        return ROTATING
    if numbers.reason is not None:
        return numbers.reason
    if not numbers.coverage[row, column] > 0:
        # Of who is seen, what is certain stands, whichever of the operator's feeds is silent.
        sure = scene.partly_seen[row, column] and numbers.lower[row, column] > 0
        return None if sure and indicator in CERTAIN_OF_ONE_FEED else NO_EVIDENCE
    return NO_VEHICLES if np.isnan(numbers.lower[row, column]) else None
