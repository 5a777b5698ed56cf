"""Times without evidence as lines: why each was one, and what the first good list after it showed.

Where Stoep itself did not look, it looked at nobody: gaps of several feeds that begin and end
together are one line then.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from api.evidence import Reading
from api.quality.line import Feed, Kind, Line, Window
from stoep.gap_cause import gap_cause
from zones.clock import EvidenceClock
from zones.standing import LIVE_S

TOGETHER_S = 900
"""Feeds have rhythms of their own: gaps that begin and end this near to each other are one."""


@dataclass(frozen=True)
class Hole:
    """A time without evidence of one feed; `end` is None while it goes on."""

    feed: Feed
    start: int
    end: int | None

    def seconds(self, now_s: int) -> int:
        """How long it lasted, or lasts until now."""
        return (now_s if self.end is None else self.end) - self.start


def holes(feed: Feed, clock: EvidenceClock | None, now_s: int) -> list[Hole]:
    """The times without evidence since the first, as known at a moment, the oldest first."""
    if clock is None:
        return []
    there = clock.starts <= now_s
    starts, ends = clock.starts[there], np.minimum(clock.ends[there], now_s)
    if not len(starts):
        return []
    pairs = zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True)
    found = [Hole(feed, since, to) for since, to in pairs]
    last = int(ends[-1])
    if feed.enabled and now_s - last > LIVE_S:
        found.append(Hole(feed, last, None))
    return found


def gap_lines(
    reading: Reading, feeds: Sequence[Feed], clocks: Mapping[int, EvidenceClock], window: Window
) -> list[Line]:
    """The gaps of some feeds as lines."""
    found = [
        hole
        for feed in feeds
        for hole in holes(feed, clocks.get(feed.id), window.known)
        if window.has(hole.start, hole.end)
    ]
    ends = [window.known if hole.end is None else hole.end for hole in found]
    outcomes: dict[int, dict[str, int]] = defaultdict(dict)
    columns = {"feed_ids": [hole.feed.id for hole in found]}
    asked = columns | {"froms": [hole.start for hole in found], "tos": ends}
    for n, outcome, count in reading.rows("gap_outcomes", **asked):
        outcomes[n][outcome] = count
    after = {
        n: (gone, begun) for n, gone, begun in reading.rows("quality_after", **columns, tos=ends)
    }
    said = _said(reading, feeds, window)
    lines = []
    for n, hole in enumerate(found, 1):
        gone, begun = after.get(n, (None, None)) if hole.end is not None else (None, None)
        end = ends[n - 1]
        lines.append(
            Line(
                Kind.gap,
                f"{hole.feed.key}-{hole.start}",
                (hole.feed,),
                hole.start,
                hole.end,
                hole.start + LIVE_S if hole.end is None else hole.end,
                lost_s=hole.seconds(window.known),
                cause=gap_cause(outcomes[n], pushed=hole.feed.pushed),
                gone=gone,
                begun=begun,
                explained=tuple(
                    dict.fromkeys(
                        words
                        for since, to, words in said.get(hole.feed.id, [])
                        if since < end and (to is None or to > hole.start)
                    )
                ),
            )
        )
    return _joined(lines)


def _said(
    reading: Reading, feeds: Sequence[Feed], window: Window
) -> dict[int, list[tuple[int, int | None, str]]]:
    """What operators had said by then, by feed."""
    found = defaultdict(list)
    rows = reading.named("statements", feed_ids=[feed.id for feed in feeds], start=window.start)
    for row in rows:
        if row["said_at"] <= window.known:
            found[row["feed_id"]].append((row["starts_at"], row["ends_at"], row["said"]))
    return found


def _joined(lines: list[Line]) -> list[Line]:
    """Those that are Stoep's own doing, of several feeds at once, as one."""
    kept = [line for line in lines if line.cause != "away"]
    groups: list[list[Line]] = []
    for line in sorted((one for one in lines if one.cause == "away"), key=lambda one: one.start):
        for group in groups:
            if _together(group[0], line) and line.feeds[0] not in [one.feeds[0] for one in group]:
                group.append(line)
                break
        else:
            groups.append([line])
    return kept + [_one(group) for group in groups]


def _together(one: Line, other: Line) -> bool:
    if (one.end is None) != (other.end is None):
        return False
    apart = abs(one.start - other.start), abs((one.end or 0) - (other.end or 0))
    return max(apart) <= TOGETHER_S


def _one(group: list[Line]) -> Line:
    first = group[0]
    if len(group) == 1:
        return first
    ends = [line.end for line in group if line.end is not None]
    gone = [line.gone for line in group if line.gone is not None]
    begun = [line.begun for line in group if line.begun is not None]
    return replace(
        first,
        feeds=tuple(sorted((line.feeds[0] for line in group), key=lambda feed: feed.key)),
        end=max(ends) if ends else None,
        known=max(line.known for line in group),
        lost_s=max(line.lost_s for line in group),
        gone=sum(gone) if gone else None,
        begun=sum(begun) if begun else None,
        explained=tuple(dict.fromkeys(said for line in group for said in line.explained)),
    )
