"""Arrivals, departures and what they leave, in one area through time."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from zones.asked import Asked, Floats, Group, Line, Part
from zones.measure import KnownFeed, Total
from zones.movement.turns import Mask, Turns, Way, read_turns
from zones.movement.verdict import add_told, reasons_of


def turns_over_time(way: Way, asked: Asked, group: Group) -> list[Line]:
    """The lines of arrivals, departures or the balance; beside each how many more there may be."""
    ids = [feed.id for feed in asked.feeds]
    turns = read_turns(asked.connection, [asked.area.id], ids, asked.start, asked.end)
    return [_line(asked, part, turns, way) for part in asked.parts(group)]


def _line(asked: Asked, part: Part, turns: Turns, way: Way) -> Line:
    mine = [turns.of(feed.id, part.type_ids) for feed in part.feeds]
    counts = table(asked, [each.counted(way, asked.cuts) for each in mine])
    maybe = table(asked, [each.unknown(way, asked.cuts) for each in mine])
    share, wanted = evidence(asked, part.feeds)
    why = [reasons_of(feed, s) for feed, s in zip(part.feeds, share, strict=True)]
    reasons = table(asked, why).astype(object)
    total = told_while_held(asked, add_told(part.feeds, counts, share, wanted, reasons))
    rotating = np.array([feed.rotating for feed in part.feeds], np.bool_)[:, None]
    unknown = np.where((rotating & wanted).any(axis=0), np.nan, (maybe * ~rotating).sum(axis=0))
    return Line(part.key, part.name, total, unknown=unknown)


def evidence(asked: Asked, feeds: list[KnownFeed]) -> tuple[Floats, Mask]:
    """Of each feed (rows) the share of each step (columns) that is covered, and is it expected?

    Of a step the part in which the area holds: what happens is counted in no other.
    """
    cuts = asked.area.clip(asked.cuts)
    begins, ends = cuts[:-1], cuts[1:]
    clocks = [asked.all_clocks.get(feed.id) for feed in feeds]
    none = np.zeros(len(begins))
    held_s = np.maximum(ends - begins, 1)
    share = [none if c is None else c.covered(cuts) / held_s for c in clocks]
    return table(asked, share), asked.expected(feeds)


def told_while_held(asked: Asked, total: Total) -> Total:
    """A line of counts: coverage is that of whole steps, also of one in part of which it held."""
    held = np.diff(asked.area.clip(asked.cuts)) / np.diff(asked.cuts)
    return asked.while_held(replace(total, coverage=total.coverage * held))


def table(asked: Asked, rows: list[Any]) -> Any:
    """Rows of one value a step each as one array, also when there are none."""
    return np.array(rows).reshape(len(rows), len(asked.cuts) - 1)


arrivals = partial(turns_over_time, Way.arrivals)
departures = partial(turns_over_time, Way.departures)
net_balance = partial(turns_over_time, Way.net_balance)
