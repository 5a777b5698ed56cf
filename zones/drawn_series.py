"""The course of a number in an area that was only just drawn, straight from the stays.

The stays in it are folded as those of any area are, over the asked period only: the numbers are the
same as those of an area with this border. Nothing is kept, and no other area notices.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.area_cells import columns_of
from zones.asked import Asked, AskedArea, Group
from zones.calendar import Step, edges
from zones.counted import counted
from zones.fold import Placed, fold
from zones.series import Series, series_of
from zones.what_if.draft import Draft, read_past

INDICATORS = ("parked_density", "vehicles_parked", "clutter_load")
MOST_DAYS = 92
"""The longest period that is folded at once."""


def series_of_drawing(
    connection: Connection[Any],
    indicator: str,
    border: shapely.MultiPolygon,
    area_m2: float,
    start: int,
    end: int,
    step: Step,
    *,
    group: Group = Group.none,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
    timezone: str = "Europe/Amsterdam",
    now_s: int | None = None,
) -> Series:
    """A drawing's course; `start` and `end` in unix seconds, widened to whole steps.

    Expected are the feeds of the municipality that it lies in. Raises OutsideEverything or
    TooManySteps.
    """
    cuts = edges(start, end, step, timezone)
    first, last = int(cuts[0]), int(cuts[-1])
    draft = Draft(AreaKind.monitoring, border)
    past = read_past(connection, draft, first, last, operators=operators, forms=forms)
    area = AskedArea(past.around.areas[0], AreaKind.monitoring, "", area_m2)
    asked = Asked(connection, area, cuts, operators, forms)
    stays, inside = past.stays, past.inside
    known = inside & np.isin(stays["feed_id"], list(asked.clocks))
    placed = Placed(
        area_id=np.zeros(int(known.sum()), np.int64),
        feed_id=stays["feed_id"][known],
        vehicle_type_id=stays["vehicle_type_id"][known],
        first_seen=stays["first_seen"][known],
        until=stays["until"][known],
    )
    cells = columns_of(fold(placed, asked.clocks, first, last), first, last)
    # A drawing has no cells that are kept: its counts rest on stays.
    lost_s = asked.kept_s
    lines = [asked.while_kept(one, lost_s) for one in counted(indicator, asked, group, cells)]
    return series_of(asked, indicator, step, lines, now_s, lost_s)
