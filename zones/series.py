"""An indicator of one area through time: values with coverage, gaps left empty and named."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import FOREVER, read_columns
from stoep.vocabulary import BUCKET_S, DURATION_LIMITS_DAYS
from zones.area_cells import AreaCells, read_area_cells
from zones.calendar import Step, edges
from zones.clock import EvidenceClock, load_clocks
from zones.fold import Placed, fold
from zones.measure import (
    SQL,
    KnownFeed,
    Total,
    UnknownArea,
    add_up,
    expected,
    indicator_named,
    known_feeds,
    types_of,
    types_wanted,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
DAY_S = 86_400
CLASSES = ("0", "1", "2", "3", "4", "unknown")
"""Duration classes by number: less than 2, 2-4, 4-7, 7-14, 14 days or more; unknown."""


class Group(StrEnum):
    """What each line of a series stands for."""

    none = "none"
    operator = "operator"
    form = "form"


@dataclass(frozen=True)
class Line:
    """One line: as many values, coverages and reasons as there are steps."""

    key: str
    name: str
    total: Total


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
    kind, name, area_m2 = _area(connection, area_id)
    cuts = edges(start, end, step, timezone)
    asked = _Asked(connection, area_id, area_m2, cuts, operators, forms, told_at)
    if indicator == "duration_classes":
        lines = asked.by_class()
    elif indicator == "feed_coverage":
        lines = asked.by_feed_coverage()
    else:
        lines = asked.lines(indicator, group)
    overall = asked.coverage_of_period()
    return Series(
        indicator,
        entry.unit,
        area_id,
        kind,
        name,
        area_m2,
        step,
        cuts,
        lines,
        asked.gaps(),
        overall,
    )


def _area(connection: Connection[Any], area_id: int) -> tuple[str, str, float]:
    row = connection.execute(
        "select kind, name, area_m2 from area where id = %s", [area_id]
    ).fetchone()
    if row is None:
        raise UnknownArea(f"There is no area {area_id}.", "See /v1/areas for all areas.")
    return row[0], row[1], row[2]


class _Asked:
    """One question's feeds, clocks and cells, read once."""

    def __init__(
        self,
        connection: Connection[Any],
        area_id: int,
        area_m2: float,
        cuts: Ints,
        operators: Collection[str] | None,
        forms: Collection[str] | None,
        told_at: int | None,
    ) -> None:
        self.connection, self.area_id, self.cuts = connection, area_id, cuts
        self.told_at = told_at
        self.km2 = area_m2 / 1e6
        self.forms_by_type = types_of(connection)
        self.wanted_types = types_wanted(self.forms_by_type, forms)
        period = int(cuts[0]), int(cuts[-1])
        self.feeds = known_feeds(connection, *period, operators, self.wanted_types)
        self.clocks = load_clocks(connection, [feed.id for feed in self.feeds], folded=True)
        self.all_clocks = load_clocks(connection, [feed.id for feed in self.feeds])

    def lines(self, indicator: str, group: Group) -> list[Line]:
        """The lines of a number that cells hold."""
        period = int(self.cuts[0]), int(self.cuts[-1])
        cells = read_area_cells(self.connection, self.area_id, *period, self.told_at)
        of = self._vehicle_hours if indicator == "clutter_load" else self._counts
        scale = 1.0 if indicator == "vehicles_parked" else 1.0 / self.km2
        found = []
        for key, name, feeds, types in self._groups(group):
            total = self._total(feeds, lambda feed: of(cells, feed, types))  # noqa: B023
            found.append(Line(key, name, replace(total, values=total.values * scale)))
        return found

    def _groups(self, group: Group) -> list[tuple[str, str, list[KnownFeed], list[int] | None]]:
        """Each line's key, name, feeds and vehicle types."""
        if group is Group.operator:
            names = {feed.operator: feed.operator_name for feed in self.feeds}
            return [
                (key, name, [f for f in self.feeds if f.operator == key], self.wanted_types)
                for key, name in names.items()
            ]
        if group is Group.form:
            listed = set().union(*(feed.type_ids for feed in self.feeds)) if self.feeds else set()
            if self.wanted_types is not None:
                listed &= set(self.wanted_types)
            forms = sorted({self.forms_by_type[t] for t in listed})
            types = {f: [t for t in listed if self.forms_by_type[t] == f] for f in forms}
            return [
                (f, f, [x for x in self.feeds if x.type_ids & set(types[f])], types[f])
                for f in forms
            ]
        return [("all", "all", self.feeds, self.wanted_types)]

    def _total(self, feeds: list[KnownFeed], mean_of: Callable[[KnownFeed], Floats]) -> Total:
        if not feeds:
            nothing = np.empty((0, len(self.cuts) - 1))
            return add_up([], nothing, nothing, nothing.astype(np.bool_))
        begins, ends = self.cuts[:-1], self.cuts[1:]
        share = np.array([self._share(feed) for feed in feeds])
        wanted = np.array(
            [expected(feed, self.all_clocks.get(feed.id), begins, ends) for feed in feeds]
        )
        return add_up(feeds, np.array([mean_of(feed) for feed in feeds]), share, wanted)

    def _share(self, feed: KnownFeed) -> Floats:
        """Share of each step that a feed's evidence covers."""
        clock = self.clocks.get(feed.id)
        if clock is None:
            return np.zeros(len(self.cuts) - 1)
        return clock.covered(self.cuts) / np.diff(self.cuts)

    def _counts(self, cells: AreaCells, feed: KnownFeed, types: list[int] | None) -> Floats:
        """Mean of the counts at the start of each covered quarter, by step."""
        return self._sampled(feed, cells.quarters("parked", feed.id, types))

    def _sampled(self, feed: KnownFeed, counts: Ints) -> Floats:
        clock = self.clocks.get(feed.id)
        starts = np.arange(self.cuts[0], self.cuts[-1], BUCKET_S)
        seen = np.zeros(len(starts), np.int64) if clock is None else clock.is_covered(starts)
        return _ratio(self._by_step(counts * seen), self._by_step(seen.astype(np.int64)))

    def _vehicle_hours(self, cells: AreaCells, feed: KnownFeed, types: list[int] | None) -> Floats:
        """Vehicle-seconds over covered seconds, by step."""
        clock = self.clocks.get(feed.id)
        covered = np.zeros(len(self.cuts) - 1) if clock is None else clock.covered(self.cuts)
        return _ratio(self._by_step(cells.quarters("vehicle_s", feed.id, types)), covered)

    def _by_step(self, quarters: Ints) -> Ints:
        at = (self.cuts[:-1] - self.cuts[0]) // BUCKET_S
        return np.add.reduceat(quarters, at)

    def by_class(self) -> list[Line]:
        """How many stand by duration class: folded from the stays, cut where they change class."""
        start, end = int(self.cuts[0]), int(self.cuts[-1])
        ids = [feed.id for feed in self.feeds]
        columns = read_columns(
            self.connection,
            SQL["placed_durations"],
            {"start": start, "end": end, "feeds": ids, "area": self.area_id},
        )
        if self.wanted_types is not None:
            keep = np.isin(columns["vehicle_type_id"], self.wanted_types)
            columns = {name: column[keep] for name, column in columns.items()}
        placed = _by_duration(columns, self.all_clocks, {f.id for f in self.feeds if f.rotating})
        cells = fold(placed, self.clocks, start, end)
        lines = []
        for number, key in enumerate(CLASSES):

            def mean_of(feed: KnownFeed, number: int = number) -> Floats:
                mine = (cells.feed_id == feed.id) & (cells.vehicle_type_id == number)
                return self._sampled(feed, cells.parked[mine].sum(axis=0, dtype=np.int64))

            lines.append(Line(key, key, self._total(self.feeds, mean_of)))
        return lines

    def by_feed_coverage(self) -> list[Line]:
        """The share of each step that each feed covers."""
        steps = len(self.cuts) - 1
        return [
            Line(feed.key, feed.operator_name, Total(share, share, [None] * steps))
            for feed in self.feeds
            for share in [self._share(feed)]
        ]

    def coverage_of_period(self) -> float:
        """Least share of the period, from a feed's first evidence on, that it covers."""
        shares = []
        for feed in self.feeds:
            clock = self.all_clocks.get(feed.id)
            if clock is None:
                continue
            start = max(int(self.cuts[0]), int(clock.starts[0]))
            end = min(int(self.cuts[-1]), max(int(c.ends[-1]) for c in self.all_clocks.values()))
            if end > start:
                shares.append(float(clock.covered(np.array([start, end]))[0] / (end - start)))
        return min(shares, default=0.0)

    def gaps(self) -> list[Gap]:
        """Where the feeds' evidence breaks off within the period."""
        found = []
        for feed in self.feeds:
            clock = self.all_clocks.get(feed.id)
            if clock is None:
                continue
            begins, ends = clock.ends[:-1], clock.starts[1:]
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
                if end > self.cuts[0] and begin < self.cuts[-1]:
                    start = max(begin, int(self.cuts[0]))
                    found.append(Gap(feed.key, start, min(end, int(self.cuts[-1])), "no_evidence"))
        return sorted(found, key=lambda gap: (gap.start, gap.feed))


