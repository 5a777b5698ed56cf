"""Lists that change too much at once are held back, and what lets them go (rules R3 and R4).

A feed that loses a third of its fleet within ten minutes, in one poll or by and by, has seldom seen
a third of it ride away: twenty vehicles in ten minutes are more than vans fetch. Its list is kept
out of the evidence until it has said the same for ten minutes, until its operator has explained it,
or until a person has looked. An empty list waits for a day, and then the fleet was withdrawn.
Whatever is then no longer there ended *unknown*: nobody is said to have left.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.fleet import NEVER, Fleet, Ints
from ingest.refusal import Refusal, SuspectEmpty, SuspectMass
from ingest.snapshot import Snapshot
from stoep.vocabulary import EndReason, PollOutcome, StatementKind

Numbers = npt.NDArray[np.signedinteger[Any]]
VANISH_SHARE, VANISH_COUNT = 0.30, 20
BY_AND_BY_S = 600
"""Vehicles that went missing within this time went together."""
GROWTH = 3
"""More than three times as many as before, and more than 20 new ones."""
FEW = 3
"""An empty list is believed when no more than these stood before."""
RELEASE_S, RELEASE_POLLS = 600, 3
RELEASED = "Released by "
"""Begins the note of a list that a person let go."""
WITHDRAWN_S = 86_400


@dataclass(frozen=True)
class Held:
    """Lists in quarantine: why, since when (unix seconds), how many, how long the newest is."""

    outcome: PollOutcome
    since_s: int
    polls: int
    listed: int


@dataclass(frozen=True)
class Release:
    """A list that was held is let go: vehicles that are not on it ended for `reason`."""

    reason: EndReason
    since_s: int
    """The first list in which they were missing."""
    note: str
    """Why it was let go, for the poll's row."""


@dataclass(frozen=True)
class Word:
    """What people said: a person's release (unix seconds), and statements in force."""

    released_s: int | None = None
    released_by: str = ""
    statements: Collection[StatementKind] = ()


def suspect(
    fleet: Fleet, snapshot: Snapshot, slots: Ints, names: Numbers, at_s: int, *, by_number: bool
) -> Refusal | None:
    """What is too much at once in a list, told as a refusal; None when it may be believed.

    `names` are the municipalities of the snapshot's rows (0 for none), the fleet's are in its
    column; `at_s` is the moment of this list, or of the first that is held. `by_number` where one
    cannot tell which went, only how many there are: ids are places, or a gap lies before.
    """
    standing = fleet["taken"] & (fleet["missing_since"] == NEVER)
    if len(snapshot) == 0:
        return _empty(int(standing.sum()))
    missed = fleet["missing_anew"] > at_s - BY_AND_BY_S
    lately = fleet["taken"] & (standing | missed)
    towns = fleet["municipality"]
    if by_number:
        earlier = towns[lately & (fleet["first_seen"] <= at_s - BY_AND_BY_S)]
        less = _fewer(towns[standing], names) or _fewer(earlier, names)
        return less or _more(towns[standing], names, names)
    absent = np.ones(fleet.capacity, np.bool_)
    absent[slots[slots >= 0]] = False
    for stood in (standing, lately):
        if refusal := _vanished(towns[stood], towns[stood & absent]):
            return refusal
    return _more(towns[standing], names, names[slots < 0])


def come_at_once(fleet: Fleet, slots: Ints, names: Numbers) -> bool:
    """Whether so many are new that, gone, they would be too much at once: nobody saw them arrive.

    They are believed to stand there; what is not believed is that each of them has just come.
    """
    standing = fleet["taken"] & (fleet["missing_since"] == NEVER)
    return _mass(fleet["municipality"][standing], names[slots < 0]) is not None


def _empty(standing: int) -> Refusal | None:
    if standing <= FEW:
        return None
    return SuspectEmpty(
        f"The list is empty after {standing} vehicles: no departure is claimed.",
        "Ask the operator whether this is an outage or a withdrawal.",
    )


