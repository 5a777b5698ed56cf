"""What an operator's own words about one vehicle come to: where it stood, from when until when.

Words are taken in the order in which things happened, whatever the order in which they came: the
same words give the same stays. What a state means for a stay follows MDS: who is ridden, removed or
elsewhere does not stand; whoever is missing was last surely there when last heard of.

The start of a ride tells its second. A word that only fits when another was lost does not: who
comes, or is seen elsewhere, while by all words it still stands, left at any moment since it was
last heard of there. Nothing more is claimed of it (rules R2 and R6).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians
from typing import NamedTuple
from uuid import UUID

from ingest.compare import JITTER_M, RETURN_M, RETURN_S
from ingest.mds import STANDING
from stoep.vocabulary import EndReason, StartReason, VehicleState

SEEN, MISSING = "seen", "missing"
"""A word that tells only a place, and the state of a vehicle that its operator cannot find."""
LEFT_BEFORE = ("stopped", "elsewhere")
"""States of a vehicle that left already: between standing and these there was another word."""
Covered = Callable[[int, int], bool]
"""Whether the operator's line was alive all the time from one second to another."""
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
    """Where it was at first."""
    first_s: int
    start_lo_s: int | None
    start_reason: StartReason
    state: VehicleState
    """The newest; see `turned` for those before."""
    heard_s: int
    """When it was last spoken of as standing there."""
    spot: tuple[float, float]
    """Where it stands since it last came back: near the place, and maybe past its jitter."""
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

    @property
    def needless(self) -> list[Word]:
        """Points that change nothing: not the one that began it, nor any heard of last."""
        last = {since_s for since_s, _ in self.away} | {self.heard_s}
        return [w for w in self.words[1:] if w.state == SEEN and w.at_s not in last]


def stays_of(
    words: Sequence[Word], covered: Covered = lambda since_s, until_s: True
) -> list[Stood]:
    """The stays that words about one vehicle tell of, in order; none shorter than a second."""
    stays: list[Stood] = []
    standing: Stood | None = None
    gone: Word | None = None
    for word in sorted(words, key=lambda w: (w.at, w.id)):
        if word.state != SEEN and word.state not in STANDING:
            if standing is not None:
                _end(standing, word)
            standing, gone = None, word
        elif standing is not None:
            standing = _still_stands(stays, standing, word, covered)
        elif word.state != SEEN:
            standing = _comes(stays, word, gone)
    return [stay for stay in stays if stay.end_s is None or stay.end_s > stay.first_s]


def _comes(stays: list[Stood], word: Word, gone: Word | None) -> Stood | None:
    """The stay that begins, or goes on after a short absence; None when nobody knows where."""
    if word.place is None:
        return None
    if stays and _is_back(stays[-1], word, word.place):
        back = stays[-1]
        away_s = back.end_lo_s or back.heard_s
        back.end_s = back.end_lo_s = back.end_reason = None
        return _comes_back(back, word, word.place, away_s)
    stays.append(_begin(word, word.place, *_start(word, gone)))
    return stays[-1]


def _still_stands(stays: list[Stood], standing: Stood, word: Word, covered: Covered) -> Stood:
    """The stay after a word that it stands, of a vehicle that stood by all words before.

    A point of who is reserved may be one of a ride whose start nobody told yet: it is no word.
    """
    if word.state == SEEN and standing.state is VehicleState.reserved:
        return standing
    place, heard_s = word.place, standing.heard_s
    if place is not None and metres(standing.spot, place) > JITTER_M:
        knows = not word.arrived and covered(heard_s, word.at_s)
        _end_unseen(standing, word, EndReason.moved if knows else EndReason.unknown_gap)
        start = StartReason.moved if knows else StartReason.after_gap
        began = _start(word, None) if word.arrived else (start, heard_s)
        stays.append(_begin(word, place, *began))
        return stays[-1]
    if place is None or not word.arrived or word.at_s <= heard_s:
        return _goes_on(standing, word)
    # It came, and so it had left: back soon it counts as never having left, as everywhere.
    if word.at_s - heard_s <= RETURN_S:
        return _comes_back(standing, word, place, heard_s)
    _end_unseen(standing, word, EndReason.unknown_gap)
    stays.append(_begin(word, place, *_start(word, None)))
    return stays[-1]


def _comes_back(stay: Stood, word: Word, place: tuple[float, float], away_s: int) -> Stood:
    stay.away.append((away_s, word.at_s))
    stay.spot = place
    return _goes_on(stay, word)


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
    return Stood(place, word.at_s, start_lo_s, reason, state, word.at_s, place, [word])


def _end(stay: Stood, word: Word) -> None:
    """A word tells the second, but of who is missed or had left before: heard of last, it stood."""
    stay.end_s = word.at_s
    stay.end_reason = EndReason.unknown_gap if word.state == MISSING else EndReason.departed
    unseen = word.state == MISSING or word.state in LEFT_BEFORE
    last_s = stay.heard_s if unseen else word.at_s - 1
    stay.end_lo_s = max(stay.first_s, min(last_s, word.at_s - 1))


def _end_unseen(stay: Stood, word: Word, reason: EndReason) -> None:
    """The word that tells when it left was lost: it was after it was last heard of there."""
    stay.end_s, stay.end_reason = word.at_s, reason
    stay.end_lo_s = max(stay.first_s, min(stay.heard_s, word.at_s - 1))


def _is_back(last: Stood, word: Word, place: tuple[float, float]) -> bool:
    """Back soon and near, it never left: as everywhere (rule R6 and the words of the field)."""
    if last.end_s is None:
        return False
    return word.at_s - last.end_s <= RETURN_S and metres(last.place, place) <= RETURN_M


def _start(word: Word, gone: Word | None) -> tuple[StartReason, int | None]:
    """Why a stay begins, and after which second; `gone` is the last word that it does not stand."""
    if word.arrived:
        return StartReason.arrived, word.at_s - 1
    if gone is None:
        return StartReason.first_poll, None
    if gone.state == MISSING:
        return StartReason.after_gap, None
    return StartReason.arrived, min(gone.at_s, word.at_s - 1)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance between two near places (degrees east, north)."""
    east = (other[0] - one[0]) * cos(radians((one[1] + other[1]) / 2))
    return METRES_PER_DEGREE * hypot(east, other[1] - one[1])
