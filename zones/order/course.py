"""Order through time: shares in hubs, vehicles in no-parking areas, how full a hub is."""

from dataclasses import replace

import numpy as np

from stoep.vocabulary import AreaKind
from zones.asked import Asked, Floats, Group, Line, Part, ratio
from zones.counted import standing_mean
from zones.fold import Cells, Placed, fold
from zones.measure import KnownFeed, Total
from zones.order.where import INSIDE, NEAR, OUTSIDE, Pieces, pieces
from zones.worst import share_above

NO_CAPACITY, NONE_PARKED = "no_capacity", "none_parked"
NAMES = {INSIDE: "inside", NEAR: "near", OUTSIDE: "outside"}


def share_in_hubs(asked: Asked, group: Group) -> list[Line]:
    """The share of vehicles inside hubs, and beside it near and outside: together they are 1."""
    cells = _fold(asked, pieces(asked, AreaKind.hub, asked.options.tolerance_m))
    counts = {place: _total(asked, cells, place) for place in NAMES}
    whole = sum((total.values for total in counts.values()), np.zeros(len(asked.cuts) - 1))
    return [Line(name, name, _of(counts[place], whole)) for place, name in NAMES.items()]


def _of(part: Total, whole: Floats) -> Total:
    """A share, unknown where nothing stands."""
    reasons = [
        NONE_PARKED if standing == 0 else reason
        for standing, reason in zip(whole.tolist(), part.reasons, strict=True)
    ]
    return Total(ratio(part.values, whole), part.coverage, reasons)


def no_parking_vehicles(asked: Asked, group: Group) -> list[Line]:
    """How many stand inside no-parking areas, on average of each step."""
    found = pieces(asked, AreaKind.no_parking, 0.0)
    return [
        Line(part.key, part.name, _total(asked, _fold(asked, found, part), INSIDE, part.feeds))
        for part in asked.parts(group)
    ]


def no_parking_hours(asked: Asked, group: Group) -> list[Line]:
    """Vehicle-hours inside no-parking areas in the covered time of each step."""
    found = pieces(asked, AreaKind.no_parking, 0.0)
    lines = []
    for part in asked.parts(group):
        cells = _fold(asked, found, part)

        def hours_of(feed: KnownFeed, cells: Cells = cells) -> Floats:
            mine = (cells.feed_id == feed.id) & (cells.vehicle_type_id == INSIDE)
            seconds = asked.by_step(cells.vehicle_s[mine].sum(axis=0, dtype=np.int64))
            return np.where(asked.covered(feed) > 0, seconds / 3600, np.nan)

        lines.append(Line(part.key, part.name, asked.total(part.feeds, hours_of)))
    return lines


def _fold(asked: Asked, found: Pieces, part: Part | None = None) -> Cells:
    """Pieces folded, of a part or all; where they stand takes the place of the vehicle type."""
    placed = Placed(
        np.zeros(len(found.since), np.int64),
        found.feed_id,
        found.place.astype(np.int64),
        found.since,
        found.until,
    )
    known = np.isin(placed.feed_id, list(asked.clocks))
    if part is not None and part.type_ids is not None:
        known &= np.isin(found.vehicle_type_id, part.type_ids)
    return fold(placed.where(known), asked.clocks, asked.start, asked.end)


def _total(asked: Asked, cells: Cells, place: int, feeds: list[KnownFeed] | None = None) -> Total:
    """How many of some feeds, or all, stand in a place on average of each step."""

    def mean_of(feed: KnownFeed) -> Floats:
        mine = (cells.feed_id == feed.id) & (cells.vehicle_type_id == place)
        return asked.sampled(feed, cells.parked[mine].sum(axis=0, dtype=np.int64))

    return asked.total(asked.feeds if feeds is None else feeds, mean_of)


def hub_occupancy(asked: Asked, group: Group) -> list[Line]:
    """Vehicles in a hub over its capacity: 1.5 is half as many again as there is room for."""
    capacity = capacity_of(asked)
    lines = standing_mean(asked, Group.none, weighted=False)
    if not capacity:
        return [_unknown(asked, line) for line in lines]
    return [
        replace(line, total=replace(line.total, values=line.total.values / capacity))
        for line in lines
    ]


def over_capacity_time(asked: Asked, group: Group) -> list[Line]:
    """The share of each step in which more stood in a hub than there is room for."""
    capacity = capacity_of(asked)
    if capacity is None:
        lines = standing_mean(asked, Group.none, weighted=False)
        return [_unknown(asked, line) for line in lines]
    quarters = asked.cut(asked.quarters())
    firsts = np.searchsorted(quarters.cuts, asked.cuts)
    return [
        replace(line, total=share_above(line.total, firsts, capacity))
        for line in standing_mean(quarters, Group.none, weighted=False)
    ]


def _unknown(asked: Asked, line: Line) -> Line:
    steps = len(asked.cuts) - 1
    nothing = np.full(steps, np.nan)
    reasons: list[str | None] = [NO_CAPACITY] * steps
    return replace(line, total=Total(nothing, line.total.coverage, reasons))


def capacity_of(asked: Asked) -> int | None:
    """Places of the asked area; None where it has none that are known."""
    row = asked.connection.execute(
        "select capacity from area where id = %s", [asked.area.id]
    ).fetchone()
    return None if row is None or row[0] is None else int(row[0])
