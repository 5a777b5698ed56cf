"""Rentals as operators tell them: start and end, in time and place, and nothing between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from stoep.pseudonym import Pseudonyms
from stoep.store.partitions import ensure_day

SHORTEST_S = 60
"""A vehicle in somebody's hands for less was not ridden (MDS)."""

Place = tuple[float, float]


@dataclass(frozen=True)
class Trip:
    """One trip: unix seconds, degrees east and north."""

    id: str
    start_s: int
    end_s: int
    start: Place
    end: Place

    @property
    def counts(self) -> bool:
        """Whether it is long enough to be a rental."""
        return self.end_s - self.start_s >= SHORTEST_S


def keep_trips(
    connection: Connection[Any],
    feed_id: int,
    pseudonyms: Pseudonyms,
    trips: Iterable[Trip],
    told_at: datetime,
) -> int:
    """Keep trips under keyed hashes of their ids; one that is told again is replaced."""
    newest = {trip.id: trip for trip in trips if trip.counts}
    rows = [_row(feed_id, pseudonyms, trip, told_at) for trip in newest.values()]
    if not rows:
        return 0
    for day in sorted({row[2].date() for row in rows}):
        ensure_day(connection, "trip", datetime(day.year, day.month, day.day, tzinfo=UTC))
    connection.execute(
        "delete from trip where feed_id = %s and id = any(%s)", [feed_id, [row[1] for row in rows]]
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into trip (feed_id, id, ended_at, started_at, start_geom, end_geom, told_at)"
            " values (%s, %s, %s, %s, st_setsrid(st_makepoint(%s, %s), 4326),"
            " st_setsrid(st_makepoint(%s, %s), 4326), %s) on conflict do nothing",
            rows,
        )
    return len(rows)


def _row(feed_id: int, pseudonyms: Pseudonyms, trip: Trip, told_at: datetime) -> tuple[Any, ...]:
    ended, started = (datetime.fromtimestamp(s, UTC) for s in (trip.end_s, trip.start_s))
    number = UUID(bytes=pseudonyms.of(f"trip {trip.id}"))
    return feed_id, number, ended, started, *trip.start, *trip.end, told_at
