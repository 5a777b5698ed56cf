"""The vehicles of one area and local day, counted in each of the ways in use, side by side.

A count is of a moment at which every expected operator was seen; other moments are left out and
told. All ways look at the same stays: what differs between their numbers is the way alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from stoep.store.columns import read_columns
from zones.asked import Asked, Group, Ints
from zones.counted import standing_mean
from zones.kept import PAST_KEEPING
from zones.measure import NOT_YET, SQL, known_moments
from zones.registry.methods import METHODS, CountingMethod
from zones.serving import expected_here


@dataclass(frozen=True)
class Counted:
    """One way's number. `value` is None where it is unknown; moments in unix seconds."""

    method: CountingMethod
    value: float | None
    lowest: int | None
    highest: int | None
    highest_at: int | None
    """The first moment at which the highest stood there."""
    samples: int
    """Moments that were counted, or for a way that counts all time the seconds."""
    unknown: int
    """Moments, or seconds, at which an expected operator was not seen, or the area did not hold."""
    coverage: float
    reason: str | None


def day_cuts(day: date, timezone: str) -> Ints:
    """Where a local day begins and ends, in unix seconds: 23, 24 or 25 hours apart."""
    zone = ZoneInfo(timezone)
    ends = [datetime(d.year, d.month, d.day, tzinfo=zone) for d in (day, day + timedelta(days=1))]
    return np.array([int(end.timestamp()) for end in ends], np.int64)


def count_by_methods(asked: Asked, timezone: str) -> list[Counted]:
    """Each way's number of the one step (a local day) that is asked about."""
    course = _Course.of(asked)
    return [_counted(method, asked, course, timezone) for method in METHODS]


@dataclass(frozen=True)
class _Course:
    """How many stand from each of `moments` (rising) until the next; is all of it known?"""

    moments: Ints
    counts: Ints
    known: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, asked: Asked) -> "_Course":
        """All changes of a period, its start and end included."""
        ids = [feed.id for feed in asked.feeds]
        period = {"start": asked.start, "end": asked.end, "feeds": ids, "area": asked.area.id}
        stays = read_columns(asked.connection, SQL["stays_of_area"], period)
        if asked.wanted_types is not None:
            keep = np.isin(stays["vehicle_type_id"], asked.wanted_types)
            stays = {name: column[keep] for name, column in stays.items()}
        first = np.maximum(stays["first_seen"], asked.start)
        until = np.minimum(stays["until"], asked.end)
        moments = np.unique(
            np.concatenate([first, until, _breaks(asked), [asked.start, asked.end]])
        )
        begun = np.searchsorted(np.sort(first), moments, side="right")
        gone = np.searchsorted(np.sort(until), moments, side="right")
        needed = expected_here(asked.serving, asked.feeds, asked.area.id, moments, moments + 1)
        known = known_moments(asked.feeds, asked.clocks, moments, needed)
        known &= asked.area.holds(moments) & (moments >= asked.kept_s)
        return cls(moments, begun - gone, known)

    def at(self, moments: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """The count at some moments, and whether it is known."""
        row = np.searchsorted(self.moments, moments, side="right") - 1
        return self.counts[row], self.known[row]


def _breaks(asked: Asked) -> Ints:
    """Where evidence, the area, and what is kept, begin and end within the period."""
    edges = [clock.starts for clock in asked.clocks.values()]
    # The last second of a run is known, the next is not.
    edges += [clock.ends + 1 for clock in asked.clocks.values()]
    whole = np.array([asked.area.since, asked.area.until, asked.kept_s])
    moments = np.concatenate([*edges, whole])
    inside: Ints = moments[(moments > asked.start) & (moments < asked.end)]
    return inside


def _counted(method: CountingMethod, asked: Asked, course: _Course, timezone: str) -> Counted:
    if not (method.moments or method.every_s):
        return _over_all_time(method, asked, course)
    moments = _moments(method, asked, timezone)
    counts, known = course.at(moments)
    samples, total = int(known.sum()), len(moments)
    if not samples:
        return Counted(method, None, None, None, None, 0, total, 0.0, _why_not(asked))
    seen, when = counts[known], moments[known]
    top = int(seen.argmax())
    value = float(seen.mean()) if method.takes == "mean" else float(seen[top])
    return Counted(
        method,
        value,
        int(seen.min()),
        int(seen[top]),
        int(when[top]),
        samples,
        total - samples,
        samples / total,
        None,
    )


def _moments(method: CountingMethod, asked: Asked, timezone: str) -> Ints:
    """The moments of the day; a local time that a change of the clock skips is left out."""
    if method.every_s:
        return np.arange(asked.start, asked.end, method.every_s)
    zone = ZoneInfo(timezone)
    day = datetime.fromtimestamp(asked.start, zone).date()
    found = [
        int(moment.timestamp())
        for moment in (datetime.combine(day, clock, zone) for clock in method.moments)
        if datetime.fromtimestamp(moment.timestamp(), zone).time() == moment.time()
    ]
    return np.array(found, np.int64)


def _over_all_time(method: CountingMethod, asked: Asked, course: _Course) -> Counted:
    lengths = np.diff(course.moments)
    counts, known = course.counts[:-1], course.known[:-1]
    seen_s, whole_s = int(lengths[known].sum()), asked.end - asked.start
    if not seen_s:
        return Counted(method, None, None, None, None, 0, whole_s, 0.0, _why_not(asked))
    seen, when = counts[known], course.moments[:-1][known]
    top = int(seen.argmax())
    value: float | None = float(seen[top])
    reason = None
    if method.takes == "mean":
        value, reason = _mean(asked)
    return Counted(
        method,
        value,
        int(seen.min()),
        int(seen[top]),
        int(when[top]),
        seen_s,
        whole_s - seen_s,
        seen_s / whole_s,
        reason,
    )


def _mean(asked: Asked) -> tuple[float | None, str | None]:
    """The same mean as clutter_load has: each operator's over its own covered time, added up."""
    [line] = standing_mean(asked, Group.none, weighted=True)
    total = line.total
    value = float(total.values[0])
    return (None, total.reasons[0]) if np.isnan(value) else (value, None)


def _why_not(asked: Asked) -> str:
    if asked.start < asked.kept_s:
        return PAST_KEEPING
    total = asked.total(asked.feeds, lambda _: np.full(1, np.nan))
    return total.reasons[0] or NOT_YET
