"""Since when it is kept where single vehicles stood: of what was before, no number is made of them.

Single stays go after their term (`stoep.store.terms`), and a receipt says since when they are kept.
What is worked out from them is not known before it, and never 0. Counts by area and quarter of an
hour stay: those of earlier moments are told as ever.

```
            kept since
stays           |=================|
counts   |========================|
```
"""

from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from stoep.errors import StoepError

PAST_KEEPING = "past_keeping"
"""Where vehicles stood then is no longer kept."""
EVER = 0
"""Without a receipt nothing went: all that there was is kept."""
OF_COUNTS = (
    "vehicles_parked",
    "parked_density",
    "clutter_load",
    "worst_hour",
    "time_above_limit",
    "hub_occupancy",
    "over_capacity_time",
    "rentals_per_vehicle",
)
"""Numbers that are worked out from counts by area. Of rentals each feed is told apart: what it says
of trips has a term of its own."""
OF_POLLS = (
    "feed_coverage",
    "feed_availability",
    "feed_duplicates",
    "feed_rotation",
    "feed_foreign_positions",
    "feed_swapped",
    "feed_clock_offset",
)
"""Numbers that are worked out from polls: they tell nothing of single vehicles."""
KEPT_SINCE = "select ceil(extract(epoch from kept_from))::int8 from retention where what = 'stay'"
DAY_S = 86_400


class PastKeeping(StoepError):
    """A question is about single vehicles of a time of which they are no longer kept."""

    code = "past_keeping"


def stays_kept_since(connection: Connection[Any]) -> int:
    """The first moment (unix seconds) from which all stays are kept; EVER where none went."""
    row = connection.execute(KEPT_SINCE).fetchone()
    return EVER if row is None else int(row[0])


def rests_on_stays(indicator: str, *, as_of: bool) -> bool:
    """Whether a number is worked out from single stays.

    `as_of` an earlier moment counts are too: those that are kept hold what came since.
    """
    return indicator not in OF_POLLS and (as_of or indicator not in (*OF_COUNTS, "rentals"))


def whole_days_since(connection: Connection[Any]) -> int:
    """The first midnight (UTC, unix seconds) from which all stays are kept."""
    return -(-stays_kept_since(connection) // DAY_S) * DAY_S


def check_kept(connection: Connection[Any], start: int) -> None:
    """Refuse a period that begins (unix seconds) where stays are gone; raises PastKeeping."""
    since = stays_kept_since(connection)
    if start < since:
        told = datetime.fromtimestamp(since, UTC)
        raise PastKeeping(
            f"Where single vehicles stood is kept from {told:%Y-%m-%dT%H:%M:%SZ} on.",
            "Begin there or later; of earlier moments ask for counts: vehicles_parked of an area.",
        )