def _fewer(before: Numbers, now: Numbers) -> Refusal | None:
    """As `_vanished`, when only counts can be compared."""
    size = 1 + max(int(before.max(initial=0)), int(now.max(initial=0)))
    was, left = np.bincount(before, minlength=size), np.bincount(now, minlength=size)
    return _vanished(before, np.repeat(np.arange(size), np.maximum(was - left, 0)))


def _vanished(before: Numbers, vanished: Numbers) -> Refusal | None:
    if (mass := _mass(before, vanished)) is None:
        return None
    many, stood, where = mass
    return SuspectMass(
        f"{many} of {stood} vehicles{where} are gone within ten minutes: no departure is claimed.",
        "Ask the operator whether part of the feed is missing.",
    )


def _mass(before: Numbers, part: Numbers) -> tuple[int, int, str] | None:
    """Whether a part of the fleet, or of one municipality's, is too much at once: of how many."""
    if _is_mass(len(part), len(before)):
        return len(part), len(before), ""
    many = np.bincount(part, minlength=1)
    stood = np.bincount(before, minlength=len(many))
    for place in np.flatnonzero(many[1:] > VANISH_COUNT) + 1:
        if _is_mass(int(many[place]), int(stood[place])):
            return int(many[place]), int(stood[place]), " of one municipality"
    return None


def _is_mass(vanished: int, before: int) -> bool:
    return vanished > VANISH_COUNT and vanished > VANISH_SHARE * before


def _more(before: Numbers, now: Numbers, new: Numbers) -> Refusal | None:
    size = 1 + max(int(before.max(initial=0)), int(now.max(initial=0)))
    totals = [(len(before), len(now), len(new))]
    counts = zip(
        *(np.bincount(part, minlength=size)[1:] for part in (before, now, new)), strict=True
    )
    for was, stands, fresh in [*totals, *counts]:
        if fresh > VANISH_COUNT and stands > GROWTH * was:
            return SuspectMass(
                f"{stands} vehicles where {was} stood a moment ago: no arrival is claimed.",
                "Ask the operator whether another feed was mixed in.",
            )
    return None


def weigh(
    suspicion: Refusal, held: Held | None, at_s: int, listed: int, word: Word
) -> Held | Release:
    """Hold a suspect list, or let it go: by what people said, or by evidence that stays alike."""
    held = hold(held, suspicion.outcome, at_s, listed)
    empty = held.outcome is PollOutcome.suspect_empty
    reason = EndReason.withdrawn if empty else EndReason.unknown_mass
    patience_s = WITHDRAWN_S if empty else RELEASE_S
    if StatementKind.withdrawal in word.statements:
        return Release(EndReason.withdrawn, held.since_s, "The operator withdrew its fleet.")
    if not empty and StatementKind.relocation in word.statements:
        return Release(reason, held.since_s, "The operator moved many vehicles.")
    if word.released_s is not None and at_s >= word.released_s >= held.since_s:
        return Release(reason, held.since_s, f"{RELEASED}{word.released_by}.")
    if held.polls >= RELEASE_POLLS and at_s - held.since_s >= patience_s:
        minutes = (at_s - held.since_s) // 60
        return Release(reason, held.since_s, f"The lists stayed alike for {minutes} minutes.")
    return held


def hold(held: Held | None, outcome: PollOutcome, at_s: int, listed: int) -> Held:
    """One more list in quarantine; it begins anew when the list says something else."""
    if held is None or held.outcome is not outcome or not _alike(held.listed, listed):
        return Held(outcome, at_s, 1, listed)
    return Held(outcome, held.since_s, held.polls + 1, listed)


def _alike(one: int, other: int) -> bool:
    """Whether two lists may be the same state of affairs."""
    return abs(one - other) <= max(VANISH_SHARE * one, VANISH_COUNT)
