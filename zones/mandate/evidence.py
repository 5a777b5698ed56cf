"""What was seen of an operator's data on each day: of its feeds that serve the municipality.

Lists are of a whole feed, wherever its vehicles stand: what of them is told is told of all of them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from psycopg import Connection
from psycopg.rows import dict_row

from stoep.store.columns import FOREVER, read_columns
from stoep.vocabulary import FeedFormat, StatementKind
from zones.clock import EvidenceClock, load_clocks
from zones.mandate.watched import (
    REACH_S,
    Ints,
    Spans,
    Watched,
    answered_for,
    holes,
    inside,
    merged,
    spans_of,
    watch,
)
from zones.measure import SQL
from zones.permits.day import LocalDay
from zones.serving import read_serving

STALE_S = 135
"""A list that is refused as stale is older than this (see `ingest.judge`)."""
NEARLY_ALL = 0.95
NO_SPANS: Spans = (np.empty(0, np.int64), np.empty(0, np.int64))


class Feed(NamedTuple):
    """A feed of the operator."""

    id: int
    key: str
    format: str
    enabled: bool
    tells_trips: bool


@dataclass
class Lists:
    """What good lists of a day told, summed over feeds; ages in seconds.

    `youngest_s` and `oldest_s`: 95 of 100 lists were not older than between these; None: no list.
    """

    lists: int = 0
    fields: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    youngest_s: int | None = None
    oldest_s: int | None = None

    def add(self, row: Mapping[str, int]) -> None:
        """Another feed's; of ages the worst counts."""
        self.lists += row["lists"]
        for name in ("vehicles", "position", "state", "vehicle_type", "powered", "battery_range"):
            self.fields[name] += row[name]
        if row["youngest_s"] >= 0:
            self.youngest_s = max(row["youngest_s"], self.youngest_s or 0)
            self.oldest_s = max(row["oldest_s"], self.oldest_s or 0)


@dataclass(frozen=True)
class DayEvidence:
    """All that duties of one operator are judged by, of one day. Shares are of the whole day."""

    day: LocalDay
    feeds: tuple[Feed, ...]
    watched: Watched
    lost: Spans
    lists: Lists
    trips: tuple[float, float]
    """Which share of the day has its trips told: surely, and possibly."""
    stations: float
    """Which share of what was seen has counts of stations."""
    ids: float
    """Which share of what was seen has ids that hold."""


