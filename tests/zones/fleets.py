"""A fleet of thousands of stays on a real database, for numbers that must agree to the bit.

          4.25      4.30      4.35
52.10  |  +---------+---------+     three areas side by side (one until day 6 only), one with a
       |  |  west   |  east   |     hole and two parts across them, one around all
52.06  |  +---------+---------+
"""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.store.copying import constant, copy_columns, int_lists, numbers, points, texts
from stoep.store.partitions import ensure_month
from zones.locate import load_locator

DAY_S = 86_400
FIRST = 1_772_064_000  # 2026-02-26 00:00 UTC
DAYS, PER_DAY = 12, 400
WEST, SOUTH, EAST, NORTH = 4.25, 52.06, 4.35, 52.10
EPOCH_2000_S = 946_684_800
MORNING_S = 9 * 3600


def draw_areas(connection: Connection[Any]) -> None:
    """Areas 1 to 6."""
    west = shapely.box(WEST, SOUTH, 4.30, NORTH)
    east = shapely.box(4.30, SOUTH, EAST, NORTH)
    ring = shapely.Point(4.30, 52.08).buffer(0.02, 60) - shapely.Point(4.30, 52.08).buffer(
        0.008, 60
    )
    parts = shapely.MultiPolygon([shapely.box(4.26, 52.065, 4.27, 52.07), ring])
    crooked = shapely.Polygon([(4.25, 52.06), (4.35, 52.0601), (4.34, 52.1), (4.3, 52.07)])
    around = shapely.box(4, 51, 5, 53)
    for number, shape in enumerate((west, east, parts, crooked, around, west)):
        valid_to = datetime.fromtimestamp(FIRST + 6 * DAY_S + 700, UTC) if number == 5 else None
        wkb = shapely.to_wkb(
            shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
        )
        connection.execute(
            "insert into area (kind, code, name, valid_from, valid_to, geom, area_m2, source)"
            " values ('district', %s, 'D', '2000-01-01', %s, st_setsrid(st_geomfromwkb(%s), 4326),"
            " 1, 'by hand')",
            [f"D{number}", valid_to, wkb],
        )


def a_fleet(connection: Connection[Any], days: int = DAYS, per_day: int = PER_DAY) -> None:
    """Three feeds, two types, gaps in two feeds; some stays of weeks; some not ended."""
    connection.execute("insert into operator (key, name) values ('o', 'O')")
    connection.execute(
        "insert into vehicle_type (form_factor, propulsion)"
        " values ('bicycle', 'human'), ('moped', 'electric')"
    )
    end = FIRST + days * DAY_S + MORNING_S
    for feed in (1, 2, 3):
        connection.execute(
            "insert into feed (key, operator_id, name, url, interval_s) values (%s, 1, %s, '', 60)",
            [f"f{feed}", f"F{feed}"],
        )
        gaps = {1: [], 2: [(2.3, 2.8), (5.0, 5.5)], 3: [(9.1, 9.10005)]}[feed]
        _cover(connection, feed, FIRST + 100 * feed, end, gaps)
    _stays(connection, FIRST, days, per_day, end, seed=1)


def more(connection: Connection[Any], days: int) -> None:
    """The fleet goes on for some days."""
    begin = FIRST + DAYS * DAY_S + MORNING_S
    end = begin + days * DAY_S
    for feed in (1, 2, 3):
        connection.execute(
            "update coverage_span set ends_at = to_timestamp(%s) where feed_id = %s and starts_at ="
            " (select max(starts_at) from coverage_span where feed_id = %s)",
            [end, feed, feed],
        )
        connection.execute(
            "update feed_state set evidence_at = to_timestamp(%s),"
            " evidence_s = evidence_s + %s where feed_id = %s",
            [end, days * DAY_S, feed],
        )
    _stays(connection, begin, days, PER_DAY, end, seed=2)


def _cover(
    connection: Connection[Any], feed: int, begin: int, end: int, gaps: list[tuple[float, float]]
) -> None:
    cuts = [begin, *(FIRST + int(edge * DAY_S) for gap in gaps for edge in gap), end]
    reading = 0
    for starts, ends in zip(cuts[::2], cuts[1::2], strict=True):
        connection.execute(
            "insert into coverage_span values (%s, to_timestamp(%s), to_timestamp(%s), %s)",
            [feed, starts, ends, reading],
        )
        reading += ends - starts
    connection.execute(
        "insert into feed_state (feed_id, generation, evidence_at, evidence_s)"
        " values (%s, 1, to_timestamp(%s), %s)",
        [feed, end, reading],
    )


