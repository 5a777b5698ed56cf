"""An indicator of all areas of a kind, at a moment or over a period."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import BUCKET_S, AreaKind
from zones.area_cells import fold_again
from zones.asked import USUAL, Options, ratio
from zones.asked_map import Areas, AreaValue, AskedMap, OverAreas, Spread
from zones.clock import is_as_of, load_clocks
from zones.durations import DAY_S, class_names
from zones.history import counted_from
from zones.kept import PAST_KEEPING, rests_on_stays, stays_kept_since
from zones.lacking import why_lacking
from zones.measure import (
    NOT_COUNTED,
    NOT_IN_FORCE,
    NOT_YET,
    SQL,
    Total,
    add_up,
    indicator_named,
    known_feeds,
    types_of,
    types_wanted,
)
from zones.movement import spread
from zones.order.moment import (
    AT_ORDER,
    HUB_OCCUPANCY,
    inside_values,
    occupancies,
    standing_inside,
)
from zones.placed import Pairs, place_some
from zones.serving import Mask, needed_anywhere, serve_then
from zones.standing import FeedThen, Standing, known_at, read
from zones.states import NONE_PARKED, Said, said_at

Ints = npt.NDArray[np.int64]

AT_A_MOMENT = (
    "vehicles_parked",
    "vehicles_by_state",
    "out_of_order_share",
    "parked_density",
    "clutter_load",
    "duration_classes",
    *AT_ORDER,
)
"""Numbers of which there is a map of a moment."""


Seen = Callable[[Connection[Any], int | None, tuple[FeedThen, ...]], Standing]
"""Tells what stood at a moment, None for now."""


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
    options: Options = USUAL,
    seen: Seen = read,
) -> IndicatorMap:
    """An indicator at a moment in unix seconds, None for now; raises UnknownIndicator.

    `seen` tells what stood then of the feeds that are known: who keeps it need not read it again.

    Totals hold the feeds that are seen then (live, when it is now). `coverage` is the share of the
    expected feeds that is, and `reason` names the others; with none at all, values are unknown.
    Each area has its own: a feed is expected where it serves.
    """
    entry = indicator_named(indicator)
    areas = _areas(connection, kind, municipality, now_s if moment is None else moment)
    types = types_wanted(types_of(connection), forms)
    known = known_at(connection, moment, now_s)
    at = now_s if moment is None else moment
    listed = types is not None
    asked = {f.id for f in known_feeds(connection, at, at, operators, types, listed=listed)}
    feeds = tuple(feed for feed in known if feed.feed_id in asked)
    standing = seen(connection, moment, known)
    keep = standing.by_feed([f.counts and f.feed_id in asked for f in standing.feeds], np.bool_)
    if types is not None:
        keep = keep & np.isin(standing.vehicle_type_id, types)
    needed = serve_then(connection, feeds, areas.ids, at)
    shares = _seen(feeds, needed)
    feeds = needed_anywhere(feeds, needed)
    anywhere = np.array([feed.expected for feed in feeds], np.bool_)[:, None]
    [(coverage, reason)] = _seen(feeds, anywhere)
    counted_ones, placed = place_some(standing, areas.borders, keep)
    said = said_at(connection, indicator, counted_ones, moment)
    values = _count(areas, counted_ones, placed, indicator, shares, options, said)
    if indicator in AT_ORDER:
        if indicator == HUB_OCCUPANCY:
            values = occupancies(connection, values, areas, counted_ones, placed, at)
        else:
            inside = standing_inside(connection, indicator, counted_ones, at, options)
            values = inside_values(indicator, values, inside, placed)
    return IndicatorMap(indicator, entry.unit, moment, None, coverage, reason, values, feeds)


def _seen(feeds: Sequence[FeedThen], needed: Mask) -> list[tuple[float, str | None]]:
    """Of each area (columns) the share of the needed feeds (rows) that is seen, and who lacks."""
    found: dict[bytes, tuple[float, str | None]] = {}
    shares = []
    for column in needed.T:
        key = column.tobytes()
        if key not in found:
            asked = [feed for feed, need in zip(feeds, column.tolist(), strict=True) if need]
            seen = sum(feed.counts for feed in asked)
            reason = why_lacking([(feed.key, feed.reason) for feed in asked])
            found[key] = (seen / len(asked) if asked else 0.0, reason)
        shares.append(found[key])
    return shares


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
    asked = ask_over(
        connection, kind, start, end, municipality=municipality, operators=operators, forms=forms
    )
    return over(asked, indicator)


def ask_over(
    connection: Connection[Any],
    kind: AreaKind,
    start: int,
    end: int,
    *,
    municipality: str | None = None,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> AskedMap:
    """The question about a period (unix seconds, widened to whole quarters)."""
    start, end = start // BUCKET_S * BUCKET_S, -(-end // BUCKET_S) * BUCKET_S
    areas = _areas(connection, kind, municipality, end - 1)
    types = types_wanted(types_of(connection), forms)
    feeds = known_feeds(connection, start, end, operators, types)
    ids = [feed.id for feed in feeds]
    clocks = load_clocks(connection, ids, folded=True)
    all_clocks = load_clocks(connection, ids)
    return AskedMap(connection, areas, feeds, types, clocks, all_clocks, start, end)


def over(asked: AskedMap, indicator: str) -> IndicatorMap:
    """The answer to a question about a period; raises UnknownIndicator."""
    entry = indicator_named(indicator)
    areas, period = asked.areas, (asked.start, asked.end)
    found = OVER_A_PERIOD[indicator](asked)
    total = found.total
    overall = float(total.coverage.min()) if len(total.coverage) else 0.0
    reason = total.reasons[0] if total.reasons else None
    late = counted_from(asked.connection, areas.ids)
    for row, area in enumerate(areas.ids):
        if late.get(area, asked.start) > asked.start and not np.isnan(total.values[row]):
            total.values[row], total.coverage[row] = np.nan, 0.0
            total.reasons[row] = NOT_COUNTED
    on = asked.connection
    if asked.start < stays_kept_since(on) and rests_on_stays(indicator, as_of=is_as_of(on)):
        found, overall, reason = _past_keeping(found), 0.0, PAST_KEEPING
    values = _values(areas, found)
    return IndicatorMap(indicator, entry.unit, None, period, overall, reason, values, feeds=())


def _past_keeping(found: OverAreas) -> OverAreas:
    """Numbers of single stays over a period of which some are gone: unknown, all of them."""
    total = found.total
    why: list[str | None] = [
        told if told in (NOT_YET, NOT_IN_FORCE) else PAST_KEEPING for told in total.reasons
    ]
    nothing = np.full(len(total.values), np.nan)
    return OverAreas(Total(nothing, np.zeros(len(nothing)), why))


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
    sums = _sums(asked)
    if asked.types is not None:
        keep = np.isin(sums["vehicle_type_id"], asked.types)
        sums = {name: column[keep] for name, column in sums.items()}
    column = "vehicle_s" if indicator == "clutter_load" else "parked"
    means, share, wanted = _means(asked, sums, column)
    total = asked.while_held(add_up(asked.feeds, means, share, wanted))
    per = 1.0 if indicator == "vehicles_parked" else asked.areas.km2()
    return OverAreas(replace(total, values=total.values / per), vehicles=total.values)


def _sums(asked: AskedMap) -> dict[str, Any]:
    """Cells added up over a period, as columns: a row for each area, feed and vehicle type."""
    if not is_as_of(asked.connection):
        quarters = {"first": asked.start // BUCKET_S, "last": asked.end // BUCKET_S - 1}
        period = {"areas": asked.areas.ids, **quarters}
        return read_columns(asked.connection, SQL["cells_of_kind"], period)
    cells = fold_again(asked.connection, asked.areas.ids, asked.start, asked.end)
    columns = {name: getattr(cells, name) for name in ("area_id", "feed_id", "vehicle_type_id")}
    sums = {name: getattr(cells, name).sum(1, np.int64) for name in ("parked", "vehicle_s")}
    return columns | sums


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
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 10
    return Areas(*columns)


def _count(
    areas: Areas,
    standing: Standing,
    placed: Pairs,
    indicator: str,
    shares: list[tuple[float, str | None]],
    options: Options,
    said: Said | None = None,
) -> list[AreaValue]:
    """The vehicles in each area, as the indicator tells them; `shares` are seen, and who lacks."""
    vehicle, at = placed
    counts = np.bincount(at, minlength=len(areas.ids)).tolist()
    by_class: list[tuple[dict[str, int], dict[str, int]]] = [({}, {})] * len(counts)
    if indicator == "duration_classes":
        by_class = _by_class(len(counts), standing, vehicle, at, options)
    per_km2 = indicator in ("parked_density", "clutter_load")
    found = []
    for i, (count, (certain, possible)) in enumerate(zip(counts, by_class, strict=True)):
        scale = areas.sizes[i] / 1e6 if per_km2 else 1.0
        coverage, reason = shares[i]
        found.append(
            AreaValue(
                area=areas.ids[i],
                code=areas.codes[i],
                name=areas.names[i],
                area_m2=areas.sizes[i],
                value=count / scale if coverage else None,
                vehicles=float(count) if coverage else None,
                coverage=coverage,
                reason=reason,
                classes=certain,
                possible=possible,
            )
        )
    return found if said is None else _say(found, said, at, vehicle)


def _say(values: list[AreaValue], said: Said, at: Ints, vehicle: Ints) -> list[AreaValue]:
    """What the vehicles of each area say: counts by name, or the share out of order."""
    width = len(said.names)
    told = np.bincount(at * width + said.number[vehicle], minlength=len(values) * width)
    found = []
    for value, counts in zip(values, told.reshape(-1, width), strict=True):
        classes = dict(zip(said.names, counts.tolist(), strict=True))
        if "in_order" in classes:
            # Who is out of order for a week is so for a day too.
            least = dict(zip(said.names, np.cumsum(counts[::-1])[::-1].tolist(), strict=True))
            parked = least.pop("in_order")
            known = value.value is not None
            share = least["out_of_order"] / parked if known and parked else None
            why = value.reason if share is not None or not known else NONE_PARKED
            value, classes = replace(value, value=share, reason=why), least
        found.append(replace(value, classes=classes if value.coverage else {}))
    return found


def _by_class(
    rows: int, standing: Standing, vehicle: Ints, at: Ints, options: Options
) -> list[tuple[dict[str, int], dict[str, int]]]:
    """In each area the vehicles by certain class, and those that may be in a higher one."""
    limits_s = np.array([round(days * DAY_S) for days in options.class_limits_days], np.int64)
    names = class_names(len(limits_s))
    certain = standing.classes(standing.observed_s, limits_s)
    possible = standing.classes(standing.possible_s, limits_s)
    may = vehicle[(possible > certain)[vehicle]]

    def count(kinds: npt.NDArray[Any], of: Ints, there: Ints) -> list[list[int]]:
        width = len(names)
        counts = np.bincount(there * width + kinds[of], minlength=rows * width)
        listed: list[list[int]] = counts.reshape(-1, width).tolist()
        return listed

    surely = count(certain, vehicle, at)
    maybe = count(possible, may, at[(possible > certain)[vehicle]])
    return [
        (dict(zip(names, one, strict=True)), dict(zip(names, other, strict=True)))
        for one, other in zip(surely, maybe, strict=True)
    ]


def _means(asked: AskedMap, sums: dict[str, Any], column: str) -> tuple[Any, Any, Any]:
    """Each feed's mean in each area over its covered time; its coverage; is it expected?

    Of the part of the period in which the area holds.
    """
    at = asked.areas.places(sums["area_id"])
    width = len(asked.areas.ids)
    means = np.full((len(asked.feeds), width), np.nan)
    share = np.zeros((len(asked.feeds), width))
    for row, feed in enumerate(asked.feeds):
        clock = asked.clocks.get(feed.id)
        if clock is None:
            continue
        covered_s = asked.covered(clock)
        below = covered_s if column == "vehicle_s" else asked.samples(clock)
        mine = sums["feed_id"] == feed.id
        summed = np.bincount(at[mine], sums[column][mine], minlength=width)
        means[row] = ratio(summed, below)
        share[row] = covered_s / (asked.end - asked.start)
    return means, share, asked.expected()
