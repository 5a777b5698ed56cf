"""Every number that Stoep publishes, one file a group.

API, dashboard, exports and docs read it; a number that is not here is not published.
"""

from zones.registry import clutter, duration, feed, movement, order, permits, presence
from zones.registry.entry import Direction, Indicator, Text

GROUPS = (presence, clutter, duration, order, movement, permits, feed)
INDICATORS: dict[str, Indicator] = {entry.id: entry for part in GROUPS for entry in part.ENTRIES}

__all__ = ["INDICATORS", "Direction", "Indicator", "Text"]
