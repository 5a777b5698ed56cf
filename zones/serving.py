"""Where each feed serves: in which municipality a total that lacks it is not the whole.

A feed is expected in a municipality from the first day (UTC) on which something of it stood there,
until nothing did for two weeks *of its own evidence*. While a feed is silent its evidence clock
stands still: silence never ends that it is expected. Where the cells cannot tell yet whether it
serves (evidence that is not folded, a border that is not known) it is expected too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from zones.clock import EvidenceClock, load_clocks
from zones.measure import SQL, KnownFeed, expected
from zones.standing import FeedThen

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
DAY_S = 86_400
LEFT_S = 14 * DAY_S
"""Seconds of a feed's own evidence without anything there, after which it has left."""


@dataclass(frozen=True)
class Towns:
    """The municipality of areas, by a number; `since` is where its first border begins to hold.

    An area that is not in `of_area` lies in none that is known. Times in unix seconds.
    """

    of_area: Mapping[int, int]
    of_version: Mapping[int, int]
    since: Mapping[int, int]


@dataclass(frozen=True)
class Serving:
    """The days on which something stood, as columns: readings of each feed's evidence clock.

    Rows are in order of feed and day; `folded_s` is the reading up to which cells hold a feed.
    """

    clocks: Mapping[int, EvidenceClock]
    towns: Towns
    folded_s: Mapping[int, int]
    feed_id: Ints
    town: Ints
    vehicle_type_id: Ints
    day: Ints
    from_s: Ints
    to_s: Ints

    def expects(self, feed_id: int, area_id: int, begins: Ints, ends: Ints) -> Mask:
        """In which buckets a feed serves the municipality of an area, or may."""
        clock, town = self.clocks.get(feed_id), self.towns.of_area.get(area_id)
        if clock is None or town is None:
            return np.ones(len(begins), np.bool_)
        low, high = clock.at(begins), clock.at(ends)
        mine = (self.feed_id == feed_id) & (self.town == town)
        from_s, to_s = self.from_s[mine], self.to_s[mine]
        newest = np.searchsorted(from_s, high, side="right") - 1
        serves = np.zeros(len(begins), np.bool_)
        if len(to_s):
            serves = (newest >= 0) & (to_s[np.maximum(newest, 0)] + LEFT_S >= low)
        return serves | self._untold(feed_id, low, high) | self._undrawn(clock, town, low)

    def serving(self, begin: int, end: int) -> Mask:
        """Which rows say that their feed serves their municipality in a period (unix seconds)."""
        low, high = np.zeros(len(self.day), np.int64), np.zeros(len(self.day), np.int64)
        for feed in np.unique(self.feed_id).tolist():
            mine = self.feed_id == feed
            low[mine], high[mine] = self.clocks[feed].at([begin, end])
        serves: Mask = (self.from_s <= high) & (self.to_s + LEFT_S >= low)
        return serves

    def over_areas(self, feed_ids: Sequence[int], areas: list[int], begin: int, end: int) -> Mask:
        """Which feeds (rows) serve the municipalities of areas (columns) in a period, or may."""
        town = np.array([self.towns.of_area.get(area, -1) for area in areas], np.int64)
        known = set(town.tolist()) - {-1}
        found = np.zeros((len(feed_ids), len(areas)), np.bool_)
        found[:, town < 0] = True
        serves = self.serving(begin, end)
        for row, feed in enumerate(feed_ids):
            clock = self.clocks.get(feed)
            if clock is None:
                found[row] = True
                continue
            low, high = clock.at([[begin], [end]])
            found[row] |= np.isin(town, self.town[serves & (self.feed_id == feed)])
            found[row] |= self._untold(feed, low, high)[0]
            early = [one for one in known if self._undrawn(clock, one, low)[0]]
            found[row] |= np.isin(town, early)
        return found

    def _untold(self, feed_id: int, low: Ints, high: Ints) -> Mask:
        """Evidence that is not folded yet may hold anything."""
        folded = self.folded_s.get(feed_id, -1)
        untold: Mask = (high > folded) & (low >= folded)
        return untold

    def _undrawn(self, clock: EvidenceClock, town: int, low: Ints) -> Mask:
        """Before the municipality had a border nobody knows who served it."""
        since = self.towns.since[town]
        if clock.starts[0] >= since:
            return np.zeros(low.shape, np.bool_)
        undrawn: Mask = low <= clock.at(since) + LEFT_S
        return undrawn


def read_towns(connection: Connection[Any], areas: Collection[int]) -> Towns:
    """The municipalities of areas, with all versions of their borders."""
    rows = connection.execute(SQL["towns"], {"areas": list(areas)}).fetchall()
    return Towns(
        {area: town for area, town, _, _ in rows},
        {version: town for _, town, _, version in rows},
        {town: since for _, town, since, _ in rows},
    )


def read_serving(
    connection: Connection[Any],
    areas: Collection[int],
    clocks: Mapping[int, EvidenceClock],
    start: int,
    end: int,
) -> Serving:
    """Who serves the municipalities of areas from `start` to `end` (unix seconds)."""
    towns = read_towns(connection, areas)
    asked = {
        "days": _days(clocks, start, end) if towns.of_version else [],
        "areas": list(towns.of_version),
        "feeds": list(clocks),
    }
    rows = read_columns(connection, SQL["served"], asked)
    folded = dict(connection.execute(SQL["folded"], asked).fetchall())
    begins, ends = rows["day"] * DAY_S, (rows["day"] + 1) * DAY_S
    from_s, to_s = np.zeros(len(begins), np.int64), np.zeros(len(begins), np.int64)
    for feed in np.unique(rows["feed_id"]).tolist():
        mine = rows["feed_id"] == feed
        from_s[mine], to_s[mine] = clocks[feed].at(begins[mine]), clocks[feed].at(ends[mine])
    town = [towns.of_version[area] for area in rows["area_id"].tolist()]
    return Serving(
        clocks,
        towns,
        {feed: int(clocks[feed].at(seen)) for feed, seen in folded.items()},
        rows["feed_id"].astype(np.int64),
        np.array(town, np.int64),
        rows["vehicle_type_id"].astype(np.int64),
        rows["day"],
        from_s,
        to_s,
    )


