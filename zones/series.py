"""An indicator of one area through time: values with coverage, gaps left empty and named."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import FOREVER
from zones.asked import USUAL, Asked, Group, Ints, Line, NoGroup, Options, area_asked
from zones.calendar import Step, edges
from zones.counted import counted
from zones.durations import classes_over_time, long_parked_over_time
from zones.feed_quality import QUALITY
from zones.history import counted_from
from zones.kept import PAST_KEEPING
from zones.measure import NO_EVIDENCE, NOT_COUNTED, KnownFeed, Total, indicator_named
from zones.movement.course import arrivals, departures, net_balance
from zones.movement.rentals import rentals, rentals_per_vehicle
from zones.order.course import (
    hub_occupancy,
    no_parking_hours,
    no_parking_vehicles,
    over_capacity_time,
    share_in_hubs,
)
from zones.serving import expected_here
from zones.standing import LIVE_S
from zones.states import out_of_order_over_time, states_over_time
from zones.worst import time_above_limit, worst_hour

Course = Callable[[Asked, Group], list[Line]]
NOT_BY_GROUP = (
    "vehicles_by_state",
    "out_of_order_share",
    "duration_classes",
    "long_parked",
    "share_in_hubs",
    "hub_occupancy",
    "over_capacity_time",
    "feed_coverage",
    *QUALITY,
)
"""Numbers whose lines are states, classes, places or feeds; and how full a hub is, all together."""

BY_ROOM = ("hub_occupancy", "over_capacity_time")
"""Numbers of places that only some types of vehicle may take."""


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
    """Least share that an expected feed covers of what it should tell of the period so far."""


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
    now_s: int | None = None,
) -> Series:
    """An indicator through time; `start` and `end` in unix seconds, widened to whole steps.

    `now_s` is where what is to come begins, and is no gap; left out: the newest evidence there is.

    `operators` and `forms` keep only those; `group` gives a line for each; `told_at` gives the
    numbers that cells hold as they were told then; `options` are the city's own limits. Raises
    UnknownIndicator, UnknownArea, TooManySteps, UnfitStep, NoLimit or NoGroup.
    """
    entry = indicator_named(indicator)
    if group is not Group.none and indicator in NOT_BY_GROUP:
        raise NoGroup(
            f"{indicator} is not told by {group}.",
            f"Leave `group` out; `{group}` keeps one {group} or some.",
        )
    area = area_asked(connection, area_id)
    if entry.group == "feed":
        # What a feed is worth does not hang on which areas are drawn.
        area = replace(area, since=0, until=int(FOREVER))
    cuts = edges(start, end, step, timezone)
    by_type = group is Group.form or indicator in BY_ROOM
    asked = Asked(connection, area, cuts, operators, forms, told_at, options, by_type=by_type)
    lines = course(indicator, asked, group)
    since = counted_from(connection, [area_id]).get(area_id)
    if since is not None and entry.group != "feed":
        lines = [_not_counted(line, cuts[:-1] < since) for line in lines]
    return series_of(asked, indicator, step, lines, now_s, asked.lost_s(indicator))


def course(indicator: str, asked: Asked, group: Group) -> list[Line]:
    """The lines of a number; unknown where what it is worked out from is past keeping."""
    lost_s = asked.lost_s(indicator)
    return [asked.while_kept(line, lost_s) for line in COURSES[indicator](asked, group)]


def series_of(
    asked: Asked,
    indicator: str,
    step: Step,
    lines: list[Line],
    now_s: int | None,
    lost_s: int = 0,
) -> Series:
    """Lines with the gaps and the coverage of their period.

    They are unknown up to `lost_s` (unix seconds), where what they rest on is past keeping.
    """
    area, spans = asked.area, _expected_spans(asked, now_s)
    return Series(
        indicator,
        indicator_named(indicator).unit,
        area.id,
        area.kind,
        area.name,
        area.area_m2,
        step,
        asked.cuts,
        lines,
        _gaps(asked, spans, lost_s),
        _coverage(asked, spans, lost_s),
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


def _expected_spans(asked: Asked, now_s: int | None) -> list[tuple[KnownFeed, int, int]]:
    """The feeds that the period needs: each from its first evidence on, as far as it should tell.

    What is to come is lacking from nothing. A feed that is live, or was switched off, should tell
    as far as it did.
    """
    newest = max((int(clock.ends[-1]) for clock in asked.all_clocks.values()), default=asked.start)
    now = newest if now_s is None else now_s
    edges = np.array([[asked.start], [asked.end]])
    needed = expected_here(asked.serving, asked.feeds, asked.area.id, *edges)[:, 0].tolist()
    found = []
    for feed, need in zip(asked.feeds, needed, strict=True):
        clock = asked.all_clocks.get(feed.id)
        if clock is None or not need:
            continue
        last = int(clock.ends[-1])
        silent = feed.enabled and now - last > LIVE_S
        start, end = max(asked.start, int(clock.starts[0])), min(asked.end, now if silent else last)
        if end > start:
            found.append((feed, start, end))
    return found


def _coverage(asked: Asked, spans: list[tuple[KnownFeed, int, int]], lost_s: int) -> float:
    """Least share that an expected feed covers, while the area holds, of what it should tell."""
    shares = [
        float(
            asked.all_clocks[feed.id].covered(
                asked.area.clip(np.clip([start, end], min(lost_s, end), None))
            )[0]
        )
        / (end - start)
        for feed, start, end in spans
    ]
    return min(shares, default=0.0)


def _gaps(asked: Asked, spans: list[tuple[KnownFeed, int, int]], lost_s: int) -> list[Gap]:
    """Where the expected feeds' evidence breaks off within the period; one may still go on.

    Before all that, where what a number rests on is past keeping.
    """
    found = []
    for feed, begun, to in spans:
        first = min(max(begun, lost_s), to)
        if first > begun:
            found.append(Gap(feed.key, begun, first, PAST_KEEPING))
        clock = asked.all_clocks[feed.id]
        backs = [*clock.starts[1:].tolist(), to]
        for begin, back in zip(clock.ends.tolist(), backs, strict=True):
            start, end = max(begin, first), min(back, to)
            if end > start:
                found.append(Gap(feed.key, start, end, NO_EVIDENCE))
    return sorted(found, key=lambda gap: (gap.start, gap.feed))