def _stays(
    connection: Connection[Any], begin: int, days: int, per_day: int, now: int, seed: int
) -> None:
    """Random stays, placed as the recorder places them; those that go on beyond `now` are open."""
    random = np.random.default_rng(seed)
    count = days * per_day
    feed, kind = random.integers(1, 4, count), random.integers(1, 3, count)
    first = begin + random.integers(0, days * DAY_S, count)
    length = 60 + random.gamma(0.8, 15_000, count).astype(np.int64)
    length[::40] *= 20
    until = first + length
    lon = random.uniform(WEST - 0.01, EAST + 0.01, count).round(4)
    lat = random.uniform(SOUTH - 0.01, NORTH + 0.01, count).round(4)
    number = (feed << 40) + seed * 1_000_000 + np.arange(count)
    stay, area = load_locator(connection).locate(lon, lat)
    ended = until < now
    _ended(connection, ended, number, feed, kind, first, until, lon, lat, stay, area)
    for n in np.flatnonzero(~ended).tolist():
        connection.execute(
            "insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen,"
            " start_reason, base_s, areas) values (%s, %s, gen_random_uuid(), %s, 'available',"
            " st_setsrid(st_makepoint(%s, %s), 4326), to_timestamp(%s), 'arrived', 0, %s)",
            [
                *(int(number[n]), int(feed[n]), int(kind[n]), float(lon[n]), float(lat[n])),
                *(int(first[n]), sorted(area[stay == n].tolist())),
            ],
        )


def _ended(connection: Connection[Any], ended: Any, *columns: Any) -> None:
    number, feed, kind, first, until, lon, lat, stay, area = columns
    rows = np.flatnonzero(ended)
    for day in range(FIRST, int(until[rows].max()) + DAY_S, DAY_S):
        ensure_month(connection, "stay", datetime.fromtimestamp(day, UTC))
    place = np.cumsum(ended) - 1
    mine = ended[stay]
    order = np.lexsort((area[mine], stay[mine]))
    micros = {n: (v[rows] - EPOCH_2000_S) * 1_000_000 for n, v in (("f", first), ("u", until))}
    copy_columns(
        connection,
        "stay",
        {
            "id": numbers(number[rows], "i8"),
            "end_hi": numbers(micros["u"], "i8"),
            "end_lo": numbers(micros["u"] - 30_000_000, "i8"),
            "end_reason": texts(
                ["departed", "moved"] * (len(rows) // 2) + ["departed"] * (len(rows) % 2)
            ),
            "feed_id": numbers(feed[rows], "i4"),
            "vehicle_type_id": numbers(kind[rows], "i2"),
            "state": texts(["available"] * len(rows)),
            "geom": points(lon[rows], lat[rows]),
            "first_seen": numbers(micros["f"], "i8"),
            "start_lo": constant(None, len(rows)),
            "start_reason": texts(["arrived"] * len(rows)),
            "base_s": constant(bytes(8), len(rows)),
            "observed_s": numbers(until[rows] - first[rows] - 30, "i8"),
            "areas": int_lists(place[stay[mine]][order], area[mine][order], len(rows)),
        },
    )


def cells_kept(connection: Connection[Any], areas: list[int], end: int) -> dict[str, Any]:
    """The cells in the database up to a moment, in the order of DayCells."""
    query = """
        select d.day - date '1970-01-01' as day, d.area_id, d.feed_id, d.vehicle_type_id, q.parked,
               q.vehicle_s
        from cell_day d cross join lateral unnest(d.parked, d.vehicle_s) with ordinality
             as q (parked, vehicle_s, n)
        where d.area_id = any(%(areas)s::int[])
          and d.day < (to_timestamp(%(end)s) at time zone 'UTC')::date
        order by d.day, d.area_id, d.feed_id, d.vehicle_type_id, q.n
    """
    told = read_columns(connection, query, {"areas": areas, "end": end})
    rows = {name: column.reshape(-1, 96) for name, column in told.items()}
    return {n: c if n in ("parked", "vehicle_s") else c[:, 0] for n, c in rows.items()}
