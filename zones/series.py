"""An indicator of one area through time: values with coverage, gaps left empty and named."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import FOREVER
from zones.asked import USUAL, Asked, Group, Ints, Line, Options, area_asked
from zones.calendar import Step, edges
from zones.counted import counted
from zones.durations import classes_over_time, long_parked_over_time
from zones.feed_quality import QUALITY
from zones.history import counted_from
from zones.measure import NOT_COUNTED, Total, indicator_named
from zones.movement.course import arrivals, departures, net_balance
from zones.movement.rentals import rentals, rentals_per_vehicle
from zones.order.course import (
    hub_occupancy,
    no_parking_hours,
    no_parking_vehicles,
    over_capacity_time,
    share_in_hubs,
)
from zones.states import out_of_order_over_time, states_over_time
from zones.worst import time_above_limit, worst_hour

Course = Callable[[Asked, Group], list[Line]]


@dataclass(frozen=True)
class Gap:
    """A stretch without evidence of one feed, within the period (unix seconds)."""

    feed: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Series:
    """An indicator of an area over a period that is cut at `edges` (unix seconds)."""

    indicator: str
    unit: str
    area_id: int
    area_kind: str
    area_name: str
    area_m2: float
    step: Step
    edges: Ints
    lines: list[Line]
    gaps: list[Gap]
    coverage: float
    """Least share of the period that an expected feed covers."""


def series(
    connection: Connection[Any],
    indicator: str,
    area_id: int,
    start: int,
    end: int,
    step: Step,
    *,
    group: Group = Group.none,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
    timezone: str = "Europe/Amsterdam",
    told_at: int | None = None,
    options: Options = USUAL,
) -> Series:
    """An indicator through time; `start` and `end` in unix seconds, widened to whole steps.

    `operators` and `forms` keep only those; `group` gives a line for each; `told_at` gives the
    numbers that cells hold as they were told then; `options` are the city's own limits. Raises
    UnknownIndicator, UnknownArea, TooManySteps, UnfitStep or NoLimit.
    """
    entry = indicator_named(indicator)
    area = area_asked(connection, area_id)
    if entry.group == "feed":
        # What a feed is worth does not hang on which areas are drawn.
        area = replace(area, since=0, until=int(FOREVER))
    cuts = edges(start, end, step, timezone)
    asked = Asked(connection, area, cuts, operators, forms, told_at, options)
    lines = COURSES[indicator](asked, group)
    since = counted_from(connection, [area_id]).get(area_id)
    if since is not None and entry.group != "feed":
        lines = [_not_counted(line, cuts[:-1] < since) for line in lines]
    return Series(
        indicator,
        entry.unit,
        area_id,
        area.kind,
        area.name,
        area.area_m2,
        step,
        cuts,
        lines,
        _gaps(asked),
        _coverage(asked),
    )


def _rentals_per_vehicle(asked: Asked, group: Group) -> list[Line]:
    """What is rented over what stands, of the same feeds and the same steps."""
    parked = counted("vehicles_parked", asked, group)
    return rentals_per_vehicle(parked, rentals(asked, group), asked.area.clip(asked.cuts))


def _not_counted(line: Line, early: npt.NDArray[np.bool_]) -> Line:
    """A line of an area whose history is being counted: unknown where that is still to come."""
    total = line.total
    unknown = early & ~np.isnan(total.values)
    reasons = [
        NOT_COUNTED if mute else reason
        for mute, reason in zip(unknown.tolist(), total.reasons, strict=True)
    ]
    values = np.where(unknown, np.nan, total.values)
    return replace(line, total=Total(values, np.where(unknown, 0.0, total.coverage), reasons))


def _feed_coverage(asked: Asked, group: Group) -> list[Line]:
    """The share of each step that each feed covers, a line for each whatever the group."""
    steps = len(asked.cuts) - 1
    return [
        Line(feed.key, feed.operator_name, Total(share, share, [None] * steps))
        for feed in asked.feeds
        for share in [asked.share(feed)]
    ]


COURSES: Mapping[str, Course] = {
    "vehicles_parked": partial(counted, "vehicles_parked"),
    "vehicles_by_state": states_over_time,
    "out_of_order_share": out_of_order_over_time,
    "parked_density": partial(counted, "parked_density"),
    "clutter_load": partial(counted, "clutter_load"),
    "worst_hour": worst_hour,
    "time_above_limit": time_above_limit,
    "duration_classes": classes_over_time,
    "long_parked": long_parked_over_time,
    "share_in_hubs": share_in_hubs,
    "no_parking_vehicles": no_parking_vehicles,
    "no_parking_hours": no_parking_hours,
    "hub_occupancy": hub_occupancy,
    "over_capacity_time": over_capacity_time,
    "arrivals": arrivals,
    "departures": departures,
    "net_balance": net_balance,
    "rentals": rentals,
    "rentals_per_vehicle": _rentals_per_vehicle,
    "feed_coverage": _feed_coverage,
    **QUALITY,
}
"""How each number that has a course over time is worked out."""


def _coverage(asked: Asked) -> float:
    """Least share of the period, from a feed's first evidence on, that it covers while it holds."""
    shares = []
    for feed in asked.feeds:
        clock = asked.all_clocks.get(feed.id)
        if clock is None:
            continue
        start = max(asked.start, int(clock.starts[0]))
        end = min(asked.end, max(int(c.ends[-1]) for c in asked.all_clocks.values()))
        if end > start:
            seen_s = int(clock.covered(asked.area.clip(np.array([start, end])))[0])
            shares.append(seen_s / (end - start))
    return min(shares, default=0.0)


def _gaps(asked: Asked) -> list[Gap]:
    """Where the feeds' evidence breaks off within the period."""
    found = []
    for feed in asked.feeds:
        clock = asked.all_clocks.get(feed.id)
        if clock is None:
            continue
        begins, ends = clock.ends[:-1], clock.starts[1:]
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            if end > asked.start and begin < asked.end:
                start = max(begin, asked.start)
                found.append(Gap(feed.key, start, min(end, asked.end), "no_evidence"))
    return sorted(found, key=lambda gap: (gap.start, gap.feed))
