"""A feed's own clock: the seconds of its history that good polls cover.

It runs inside the feed's spans of evidence and stands still between them, so that the difference
of two readings is observed time, gaps left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import FOREVER, read_columns

Ints = npt.NDArray[np.int64]

SPANS = """
select c.feed_id, c.starts_at, least(c.ends_at, evidence_as_of(c.feed_id)) as ends_at, c.starts_s
from coverage_span c
where (%(feeds)s::int[] is null or c.feed_id = any(%(feeds)s::int[]))
  and c.starts_at <= evidence_as_of(c.feed_id)
order by c.feed_id, c.starts_at
"""
FOLDED_SPANS = """
select c.feed_id, c.starts_at, least(c.ends_at, f.seen_to) as ends_at, c.starts_s
from coverage_span c
join (select feed_id, least(seen_to, folded_as_of(feed_id)) as seen_to from fold_state) f
  on f.feed_id = c.feed_id and c.starts_at <= f.seen_to
where %(feeds)s::int[] is null or c.feed_id = any(%(feeds)s::int[])
order by c.feed_id, c.starts_at
"""


@dataclass(frozen=True)
class EvidenceClock:
    """The spans of one feed in order: their ends in unix seconds, and the clock at the start."""

    starts: Ints
    ends: Ints
    starts_s: Ints

    def at(self, moments: npt.ArrayLike) -> Ints:
        """Covered seconds until each moment; before the first span nothing is covered."""
        t = np.asarray(moments, np.int64)
        if not len(self.starts):
            return np.zeros(t.shape, np.int64)
        if len(self.starts) == 1:
            # The most common clock by far, and one of the most asked things: without a search.
            start, end, read = self.starts[0], self.ends[0], self.starts_s[0]
            return np.asarray(np.minimum(np.maximum(t, start), end) + (read - start))
        span = np.searchsorted(self.starts, t, side="right") - 1
        inside = np.maximum(span, 0)
        read = self.starts_s[inside] + np.minimum(t, self.ends[inside]) - self.starts[inside]
        return np.where(span < 0, self.starts_s[0], read)

    def covered(self, edges: Ints) -> Ints:
        """Covered seconds between each pair of neighbouring edges."""
        return np.diff(self.at(edges))

    def is_covered(self, moments: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each moment lies in a span, its ends included."""
        t = np.asarray(moments, np.int64)
        if not len(self.starts):
            return np.zeros(t.shape, np.bool_)
        span = np.searchsorted(self.starts, t, side="right") - 1
        covered: npt.NDArray[np.bool_] = (span >= 0) & (t <= self.ends[np.maximum(span, 0)])
        return covered

    def when(self, readings: npt.ArrayLike) -> Ints:
        """The first moment at which the clock comes to each reading; FOREVER when it has not."""
        reading = np.asarray(readings, np.int64)
        span = np.searchsorted(self.starts_s + self.ends - self.starts, reading, side="left")
        inside = np.minimum(span, len(self.starts) - 1)
        found = self.starts[inside] + np.maximum(reading - self.starts_s[inside], 0)
        return np.where(span < len(self.starts), found, FOREVER)


def load_clocks(
    connection: Connection[Any], feed_ids: list[int] | None = None, *, folded: bool = False
) -> dict[int, EvidenceClock]:
    """The clocks of the feeds that have any evidence; `folded`: as far as the cells hold it."""
    spans = read_columns(connection, FOLDED_SPANS if folded else SPANS, {"feeds": feed_ids})
    return clocks_of(spans)


def clocks_of(spans: Mapping[str, Ints]) -> dict[int, EvidenceClock]:
    """Clocks from spans as columns, in order of feed and start."""
    feeds, firsts = np.unique(spans["feed_id"], return_index=True)
    cuts = [*firsts.tolist(), len(spans["feed_id"])]
    return {
        feed: EvidenceClock(
            *(spans[name][cuts[i] : cuts[i + 1]] for name in ("starts_at", "ends_at", "starts_s"))
        )
        for i, feed in enumerate(feeds.tolist())
    }


def is_as_of(connection: Connection[Any]) -> bool:
    """Whether this transaction leaves out evidence that came after an earlier moment."""
    row = connection.execute("select coalesce(current_setting('stoep.as_of', true), '')").fetchone()
    return row is not None and row[0] != ""
