"""A municipality in which zones are drawn, and a hub in it, for tests of the life of zones.

metres east of the origin:      -100   0    200    300   500    700      1000
municipality GM1                 |---------------------------------------|
hub `plein`                           [               ]
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shapely
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.vocabulary import AreaKind
from tests.ingest.worlds import LAT, at
from zones.policy import life
from zones.policy.life import Draft
from zones.policy.zone import Zone, load_zone

Pool = ConnectionPool[Connection[Any]]
MIDNIGHT = datetime(2026, 2, 26, tzinfo=UTC)
NOON = MIDNIGHT + timedelta(hours=12)
DAY = timedelta(days=1)
HUB = AreaKind.hub
BY = "Noor of the city"


def box(west_m: float, east_m: float) -> Any:
    return shapely.box(at(west_m), LAT - 0.001, at(east_m), LAT + 0.001)


def whole(*boxes: Any) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(list(boxes))


@pytest.fixture
def connection(pool: Pool) -> Any:
    with pool.connection() as connection:
        connection.autocommit = True
        connection.execute(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source)"
            " select 'municipality', 'GM1', 'Ons Dorp', '2000-01-01', st_multi(g), 1, 'test'"
            " from st_makeenvelope(%s, %s, %s, %s, 4326) g",
            [at(-100), LAT - 0.01, at(1000), LAT + 0.01],
        )
        yield connection


def drawn(connection: Any, kind: AreaKind = HUB, now: datetime = MIDNIGHT, **more: Any) -> int:
    given = {"name": "Plein", "geom": whole(box(0, 300))} | more
    if kind is HUB:
        given.setdefault("capacity", {"combined": 20})
    return life.draw(connection, kind, "GM1", Draft(**given), BY, now)


def held(connection: Any, now: datetime = MIDNIGHT, **more: Any) -> int:
    """A hub that is published and active at once."""
    number = drawn(connection, now=now, **more)
    life.commit(connection, number, BY, now)
    life.publish(connection, number, now, now, BY, now)
    return number


def zone(connection: Any, number: int, now: datetime) -> Zone:
    return load_zone(connection, number, now)
