"""What a fresh list changes: places instead of ids, quarantine, or stays that go on, begin and end.

Pure but for the memory, in which vehicles are found; what follows is written by `record`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from ingest.compare import (
    Changes,
    Now,
    claim_nothing,
    compare,
    let_go,
    nobody_arrived,
    relabel,
)
from ingest.fleet import Ints
from ingest.memory import Memory
from ingest.quarantine import Held, Numbers, Word, come_at_once, hold, suspect, weigh
from ingest.refusal import Refusal, SuspectFrozen
from ingest.rides import HeldBacks, Since, rides
from ingest.rotation import ids_never_last, ids_rotate
from ingest.snapshot import Snapshot, by_position
from stoep.vocabulary import PollOutcome
from zones.locate import Locator

FROZEN_S, FROZEN_VEHICLES = 3600, 50
DAY_FROM, DAY_TO = 7, 22
"""Hours of the day in which some vehicle of a large fleet moves each hour."""


@dataclass(frozen=True)
class Decision:
    """A list that is evidence, and what it changes."""

    snapshot: Snapshot
    changes: Changes
    content: bytes
    """Hash of what is listed."""
    same_since_s: int
    switched: bool = False
    """From this list on the feed's ids count for nothing (rule R8)."""
    note: str | None = None
    """Why a list that was suspect is believed."""
    since: Since | None = None
    """Since when each row of the snapshot stands, where that is not this list for all."""
    held_back: HeldBacks = field(default_factory=dict)
    """Who is not in the snapshot, for it may be on a ride."""


class Renamed(Enum):
    """Why vehicles that stand go by other names."""

    once = auto()
    """As after a new version of the feed: the stays end, the new ids are believed."""
    ever_again = auto()
    """Its ids do not last: places from now on."""
    by_a_person = auto()
    """Somebody said anew what the feed's ids prove."""


@dataclass(frozen=True)
class Quarantine:
    """A list that is no evidence yet."""

    refusal: Refusal
    held: Held


def decide(
    memory: Memory,
    snapshot: Snapshot,
    now: Now,
    towns: Locator,
    zone: ZoneInfo,
    word: Callable[[], Word],
) -> Decision | Quarantine:
    """Weigh a fresh list against what stands.

    `word` is asked what people said only when a list is suspect.
    """
    if memory.positions_only:
        snapshot = by_position(snapshot)
    content = snapshot.content_hash()
    same_since_s = _same_since(memory, content, now)
    frozen = _frozen(memory, len(snapshot), same_since_s, now.at_s, zone)
    if frozen is not None:
        return Quarantine(frozen, hold(memory.held, frozen.outcome, now.at_s, len(snapshot)))
    slots = memory.find(snapshot)
    names = memory.locate(towns, snapshot, slots)
    renamed = _renamed(memory, snapshot, slots, now)
    since: Since | None = None
    held_back: HeldBacks = {}
    if renamed is None:
        found = rides(memory.held_back, memory.fleet, snapshot, slots, now, memory.pseudonyms.of)
        since, held_back = found.since, found.held_back
        if (held := found.held).any():
            snapshot, slots, names = snapshot.without(held, "ridden"), slots[~held], names[~held]
            since = since and since.only(~held)
    suspicion = _suspect(memory, snapshot, slots, names, now, renamed=renamed is not None)
    if renamed is Renamed.ever_again and suspicion is None:
        snapshot = by_position(snapshot)
        changes = relabel(memory.fleet, snapshot, now)
        return Decision(snapshot, changes, snapshot.content_hash(), now.at_s, switched=True)
    if renamed:
        changes = relabel(memory.fleet, snapshot, now)
    else:
        changes = compare(memory.fleet, snapshot, slots, now)
    if memory.positions_only:
        changes = claim_nothing(changes)
    if suspicion is None:
        if come_at_once(memory.fleet, slots, names):
            changes = nobody_arrived(changes)
        return Decision(snapshot, changes, content, same_since_s, since=since, held_back=held_back)
    verdict = weigh(suspicion, memory.held, now.at_s, len(snapshot), word())
    if isinstance(verdict, Held):
        return Quarantine(suspicion, verdict)
    changes = let_go(changes, memory.fleet, now, verdict.reason, verdict.since_s)
    return Decision(
        snapshot,
        changes,
        content,
        same_since_s,
        note=verdict.note,
        since=since,
        held_back=held_back,
    )


def _renamed(memory: Memory, snapshot: Snapshot, slots: Ints, now: Now) -> Renamed | None:
    """Whether the vehicles that stand go by other names in this list."""
    if now.before_s is None:
        return None
    if memory.body_hash is None:
        return Renamed.by_a_person
    if now.gap or memory.positions_only or not ids_rotate(memory.fleet, snapshot, slots):
        return None
    return Renamed.ever_again if ids_never_last(memory.fleet, now.at_s) else Renamed.once


def _suspect(
    memory: Memory, snapshot: Snapshot, slots: Ints, names: Numbers, now: Now, *, renamed: bool
) -> Refusal | None:
    """What is too much at once, told of the first list that is held for it."""
    if now.before_s is None:
        return None
    held = memory.held
    since_s = held.since_s if held and held.outcome is PollOutcome.suspect_mass else now.at_s
    # Over a gap vehicles really ride from here to there, and new names tell nothing of them: their
    # number is what must not jump.
    over_gap = now.gap and since_s - now.before_s > now.gap_limit_s
    by_number = memory.positions_only or over_gap or renamed
    return suspect(memory.fleet, snapshot, slots, names, since_s, by_number=by_number)


def _same_since(memory: Memory, content: bytes, now: Now) -> int:
    """Since when every list was this one: over a gap, or after another list, it begins anew."""
    if memory.held is not None:
        unbroken = memory.held.outcome is PollOutcome.suspect_frozen
    else:
        unbroken = not now.gap
    if unbroken and content == memory.body_hash and memory.same_since_s is not None:
        return memory.same_since_s
    return now.at_s


def _frozen(
    memory: Memory, listed: int, same_since_s: int, at_s: int, zone: ZoneInfo
) -> Refusal | None:
    """A large fleet of which nothing moves for an hour of daytime is a picture, not a view.

    Found out by day, it stays a picture by night: only another list ends that.
    """
    known = memory.held is not None and memory.held.outcome is PollOutcome.suspect_frozen
    found_before = known and same_since_s < at_s
    if listed <= FROZEN_VEHICLES:
        return None
    if not found_before and _by_day_s(same_since_s, at_s, zone) <= FROZEN_S:
        return None
    return SuspectFrozen(
        f"Not one of {listed} vehicles changed in {(at_s - same_since_s) // 60} minutes.",
        "Ask the operator whether the feed is filled from a copy.",
    )


def _by_day_s(since_s: int, at_s: int, zone: ZoneInfo) -> int:
    """How many of the seconds since then were daytime of today; 0 at night."""
    now = datetime.fromtimestamp(at_s, zone)
    if not DAY_FROM <= now.hour < DAY_TO:
        return 0
    morning = now.replace(hour=DAY_FROM, minute=0, second=0, microsecond=0)
    return at_s - max(since_s, int(morning.timestamp()))
