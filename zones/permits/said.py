"""What the stays of a scene said of themselves at a moment: a state, how sure, and since when.

A state holds from the first good poll that told it until the last that did. Between that one and
the first that told another, a gap between or not, either may have held.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from zones.measure import SQL

Ints = npt.NDArray[np.int64]
AVAILABLE, RESERVED, OUT_OF_ORDER = range(3)
TURN = np.int64(2**40)
"""More than any moment in unix seconds: makes one number of a stay's place and a moment."""


@dataclass(frozen=True)
class SaidThen:
    """Of each row: its state at a moment, whether that is sure, and since when it holds.

    `observed_s` are the observed seconds of the stay at which the state began, `since_lo` the
    earliest moment at which it may have begun (0: it began with the stay).
    """

    state: Ints
    sure: npt.NDArray[np.bool_]
    observed_s: Ints
    since_lo: Ints


@dataclass(frozen=True)
class Said:
    """All changes of state of some stays, in the order of stay and moment."""

    stays: Ints
    """The stays that ever changed, rising."""
    keys: Ints
    """Place of the stay among these × TURN + when another state was told."""
    changed_lo: Ints
    observed_s: Ints
    was: Ints

    def at(self, ids: Ints, newest: Ints, moment: int) -> SaidThen:
        """What stays said at a moment; `newest` is each one's newest state."""
        place = np.searchsorted(self.stays, ids)
        inside = np.minimum(place, max(len(self.stays) - 1, 0))
        turned = self.stays[inside] == ids if len(self.stays) else np.zeros(len(ids), np.bool_)
        following = np.searchsorted(self.keys, inside * TURN + moment, side="right")
        later, earlier = self._mine(following, inside), self._mine(following - 1, inside)
        after, before = np.clip(following, 0, self._last), np.clip(following - 1, 0, self._last)
        changes, changed = turned & later, turned & earlier
        if not len(self.keys):
            nothing = np.zeros(len(ids), np.int64)
            return SaidThen(newest.astype(np.int64), np.ones(len(ids), np.bool_), nothing, nothing)
        return SaidThen(
            state=np.where(changes, self.was[after], newest),
            sure=~changes | (self.changed_lo[after] >= moment),
            observed_s=np.where(changed, self.observed_s[before], 0),
            since_lo=np.where(changed, self.changed_lo[before], 0),
        )

    @property
    def _last(self) -> int:
        return max(len(self.keys) - 1, 0)

    def _mine(self, row: Ints, place: Ints) -> npt.NDArray[np.bool_]:
        """Whether a change is there, and is one of the stay's own."""
        there = (row >= 0) & (row < len(self.keys))
        if not len(self.keys):
            return there
        own: npt.NDArray[np.bool_] = self.keys[np.clip(row, 0, self._last)] // TURN == place
        return there & own


def read_said(connection: Connection, ids: Ints) -> Said:
    """The changes of state of some stays."""
    found = read_columns(connection, SQL["states_said"], {"ids": np.unique(ids)})
    stays, place = np.unique(found["stay_id"], return_inverse=True)
    keys = place.astype(np.int64) * TURN + found["changed_at"]
    was = found["was"].astype(np.int64)
    return Said(stays, keys, found["changed_lo"], found["observed_s"], was)
