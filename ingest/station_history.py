"""Stations and their numbers through time: versions of what they are, runs of what they held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from ingest.clock import ClockWatch
from ingest.feed import Feed
from ingest.judge import gap_limit_s, judge
from ingest.record import SQL
from ingest.stations import Counts, Station

LEAST_SHARE = 0.5
"""Of fewer stations than this share of those known, none is believed to have gone."""


@dataclass(frozen=True)
class StationsTold:
    """What a feed told of its stations beside one good list of vehicles."""

    stations: Sequence[Station] | None
    """None: not asked this time."""
    counts: Counts | None
    listed: Mapping[str, int]
    """Vehicles of the list by station."""

    def record(self, connection: Connection[Any], feed: Feed, at: datetime) -> None:
        """Write it, as told in answer to the poll that began at `at`; raises StaleFeed."""
        if self.stations is not None:
            record_stations(connection, feed, self.stations, at)
        if self.counts is not None:
            record_counts(connection, feed, self.counts, self.listed, int(at.timestamp()))


def record_stations(
    connection: Connection[Any],
    feed: Feed,
    stations: Sequence[Station],
    at: datetime,
    *,
    whole: bool = True,
) -> int:
    """Begin and end versions of stations; gives how many began.

    `whole`: these are all; a station that is not among them has gone, unless most are lacking.
    """
    known = connection.execute(
        "select count(*) from station where feed_id = %s and valid_to is null", [feed.id]
    ).fetchone()
    assert known is not None
    return connection.execute(
        SQL["record_stations"],
        {
            "feed_id": feed.id,
            "at": at,
            "codes": [one.code for one in stations],
            "names": [one.name for one in stations],
            "lons": [one.place[0] for one in stations],
            "lats": [one.place[1] for one in stations],
            "capacities": [one.capacity for one in stations],
            "virtual": [one.is_virtual for one in stations],
            "absent_end": whole and len(stations) >= LEAST_SHARE * known[0],
        },
    ).rowcount


def record_counts(
    connection: Connection[Any],
    feed: Feed,
    counts: Counts,
    listed: Mapping[str, int],
    received_s: int,
) -> None:
    """Lengthen or begin runs, for the moment (unix seconds) that the numbers are evidence for.

    Numbers that are too old, by the feed's corrected clock, are none: raises StaleFeed or
    WrongClock, as a list of vehicles would.
    """
    row = connection.execute(
        "select clock_offset_s from feed_state where feed_id = %s", [feed.id]
    ).fetchone()
    clock = ClockWatch(0 if row is None else row[0])
    at_s = judge(counts.head, None, received_s, feed.interval_s, clock)
    connection.execute(
        SQL["record_counts"],
        {
            "feed_id": feed.id,
            "at_s": at_s,
            "gap_s": gap_limit_s(feed.interval_s, counts.head.ttl_s),
            "codes": [one.code for one in counts.stations],
            "vehicles": [one.vehicles for one in counts.stations],
            "out_of_order": [one.out_of_order for one in counts.stations],
            "docks": [one.docks for one in counts.stations],
            "listed": [listed.get(one.code, 0) for one in counts.stations],
        },
    )
