"""How many stood there through time, and at which moments that is known."""

from dataclasses import dataclass

import numpy as np

from zones.asked import Ints
from zones.measure import known_moments
from zones.what_if.draft import Mask, Past

STEP_S = 300
"""A calm count is looked at so often: that it stayed calm is news to a state."""


@dataclass(frozen=True)
class Counts:
    """Numbers through time: from each moment until the next.

    `known` where everybody was seen, and the rule held.
    """

    moments: Ints
    lengths: Ints
    known: Mask
    past: Past

    def of(self, chosen: Mask) -> Ints:
        """How many of some stays stood there from each moment on."""
        stays = self.past.stays
        begun = np.searchsorted(np.sort(stays["first_seen"][chosen]), self.moments, side="right")
        gone: Ints = np.searchsorted(np.sort(stays["until"][chosen]), self.moments, side="right")
        return begun - gone

    def mean(self, values: Ints, among: Mask | None = None) -> float | None:
        """The mean over the known time, or over a part of it; None when there is none."""
        mine = self.known if among is None else self.known & among
        seconds = int(self.lengths[mine].sum())
        return float((values * self.lengths)[mine].sum()) / seconds if seconds else None


def counts_of(past: Past) -> Counts:
    """The moments of a past at which a count may change."""
    edges = _turns(past)
    needed = past.needed(edges[:-1], edges[:-1] + 1)
    known = known_moments(past.feeds, past.clocks, edges[:-1], needed)
    held = np.zeros(len(known), np.bool_)
    for since, until in past.ruled.spans:
        held |= (edges[:-1] >= since) & (edges[:-1] < until)
    known &= held
    return Counts(edges[:-1], np.diff(edges), known, past)


def _turns(past: Past) -> Ints:
    """Moments at which a count may change: stays, runs of evidence, and every five minutes."""
    moments = [past.stays["first_seen"], past.stays["until"]]
    moments += [clock.starts for clock in past.clocks.values()]
    moments += [clock.ends + 1 for clock in past.clocks.values()]
    moments += [np.array(past.ruled.spans, np.int64).ravel(), np.array(past.ruled.enlarged.edges)]
    steps = np.arange(past.start // STEP_S * STEP_S, past.end, STEP_S)
    turns = np.unique(np.concatenate([*moments, steps, [past.start, past.end]]))
    inside: Ints = turns[(turns >= past.start) & (turns <= past.end)]
    return inside
