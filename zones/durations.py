"""How long vehicles stand, by class and through time: stays cut where they change class.

Only observed time counts (rule R7); a feed whose ids change proves no durations (rule R8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stoep.store.columns import FOREVER, read_columns
from stoep.vocabulary import DURATION_LIMITS_DAYS
from zones.asked import Asked, Floats, Group, Ints, Line, Options
from zones.clock import EvidenceClock
from zones.fold import Placed, fold
from zones.measure import SQL, KnownFeed

DAY_S = 86_400
UNKNOWN = "unknown"


def class_names(limits: int) -> tuple[str, ...]:
    """Names of the classes that some limits make: by number, and the unknown one."""
    return (*map(str, range(limits + 1)), UNKNOWN)


CLASSES = class_names(len(DURATION_LIMITS_DAYS))
"""By default: less than 2 days is 0, 2-4, 4-7, 7-14, 14 days or more is 4; unknown."""


def classes_over_time(asked: Asked, group: Group) -> list[Line]:
    """How many stand, a line for each duration class whatever the group."""
    stays = _stays(asked)
    limits_s = [round(days * DAY_S) for days in asked.options.class_limits_days]
    names = class_names(len(limits_s))
    since = [stays["first_seen"], *(_observed(asked, stays, limit) for limit in limits_s)]
    rotating = np.isin(stays["feed_id"], [feed.id for feed in asked.feeds if feed.rotating])
    parts = [
        _Part(number, ~rotating, begin, since[number + 1] if number + 1 < len(since) else None)
        for number, begin in enumerate(since)
    ]
    return _lines(asked, stays, [*parts, _Part(len(since), rotating, since[0], None)], names)


def long_parked_over_time(asked: Asked, group: Group) -> list[Line]:
    """How many stand longer than a limit: `certain`, and apart from these `possible`.

    The limit is the option `limit` in days, or where the second class begins. A vehicle of an
    operator whose ids change is in neither.
    """
    stays = _stays(asked)
    limit_s = round(long_limit_days(asked.options) * DAY_S)
    certain = _observed(asked, stays, limit_s)
    possible = stays["since"] + limit_s
    proven = ~np.isin(stays["feed_id"], [feed.id for feed in asked.feeds if feed.rotating])
    parts = [_Part(0, proven, certain, None), _Part(1, proven, possible, certain)]
    return _lines(asked, stays, parts, ("certain", "possible"))


def long_limit_days(options: Options) -> float:
    """From how many days on a vehicle stands long."""
    return options.class_limits_days[0] if options.limit is None else options.limit


@dataclass(frozen=True)
class _Part:
    """Of which stays which stretch counts for a line; `end` None: until the stay ends."""

    number: int
    chosen: npt.NDArray[np.bool_]
    begin: Ints
    end: Ints | None


def _stays(asked: Asked) -> dict[str, Any]:
    ids = [feed.id for feed in asked.feeds]
    period = {"start": asked.start, "end": asked.end, "feeds": ids, "area": asked.area.id}
    columns = read_columns(asked.connection, SQL["placed_durations"], period)
    if asked.wanted_types is None:
        return columns
    keep = np.isin(columns["vehicle_type_id"], asked.wanted_types)
    return {name: column[keep] for name, column in columns.items()}


def _lines(
    asked: Asked, stays: Mapping[str, Any], parts: Sequence[_Part], names: Sequence[str]
) -> list[Line]:
    """The parts folded, a line for each: its number takes the place of the vehicle type."""
    until = stays["until"]
    placed = Placed(
        area_id=np.zeros(sum(int(part.chosen.sum()) for part in parts), np.int64),
        feed_id=np.concatenate([stays["feed_id"][part.chosen] for part in parts]),
        vehicle_type_id=np.repeat(
            [part.number for part in parts], [int(part.chosen.sum()) for part in parts]
        ),
        first_seen=np.concatenate(
            [np.maximum(part.begin, stays["first_seen"])[part.chosen] for part in parts]
        ),
        until=np.concatenate(
            [
                (until if part.end is None else np.minimum(part.end, until))[part.chosen]
                for part in parts
            ]
        ),
    )
    folded = np.isin(placed.feed_id, list(asked.clocks))
    cells = fold(placed.where(folded), asked.clocks, asked.start, asked.end)
    lines = []
    for number, name in enumerate(names):

        def mean_of(feed: KnownFeed, number: int = number) -> Floats:
            mine = (cells.feed_id == feed.id) & (cells.vehicle_type_id == number)
            return asked.sampled(feed, cells.parked[mine].sum(axis=0, dtype=np.int64))

        lines.append(Line(name, name, asked.total(asked.feeds, mean_of)))
    return lines


def _observed(asked: Asked, stays: Mapping[str, Any], seconds: int) -> Ints:
    """When each stay had been observed for so long; FOREVER when it has not."""
    return when_it_reads(asked.all_clocks, stays["feed_id"], stays["base_s"] + seconds)


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
