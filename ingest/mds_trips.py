"""Trips of an MDS Provider, hour by hour: where and when they began and ended.

The way between, which 1.x tells point by point, goes no further than this file. An hour that is not
ready is asked again; one that the operator does not know is over.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import Connection

from ingest.apart import Apart
from ingest.ask import Asker
from ingest.feed import Feed
from ingest.gbfs import read_json, read_time
from ingest.mds_source import ACCEPT
from ingest.refusal import HttpError, NotMds
from ingest.sift import Bounds
from ingest.trips import Place, Trip, keep_trips
from stoep.pseudonym import Pseudonyms

NOT_READY, NOT_OPERATING = 202, 404
LOOK_BACK = timedelta(hours=24)
MOST_HOURS = 48
"""Hours asked for at once: a backlog is read over several rounds."""
HOUR = timedelta(hours=1)
OWN = frozenset({"rebalance", "maintenance"})
"""Trips of the operator's own people: no rentals."""


@dataclass
class TripSource:
    """One operator's way to its trips."""

    feed: Feed
    asker: Asker
    apart: Apart = field(default_factory=Apart)

    async def hour(self, end: datetime) -> list[Trip] | None:
        """The rentals that ended in the hour before `end`; None while they are not ready.

        Raises a Refusal.
        """
        base = self.feed.url.split("?")[0].rstrip("/").removesuffix("/status")
        base = base.removesuffix("/vehicles")
        begin = (end - HOUR).astimezone(UTC)
        url = f"{base}/trips?end_time={begin:%Y-%m-%dT%H}"
        try:
            reply = await self.asker.get(url, {"accept": ", ".join(ACCEPT)})
        except HttpError as refused:
            if refused.http_status == NOT_OPERATING:
                return []
            if refused.http_status == NOT_READY:
                return None
            raise
        return await self.apart.do(read_trips, reply.body, self.feed.bounds)


def read_trips(body: bytes, bounds: Bounds) -> list[Trip]:
    """The rentals in a body of 1.x or 2.0, wrapped in `data` or not; raises NotJson or NotMds.

    A trip that lacks its id, a time or a place, or has a place outside `bounds`, is left out.
    """
    page = read_json(body)
    inner = page.get("data", page)
    rows = inner.get("trips") if isinstance(inner, dict) else None
    if not isinstance(rows, list):
        raise NotMds("The body has no `trips`.", "Ask the operator for MDS Provider /trips.")
    found = (_trip(row) for row in rows if isinstance(row, dict))
    return [
        trip
        for trip in found
        if trip is not None and _is_inside(trip.start, bounds) and _is_inside(trip.end, bounds)
    ]


def _is_inside(place: Place, bounds: Bounds) -> bool:
    """Whether a place is one of this feed's; NaN and infinity are nowhere."""
    west, south, east, north = bounds
    return west <= place[0] <= east and south <= place[1] <= north


def _trip(row: dict[str, Any]) -> Trip | None:
    name, kinds = row.get("trip_id"), row.get("trip_type")
    start_s, end_s = read_time(row.get("start_time")), read_time(row.get("end_time"))
    start, end = _ends(row)
    if not isinstance(name, str) or start_s is None or end_s is None:
        return None
    if start is None or end is None or end_s < start_s:
        return None
    if any(kind in OWN for kind in _words(kinds)):
        return None
    return Trip(name.lower(), start_s, end_s, start, end)


def _words(told: Any) -> list[str]:
    """Words that are told as a list, or as one word."""
    return [word for word in (told if isinstance(told, list) else [told]) if isinstance(word, str)]


def _ends(row: dict[str, Any]) -> tuple[Place | None, Place | None]:
    """Start and end: as such (2.0), or the first and last point of the route (1.x)."""
    if "start_location" in row:
        return _place(row["start_location"]), _place(row.get("end_location"))
    route = row.get("route")
    points = route.get("features") if isinstance(route, dict) else None
    if not isinstance(points, list) or not points:
        return None, None
    inner = sorted((p for p in points if isinstance(p, dict)), key=_told_at)
    return (_place(inner[0]), _place(inner[-1])) if inner else (None, None)


def _told_at(point: dict[str, Any]) -> int:
    told = point.get("properties")
    return read_time(told.get("timestamp")) or 0 if isinstance(told, dict) else 0


def _place(told: Any) -> Place | None:
    """`{lat, lng}`, or a GeoJSON feature."""
    try:
        if "lat" in told:
            return float(told["lng"]), float(told["lat"])
        lon, lat = told["geometry"]["coordinates"][:2]
        return float(lon), float(lat)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def hours_due(connection: Connection[Any], feed: Feed, now: datetime) -> list[datetime]:
    """Ends of the hours of which trips are to be read, the oldest first."""
    row = connection.execute(
        "select trips_to from feed_state where feed_id = %s", [feed.id]
    ).fetchone()
    last = now.replace(minute=0, second=0, microsecond=0)
    first = row[0] if row is not None and row[0] is not None else last - LOOK_BACK
    count = int((last - first) / HOUR)
    return [first + HOUR * (n + 1) for n in range(min(count, MOST_HOURS))]


def keep_hour(
    connection: Connection[Any], feed: Feed, secret: str, end: datetime, trips: list[Trip]
) -> int:
    """Keep the rentals of an hour, and that the hour was read, in one transaction."""
    with connection.transaction():
        kept = keep_trips(connection, feed.id, Pseudonyms(secret, feed.key), trips, end)
        connection.execute("update feed_state set trips_to = %s where feed_id = %s", [end, feed.id])
    return kept
