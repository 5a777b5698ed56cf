"""What a feed is worth, through time: out of its polls, a line for each feed whatever the group.

What feeds are worth now is told with each feed; these are the same things step by step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from stoep.store.columns import read_columns
from zones.asked import Asked, Floats, Group, Line, ratio
from zones.fold import Placed, fold
from zones.measure import NO_EVIDENCE, NOT_YET, SQL, KnownFeed, Total
from zones.movement.verdict import IDS_ROTATE

NO_POLLS = "no_polls"
NO_LISTS = "no_lists"
NO_SOURCE_TIME = "no_source_time"
GHOST_S = 14 * 86_400
"""Observed so long at one place without being rented or taken to repair: is it still there?"""


@dataclass(frozen=True)
class Polls:
    """One feed's polls by step, as `polls_by_step.sql` names them."""

    columns: Mapping[str, npt.NDArray[np.int64]]

    def __getitem__(self, name: str) -> npt.NDArray[np.int64]:
        return self.columns[name]


Told = tuple[Floats, str]
"""A number by step, and why it is unknown where it is NaN."""


def _availability(polls: Polls) -> Told:
    return ratio(polls["good"], polls["polls"]), NO_POLLS


def _swapped(polls: Polls) -> Told:
    return ratio(polls["swapped"], polls["polls"]), NO_POLLS


def _duplicates(polls: Polls) -> Told:
    return ratio(polls["duplicates"], polls["listed"]), NO_LISTS


def _foreign(polls: Polls) -> Told:
    return ratio(polls["foreigners"], polls["listed"]), NO_LISTS


def _ahead(polls: Polls) -> Told:
    return np.where(polls["timed"] > 0, polls["ahead_s"], np.nan), NO_SOURCE_TIME


def _out_of_polls(tell: Callable[[Polls], Told], asked: Asked, group: Group) -> list[Line]:
    """The lines of a number that polls tell."""
    ids = [feed.id for feed in asked.feeds]
    period = {"feeds": ids, "cuts": asked.cuts.tolist(), "start": asked.start, "end": asked.end}
    rows = read_columns(asked.connection, SQL["polls_by_step"], period)
    lines = []
    for feed in asked.feeds:
        values, reason = tell(_by_step(rows, feed, len(asked.cuts) - 1))
        lines.append(_line(asked, feed, values, reason))
    return lines


def _by_step(rows: Mapping[str, Any], feed: KnownFeed, steps: int) -> Polls:
    mine = rows["feed_id"] == feed.id
    columns = {}
    for name in rows.keys() - {"feed_id", "step"}:
        columns[name] = np.zeros(steps, np.int64)
        columns[name][rows["step"][mine]] = rows[name][mine]
    return Polls(columns)


def _rotation(asked: Asked, group: Group) -> list[Line]:
    """1 for a feed whose ids are known to change, 0 for one of which it was not found."""
    return [
        _line(asked, feed, np.where(_share(asked, feed) > 0, float(feed.rotating), np.nan))
        for feed in asked.feeds
    ]


def _ghosts(asked: Asked, group: Group) -> list[Line]:
    """How many vehicles of a whole feed, wherever they stand, have not moved for very long."""
    ids = [feed.id for feed in asked.feeds]
    period = {"feeds": ids, "start": asked.start, "end": asked.end, "least_s": GHOST_S}
    stays = read_columns(asked.connection, SQL["long_stays"], period)
    begin = stays["first_seen"].copy()
    for number, clock in asked.all_clocks.items():
        mine = stays["feed_id"] == number
        begin[mine] = clock.when(stays["base_s"][mine] + GHOST_S)
    nowhere = np.zeros(len(begin), np.int64)
    placed = Placed(nowhere, stays["feed_id"], nowhere, begin, stays["until"])
    cells = fold(placed, asked.clocks, asked.start, asked.end)
    lines = []
    for feed in asked.feeds:
        standing = cells.parked[cells.feed_id == feed.id].sum(axis=0, dtype=np.int64)
        values = asked.sampled(feed, standing)
        if feed.rotating:
            values = np.full(len(values), np.nan)
        lines.append(_line(asked, feed, values, IDS_ROTATE if feed.rotating else NO_EVIDENCE))
    return lines


def _share(asked: Asked, feed: KnownFeed) -> Floats:
    clock = asked.all_clocks.get(feed.id)
    if clock is None:
        return np.zeros(len(asked.cuts) - 1)
    share: Floats = clock.covered(asked.cuts) / np.diff(asked.cuts)
    return share


def _line(asked: Asked, feed: KnownFeed, values: Floats, reason: str = NO_EVIDENCE) -> Line:
    """One feed's line; before its first evidence it is not yet followed, unless it has polls."""
    clock = asked.all_clocks.get(feed.id)
    first = None if clock is None else int(clock.starts[0])
    reasons = [
        None if known else NOT_YET if first is None or end <= first else reason
        for known, end in zip((~np.isnan(values)).tolist(), asked.cuts[1:].tolist(), strict=True)
    ]
    return Line(feed.key, feed.operator_name, Total(values, _share(asked, feed), reasons))


QUALITY: Mapping[str, Callable[[Asked, Group], list[Line]]] = {
    "feed_availability": partial(_out_of_polls, _availability),
    "feed_duplicates": partial(_out_of_polls, _duplicates),
    "feed_rotation": _rotation,
    "feed_ghosts": _ghosts,
    "feed_foreign_positions": partial(_out_of_polls, _foreign),
    "feed_swapped": partial(_out_of_polls, _swapped),
    "feed_clock_offset": partial(_out_of_polls, _ahead),
}
"""How each number about feeds themselves is worked out."""
