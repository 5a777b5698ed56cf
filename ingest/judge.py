"""Is this list fresh? Rule R1.

Only fresh lists are evidence. The moment they are evidence for is the publisher's own time when
that is sane, our time of receipt when it gives none.
"""

from ingest.clock import ClockWatch
from ingest.refusal import StaleFeed, WrongClock
from ingest.snapshot import Snapshot

TOLERANCE_S = 120
"""How far a publisher's clock may be off, and how late a list may be beyond its time to live."""
SHORTEST_TTL_S, LONGEST_TTL_S = 15, 3600


def judge(
    snapshot: Snapshot, before_s: int | None, received_s: int, interval_s: int, clock: ClockWatch
) -> int:
    """The moment (unix seconds) that a snapshot is evidence for.

    `before_s` is the newest evidence until now. The moment is never later than the receipt nor
    earlier than `before_s`; equal to it when the publisher has nothing new. Raises WrongClock or
    StaleFeed.
    """
    moment = _moment(snapshot, received_s, interval_s, clock)
    if before_s is not None and moment < before_s:
        raise StaleFeed(
            f"last_updated is {before_s - moment} s earlier than in an earlier poll.",
            "Ask the operator whether two servers answer in turn.",
        )
    return moment


def _moment(snapshot: Snapshot, received_s: int, interval_s: int, clock: ClockWatch) -> int:
    if snapshot.source_s is None:
        return received_s
    told = clock.correct(received_s, snapshot.source_s)
    if told > received_s + TOLERANCE_S:
        raise WrongClock(
            f"last_updated lies {told - received_s} s in the future.",
            "Ask the operator to set the server's clock, or to publish in UTC.",
        )
    ttl_s = min(max(snapshot.ttl_s or interval_s, SHORTEST_TTL_S), LONGEST_TTL_S)
    age_s = received_s - told
    if age_s > ttl_s + TOLERANCE_S:
        raise StaleFeed(
            f"last_updated is {age_s} s old, where {ttl_s + TOLERANCE_S} s is allowed.",
            "Ask the operator why the feed stands still.",
        )
    return min(told, received_s)


def gap_limit_s(interval_s: int, ttl_s: int | None) -> int:
    """Longest time between two polls that is no gap (rule R5), at most 300 s."""
    ttl = min(max(ttl_s or interval_s, SHORTEST_TTL_S), LONGEST_TTL_S)
    return min(max(3 * interval_s, ttl + TOLERANCE_S), 300)
