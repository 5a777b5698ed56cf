"""An indicator of all areas of a kind, at a moment or over a period."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import BUCKET_S, AreaKind
from zones.clock import EvidenceClock, load_clocks
from zones.durations import CLASSES
from zones.history import counted_from
from zones.locate import Locator
from zones.measure import (
    NO_EVIDENCE,
    NOT_COUNTED,
    NOT_YET,
    SQL,
    KnownFeed,
    add_up,
    expected,
    indicator_named,
    known_feeds,
    types_of,
    types_wanted,
)
from zones.standing import FeedThen, Standing, known_at, read

AT_A_MOMENT = ("vehicles_parked", "parked_density", "clutter_load", "duration_classes")
OVER_A_PERIOD = ("vehicles_parked", "parked_density", "clutter_load")
"""Numbers of which there is a map."""


@dataclass(frozen=True)
class AreaValue:
    """One area's number; `value` is None where it is unknown, with the reason.

    `vehicles` is the count (over a period: a mean) behind it; `classes` and `possible` are for
    duration classes: how many by certain class, and how many of each may be in a higher one.
    """

    area: int
    code: str
    name: str
    area_m2: float
    value: float | None
    vehicles: float | None
    coverage: float
    reason: str | None
    classes: dict[str, int] = field(default_factory=dict)
    possible: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class IndicatorMap:
    """An indicator over areas; either `moment` (None: now) or `period` is what was asked."""

    indicator: str
    unit: str
    moment: int | None
    period: tuple[int, int] | None
    coverage: float
    reason: str | None
    values: list[AreaValue]
    feeds: tuple[FeedThen, ...]
    """What is known of each feed at the moment; empty for a period."""


@dataclass(frozen=True)
class _Areas:
    ids: list[int]
    codes: list[str]
    names: list[str]
    sizes: list[float]
    borders: list[bytes]


def map_at(
    connection: Connection[Any],
    indicator: str,
    kind: AreaKind,
    moment: int | None,
    now_s: int,
    *,
    municipality: str | None = None,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> IndicatorMap:
    """An indicator at a moment in unix seconds, None for now; raises UnknownIndicator.

    Totals hold the feeds that are seen then (live, when it is now). `coverage` is the share of the
    expected feeds that is, and `reason` names the others; with none at all, values are unknown.
    """
    entry = indicator_named(indicator)
    areas = _areas(connection, kind, municipality, now_s if moment is None else moment)
    types = types_wanted(types_of(connection), forms)
    known = known_at(connection, moment, now_s)
    at = now_s if moment is None else moment
    asked = {feed.id for feed in known_feeds(connection, at, at, operators, types)}
    feeds = tuple(feed for feed in known if feed.feed_id in asked)
    standing = read(connection, moment, feeds)
    keep = standing.counts
    if types is not None:
        keep = keep & np.isin(standing.vehicle_type_id, types)
    missing = [feed.key for feed in feeds if feed.expected and not feed.counts]
    counted = sum(feed.counts for feed in feeds)
    reason = f"{NO_EVIDENCE}: {', '.join(missing)}" if missing else None if counted else NOT_YET
    coverage = counted / (counted + len(missing)) if counted else 0.0
    values = _count(areas, standing.where(np.flatnonzero(keep)), indicator, coverage, reason)
    return IndicatorMap(indicator, entry.unit, moment, None, coverage, reason, values, feeds)


def map_over(
    connection: Connection[Any],
    indicator: str,
    kind: AreaKind,
    start: int,
    end: int,
    *,
    municipality: str | None = None,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> IndicatorMap:
    """An indicator over a period (unix seconds, widened to whole quarters), from the cells."""
    entry = indicator_named(indicator)
    start, end = start // BUCKET_S * BUCKET_S, -(-end // BUCKET_S) * BUCKET_S
    areas = _areas(connection, kind, municipality, end - 1)
    types = types_wanted(types_of(connection), forms)
    feeds = known_feeds(connection, start, end, operators, types)
    clocks = load_clocks(connection, [feed.id for feed in feeds], folded=True)
    sums = read_columns(
        connection,
        SQL["cells_of_kind"],
        {"areas": areas.ids, "first": start // BUCKET_S, "last": end // BUCKET_S - 1},
    )
    if types is not None:
        keep = np.isin(sums["vehicle_type_id"], types)
        sums = {name: column[keep] for name, column in sums.items()}
    column = "vehicle_s" if indicator == "clutter_load" else "parked"
    means, share, wanted = _means(feeds, clocks, sums, column, areas.ids, start, end)
    total = add_up(feeds, means, share, wanted)
    overall = float(total.coverage.min()) if len(total.coverage) else 0.0
    reason = total.reasons[0] if total.reasons else None
    late = counted_from(connection, areas.ids)
    for place, area in enumerate(areas.ids):
        if late.get(area, start) > start and not np.isnan(total.values[place]):
            total.values[place], total.coverage[place] = np.nan, 0.0
            total.reasons[place] = NOT_COUNTED
    per_km2 = indicator != "vehicles_parked"
    values = [
        AreaValue(
            area=areas.ids[i],
            code=areas.codes[i],
            name=areas.names[i],
            area_m2=areas.sizes[i],
            value=None if np.isnan(count) else count / (areas.sizes[i] / 1e6 if per_km2 else 1.0),
            vehicles=None if np.isnan(count) else count,
            coverage=float(total.coverage[i]),
            reason=total.reasons[i],
        )
        for i, count in enumerate(total.values.tolist())
    ]
    return IndicatorMap(
        indicator, entry.unit, None, (start, end), overall, reason, values, feeds=()
    )


def _areas(
    connection: Connection[Any], kind: AreaKind, municipality: str | None, at: int
) -> _Areas:
    rows = connection.execute(
        SQL["areas_of_kind"], {"kind": kind, "municipality": municipality, "at": at}
    ).fetchall()
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 5
    return _Areas(*columns)


def _count(
    areas: _Areas, standing: Standing, indicator: str, coverage: float, reason: str | None
) -> list[AreaValue]:
    """The vehicles in each area, as the indicator tells them."""
    ids = np.array(areas.ids, np.int32)
    locator = Locator.of(list(zip(areas.ids, areas.borders, strict=True)))
    vehicle, area = locator.locate(standing.lon, standing.lat)
    place = np.searchsorted(ids, area, sorter=np.argsort(ids))
    place = np.argsort(ids)[place]
    counts = np.bincount(place, minlength=len(ids))
    width = len(CLASSES)
    certain = np.bincount(
        place * width + standing.duration_class[vehicle], minlength=len(ids) * width
    ).reshape(-1, width)
    maybe = standing.possible_class > standing.duration_class
    maybe &= standing.duration_class < width - 1
    may = maybe[vehicle]
    possible = np.bincount(
        place[may] * width + standing.possible_class[vehicle[may]], minlength=len(ids) * width
    ).reshape(-1, width)
    found = []
    for i, number in enumerate(areas.ids):
        size_km2 = areas.sizes[i] / 1e6
        count = float(counts[i])
        per_km2 = indicator in ("parked_density", "clutter_load")
        found.append(
            AreaValue(
                area=number,
                code=areas.codes[i],
                name=areas.names[i],
                area_m2=areas.sizes[i],
                value=None if not coverage else count / size_km2 if per_km2 else count,
                vehicles=count if coverage else None,
                coverage=coverage,
                reason=reason,
                classes=_named(certain[i]) if indicator == "duration_classes" else {},
                possible=_named(possible[i]) if indicator == "duration_classes" else {},
            )
        )
    return found


def _named(counts: npt.NDArray[Any]) -> dict[str, int]:
    return dict(zip(CLASSES, counts.tolist(), strict=True))


def _means(
    feeds: list[KnownFeed],
    clocks: dict[int, EvidenceClock],
    sums: dict[str, Any],
    column: str,
    area_ids: list[int],
    start: int,
    end: int,
) -> tuple[Any, Any, Any]:
    """Each feed's mean in each area over its covered time; its coverage; is it expected?"""
    order = np.argsort(area_ids)
    at = order[np.searchsorted(np.array(area_ids)[order], sums["area_id"])]
    means = np.full((len(feeds), len(area_ids)), np.nan)
    share = np.zeros((len(feeds), len(area_ids)))
    wanted = np.zeros((len(feeds), len(area_ids)), np.bool_)
    edges = np.array([start, end])
    quarters = np.arange(start, end, BUCKET_S)
    for row, feed in enumerate(feeds):
        clock = clocks.get(feed.id)
        if clock is None:
            continue
        covered_s = int(clock.covered(edges)[0])
        samples = int(clock.is_covered(quarters).sum())
        below = covered_s if column == "vehicle_s" else samples
        mine = sums["feed_id"] == feed.id
        summed = np.bincount(at[mine], sums[column][mine], minlength=len(area_ids))
        if below:
            means[row] = summed / below
        share[row] = covered_s / (end - start)
        wanted[row] = expected(feed, clock, edges[:1], edges[1:])[0]
    return means, share, wanted
