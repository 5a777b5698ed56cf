"""When: times that are still to come, long gone, of another zone, or in another unit."""

from itertools import pairwise
from typing import Any

from ingest.clock import FARTHEST_S, STEP_S
from ingest.gbfs import MILLISECONDS_FROM, read_time
from ingest.judge import LONGEST_TTL_S, SHORTEST_TTL_S, TOLERANCE_S
from ingest.trial.case import Case, at, error, warning
from ingest.trial.report import Finding

GHOST_S = 14 * 86_400
ANCIENT_S = 1_420_070_400
"""The beginning of 2015: before it nobody shared vehicles this way."""
NEAR_STEP_S = 240


def ghost(case: Case) -> Finding | None:
    """Said to be ready for rent, and not heard of for a fortnight."""
    now_s = case.newest.received_s
    found = [
        v
        for v in case.vehicles
        if v.available
        and (s := v.reported_s) is not None
        and ANCIENT_S <= s < now_s - _offset_s(case) - GHOST_S
    ]
    sentence = (
        f"{len(found)} vehicles are told to be available, but were last heard of over 14 days ago."
    )
    return warning("ghost", len(found), sentence, (at(v, v.reported) for v in found))


def future_time(case: Case) -> Finding | None:
    """A time that is still to come, of the list or of a vehicle."""
    latest_s = case.newest.received_s + TOLERANCE_S
    told_s = read_time(case.newest.told.head.get("last_updated"))
    if told_s is not None and told_s > latest_s and not _offset_s(case):
        sentence = f"last_updated lies {told_s - case.newest.received_s} s in the future."
        return error("future_time", 1, sentence, ())
    late_s = latest_s + max(0, _offset_s(case))
    found = [v for v in case.vehicles if (s := v.reported_s) is not None and s > late_s]
    sentence = f"{len(found)} vehicles were last heard of in the future."
    return error("future_time", len(found), sentence, (at(v, v.reported) for v in found))


def ancient_time(case: Case) -> Finding | None:
    """A time before there were such feeds: a counter from 0, or seconds for milliseconds."""
    found = [v for v in case.vehicles if v.reported is not None and _is_ancient(v.reported)]
    if (told := case.newest.told.head.get("last_updated")) is not None and _is_ancient(told):
        return error("ancient_time", 1, f"last_updated is {told!r}, which is before 2015.", ())
    sentence = f"{len(found)} vehicles were last heard of before 2015."
    return error("ancient_time", len(found), sentence, (at(v, v.reported) for v in found))


def wrong_unit(case: Case) -> Finding | None:
    """Milliseconds where GBFS has seconds, or seconds where MDS has milliseconds."""
    told = case.newest.told.head.get("last_updated")
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    if case.is_mds and told < MILLISECONDS_FROM and not _is_ancient(told):
        return warning("wrong_unit", 1, "last_updated is in seconds; MDS has milliseconds.")
    if not case.is_mds and told >= MILLISECONDS_FROM:
        return warning("wrong_unit", 1, "last_updated is in milliseconds; GBFS has seconds.")
    return None


def clock_offset(case: Case) -> Finding | None:
    """A clock of another time zone."""
    offset_s = _offset_s(case)
    side = "ahead" if offset_s > 0 else "behind"
    sentence = f"The server's clock is {abs(offset_s) / 3600:g} hours {side}: is it a local time?"
    return error("clock_offset", int(offset_s != 0), sentence, ())


def stale(case: Case) -> Finding | None:
    """A list that is older than it is meant to hold."""
    look = case.newest
    told_s = read_time(look.told.head.get("last_updated"))
    if told_s is None or _offset_s(case) or told_s < ANCIENT_S:
        return None
    age_s, allowed_s = look.received_s - told_s, _ttl_s(case) + TOLERANCE_S
    sentence = f"last_updated is {age_s} s old, where {allowed_s} s is allowed."
    return error("stale", int(age_s > allowed_s), sentence, ())


def goes_back(case: Case) -> Finding | None:
    """A later answer that is older: two servers that take turns."""
    moments = [read_time(look.told.head.get("last_updated")) for look in case.looks]
    known = [moment for moment in moments if moment is not None]
    back = sum(later < earlier for earlier, later in pairwise(known))
    sentence = f"last_updated went back {back} times within {len(case.looks)} polls."
    return error("goes_back", back, sentence, ())


def _is_ancient(told: Any) -> bool:
    """A time that can be read and lies before 2015, the beginning of all time too."""
    seconds = read_time(told)
    if seconds is None:
        return told in (0, "0", "1970-01-01T00:00:00Z")
    return seconds < ANCIENT_S


def _offset_s(case: Case) -> int:
    """How far the feed's clock is off: the same half hours at every poll; 0 when it is right.

    A list that is as old as it may be tells nothing of a clock.
    """
    ahead = [
        told_s - look.received_s
        for look in case.looks
        if (told_s := read_time(look.told.head.get("last_updated"))) is not None
    ]
    steps = {round(seconds / STEP_S) * STEP_S for seconds in ahead}
    if len(steps) != 1 or -_ttl_s(case) - TOLERANCE_S <= min(ahead) <= TOLERANCE_S:
        return 0
    [step] = steps
    near = all(abs(seconds - step) <= NEAR_STEP_S for seconds in ahead)
    return step if near and abs(step) <= FARTHEST_S else 0


def _ttl_s(case: Case) -> int:
    told = case.newest.told.head.get("ttl")
    ttl = float(told) if isinstance(told, int | float) and not isinstance(told, bool) else 0
    if case.is_mds and ttl >= 1000:
        ttl /= 1000
    return int(min(max(ttl or case.feed.interval_s, SHORTEST_TTL_S), LONGEST_TTL_S))
