"""A draft zone, and the stays of the past that lie in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.errors import StoepError
from stoep.store.columns import FOREVER, read_columns
from stoep.vocabulary import AreaKind
from zones.asked import Ints
from zones.clock import EvidenceClock, load_clocks
from zones.durations import when_it_reads
from zones.measure import SQL, KnownFeed, known_feeds, types_of, types_wanted


class OutsideEverything(StoepError):
    """A draft that does not lie in any municipality that is followed."""

    code = "outside_municipality"


@dataclass(frozen=True)
class Draft:
    """A zone that is not there yet.

    `longest_s` makes the rule milder: only who is seen there for longer breaks it.
    """

    kind: AreaKind
    border: shapely.MultiPolygon
    capacity: int | None = None
    longest_s: int = 0


@dataclass(frozen=True)
class Past:
    """The stays around a draft over a period (unix seconds), and what is known of their feeds."""

    start: int
    end: int
    feeds: list[KnownFeed]
    clocks: Mapping[int, EvidenceClock]
    stays: dict[str, Any]
    inside: npt.NDArray[np.bool_]
    """Which of the stays lie in the draft, its border included."""

    def covered(self, row: npt.NDArray[Any], begin: Ints, end: Ints) -> Ints:
        """Observed seconds of some stays between two moments each."""
        found = np.zeros(len(row), np.int64)
        feeds = self.stays["feed_id"][row]
        for number, clock in self.clocks.items():
            mine = feeds == number
            found[mine] = clock.at(end[mine]) - clock.at(begin[mine])
        return np.maximum(found, 0)

    @property
    def coverage(self) -> dict[str, float]:
        """By operator, the share of the period that its evidence covers, at least."""
        edges = np.array([self.start, self.end])
        found: dict[str, float] = {}
        for feed in self.feeds:
            clock = self.clocks.get(feed.id)
            share = 0.0 if clock is None else int(clock.covered(edges)[0]) / (self.end - self.start)
            found[feed.operator] = min(share, found.get(feed.operator, 1.0))
        return found


def read_past(
    connection: Connection[Any],
    draft: Draft,
    start: int,
    end: int,
    *,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> Past:
    """The past of the finest areas that hold a draft; raises OutsideEverything."""
    types = types_wanted(types_of(connection), forms)
    feeds = known_feeds(connection, start, end, operators, types)
    ids = [feed.id for feed in feeds]
    asked = {"areas": _areas(connection, draft), "start": start, "end": end, "feeds": ids}
    stays = read_columns(connection, SQL["stays_around"], asked)
    if types is not None:
        keep = np.isin(stays["vehicle_type_id"], types)
        stays = {name: column[keep] for name, column in stays.items()}
    shapely.prepare(draft.border)
    inside = shapely.intersects_xy(draft.border, stays["lon"], stays["lat"])
    return Past(start, end, feeds, load_clocks(connection, ids), stays, inside)


def _areas(connection: Connection[Any], draft: Draft) -> list[int]:
    rows = connection.execute(
        SQL["covering_areas"], {"shape": shapely.to_wkb(draft.border)}
    ).fetchall()
    for _, ids, _, covers in rows:
        if covers:
            return [int(number) for number in ids]
    raise OutsideEverything(
        "The draft does not lie in any municipality that is followed, or not as a whole.",
        "Draw it within one municipality.",
    )


def breaks(past: Past, draft: Draft) -> tuple[Ints, Ints, Ints]:
    """Rows of the stays that break the draft's rule, and from when until when (unix seconds).

    With a longest time only from the moment on at which it had been observed; never for feeds whose
    ids prove no durations.
    """
    row = np.flatnonzero(past.inside)
    begin = past.stays["first_seen"][row]
    if draft.longest_s:
        rotating = [feed.id for feed in past.feeds if feed.rotating]
        row = row[~np.isin(past.stays["feed_id"][row], rotating)]
        reading = past.stays["base_s"][row] + draft.longest_s
        begin = when_it_reads(past.clocks, past.stays["feed_id"][row], reading)
    begin = np.maximum(begin, past.start)
    end = np.minimum(past.stays["until"][row], past.end)
    kept = (begin < end) & (begin < FOREVER)
    return row[kept], begin[kept], end[kept]
