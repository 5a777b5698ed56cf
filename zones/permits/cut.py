"""Clocks and stays without what was set aside: what is not seen is possible, and never certain.

```
evidence    |---------------------------------|
set aside             |=========|
as counted  |--------|           |------------|
```
"""

from dataclasses import replace

import numpy as np

from zones.clock import EvidenceClock
from zones.permits.aside import Cut
from zones.permits.roster import Roster
from zones.permits.stood import LEFT, UNKNOWN_END, Stood


def without(roster: Roster, cuts: tuple[Cut, ...]) -> Roster:
    """The same feeds, each with a clock that stands still in what is set aside of it."""
    clocks = list(roster.clocks)
    for feed_id, start, end in cuts:
        n = int(np.searchsorted(roster.feed_ids, feed_id))
        clocks[n] = cut_clock(clocks[n], start, end)
    return replace(roster, clocks=clocks, _seen={})


def cut_clock(clock: EvidenceClock, start: int, end: int) -> EvidenceClock:
    """A clock that stands still in a stretch; the first and the last moment of evidence stay.

    A feed that was followed is expected still, however much of it is set aside.
    """
    spans: list[tuple[int, int]] = []
    for begin, until in zip(clock.starts.tolist(), clock.ends.tolist(), strict=True):
        if until < start or begin >= end:
            spans.append((begin, until))
            continue
        if begin < start:
            spans.append((begin, start - 1))
        if until >= end:
            spans.append((end, until))
    if not len(clock.starts):
        return clock
    first, last = int(clock.starts[0]), int(clock.ends[-1])
    if not spans or spans[0][0] > first:
        spans.insert(0, (first, first))
    if spans[-1][1] < last:
        spans.append((last, last))
    starts, ends = (np.array(edge, np.int64) for edge in zip(*spans, strict=True))
    lengths = np.concatenate([[0], np.cumsum(ends - starts)[:-1]]).astype(np.int64)
    return EvidenceClock(starts, ends, clock.starts_s[0] + lengths)


def stood_without(stood: Stood, before: Roster, after: Roster, cuts: tuple[Cut, ...]) -> Stood:
    """The stays as they are known without what is set aside; `before` and `after` tell the clocks.

    One that was listed there alone is possible and never certain. One that ended there may have
    stood until its end, and did not surely leave.
    """
    columns = dict(stood.columns)
    for feed_id, start, end in cuts:
        mine = columns["feed_id"] == feed_id
        since, sure, until = columns["since"], columns["sure_to"], columns["until"]
        begun_there = mine & (since >= start) & (since < end)
        ended_there = mine & (until > start) & (until <= end)
        last_there = mine & (sure >= start) & (sure < end)
        columns["since"] = np.where(begun_there & (sure >= end), end, since)
        columns["sure_to"] = np.where(
            last_there, np.where(since < start, start - 1, since - 1), sure
        )
        columns["until"] = np.where(ended_there, end, until)
        unsure = ended_there & (columns["ended"] == LEFT)
        columns["ended"] = np.where(unsure, UNKNOWN_END, columns["ended"])
    for feed_id in {cut.feed_id for cut in cuts}:
        n = int(np.searchsorted(before.feed_ids, feed_id))
        mine = stood["feed_id"] == feed_id
        first = stood["first_seen"][mine]
        less = before.clocks[n].at(first) - after.clocks[n].at(first)
        base = columns["base_s"].copy()
        base[mine] -= less
        columns["base_s"] = base
    return Stood(columns)