class OperatorEvidence:
    """One operator's evidence of a run of days, read once."""

    def __init__(
        self,
        connection: Connection[Any],
        municipality: str,
        operator: str,
        days: list[LocalDay],
    ) -> None:
        self.connection, self.days = connection, days
        self.start, self.end = days[0].start, days[-1].end
        asked = {"municipality": municipality, "operator": operator}
        rows = connection.execute(SQL["mandate_feeds"], asked).fetchall()
        self.feeds = [Feed(*row[:5]) for row in rows]
        ids = [feed.id for feed in self.feeds]
        self.period = {"feeds": ids, "start": self.start, "end": self.end}
        self.clocks = load_clocks(connection, ids) if ids else {}
        self.statements = self._statements(operator)
        self.announced = self._announced()
        self._lists = self._read_lists()
        self._failed = self._read_failed()
        self._rotates, self._trips = self._read_ids(), self._read_trips()
        self._stations = self._read_stations()
        self._area: int | None = rows[0][5] if rows else None
        areas = [] if self._area is None else [self._area]
        self._serving = read_serving(connection, areas, self.clocks, self.start, self.end)

    def on(self, number: int) -> DayEvidence:
        """The day of a position."""
        day = self.days[number]
        feeds = self._followed(number)
        parts = [(self._spans(feed, day), self._failed.get(feed.id, NO_SPANS)) for feed in feeds]
        watched, lost = watch(parts, self.announced, day.start, day.end)
        lists = Lists()
        for feed in feeds:
            if (row := self._lists.get((feed.id, number))) is not None:
                lists.add(row)
        return DayEvidence(
            day,
            tuple(feeds),
            watched,
            lost,
            lists,
            self._trips_told(feeds, day),
            self._of_seen(feeds, day, self._stations),
            self._of_seen(feeds, day, self._rotates, without=True),
        )

    def _statements(self, operator: str) -> list[dict[str, Any]]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            asked = {"operator": operator, "start": self.start, "end": self.end}
            return cursor.execute(SQL["mandate_statements"], asked).fetchall()

    def _announced(self) -> Spans:
        outages = [one for one in self.statements if one["kind"] == StatementKind.outage]
        starts = np.array([one["starts_at"] for one in outages], np.int64)
        ends = [int(FOREVER) if one["ends_at"] is None else one["ends_at"] for one in outages]
        return merged((starts, np.array(ends, np.int64)))

    def _read_lists(self) -> dict[tuple[int, int], dict[str, int]]:
        cuts = [day.start for day in self.days] + [self.end]
        more = {"cuts": cuts, "stale_s": STALE_S, "forever_s": int(FOREVER)}
        asked = self.period | more | {"nearly_all": NEARLY_ALL}
        with self.connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(SQL["mandate_lists"], asked).fetchall()
        return {(row["feed_id"], row["step"]): row for row in rows}

    def _read_failed(self) -> dict[int, Spans]:
        """By feed the stretches without evidence that are its operator's to answer for."""
        asked: dict[str, list[int]] = {"feeds": [], "froms": [], "tos": []}
        found: dict[int, Spans] = {}
        for feed in self.feeds:
            clock = self.clocks.get(feed.id)
            if feed.format == FeedFormat.agency:
                if clock is not None:
                    found[feed.id] = self._silent(clock)
                continue
            for begin, end in holes(spans_of(clock, self.start, self.end), self.start, self.end):
                asked["feeds"].append(feed.id)
                asked["froms"].append(begin - REACH_S)
                asked["tos"].append(end + REACH_S)
        rows = read_columns(self.connection, SQL["mandate_attempts"], asked)
        for number in np.unique(rows["feed_id"]).tolist():
            mine = rows["feed_id"] == number
            found[number] = answered_for(rows["started_at"][mine], rows["failed"][mine])
        return found

    def _silent(self, clock: EvidenceClock) -> Spans:
        """Who pushes must let hear of itself, from its first word on, while Stoep is at work.

        That it is, is known by its polls of any feed: without those nothing is said of silence.
        """
        begin = max(self.start, int(clock.starts[0]))
        silences = holes(spans_of(clock, begin, self.end), begin, self.end)
        asked = {
            "froms": [a - REACH_S for a, _ in silences],
            "tos": [b + REACH_S for _, b in silences],
        }
        at = read_columns(self.connection, SQL["mandate_alive"], asked)["at"]
        return merged((at, at), REACH_S)

    def _read_ids(self) -> dict[int, Spans]:
        """By feed when its ids did not hold."""
        rows = read_columns(self.connection, SQL["mandate_ids"], self.period)
        found = {}
        for number in np.unique(rows["feed_id"]).tolist():
            mine = rows["feed_id"] == number
            since, hold = rows["since"][mine], rows["hold"][mine]
            until = np.append(since[1:], FOREVER)
            found[number] = merged((since[~hold], until[~hold]))
        return found

    def _read_trips(self) -> dict[int, tuple[int, int]]:
        rows = read_columns(self.connection, SQL["trips_told"], self.period)
        told = (rows[name].tolist() for name in ("feed_id", "told_from", "told_to"))
        return {feed: (since, to) for feed, since, to in zip(*told, strict=True)}

    def _read_stations(self) -> dict[int, Spans]:
        """By feed when counts of stations were told; two answers cover what lies between them."""
        rows = read_columns(self.connection, SQL["mandate_stations"], self.period)
        found = {}
        for number in np.unique(rows["feed_id"]).tolist():
            mine = rows["feed_id"] == number
            found[number] = merged((rows["starts_at"][mine], rows["ends_at"][mine]), REACH_S)
        return found

    def _followed(self, number: int) -> list[Feed]:
        """The feeds that should tell something of a day: those that serve the city, else all."""
        day = self.days[number]
        followed = [feed for feed in self.feeds if self._is_followed(feed, number, day)]
        if not followed or self._area is None:
            return followed
        ids = [feed.id for feed in followed]
        serves = self._serving.over_areas(ids, [self._area], day.start, day.end)[:, 0].tolist()
        return [feed for feed, does in zip(followed, serves, strict=True) if does] or followed

    def _is_followed(self, feed: Feed, number: int, day: LocalDay) -> bool:
        clock = self.clocks.get(feed.id)
        if clock is None or not len(clock.starts):
            lost = self._failed.get(feed.id, NO_SPANS)
            return _within(lost, day)
        goes_on = feed.enabled or bool(clock.ends[-1] > day.start)
        return bool(clock.starts[0] < day.end) and goes_on

    def _spans(self, feed: Feed, day: LocalDay) -> Spans:
        return spans_of(self.clocks.get(feed.id), day.start, day.end)

    def _trips_told(self, feeds: list[Feed], day: LocalDay) -> tuple[float, float]:
        """Of any of the feeds; where trips are read by the hour, hours that were not are possible.

        Whether they failed or were not asked for is not kept.
        """
        sure = possible = 0.0
        for feed in feeds:
            told = self._trips.get(feed.id)
            if told is not None:
                seconds = min(told[1], day.end) - max(told[0], day.start)
                sure = max(sure, max(0, seconds) / (day.end - day.start))
            earlier = told is not None and told[0] > day.start
            possible = 1.0 if feed.tells_trips or earlier else max(possible, sure)
        return sure, possible

    def _of_seen(
        self, feeds: list[Feed], day: LocalDay, told: dict[int, Spans], *, without: bool = False
    ) -> float:
        """Which share of what was seen of feeds lies in (or outside) stretches of each."""
        seen_s = within_s = 0
        for feed in feeds:
            starts, ends = self._spans(feed, day)
            seen_s += int((ends - starts).sum())
            within_s += _shared_s((starts, ends), told.get(feed.id, NO_SPANS))
        if not seen_s:
            return 0.0
        return 1 - within_s / seen_s if without else within_s / seen_s


def _within(spans: Spans, day: LocalDay) -> bool:
    return bool(((spans[0] < day.end) & (spans[1] > day.start)).any())


def _shared_s(one: Spans, other: Spans) -> int:
    """Seconds that lie in both."""
    edges = np.unique(np.concatenate([*one, *other]))
    if len(edges) < 2:
        return 0
    begins: Ints = edges[:-1]
    both = inside(one, begins) & inside(other, begins)
    return int(np.diff(edges)[both].sum())
