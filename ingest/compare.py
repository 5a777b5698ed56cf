"""A good poll against the open stays: which go on, which begin, which are missing, which end.

Rules R2, R5 and R6 of the evidence rules, on columns. Pure: it reads the fleet and changes nothing.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ingest.fleet import NEVER, Fleet, Ints, metres_between
from ingest.snapshot import Snapshot
from stoep.vocabulary import EndReason, StartReason

JITTER_M = 50.0
"""A standing vehicle's positions lie within this of its anchor."""
RETURN_M = 100.0
RETURN_S = 900
"""Back within this distance of its anchor and within this time, it never left."""
CONFIRM_POLLS = 3
CONFIRM_S = 90
"""Absence is a departure after this many good polls and this many seconds of evidence."""


@dataclass(frozen=True)
class Now:
    """The moment of a good poll on both clocks, and the evidence before it.

    `at_s` and `before_s` are unix seconds, `clock_s` and `clock_before_s` the feed's evidence
    clock then. `before_s` is None at a feed's first good poll.
    """

    at_s: int
    clock_s: int
    before_s: int | None
    clock_before_s: int
    gap: bool
    gap_limit_s: int = 0
    """The longest time between two polls that is no gap."""
    doubted: bool = False
    """Lists were held since: whoever was missing before them may have been part of the same."""


@dataclass(frozen=True)
class Endings:
    """Stays that end, as parallel columns; `reason` names why.

    A stay is counted until `end_hi`, the first good poll without it. `end_latest` is later where a
    gap hid whether it was there again: it ended not later than that.
    """

    slots: Ints
    end_lo: Ints
    end_hi: Ints
    end_latest: Ints
    end_lo_clock_s: Ints
    reason: list[EndReason]


@dataclass(frozen=True)
class Changes:
    """All that a good poll changes. Slots are the fleet's, rows the snapshot's."""

    opened_rows: Ints
    opened_reason: list[StartReason]
    ended: Endings
    returned: Ints
    """Slots of missing stays that go on."""
    excluded_s: Ints
    """Evidence seconds of each returned stay's absence, not to be counted as observed."""
    put_back: Ints
    """Slots of those that came back beyond the jitter, and the rows that tell where to."""
    put_back_rows: Ints
    went_missing: Ints
    still_missing: Ints
    missing_anew: Ints
    """Those of the still missing whose absence begins again: a gap came before it was confirmed."""
    continued: int
    state_slots: Ints
    state: npt.NDArray[np.uint8]


def compare(fleet: Fleet, snapshot: Snapshot, slots: Ints, now: Now) -> Changes:
    """The changes that a snapshot brings; `slots` is each row's slot in the fleet, or -1."""
    known = np.flatnonzero(slots >= 0)
    at = slots[known]
    missing = fleet["missing_since"][at] != NEVER
    stands, near = goes_on(fleet, snapshot, known, at, now)
    returned = at[stands & missing]
    put_back = stands & missing & ~near
    absent = _absent(fleet, at)
    was_missing = fleet["missing_since"][absent] != NEVER
    still, fresh = absent[was_missing], absent[~was_missing]
    anew = _begins_anew(fleet, still, now)
    final = _is_final(fleet, still, now) & ~anew
    moved_rows = known[~stands]
    new_rows = np.flatnonzero(slots < 0)
    state_changed = stands & (fleet["state"][at] != snapshot.state[known])
    return Changes(
        opened_rows=np.concatenate([new_rows, moved_rows]),
        opened_reason=[_arrival(now)] * len(new_rows) + _moved_reasons(missing[~stands], now),
        ended=_join(_moved(fleet, at[~stands], now), _gone(fleet, still[final])),
        returned=returned,
        excluded_s=now.clock_s - fleet["last_seen_s"][returned],
        put_back=at[put_back],
        put_back_rows=known[put_back],
        went_missing=fresh,
        still_missing=still[~final],
        missing_anew=still[anew],
        continued=int(stands.sum()),
        state_slots=at[state_changed],
        state=snapshot.state[known][state_changed],
    )