def _ratio(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> Floats:
    """A quotient, NaN where there is nothing to divide by."""
    some = below > 0
    return np.where(some, above / np.where(some, below, 1), np.nan)


def _by_duration(
    columns: Mapping[str, Any], clocks: Mapping[int, EvidenceClock], rotating: set[int]
) -> Placed:
    """Stays cut where their observed time passes a limit; the class takes the type's place."""
    feed, first, until = columns["feed_id"], columns["first_seen"], columns["until"]
    limits = [0, *(days * DAY_S for days in DURATION_LIMITS_DAYS)]
    parts: list[tuple[Any, ...]] = []
    unknown = np.isin(feed, list(rotating))
    for number, limit in enumerate(limits):
        upper = limits[number + 1] if number + 1 < len(limits) else None
        begin = _when(clocks, feed, columns["base_s"] + limit) if limit else first
        end = until if upper is None else _when(clocks, feed, columns["base_s"] + upper)
        parts.append((feed, np.where(unknown, -1, number), np.maximum(begin, first), end))
    unknown_part = (
        feed[unknown],
        np.full(unknown.sum(), len(limits)),
        first[unknown],
        until[unknown],
    )
    feeds, classes, begins, ends = (
        np.concatenate([*(p[i] for p in parts), unknown_part[i]]) for i in range(4)
    )
    known = classes >= 0
    tops = np.concatenate([*[until] * len(parts), until[unknown]])
    return Placed(
        area_id=np.zeros(int(known.sum()), np.int64),
        feed_id=feeds[known],
        vehicle_type_id=classes[known],
        first_seen=begins[known],
        until=np.minimum(ends, tops)[known],
    )


def _when(clocks: Mapping[int, EvidenceClock], feed: Ints, reading: Ints) -> Ints:
    """The moment at which each feed's clock comes to a reading; FOREVER when it has not."""
    moment = np.full(len(feed), FOREVER)
    for number, clock in clocks.items():
        mine = feed == number
        lengths = clock.ends - clock.starts
        span = np.searchsorted(clock.starts_s + lengths, reading[mine], side="left")
        inside = np.minimum(span, len(clock.starts) - 1)
        found = clock.starts[inside] + reading[mine] - clock.starts_s[inside]
        moment[mine] = np.where(span < len(clock.starts), found, FOREVER)
    return moment
