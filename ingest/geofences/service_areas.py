"""Service areas through time: a new version when a feed tells other zones, or others hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from psycopg import Connection
from psycopg.types.json import Jsonb

from ingest.feed import Feed
from ingest.geofences.read import Zones, read_zones
from ingest.geofences.ride_ends import where_rides_may_end


@dataclass(frozen=True)
class ZonesTold:
    """A geofencing_zones file as it came: making shapes of it takes time that polls have not."""

    body: bytes

    def record(self, connection: Connection[Any], feed: Feed, at: datetime) -> None:
        """Read and write it, as told in answer to the poll that began at `at`.

        Raises NotJson, NotGbfs and TooLarge: then the version before stays.
        """
        record_zones(connection, feed.id, read_zones(self.body), at)


def record_zones(connection: Connection[Any], feed_id: int, zones: Zones, at: datetime) -> bool:
    """Keep what was told at a moment; gives whether it is a new version.

    What is older than the newest version changes nothing.
    """
    digest = zones.hash(int(at.timestamp()))
    newest = connection.execute(
        "select id, hash, valid_from < %s from service_area"
        " where feed_id = %s and valid_to is null for update",
        [at, feed_id],
    ).fetchone()
    if newest is not None and newest[1] == digest:
        connection.execute(
            "update service_area set seen_at = greatest(seen_at, %s) where id = %s", [at, newest[0]]
        )
        return False
    if newest is not None and not newest[2]:
        return False
    _begin(connection, feed_id, zones, digest, at)
    return True


def _begin(
    connection: Connection[Any], feed_id: int, zones: Zones, digest: bytes, at: datetime
) -> None:
    ground = where_rides_may_end(zones, int(at.timestamp()))
    connection.execute(
        "update service_area set valid_to = %s where feed_id = %s and valid_to is null",
        [at, feed_id],
    )
    connection.execute(
        "insert into service_area (feed_id, valid_from, seen_at, hash, zones, geom)"
        " values (%s, %s, %s, %s, %s, st_geomfromwkb(%s, 4326))",
        [feed_id, at, at, digest, Jsonb(zones.as_geojson())]
        + [None if ground is None else shapely.to_wkb(ground)],
    )
