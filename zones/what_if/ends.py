"""Where they went: how the stays that break a draft's rule ended, as far as evidence tells.

```
                 period
         |---------------------|
    =====x                          left, moved or withdrawn: an end that was seen
    ===== gap x                     unknown: when it left, and how, nobody saw
    ============================    still there: seen in the last five minutes, or
    ========== gap ------------==   in its place again after a gap
    ========== gap -------------x   unknown: it may have gone before the end
```

Where a single vehicle rode to is not told: two drawings that differ by one doorstep would tell it
of one household. Trips are told from cell to cell, many at a time (decision 15).
"""

from dataclasses import dataclass

import numpy as np

from zones.asked import Ints
from zones.what_if.draft import Past

LEFT, MOVED, WITHDRAWN = 1, 2, 3
"""How a stay ended, as `stays_around.sql` tells it."""
LAST_SEEN_S = 300
"""Polls further apart are a gap (rule R5): who was seen so short before the end is there at it."""


@dataclass(frozen=True)
class Ends:
    """How some stays ended within a period; together they are all of them."""

    left: int
    """Gone from its feed: ridden off, or carried off."""
    moved: int
    """Seen elsewhere without leaving its feed."""
    still_there: int
    """At the end of the period."""
    withdrawn: int
    """The operator took its fleet off the street."""
    unknown: int
    """Never counted as left: a gap, very many at once, other ids, or missing just now."""


def ends(past: Past, row: Ints) -> Ends:
    """How the stays of some rows ended."""
    over = past.stays["until"][row] <= past.end
    there = ~over & (past.stays["sure_to"][row] >= past.end - LAST_SEEN_S)
    # Where ids change while vehicles stand, an end is no departure (rule R8).
    rotating = [feed.id for feed in past.feeds if feed.rotating]
    proven = over & ~np.isin(past.stays["feed_id"][row], rotating)
    how = past.stays["ended"][row]
    left, moved, withdrawn = (int((proven & (how == n)).sum()) for n in (LEFT, MOVED, WITHDRAWN))
    still = int(there.sum())
    return Ends(left, moved, still, withdrawn, len(row) - left - moved - still - withdrawn)
