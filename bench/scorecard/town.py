"""A small town with something of everything, drawn into a database; it is 15 March 2026 there.

Its names can be anything: also what an attacker would like them to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import psycopg

from bench.scorecard.attacks.strings import PLAIN
from stoep.store.connect import pool
from stoep.vocabulary import AreaKind
from tests.ingest.pushing import PROVIDER
from tests.worlds import World, at
from zones.cells import fold_feed

NOW_S = at("15 12:00").timestamp()
TOWN = "GM9999"
SQUARES = (
    (AreaKind.municipality, TOWN, 4.30, 4.32),
    (AreaKind.district, "D1", 4.30, 4.32),
    (AreaKind.neighbourhood, "N1", 4.30, 4.31),
    (AreaKind.neighbourhood, "N2", 4.31, 4.32),
)


@dataclass(frozen=True)
class Town:
    """Where it is, and what can be asked for in it."""

    address: str
    areas: tuple[int, ...]
    hub: int
    stay: int
    limit: int


def draw_town(address: str, names: Sequence[str] = (PLAIN,)) -> Town:
    """Two feeds, four areas, zones and some vehicles; `names` go wherever a name can be."""
    named = cycle(names)
    with psycopg.connect(address, autocommit=True) as connection:
        world = World(connection)
        areas = tuple(
            world.area(kind, code, west, 52.07, east, 52.08) for kind, code, west, east in SQUARES
        )
        hub = world.area(AreaKind.hub, "H1", 4.301, 52.071, 4.303, 52.073, capacity=3)
        world.area(AreaKind.no_parking, "P1", 4.305, 52.071, 4.307, 52.073)
        world.feed("swift", ("10 00:00", "13 22:00"), ("14 04:00", "15 12:00"))
        world.feed("veer", ("10 00:00", "15 12:00"))
        stay = 0
        for number, lon in enumerate((4.302, 4.304, 4.306, 4.308, 4.312, 4.316)):
            inside = (areas[0], areas[1], areas[2] if lon < 4.31 else areas[3])
            stay = world.stands("swift", lon, 52.072, f"1{number % 4} 0{number}:00", areas=inside)
            world.stands("veer", lon, 52.074, "12 00:00", form="moped", areas=inside)
            world.stood("veer", lon, 52.075, "14 06:00", "14 08:00", "14 08:01", areas=inside)
        world.polled("swift", "14 01:00", "http_error", reason=next(named), body_bytes=0)
        world.polled("veer", "15 11:59", "ok", listed=6, sighted=6)
        limit = _limit(connection, next(named))
        _rename(connection, named)
        _pushes(connection)
        feeds = [feed.id for feed in world.feeds.values()]
    with pool(address, size=1) as connections, connections.connection() as connection:
        for feed in feeds:
            fold_feed(connection, feed)
    return Town(address, areas, hub, stay, limit)


def _limit(connection: psycopg.Connection[Any], why: str) -> int:
    row = connection.execute(
        "insert into permit_limit (municipality, operator_id, indicator, bound, value, unit,"
        " effective_from, set_by, why) values (%s, (select id from operator where key = 'swift'),"
        " 'permit_fleet', 'maximum', 5, 'vehicles', '2026-03-01', %s, %s) returning id",
        [TOWN, why[:80], why],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _rename(connection: psycopg.Connection[Any], named: "cycle[str]") -> None:
    """Operators, feeds and areas by whatever name comes next."""
    for table in ("operator", "feed", "area"):
        for (number,) in connection.execute(f"select id from {table} order by id").fetchall():
            connection.execute(
                f"update {table} set name = %s where id = %s".encode(), [next(named), number]
            )


def _pushes(connection: psycopg.Connection[Any]) -> None:
    """One of the two pushes, so that it may have a key."""
    connection.execute(
        "update feed set format = 'agency', provider_id = %s where key = 'veer'", [PROVIDER]
    )
