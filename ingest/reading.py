"""How a list was read: the feed's settings of then, and which areas there were.

All of it can change while bodies are kept; a body that is read again is read as it was.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from ingest.feed import Feed
from stoep.vocabulary import FeedFormat, FormFactor, IdPolicy, Propulsion

PIN = (
    "insert into feed_reading (feed_id, since, reading) values (%s, %s, %s) on conflict do nothing"
)
AT = """
select reading from feed_reading
where feed_id = %s and since <= %s order by since desc limit 1
"""


@dataclass(frozen=True)
class Reading:
    """What a list was read with beside its legend."""

    interval_s: int
    default_form_factor: str
    default_propulsion: str
    bounds: tuple[float, ...]
    format: str
    positions_only: bool
    timezone: str
    newest_area: int | None
    """Areas up to this number were known; None: none were asked for."""

    @classmethod
    def of(cls, feed: Feed, timezone: str, *, positions_only: bool, area: int | None) -> "Reading":
        """How a feed is read now."""
        return cls(
            feed.interval_s,
            str(feed.default_form_factor),
            str(feed.default_propulsion),
            tuple(feed.bounds),
            str(feed.format),
            positions_only,
            timezone,
            area,
        )

    @classmethod
    def told(cls, kept: dict[str, Any] | None) -> "Reading | None":
        """A reading as it is kept."""
        return None if kept is None else cls(**{**kept, "bounds": tuple(kept["bounds"])})

    def feed(self, feed: Feed) -> Feed:
        """The feed as it was set up then."""
        west, south, east, north = self.bounds
        return replace(
            feed,
            interval_s=self.interval_s,
            default_form_factor=FormFactor(self.default_form_factor),
            default_propulsion=Propulsion(self.default_propulsion),
            bounds=(west, south, east, north),
            format=FeedFormat(self.format),
        )

    def ids(self, feed: Feed) -> IdPolicy:
        """Whether the feed's ids counted then."""
        if self.positions_only:
            return IdPolicy.rotating
        return IdPolicy.per_trip if feed.id_policy is IdPolicy.rotating else feed.id_policy


def pin(connection: Connection[Any], feed_id: int, started_at: datetime, reading: Reading) -> None:
    """Keep that a feed is read so from the poll that began at `started_at`."""
    connection.execute(PIN, [feed_id, started_at, Jsonb(asdict(reading))])


def reading_at(connection: Connection[Any], feed_id: int, started_at: datetime) -> Reading | None:
    """How the poll that began at `started_at` was read; None where that is not known."""
    row = connection.execute(AT, [feed_id, started_at]).fetchone()
    return None if row is None else Reading.told(row[0])