def _days(clocks: Mapping[int, EvidenceClock], start: int, end: int) -> list[Any]:
    """The days on which a feed must have stood somewhere to be expected there in a period.

    Two weeks of its evidence back; and of a period that ends in a gap also the day on which the
    feed was back: what it lists then may have been there in the gap.
    """
    numbers: set[int] = set()
    for clock in clocks.values():
        if not len(clock.starts):
            continue
        first = int(clock.when(clock.at(start) - LEFT_S))
        after = int(np.searchsorted(clock.starts, end, side="left"))
        in_gap = after == 0 or clock.ends[after - 1] < end
        back = int(clock.starts[after]) if after < len(clock.starts) else int(clock.ends[-1])
        numbers |= set(range(first // DAY_S, (back if in_gap else end) // DAY_S + 1))
    return [datetime.fromtimestamp(day * DAY_S, UTC).date() for day in sorted(numbers)]


def expected_here(
    serving: Serving, feeds: Sequence[KnownFeed], area_id: int, begins: Ints, ends: Ints
) -> Mask:
    """Of each feed (rows), in which buckets a total of an area needs it.

    Where no feed serves, those that are seen are asked, and where none is seen all.
    """
    shape = (len(feeds), len(begins))
    clocks = [serving.clocks.get(feed.id) for feed in feeds]
    followed, serves, sees = (np.zeros(shape, np.bool_) for _ in range(3))
    for row, (feed, clock) in enumerate(zip(feeds, clocks, strict=True)):
        followed[row] = expected(feed, clock, begins, ends)
        serves[row] = serving.expects(feed.id, area_id, begins, ends)
        sees[row] = clock is not None and (clock.at(ends) > clock.at(begins))
    return choose(followed, serves, sees)


def expected_over(
    connection: Connection[Any],
    feeds: Sequence[KnownFeed],
    clocks: Mapping[int, EvidenceClock],
    areas: list[int],
    start: int,
    end: int,
) -> Mask:
    """Of each feed (rows), whether a total of each of many areas (columns) needs it in a period."""
    serving = read_serving(connection, areas, clocks, start, end)
    everywhere = np.ones((len(feeds), len(areas)), np.bool_)
    edges = np.array([start, end])
    followed, sees = (np.zeros((len(feeds), 1), np.bool_) for _ in range(2))
    for row, feed in enumerate(feeds):
        clock = clocks.get(feed.id)
        followed[row] = expected(feed, clock, edges[:1], edges[1:])
        sees[row] = clock is not None and clock.covered(edges)[0] > 0
    serves = serving.over_areas([feed.id for feed in feeds], areas, start, end)
    return choose(followed & everywhere, serves, sees & everywhere)


def only_serving(
    connection: Connection[Any], feed_ids: list[int], area_id: int, start: int, end: int
) -> list[int]:
    """Of some feeds those that serve the municipality of an area in a period; all if none does."""
    clocks = load_clocks(connection, feed_ids)
    serving = read_serving(connection, [area_id], clocks, start, end)
    serves = serving.over_areas(feed_ids, [area_id], start, end)[:, 0]
    return [feed for feed, does in zip(feed_ids, serves.tolist(), strict=True) if does] or feed_ids


def choose(followed: Mask, serves: Mask, sees: Mask) -> Mask:
    """Whom a number needs (feeds are rows): those that serve, else those that see, else all."""
    wanted = followed & serves
    seeing = followed & sees
    rest = np.where(seeing.any(axis=0), seeing, followed)
    chosen: Mask = np.where(wanted.any(axis=0), wanted, rest)
    return chosen


def serve_then(
    connection: Connection[Any], feeds: Sequence[FeedThen], areas: list[int], at: int
) -> Mask:
    """Which feeds (rows) a total of each of some areas (columns) needs at a moment (unix seconds).

    Where all are seen, no look is taken at who serves: nothing lacks then.
    """
    followed = np.array([feed.followed for feed in feeds], np.bool_)
    sees = np.array([feed.counts for feed in feeds], np.bool_)
    everywhere = np.ones((len(feeds), len(areas)), np.bool_)
    serves = everywhere
    if areas and (followed & ~sees).any():
        clocks = load_clocks(connection, [feed.feed_id for feed in feeds if feed.followed])
        serving = read_serving(connection, areas, clocks, at, at + 1)
        serves = serving.over_areas([feed.feed_id for feed in feeds], areas, at, at + 1)
    return choose(followed[:, None] & everywhere, serves, sees[:, None] & everywhere)


def needed_anywhere(feeds: Sequence[FeedThen], needed: Mask) -> tuple[FeedThen, ...]:
    """Feeds (rows) that none of the areas asked about (columns) needs are not expected."""
    if not needed.shape[1]:
        return tuple(feeds)
    pairs = zip(feeds, np.any(needed, axis=1).tolist(), strict=True)
    return tuple(replace(feed, serves=does) for feed, does in pairs)


def here(
    connection: Connection[Any], feeds: Sequence[FeedThen], areas: list[int], at: int
) -> tuple[FeedThen, ...]:
    """What is known of feeds at a moment (unix seconds), for a question about some areas."""
    return needed_anywhere(feeds, serve_then(connection, feeds, areas, at))
