"""A day in seconds: seen, lost by the operator, or not looked at by us.

```
polls      ok ok ok  x  x  x ok ok            ok ok
           |======|  lost    |====| not looked |====|
```

Time without evidence is the operator's to answer for only where we looked and got nothing that
counts: around attempts that failed, no further than to the attempt before and after. Where nobody
looked (Stoep stood still, or did not follow the feed yet) nothing is said of the operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zones.clock import EvidenceClock

Ints = npt.NDArray[np.int64]
Spans = tuple[Ints, Ints]
"""Starts and ends, in unix seconds."""
REACH_S = 300
"""An attempt says nothing of moments further away than may lie between two polls (rule R5)."""
UNSEEN, LOST, SEEN = range(3)


@dataclass(frozen=True)
class Watched:
    """Seconds of a day. `announced_s` of those lost lie in an outage that the operator told of."""

    total_s: int
    seen_s: int
    lost_s: int
    announced_s: int

    @property
    def unknown_s(self) -> int:
        """Seconds in which nobody looked."""
        return self.total_s - self.seen_s - self.lost_s

    @property
    def share(self) -> float:
        """Which share of the day can be judged."""
        return (self.seen_s + self.lost_s) / self.total_s

    @property
    def seen(self) -> float:
        """Which share of the day has evidence."""
        return self.seen_s / self.total_s


def spans_of(clock: EvidenceClock | None, start: int, end: int) -> Spans:
    """The runs of evidence within a period."""
    if clock is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts, ends = np.clip(clock.starts, start, end), np.clip(clock.ends, start, end)
    some = starts < ends
    return starts[some], ends[some]


def holes(spans: Spans, start: int, end: int) -> list[tuple[int, int]]:
    """What of a period lies between runs of evidence."""
    begins = np.concatenate([[start], spans[1]]).tolist()
    ends = np.concatenate([spans[0], [end]]).tolist()
    return [(begin, to) for begin, to in zip(begins, ends, strict=True) if begin < to]


def answered_for(times: Ints, failed: npt.NDArray[np.bool_]) -> Spans:
    """The stretches around attempts that failed; all attempts in order of time."""
    if not len(times):
        return times, times
    before = np.diff(times, prepend=times[0] - REACH_S)
    after = np.diff(times, append=times[-1] + REACH_S)
    starts = times - np.minimum(before, REACH_S)
    ends = times + np.minimum(after, REACH_S)
    return merged((starts[failed], ends[failed]))


def merged(spans: Spans, slack_s: int = 0) -> Spans:
    """Stretches that overlap, or lie no more than `slack_s` apart, as one; in order of time."""
    starts, ends = spans
    if not len(starts):
        return spans
    order = np.argsort(starts, kind="stable")
    starts, reach = starts[order], np.maximum.accumulate(ends[order])
    first = np.concatenate([[True], starts[1:] > reach[:-1] + slack_s])
    last = np.concatenate([first[1:], [True]])
    return starts[first], reach[last]


def inside(spans: Spans, moments: Ints) -> npt.NDArray[np.bool_]:
    """Which moments lie in one of some stretches, which are apart and in order."""
    starts, ends = spans
    if not len(starts):
        return np.zeros(len(moments), np.bool_)
    at = np.searchsorted(starts, moments, side="right") - 1
    found: npt.NDArray[np.bool_] = (at >= 0) & (moments < ends[np.maximum(at, 0)])
    return found


def watch(
    feeds: Sequence[tuple[Spans, Spans]], announced: Spans, start: int, end: int
) -> tuple[Watched, Spans]:
    """A period by what each feed's evidence and failed attempts (both as stretches) say of it.

    It is seen where all feeds are, and lost where one of them is. Also gives the stretches lost.
    """
    everything = [edge for pair in feeds for spans in pair for edge in spans] + [*announced]
    edges = np.unique(np.clip(np.concatenate([[start, end], *everything]), start, end))
    begins, lengths = edges[:-1].astype(np.int64), np.diff(edges)
    worst = np.full(len(begins), SEEN if feeds else UNSEEN)
    for spans, failed in feeds:
        seen = inside(spans, begins)
        state = np.where(seen, SEEN, np.where(inside(failed, begins), LOST, UNSEEN))
        # One that is lost weighs more than one that nobody looked at.
        worst = np.where((worst == LOST) | (state == LOST), LOST, np.minimum(worst, state))
    lost = worst == LOST
    told = Watched(
        end - start,
        int(lengths[worst == SEEN].sum()),
        int(lengths[lost].sum()),
        int(lengths[lost & inside(announced, begins)].sum()),
    )
    return told, merged((begins[lost], edges[1:][lost].astype(np.int64)))