def let_go(changes: Changes, fleet: Fleet, now: Now, reason: EndReason, since_s: int) -> Changes:
    """The changes of a list that was in quarantine: whatever it lacks has ended, for `reason`.

    `since_s` is the first list that lacked it (unix seconds).
    """
    gone = np.concatenate([changes.went_missing, changes.still_missing])
    ended = _moved(fleet, gone, now)
    fresh = fleet["missing_since"][gone] == NEVER
    ended = Endings(
        gone,
        ended.end_lo,
        np.where(fresh, since_s, ended.end_hi),
        np.where(fresh, since_s, ended.end_latest),
        ended.end_lo_clock_s,
        [reason if new else EndReason.unknown_gap for new in fresh.tolist()],
    )
    nothing = np.empty(0, np.int64)
    return replace(
        changes,
        ended=_join(changes.ended, ended),
        opened_reason=[StartReason.after_gap] * len(changes.opened_rows),
        went_missing=nothing,
        still_missing=nothing,
        missing_anew=nothing,
    )


def nobody_arrived(changes: Changes) -> Changes:
    """The same changes, without a claim that what begins has just come."""
    return replace(
        changes,
        opened_reason=[
            StartReason.after_gap if reason is StartReason.arrived else reason
            for reason in changes.opened_reason
        ],
    )


def claim_nothing(changes: Changes) -> Changes:
    """The same changes of places, not of vehicles: none came, moved or left (rule R8)."""
    ended = replace(changes.ended, reason=[EndReason.relabelled] * len(changes.ended.slots))
    opened = [StartReason.relabelled] * len(changes.opened_rows)
    return replace(changes, ended=ended, opened_reason=opened)


