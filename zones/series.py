"""An indicator of one area through time: values with coverage, gaps left empty and named."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from zones.area_cells import read_area_cells
from zones.asked import Asked, Group, Ints, Line, area_asked, ratio
from zones.calendar import Step, edges
from zones.durations import classes_over_time
from zones.history import counted_from
from zones.measure import NOT_COUNTED, KnownFeed, Total, indicator_named

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
) -> Series:
    """An indicator through time; `start` and `end` in unix seconds, widened to whole steps.

    `operators` and `forms` keep only those; `group` gives a line for each; `told_at` gives the
    numbers that cells hold as they were told then. Raises UnknownIndicator, UnknownArea or
    TooManySteps.
    """
    entry = indicator_named(indicator)
    area = area_asked(connection, area_id)
    cuts = edges(start, end, step, timezone)
    asked = Asked(connection, area, cuts, operators, forms, told_at)
    lines = COURSES[indicator](asked, group)
    since = counted_from(connection, [area_id]).get(area_id)
    if since is not None and indicator != "feed_coverage":
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


def _from_cells(indicator: str, asked: Asked, group: Group) -> list[Line]:
    """The lines of a number that cells hold."""
    cells = read_area_cells(asked.connection, asked.area.id, asked.start, asked.end, asked.told_at)
    scale = 1.0 if indicator == "vehicles_parked" else 1.0 / asked.area.km2
    lines = []
    for part in asked.parts(group):

        def mean_of(feed: KnownFeed, types: list[int] | None = part.type_ids) -> Any:
            if indicator == "clutter_load":
                seconds = asked.by_step(cells.quarters("vehicle_s", feed.id, types))
                return ratio(seconds, asked.covered(feed))
            return asked.sampled(feed, cells.quarters("parked", feed.id, types))

        total = asked.total(part.feeds, mean_of)
        lines.append(Line(part.key, part.name, replace(total, values=total.values * scale)))
    return lines


def _feed_coverage(asked: Asked, group: Group) -> list[Line]:
    """The share of each step that each feed covers, a line for each whatever the group."""
    steps = len(asked.cuts) - 1
    return [
        Line(feed.key, feed.operator_name, Total(share, share, [None] * steps))
        for feed in asked.feeds
        for share in [asked.share(feed)]
    ]


COURSES: Mapping[str, Course] = {
    "vehicles_parked": partial(_from_cells, "vehicles_parked"),
    "parked_density": partial(_from_cells, "parked_density"),
    "clutter_load": partial(_from_cells, "clutter_load"),
    "duration_classes": classes_over_time,
    "feed_coverage": _feed_coverage,
}
"""How each number that has a course over time is worked out."""


def _coverage(asked: Asked) -> float:
    """Least share of the period, from a feed's first evidence on, that it covers."""
    shares = []
    for feed in asked.feeds:
        clock = asked.all_clocks.get(feed.id)
        if clock is None:
            continue
        start = max(asked.start, int(clock.starts[0]))
        end = min(asked.end, max(int(c.ends[-1]) for c in asked.all_clocks.values()))
        if end > start:
            shares.append(float(clock.covered(np.array([start, end]))[0] / (end - start)))
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
