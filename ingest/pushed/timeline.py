"""What an operator's own words about one vehicle come to: where it stood, from when until when.

Words are taken in the order in which things happened, whatever the order in which they came: the
same words give the same stays. What a state means for a stay follows MDS: who is ridden, removed or
elsewhere does not stand; whoever is missing was last surely there when last heard of.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians
from typing import NamedTuple
from uuid import UUID

from ingest.compare import JITTER_M, RETURN_M, RETURN_S
from ingest.mds import STANDING
from stoep.vocabulary import EndReason, StartReason, VehicleState

SEEN, MISSING = "seen", "missing"
"""A word that tells only a place, and the state of a vehicle that its operator cannot find."""
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Word:
    """One thing told of a vehicle: `at` in unix seconds with fractions, a place or none."""

    at: float
    id: UUID
    state: str
    arrived: bool = False
    """Whether it tells itself that the vehicle came then: the end of a trip, a drop-off."""
    lon: float | None = None
    lat: float | None = None
    stay_id: int | None = None
    """The stay that it was part of until now."""

    @property
    def at_s(self) -> int:
        """The whole second."""
        return int(self.at // 1)

    @property
    def place(self) -> tuple[float, float] | None:
        """Degrees east and north."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


class Turned(NamedTuple):
    """Another state than before, told at `at_s`; at `lo_s` it still was what it was."""

    at_s: int
    lo_s: int
    was: VehicleState
    became: VehicleState


@dataclass
class Stood:
    """A stay as told: the vehicle was there at `first_s` and is not at `end_s` (None: it is)."""

    place: tuple[float, float]
    first_s: int
    start_lo_s: int | None
    start_reason: StartReason
    state: VehicleState
    """The newest; see `turned` for those before."""
    heard_s: int
    """When it was last spoken of as standing there."""
    words: list[Word] = field(default_factory=list)
    away: list[tuple[int, int]] = field(default_factory=list)
    """From last there to there again: short absences, not to be counted as standing."""
    turned: list[Turned] = field(default_factory=list)
    end_lo_s: int | None = None
    end_s: int | None = None
    end_reason: EndReason | None = None

    @property
    def id(self) -> int | None:
        """The number that it had until now: that of the first of its words that has one."""
        return next((word.stay_id for word in self.words if word.stay_id is not None), None)


def stays_of(words: Sequence[Word]) -> list[Stood]:
    """The stays that words about one vehicle tell of, in order; none shorter than a second."""
    stays: list[Stood] = []
    standing: Stood | None = None
    before: Word | None = None
    for word in sorted(words, key=lambda w: (w.at, w.id)):
        if word.state == SEEN and standing is None:
            continue
        if word.state == SEEN or word.state in STANDING:
            standing = _stands(stays, standing, word, before)
        elif standing is not None:
            _end(standing, word)
            standing = None
        if word.state != SEEN:
            before = word
    return [stay for stay in stays if stay.end_s is None or stay.end_s > stay.first_s]


def _stands(
    stays: list[Stood], standing: Stood | None, word: Word, before: Word | None
) -> Stood | None:
    """The stay that a vehicle is in after a word that it stands; None when nobody knows where."""
    if standing is not None:
        if word.place is None or metres(standing.place, word.place) <= JITTER_M:
            return _goes_on(standing, word)
        _end(standing, word, EndReason.moved)
        stays.append(_begin(word, word.place, StartReason.moved, word.at_s - 1))
        return stays[-1]
    if word.place is None:
        return None
    if stays and _is_back(stays[-1], word, word.place):
        back = stays[-1]
        back.away.append((back.end_lo_s or back.heard_s, word.at_s))
        back.end_s = back.end_lo_s = back.end_reason = None
        return _goes_on(back, word)
    reason = _start_reason(word, before)
    since = word.at_s - 1 if reason is StartReason.arrived else None
    stays.append(_begin(word, word.place, reason, since))
    return stays[-1]


def _goes_on(stay: Stood, word: Word) -> Stood:
    stay.words.append(word)
    stay.heard_s = max(stay.heard_s, word.at_s)
    if word.state in STANDING:
        _turn(stay, word, STANDING[word.state])
    return stay


def _turn(stay: Stood, word: Word, state: VehicleState) -> None:
    """The state as this word tells it: of a second only the last word counts.

    A word tells the second. Who comes back in another state changed since it was last there.
    """
    was, turned = stay.state, stay.turned
    stay.state = state
    if word.at_s == stay.first_s:
        return
    if turned and turned[-1].at_s == word.at_s:
        was = turned.pop().was
    if was != state:
        back = [since for since, until in stay.away if until == word.at_s]
        since_s = turned[-1].at_s if turned else stay.first_s
        turned.append(Turned(word.at_s, max(since_s, min([word.at_s - 1, *back])), was, state))


def _begin(
    word: Word, place: tuple[float, float], reason: StartReason, start_lo_s: int | None
) -> Stood:
    state = STANDING.get(word.state, VehicleState.available)
    return Stood(place, word.at_s, start_lo_s, reason, state, word.at_s, [word])


def _end(stay: Stood, word: Word, reason: EndReason = EndReason.departed) -> None:
    """Who is missed was last surely there when last heard of; else the word tells the second."""
    missed = word.state == MISSING
    stay.end_s = word.at_s
    stay.end_reason = EndReason.unknown_gap if missed else reason
    last_s = stay.heard_s if missed else word.at_s - 1
    stay.end_lo_s = max(stay.first_s, min(last_s, word.at_s - 1))


def _is_back(last: Stood, word: Word, place: tuple[float, float]) -> bool:
    """Back soon and near, it never left: as everywhere (rule R6 and the words of the field)."""
    if last.end_s is None or last.end_reason is EndReason.moved:
        return False
    return word.at_s - last.end_s <= RETURN_S and metres(last.place, place) <= RETURN_M


def _start_reason(word: Word, before: Word | None) -> StartReason:
    if word.arrived:
        return StartReason.arrived
    if before is None:
        return StartReason.first_poll
    return StartReason.after_gap if before.state == MISSING else StartReason.arrived


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance between two near places (degrees east, north)."""
    east = (other[0] - one[0]) * cos(radians((one[1] + other[1]) / 2))
    return METRES_PER_DEGREE * hypot(east, other[1] - one[1])