def goes_on(
    fleet: Fleet, snapshot: Snapshot, known: Ints, at: Ints, now: Now
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which of the listed vehicles are still at the same stay; which are within the jitter of it.

    `known` are rows of the snapshot, `at` their slots.

    Unbroken or after a gap in the evidence: within the jitter of the anchor, or of where it was put
    back. After an absence that good polls saw: within 15 minutes and 100 m of the anchor, or within
    the jitter when the absence was never confirmed.
    """
    lon, lat = snapshot.lon[known], snapshot.lat[known]
    metres = metres_between(fleet["lon"][at], fleet["lat"][at], lon, lat)
    metres_back = metres_between(fleet["back_lon"][at], fleet["back_lat"][at], lon, lat)
    near = (metres <= JITTER_M) | (metres_back <= JITTER_M)
    missing = fleet["missing_since"][at] != NEVER
    away_s = now.at_s - fleet["last_seen"][at]
    confirmed = _confirmed_before(fleet, at, now)
    back_soon = (metres <= RETURN_M) & (away_s <= RETURN_S)
    return np.where(missing, back_soon | (near & ~confirmed), near), near


def _absent(fleet: Fleet, listed: Ints) -> Ints:
    unlisted = fleet["taken"].copy()
    unlisted[listed] = False
    return np.flatnonzero(unlisted)


def _is_final(fleet: Fleet, still: Ints, now: Now) -> npt.NDArray[np.bool_]:
    """Which missing stays have ended for good: confirmed, and no return can undo it."""
    past_return = now.at_s - fleet["last_seen"][still] > RETURN_S
    return _confirmed(fleet, still, 1, now.at_s, now.clock_s) & past_return


def _begins_anew(fleet: Fleet, still: Ints, now: Now) -> npt.NDArray[np.bool_]:
    """Whose absence a gap cut short: seen as absent, but not long enough before the gap.

    It may have been there again within the gap. The absence is confirmed from the first poll after
    it on, and what it ends is `unknown_gap`; counted it is until the first poll that lacked it.
    One that itself began over a gap claims nothing and goes on.
    After lists that were held because too many vanished, nobody's absence was confirmed.
    """
    if now.doubted:
        return ~_began_over_gap(fleet, still)
    if not now.gap:
        return np.zeros(len(still), np.bool_)
    return ~_confirmed_before(fleet, still, now) & ~_began_over_gap(fleet, still)


def _began_over_gap(fleet: Fleet, slots: Ints) -> npt.NDArray[np.bool_]:
    """Whether a gap lies between the last poll with a missing vehicle and the first that counts."""
    evidence_s = fleet["missing_anew_s"][slots] - fleet["last_seen_s"][slots]
    over_gap: npt.NDArray[np.bool_] = (
        evidence_s < fleet["missing_anew"][slots] - fleet["last_seen"][slots]
    )
    return over_gap


def _confirmed_before(fleet: Fleet, slots: Ints, now: Now) -> npt.NDArray[np.bool_]:
    """Which absences were sure at the good poll before this one."""
    return _confirmed(fleet, slots, 0, now.before_s or 0, now.clock_before_s)


def _confirmed(
    fleet: Fleet, slots: Ints, more_polls: int, at_s: int, clock_s: int
) -> npt.NDArray[np.bool_]:
    """Which absences are sure by then: enough good polls, and enough evidence or time.

    Polls far apart give no evidence between them, however long they go on: then time serves, and
    the ending claims nothing but `unknown_gap`.
    """
    polls = fleet["missing_polls"][slots] + more_polls >= CONFIRM_POLLS
    evidence = clock_s - fleet["missing_anew_s"][slots] >= CONFIRM_S
    time = at_s - fleet["missing_anew"][slots] > RETURN_S
    sure: npt.NDArray[np.bool_] = polls & (evidence | time)
    return sure


def _arrival(now: Now) -> StartReason:
    if now.before_s is None:
        return StartReason.first_poll
    return StartReason.after_gap if now.gap else StartReason.arrived


def _moved_reasons(missing: npt.NDArray[np.bool_], now: Now) -> list[StartReason]:
    """Why a known vehicle stands elsewhere: it came back from a trip, or was dragged."""
    if now.gap:
        return [StartReason.after_gap] * len(missing)
    return [StartReason.arrived if was else StartReason.moved for was in missing.tolist()]


def _moved(fleet: Fleet, slots: Ints, now: Now) -> Endings:
    """Endings of stays whose vehicle is listed, but elsewhere."""
    missing = fleet["missing_since"][slots] != NEVER
    # Missed and then a gap: before it was sure, it may have been there again within the gap.
    known = missing & (_confirmed_before(fleet, slots, now) | (not now.gap))
    end_lo = np.where(missing, fleet["last_seen"][slots], now.before_s or 0)
    end_hi = np.where(missing, fleet["missing_since"][slots], now.at_s)
    latest = np.where(known, fleet["missing_anew"][slots], now.at_s)
    clock_lo = np.where(missing, fleet["last_seen_s"][slots], now.clock_before_s)
    clock_hi = np.where(known, fleet["missing_anew_s"][slots], now.clock_s)
    gap = clock_hi - clock_lo < latest - end_lo
    plain = np.where(missing, EndReason.departed, EndReason.moved)
    reason = np.where(gap, EndReason.unknown_gap, plain)
    reasons = [EndReason(word) for word in reason.tolist()]
    return Endings(slots, end_lo, end_hi, latest, clock_lo, reasons)


def _gone(fleet: Fleet, slots: Ints) -> Endings:
    """Endings of stays whose absence is final."""
    end_lo: Ints = fleet["last_seen"][slots]
    end_hi: Ints = fleet["missing_since"][slots]
    latest: Ints = fleet["missing_anew"][slots]
    gap = _began_over_gap(fleet, slots)
    reasons = [EndReason.unknown_gap if g else EndReason.departed for g in gap.tolist()]
    return Endings(slots, end_lo, end_hi, latest, fleet["last_seen_s"][slots], reasons)


def _join(one: Endings, other: Endings) -> Endings:
    return Endings(
        np.concatenate([one.slots, other.slots]),
        np.concatenate([one.end_lo, other.end_lo]),
        np.concatenate([one.end_hi, other.end_hi]),
        np.concatenate([one.end_latest, other.end_latest]),
        np.concatenate([one.end_lo_clock_s, other.end_lo_clock_s]),
        one.reason + other.reason,
    )


def relabel(fleet: Fleet, snapshot: Snapshot, now: Now) -> Changes:
    """The vehicles go by other names: all stays end and begin, and nothing is claimed.

    A stay that was missing ends where it was last seen; the others ended nowhere, they are only
    told by another id, or by place, from now on.
    """
    slots = fleet.open_slots
    ended = _moved(fleet, slots, now)
    nothing = np.empty(0, np.int64)
    return Changes(
        opened_rows=np.arange(len(snapshot)),
        opened_reason=[StartReason.relabelled] * len(snapshot),
        ended=replace(ended, reason=[EndReason.relabelled] * len(slots)),
        returned=nothing,
        excluded_s=nothing,
        put_back=nothing,
        put_back_rows=nothing,
        went_missing=nothing,
        still_missing=nothing,
        missing_anew=nothing,
        continued=0,
        state_slots=nothing,
        state=np.empty(0, np.uint8),
    )
