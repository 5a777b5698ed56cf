"""A round of counting at six in the evening: only the newest quarters, against the whole day.

A feed of 20,000 vehicles in 600 areas; each vehicle stood in five places since midnight. A minute
of evidence is added before each round, in which one vehicle in a hundred leaves.
"""

import time
from typing import Any

import numpy as np
from psycopg import Connection

from bench.report import Line
from bench.scratch import scratch_database
from ingest.feed import add_feed
from stoep.store.connect import pool
from stoep.store.copying import blocks, constant, copy_columns, int_lists, numbers, points, texts
from stoep.store.partitions import ensure_month
from zones.cells import fold_feed, replace_cells
from zones.locate import load_locator

VEHICLES, MOVES, ROUNDS = 20_000, 4, 5
DAY = 1_772_496_000
EVENING = DAY + 18 * 3600
GRID = 24
EPOCH_2000_S = 946_684_800


def lines() -> list[Line]:
    """Median of some rounds, each way on the same evidence."""
    with scratch_database("bench_incremental") as address, pool(address) as connections:
        with connections.connection() as connection:
            feed = add_feed(connection, key="f", name="f", url="http://x", operator="o").id
            _draw(connection)
            _fill(connection, feed)
        with connections.connection() as connection:
            connection.execute("analyze")
            fold_feed(connection, feed)
        rounds, whole = [], []
        for number in range(1, ROUNDS + 1):
            now = EVENING + 60 * number
            with connections.connection() as connection:
                _minute(connection, feed, now)
            with connections.connection() as connection:
                began = time.perf_counter()
                fold_feed(connection, feed)
                connection.commit()
                rounds.append(time.perf_counter() - began)
                told = _fingerprint(connection)
                began = time.perf_counter()
                replace_cells(connection, [feed], None, DAY, now + 1)
                connection.commit()
                whole.append(time.perf_counter() - began)
                assert told == _fingerprint(connection)
    round_s, whole_s = float(np.median(rounds)), float(np.median(whole))
    return [
        Line(
            f"a round at 18:00, a feed of {VEHICLES:,} vehicles in {GRID * GRID + 25} areas",
            f"{round_s * 1000:.0f} ms",
            f"the whole day again {whole_s * 1000:.0f} ms: × {whole_s / round_s:.1f}, same bytes",
            "–",
            None,
        )
    ]


def _draw(connection: Connection[Any]) -> None:
    """Boxes of two sizes over a city: a vehicle stands in two of them."""
    for kind, side in (("neighbourhood", GRID), ("district", 5)):
        connection.execute(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source)"
            " select %(kind)s, x || '-' || y, 'N', '2000-01-01', st_multi(st_makeenvelope("
            "   4.2 + x * 0.2 / %(n)s, 52 + y * 0.1 / %(n)s, 4.2 + (x + 1) * 0.2 / %(n)s,"
            "   52 + (y + 1) * 0.1 / %(n)s, 4326)), 1, 'bench'"
            " from generate_series(0, %(n)s - 1) x, generate_series(0, %(n)s - 1) y",
            {"kind": kind, "n": side},
        )
    connection.execute(
        "insert into vehicle_type (form_factor, propulsion) values ('bicycle', 'human')"
    )


def _fill(connection: Connection[Any], feed: int) -> None:
    """A day so far: stays that ended, and those that have not."""
    random = np.random.default_rng(18)
    connection.execute(
        "insert into coverage_span values (%s, to_timestamp(%s), to_timestamp(%s), 0)",
        [feed, DAY - 3600, EVENING],
    )
    connection.execute(
        "update feed_state set evidence_at = to_timestamp(%s), evidence_s = %s where feed_id = %s",
        [EVENING, EVENING - DAY + 3600, feed],
    )
    cuts = np.sort(random.integers(DAY, EVENING - 600, (VEHICLES, MOVES)), axis=1)
    since = np.concatenate([np.full((VEHICLES, 1), DAY - 3000), cuts + 300], axis=1)
    ended = (cuts > since[:, :-1]).reshape(-1)
    # History is added to as stays end.
    order = np.flatnonzero(ended)[np.argsort(cuts.reshape(-1)[ended], kind="stable")]
    _put(connection, "stay", feed, 1, since[:, :-1].reshape(-1)[order], cuts.reshape(-1)[order])
    _put(connection, "open_stay", feed, 1 + ended.size, since[:, -1], None)


def _put(
    connection: Connection[Any], table: str, feed: int, first: int, since: Any, until: Any
) -> None:
    random = np.random.default_rng(first)
    count = len(since)
    lon, lat = random.uniform(4.2, 4.4, count), random.uniform(52, 52.1, count)
    stay, area = load_locator(connection).locate(lon, lat)
    order = np.lexsort((area, stay))
    micros = (since - EPOCH_2000_S) * 1_000_000
    columns = {
        "id": numbers((feed << 40) + first + np.arange(count), "i8"),
        "feed_id": numbers(np.full(count, feed), "i4"),
        "vehicle_type_id": numbers(np.ones(count), "i2"),
        "state": texts(["available"] * count),
        "geom": points(lon, lat),
        "first_seen": numbers(micros, "i8"),
        "start_lo": constant(None, count),
        "start_reason": texts(["arrived"] * count),
        "base_s": constant(bytes(8), count),
        "areas": int_lists(stay[order], area[order], count),
    }
    if until is None:
        vehicles = [int(n).to_bytes(16, "big") for n in range(first, first + count)]
        columns |= {"vehicle": blocks(vehicles, 16)}
    else:
        ensure_month(connection, "stay", np.datetime64(DAY, "s").astype(object))
        ends = (until - EPOCH_2000_S) * 1_000_000
        columns |= {
            "end_hi": numbers(ends, "i8"),
            "end_lo": numbers(ends - 1_000_000, "i8"),
            "end_reason": texts(["departed"] * count),
            "observed_s": constant(bytes(8), count),
        }
    copy_columns(connection, table, columns)


def _minute(connection: Connection[Any], feed: int, now: int) -> None:
    """A minute passes: one in a hundred was not listed, and those of before have left for good."""
    connection.execute(
        "with gone as (delete from open_stay where missing_since is not null returning *)"
        " insert into stay (id, end_hi, end_lo, end_reason, feed_id, vehicle_type_id, state, geom,"
        " first_seen, start_reason, base_s, observed_s, areas) select id, missing_since, last_seen,"
        " 'departed', feed_id, vehicle_type_id, state, geom, first_seen, start_reason, base_s, 0,"
        " areas from gone"
    )
    connection.execute(
        "update open_stay set last_seen = to_timestamp(%s), missing_since = to_timestamp(%s)"
        " where id %% 100 = %s",
        [now - 60, now, now // 60 % 100],
    )
    connection.execute(
        "update coverage_span set ends_at = to_timestamp(%s) where feed_id = %s", [now, feed]
    )
    connection.execute(
        "update feed_state set evidence_at = to_timestamp(%s), evidence_s = evidence_s + 60"
        " where feed_id = %s",
        [now, feed],
    )


def _fingerprint(connection: Connection[Any]) -> Any:
    return connection.execute(
        "select count(*), md5(string_agg(c::text, '|' order by c::text)) from cell_day c"
    ).fetchone()
