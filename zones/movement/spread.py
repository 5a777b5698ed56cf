"""Arrivals, departures and what they leave, in every area of a kind over a period."""

from dataclasses import replace
from functools import partial

import numpy as np

from zones.asked_map import AskedMap, Floats, OverAreas
from zones.measure import KnownFeed
from zones.movement.turns import Ints, Turns, Way, read_turns
from zones.movement.verdict import add_told, reasons_of


def turns_over_areas(way: Way, asked: AskedMap) -> OverAreas:
    """The number of each area over the whole period, and how many more there may be."""
    ids = [feed.id for feed in asked.feeds]
    turns = read_turns(asked.connection, asked.areas.ids, ids, asked.start, asked.end)
    width = len(asked.areas.ids)
    shape = (len(ids), width)
    counts, maybe = np.zeros(shape), np.zeros(shape)
    share, wanted = np.zeros(shape), asked.expected()
    reasons = np.empty(shape, object)
    for row, feed in enumerate(asked.feeds):
        mine = turns.of(feed.id, asked.types)
        counts[row], maybe[row] = _by_area(mine, way, asked)
        share[row] = _share(asked, feed)
        reasons[row] = reasons_of(feed, share[row])
    rotating = np.array([feed.rotating for feed in asked.feeds], np.bool_).reshape(-1, 1)
    total = add_told(asked.feeds, counts, share, wanted, reasons)
    held = asked.held_s() / (asked.end - asked.start)
    total = asked.while_held(replace(total, coverage=total.coverage * held))
    unknown = np.where((rotating & wanted).any(axis=0), np.nan, (maybe * ~rotating).sum(axis=0))
    return OverAreas(total, unknown=unknown)


def _by_area(turns: Turns, way: Way, asked: AskedMap) -> tuple[Ints, Ints]:
    """Known and unknown, by area."""
    inside = (turns.hi > asked.start) & (turns.hi <= asked.end)
    known = turns.only(turns.known & inside)
    sign = np.where(known.begins, 1, -1) if way is Way.net_balance else np.ones(len(known.hi))
    of_way = _of(way, known)
    maybe = turns.only(~turns.known & (turns.lo < asked.end))
    width = len(asked.areas.ids)
    places = asked.areas.places(known.area_id[of_way])
    counted = np.bincount(places, sign[of_way], minlength=width).astype(np.int64)
    unknown = np.bincount(asked.areas.places(maybe.area_id[_of(way, maybe)]), minlength=width)
    return counted, unknown


def _of(way: Way, turns: Turns) -> Ints:
    if way is Way.net_balance:
        return np.arange(len(turns.hi))
    return np.flatnonzero(turns.begins == (way is Way.arrivals))


def _share(asked: AskedMap, feed: KnownFeed) -> Floats:
    """By area, the share that is covered of the part of the period in which it holds."""
    clock = asked.all_clocks.get(feed.id)
    if clock is None:
        return np.zeros(len(asked.areas.ids))
    return asked.covered(clock) / np.maximum(asked.held_s(), 1)


arrivals = partial(turns_over_areas, Way.arrivals)
departures = partial(turns_over_areas, Way.departures)
net_balance = partial(turns_over_areas, Way.net_balance)
