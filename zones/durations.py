"""How long vehicles stand, by class and through time: stays cut where they change class.

Only observed time counts (rule R7); a feed whose ids change proves no durations (rule R8).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from stoep.store.columns import FOREVER, read_columns
from stoep.vocabulary import DURATION_LIMITS_DAYS
from zones.asked import Asked, Floats, Group, Ints, Line
from zones.clock import EvidenceClock
from zones.fold import Placed, fold
from zones.measure import SQL, KnownFeed

DAY_S = 86_400
CLASSES = ("0", "1", "2", "3", "4", "unknown")
"""Duration classes by number: less than 2, 2-4, 4-7, 7-14, 14 days or more; unknown."""


def classes_over_time(asked: Asked, group: Group) -> list[Line]:
    """How many stand, a line for each duration class whatever the group."""
    ids = [feed.id for feed in asked.feeds]
    period = {"start": asked.start, "end": asked.end, "feeds": ids, "area": asked.area.id}
    columns = read_columns(asked.connection, SQL["placed_durations"], period)
    if asked.wanted_types is not None:
        keep = np.isin(columns["vehicle_type_id"], asked.wanted_types)
        columns = {name: column[keep] for name, column in columns.items()}
    rotating = {feed.id for feed in asked.feeds if feed.rotating}
    placed = _by_duration(columns, asked.all_clocks, rotating)
    cells = fold(placed, asked.clocks, asked.start, asked.end)
    lines = []
    for number, key in enumerate(CLASSES):

        def mean_of(feed: KnownFeed, number: int = number) -> Floats:
            mine = (cells.feed_id == feed.id) & (cells.vehicle_type_id == number)
            return asked.sampled(feed, cells.parked[mine].sum(axis=0, dtype=np.int64))

        lines.append(Line(key, key, asked.total(asked.feeds, mean_of)))
    return lines


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
        begin = when_it_reads(clocks, feed, columns["base_s"] + limit) if limit else first
        end = until if upper is None else when_it_reads(clocks, feed, columns["base_s"] + upper)
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


def when_it_reads(clocks: Mapping[int, EvidenceClock], feed: Ints, reading: Ints) -> Ints:
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
