"""A publisher's clock that is a constant number of half hours off: found out, corrected, reported.

Some servers write the wall clock of Amsterdam as if it were UTC: every list seems two hours old, or
lies in the future. Such a clock goes on at the pace of ours; a feed that stands still does not.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

STEP_S = 1800
"""Time zones differ by half hours."""
FARTHEST_S = 14 * 3600
SAMPLES = 5
LEAST_MOMENTS = 4
"""So many different moments must have been told: one that stands still is no clock."""
SPREAD_S = 240


@dataclass
class ClockWatch:
    """How far a feed's clock runs ahead of ours (`offset_s`), by its newest few lists."""

    offset_s: int = 0
    _seen: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=SAMPLES), init=False)

    @classmethod
    def going_on(cls, offset_s: int, seen: Sequence[int]) -> "ClockWatch":
        """A watch that goes on with what was `seen`: who restarts knows no less."""
        watch = cls(offset_s)
        watch._seen.extend(zip(seen[::2], seen[1::2], strict=True))
        return watch

    @property
    def seen(self) -> list[int]:
        """Of the newest few lists when they came and the moment they told, in turn."""
        return [second for pair in self._seen for second in pair]

    def correct(self, received_s: int, told_s: int) -> int:
        """The moment (unix seconds) that a list told, by our clock."""
        self._seen.append((received_s, told_s))
        found = self._constant()
        if found is not None:
            self.offset_s = found
        return told_s - self.offset_s

    def _constant(self) -> int | None:
        """The offset that all of the newest lists agree on; None when they are few or disagree."""
        if len(self._seen) < SAMPLES or len({told for _, told in self._seen}) < LEAST_MOMENTS:
            return None
        ahead = sorted(told - received for received, told in self._seen)
        if ahead[-1] - ahead[0] > SPREAD_S:
            return None
        middle = ahead[len(ahead) // 2]
        offset = round(middle / STEP_S) * STEP_S
        near = abs(middle - offset) <= SPREAD_S
        return offset if near and abs(offset) <= FARTHEST_S else None
