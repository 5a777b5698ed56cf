"""An indicator of all areas of a kind, at a moment or over a period."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import BUCKET_S, AreaKind
from zones.asked_map import Areas, AskedMap, OverAreas, Spread
from zones.clock import load_clocks
from zones.durations import CLASSES
from zones.locate import Locator
from zones.measure import (
    NO_EVIDENCE,
    NOT_YET,
    SQL,
    add_up,
    expected,
    indicator_named,
    known_feeds,
    types_of,
    types_wanted,
)
from zones.movement import spread
from zones.standing import FeedThen, Standing, known_at, read

AT_A_MOMENT = ("vehicles_parked", "parked_density", "clutter_load", "duration_classes")
"""Numbers of which there is a map of a moment."""


@dataclass(frozen=True)
class AreaValue:
    """One area's number; `value` is None where it is unknown, with the reason.

    `vehicles` is the count (over a period: a mean) behind it; `classes` and `possible` are for
    duration classes: how many by certain class, and how many of each may be in a higher one.
    `unknown` is for what happens: how many more there may be.
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
    unknown: float | None = None


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
    ids = [feed.id for feed in feeds]
    clocks = load_clocks(connection, ids, folded=True)
    all_clocks = load_clocks(connection, ids)
    asked = AskedMap(connection, areas, feeds, types, clocks, all_clocks, start, end)
    found = OVER_A_PERIOD[indicator](asked)
    total = found.total
    overall = float(total.coverage.min()) if len(total.coverage) else 0.0
    reason = total.reasons[0] if total.reasons else None
    values = _values(areas, found)
    return IndicatorMap(
        indicator, entry.unit, None, (start, end), overall, reason, values, feeds=()
    )


def _values(areas: Areas, found: OverAreas) -> list[AreaValue]:
    nothing = np.full(len(areas.ids), np.nan)
    vehicles = nothing if found.vehicles is None else found.vehicles
    unknown = nothing if found.unknown is None else found.unknown
    return [
        AreaValue(
            area=areas.ids[i],
            code=areas.codes[i],
            name=areas.names[i],
            area_m2=areas.sizes[i],
            value=_known(value),
            vehicles=_known(float(vehicles[i])),
            coverage=float(found.total.coverage[i]),
            reason=found.total.reasons[i],
            unknown=_known(float(unknown[i])),
        )
        for i, value in enumerate(found.total.values.tolist())
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _from_cells(indicator: str, asked: AskedMap) -> OverAreas:
    """A number that cells hold."""
    period = {"first": asked.start // BUCKET_S, "last": asked.end // BUCKET_S - 1}
    sums = read_columns(
        asked.connection, SQL["cells_of_kind"], {"areas": asked.areas.ids, **period}
    )
    if asked.types is not None:
        keep = np.isin(sums["vehicle_type_id"], asked.types)
        sums = {name: column[keep] for name, column in sums.items()}
    column = "vehicle_s" if indicator == "clutter_load" else "parked"
    means, share, wanted = _means(asked, sums, column)
    total = add_up(asked.feeds, means, share, wanted)
    per = 1.0 if indicator == "vehicles_parked" else asked.areas.km2()
    return OverAreas(replace(total, values=total.values / per), vehicles=total.values)


OVER_A_PERIOD: Mapping[str, Spread] = {
    "vehicles_parked": partial(_from_cells, "vehicles_parked"),
    "parked_density": partial(_from_cells, "parked_density"),
    "clutter_load": partial(_from_cells, "clutter_load"),
    "arrivals": spread.arrivals,
    "departures": spread.departures,
    "net_balance": spread.net_balance,
}
"""How each number of which there is a map over a period is worked out."""


def _areas(connection: Connection[Any], kind: AreaKind, municipality: str | None, at: int) -> Areas:
    rows = connection.execute(
        SQL["areas_of_kind"], {"kind": kind, "municipality": municipality, "at": at}
    ).fetchall()
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 5
    return Areas(*columns)


def _count(
    areas: Areas, standing: Standing, indicator: str, coverage: float, reason: str | None
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


def _means(asked: AskedMap, sums: dict[str, Any], column: str) -> tuple[Any, Any, Any]:
    """Each feed's mean in each area over its covered time; its coverage; is it expected?"""
    at = asked.areas.places(sums["area_id"])
    width = len(asked.areas.ids)
    means = np.full((len(asked.feeds), width), np.nan)
    share = np.zeros((len(asked.feeds), width))
    wanted = np.zeros((len(asked.feeds), width), np.bool_)
    edges = asked.edges
    quarters = np.arange(asked.start, asked.end, BUCKET_S)
    for row, feed in enumerate(asked.feeds):
        clock = asked.clocks.get(feed.id)
        if clock is None:
            continue
        covered_s = int(clock.covered(edges)[0])
        samples = int(clock.is_covered(quarters).sum())
        below = covered_s if column == "vehicle_s" else samples
        mine = sums["feed_id"] == feed.id
        summed = np.bincount(at[mine], sums[column][mine], minlength=width)
        if below:
            means[row] = summed / below
        share[row] = covered_s / (asked.end - asked.start)
        wanted[row] = expected(feed, clock, edges[:1], edges[1:])[0]
    return means, share, wanted
