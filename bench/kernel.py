"""The kernel on a national day against plain SQL on the same rows, both from points to cells."""

import time

import numpy as np
import psycopg
import shapely

from bench.report import Line
from bench.scratch import scratch_database
from stoep.store.connect import pool
from stoep.store.copying import constant, copy_columns, int_lists, numbers, points, texts
from stoep.store.partitions import ensure_month
from zones.clock import EvidenceClock
from zones.fold import Cells, Placed, fold
from zones.locate import load_locator

STAYS, FEEDS, TYPES = 300_000, 10, 2
COLUMNS, ROWS = 140, 100
"""14,000 areas: a grid whose lines are bent, so that no area is a plain rectangle."""
DAY = 1_772_496_000
BUDGET_S, LEAST_RATIO = 2.0, 10.0
PLAIN = """
create table plain as
select a.id as area_id, s.feed_id, s.vehicle_type_id, b.bucket,
       sum(extract(epoch from least(s.end_hi, b.bucket + interval '15 min')
           - greatest(s.first_seen, b.bucket)))::int8 as vehicle_s,
       count(*) filter (where s.first_seen <= b.bucket)::int8 as parked
from stay s
join area a on st_covers(a.geom, s.geom)
cross join lateral generate_series(
    date_bin('15 min', greatest(s.first_seen, to_timestamp(%(start)s)), '2000-01-01'),
    least(s.end_hi, to_timestamp(%(end)s)) - interval '1 microsecond', interval '15 min'
) as b (bucket)
where s.end_hi > to_timestamp(%(start)s) and s.first_seen < to_timestamp(%(end)s)
group by 1, 2, 3, 4
"""


def measure() -> Line:
    """Point-in-polygon and folding of a day on one core, and the same by the database."""
    with scratch_database("bench_kernel") as address:
        lon, lat, feed, kind, first, until = _prepare(address)
        with pool(address) as connections, connections.connection() as connection:
            locator = load_locator(connection)
            clocks = {
                f: EvidenceClock(*(np.array([x]) for x in (DAY - 1, DAY + 200_000, 0)))
                for f in range(1, FEEDS + 1)
            }
            took = []
            for _ in range(3):
                began = time.perf_counter()
                stay, area = locator.locate(lon, lat)
                placed = Placed(area, feed[stay], kind[stay], first[stay], until[stay])
                cells = fold(placed, clocks, DAY, DAY + 86_400)
                took.append(time.perf_counter() - began)
        with psycopg.connect(address) as plain:
            plain.execute("set max_parallel_workers_per_gather = 0")
            plain.execute("set work_mem = '512MB'")
            began = time.perf_counter()
            plain.execute(PLAIN, {"start": DAY, "end": DAY + 86_400})
            sql_s = time.perf_counter() - began
            _must_agree(plain, cells)
    kernel_s = sorted(took)[1]
    ratio = sql_s / kernel_s
    return Line(
        f"a day: {STAYS:,} stays × {COLUMNS * ROWS:,} areas × 96 quarters",
        f"{kernel_s:.2f} s on one core",
        f"plain SQL on the same rows {sql_s:.1f} s: × {ratio:.0f} slower",
        f"≤ {BUDGET_S:g} s and ≥ × {LEAST_RATIO:g}",
        kernel_s <= BUDGET_S and ratio >= LEAST_RATIO,
    )


def _prepare(address: str) -> tuple[np.ndarray, ...]:
    """A tiling of the country and a day of stays, thicker where people are."""
    random = np.random.default_rng(14_000)
    count = STAYS
    town = random.normal(size=(60, 2)) * [0.6, 0.5] + [5.1, 52.1]
    at = town[random.integers(0, 60, count)] + random.normal(size=(count, 2)) * 0.06
    lon, lat = at[:, 0].clip(3.6, 6.9), at[:, 1].clip(50.9, 53.3)
    feed, kind = random.integers(1, FEEDS + 1, count), random.integers(1, TYPES + 1, count)
    first = DAY + random.integers(0, 80_000, count)
    until = first + random.gamma(1.2, 12_000, count).astype(np.int64) + 60
    with pool(address) as connections, connections.connection() as connection:
        _draw(connection)
        connection.execute(
            "insert into vehicle_type (form_factor, propulsion)"
            " values ('bicycle', 'human'), ('moped', 'electric')"
        )
        for month in (DAY, DAY + 40 * 86_400):
            ensure_month(connection, "stay", np.datetime64(month, "s").astype(object))
        micros = (np.stack([first, until]) - 946_684_800) * 1_000_000
        nothing = np.empty(0, np.int64)
        copy_columns(
            connection,
            "stay",
            {
                "id": numbers(np.arange(count), "i8"),
                "end_hi": numbers(micros[1], "i8"),
                "end_lo": numbers(micros[1] - 1_000_000, "i8"),
                "end_reason": texts(["departed"] * count),
                "feed_id": numbers(feed, "i4"),
                "vehicle_type_id": numbers(kind, "i2"),
                "state": texts(["available"] * count),
                "geom": points(lon, lat),
                "first_seen": numbers(micros[0], "i8"),
                "start_lo": constant(None, count),
                "start_reason": texts(["arrived"] * count),
                "base_s": constant(bytes(8), count),
                "observed_s": constant(bytes(8), count),
                "areas": int_lists(nothing, nothing, count),
            },
        )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("analyze stay, area")
    return lon, lat, feed, kind, first, until


def _draw(connection: psycopg.Connection) -> None:
    """Areas of some forty points each, bent but without gap or overlap."""
    x = np.linspace(3.5, 7.0, COLUMNS + 1)
    y = np.linspace(50.8, 53.4, ROWS + 1)
    part = np.linspace(0, 1, 11)[:-1]

    def bend(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        return np.column_stack([lon + 0.006 * np.sin(lat * 91), lat + 0.006 * np.sin(lon * 83)])

    wkb = []
    for i in range(COLUMNS):
        for j in range(ROWS):
            w, e, s, n = x[i], x[i + 1], y[j], y[j + 1]
            ring = np.concatenate(
                [
                    bend(w + (e - w) * part, np.full(10, s)),
                    bend(np.full(10, e), s + (n - s) * part),
                    bend(e - (e - w) * part, np.full(10, n)),
                    bend(np.full(10, w), n - (n - s) * part),
                ]
            )
            wkb.append(shapely.to_wkb(shapely.MultiPolygon([shapely.Polygon(ring)])))
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source) values"
            " ('neighbourhood', %s, 'N', '2000-01-01', st_setsrid(st_geomfromwkb(%s), 4326),"
            " 1, 'bench')",
            [(f"N{i}", shape) for i, shape in enumerate(wkb)],
        )


def _must_agree(connection: psycopg.Connection, cells: Cells) -> None:
    """A measurement of two things that differ would say nothing."""
    row = connection.execute("select count(*), sum(vehicle_s), sum(parked) from plain").fetchone()
    mine = (
        int((cells.vehicle_s > 0).sum()),
        int(cells.vehicle_s.sum(dtype=np.int64)),
        int(cells.parked.sum(dtype=np.int64)),
    )
    assert row == mine, (row, mine)


def lines() -> list[Line]:
    """The one line."""
    return [measure()]
