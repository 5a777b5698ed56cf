"""Order through time: shares in hubs, vehicles in no-parking areas, how full a hub is."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from stoep.vocabulary import AreaKind
from zones.asked import Asked, Floats, Group, Line, Part, ratio
from zones.counted import standing_mean, standing_of
from zones.fold import Cells, Placed, fold
from zones.measure import KnownFeed, Total, types_wanted
from zones.order.enlarged import enlarged_of
from zones.order.room import ALL, NO_CAPACITY, NO_PLACES, Room, room_of
from zones.order.where import INSIDE, NEAR, OUTSIDE, Pieces, pieces
from zones.worst import share_above

NONE_PARKED = "none_parked"
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
    """Vehicles in a hub over its places: 1.5 is half as many again as there is room for.

    With places by form factor a line for each beside that of the fullest, whatever the group. Where
    a module made its places more or fewer for a day, they are those of that day.
    """
    room = _room(asked)
    counted = _counted(asked, room)
    return [
        _line(key, lines, partial(part.occupancy, places=places))
        for key, part, lines, places in _parts(asked, room, counted)
    ] or [_unknown(asked)]


def over_capacity_time(asked: Asked, group: Group) -> list[Line]:
    """The share of each step in which more stood in a hub than there is room for.

    With places by form factor more of any than it has; a line for each beside it.
    """
    room = _room(asked)
    quarters = asked.cut(asked.quarters())
    firsts = np.searchsorted(quarters.cuts, asked.cuts)
    fine = [
        _line(key, lines, partial(part.excess, places=places))
        for key, part, lines, places in _parts(quarters, room, _counted(quarters, room))
    ]
    return [replace(line, total=share_above(line.total, firsts, 0)) for line in fine] or [
        _unknown(asked)
    ]


def _room(asked: Asked) -> Room:
    """The room of the asked hub for the form factors that are asked about."""
    room = room_of(asked.connection, asked.area.id)
    wanted = asked.wanted_types
    if wanted is None or not room.by_form:
        return room
    asked_about = {asked.forms_by_type[number] for number in wanted}
    kept = [part for part in room.parts if part.key in asked_about]
    return replace(room, parts=tuple(kept))


def _counted(asked: Asked, room: Room) -> list[Line]:
    """How many stand in each part of a hub's room, on average of each step."""
    parts = []
    for places in room.parts:
        types, wanted = types_wanted(asked.forms_by_type, places.forms), asked.wanted_types
        if types is not None and wanted is not None:
            types = [number for number in types if number in wanted]
        listing = [f for f in asked.feeds if types is None or f.type_ids & set(types)]
        # Of a form factor that nobody has none stands there, as far as all that are seen tell.
        counted = wanted if types is None else types
        parts.append(Part(places.key, places.key, listing or asked.feeds, counted))
    return standing_of(asked, parts, weighted=False)


def _parts(
    asked: Asked, room: Room, lines: list[Line]
) -> list[tuple[str, Room, list[Line], Floats]]:
    """The whole of a room and, where they have places of their own, each form factor alone.

    Each with the lines of its parts, and their places in each step.
    """
    if not room.parts:
        return []
    enlarged = enlarged_of(asked.connection, asked.area.id, asked.start, asked.end)
    places = enlarged.places(room, asked.cuts)
    whole = [(ALL, room, lines, places)]
    if not room.by_form:
        return whole
    alone = zip(room.parts, lines, places, strict=True)
    return whole + [(part.key, Room((part,)), [line], row[None]) for part, line, row in alone]


def _line(key: str, counted: list[Line], tell: Callable[[Floats], Floats]) -> Line:
    """What counts come to together; unknown where any is, with its reason."""
    values = tell(np.array([line.total.values for line in counted]))
    coverage = np.min([line.total.coverage for line in counted], axis=0)
    reasons = []
    for step, value in enumerate(values.tolist()):
        why = next((r for line in counted if (r := line.total.reasons[step])), None)
        reasons.append(why or (NO_PLACES if np.isnan(value) else None))
    return Line(key, key, Total(values, coverage, reasons))


def _unknown(asked: Asked) -> Line:
    [line] = standing_mean(asked, Group.none, weighted=False)
    steps = len(asked.cuts) - 1
    nothing = np.full(steps, np.nan)
    reasons: list[str | None] = [NO_CAPACITY] * steps
    return replace(line, total=Total(nothing, line.total.coverage, reasons))
