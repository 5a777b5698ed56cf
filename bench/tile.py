"""A vector tile of 100,000 vehicles that nobody asked for before, over HTTP on loopback."""

import time

import psycopg

from bench.report import Line
from bench.scratch import median, percentile, scratch_database
from bench.served import served

COUNT = 100_000
FEEDS = 10
TILES = 60
BUDGET_S = 0.050
PLACE = "9/262/168"
PATH = f"/v1/tiles/vehicles/{PLACE}"
WORLD = """
insert into vehicle_type (form_factor, propulsion)
    values ('bicycle', 'human'), ('moped', 'electric'), ('cargo_bicycle', 'electric_assist');
insert into operator (key, name) select 'operator' || n, 'Operator ' || n
    from generate_series(1, {feeds}) n;
insert into feed (key, operator_id, name, url, interval_s)
    select 'feed' || id, id, name, 'http://127.0.0.1/', 30 from operator;
insert into feed_state (feed_id, generation, evidence_at, evidence_s)
    select id, 1, date_trunc('second', now()), 30 * 86400 from feed;
insert into coverage_span (feed_id, starts_at, ends_at, starts_s)
    select feed_id, evidence_at - interval '30 days', evidence_at, 0 from feed_state;
insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen, start_reason,
                       base_s, areas)
    select (f.feed_id::int8 << 40) + n, f.feed_id, gen_random_uuid(), 1 + n % 3,
           (array['available', 'reserved', 'out_of_order'])[1 + n % 3],
           st_setsrid(st_makepoint(4.23 + random() * 0.68, 52.06 + random() * 0.41), 4326),
           f.evidence_at - a.age_s * interval '1 second', 'arrived', 30 * 86400 - a.age_s,
           array[n % 100, 100 + n % 900]
    from generate_series(1, {count}) n
    join feed_state f on f.feed_id = 1 + n % {feeds}
    cross join lateral (select (random() ^ 3 * 25 * 86400)::int8 as age_s where n > 0) a;
"""
AS_MVT = """
select st_asmvt(t, 'vehicles', 4096, 'place', 'id') from (
    select s.id, o.key as operator, k.form_factor, s.state,
           width_bucket(w.evidence_s - s.base_s, array[172800, 345600, 604800, 1209600]) as class,
           w.evidence_at < now() - interval '5 minutes' as late,
           st_asmvtgeom(st_transform(s.geom, 3857), st_tileenvelope(9, 262, 168)) as place
    from open_stay s
    join feed_state w on w.feed_id = s.feed_id
    join feed f on f.id = s.feed_id
    join operator o on o.id = f.operator_id
    join vehicle_type k on k.id = s.vehicle_type_id
    where s.missing_since is null and s.geom && st_transform(st_tileenvelope(9, 262, 168), 4326)
) t
"""


def measure() -> Line:
    """p50 and p95 of tiles right after a poll of every feed, against ST_AsMVT on the same rows."""
    with scratch_database("bench_tile") as address, psycopg.connect(address) as connection:
        connection.autocommit = True
        connection.execute(WORLD.format(feeds=FEEDS, count=COUNT).encode())
        connection.execute("vacuum analyze")
        took = _cold_tiles(address, connection)
        rival_s = median(lambda: connection.execute(AS_MVT).fetchone(), 15)
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    return Line(
        f"vector tile, {COUNT:,} vehicles, cold",
        f"p50 {1e3 * p50:.0f} ms, p95 {1e3 * p95:.0f} ms",
        f"ST_AsMVT in the database {1e3 * rival_s:.0f} ms",
        f"p95 ≤ {1e3 * BUDGET_S:.0f} ms",
        p95 <= BUDGET_S,
    )


def _cold_tiles(address: str, connection: psycopg.Connection) -> list[float]:
    """Seconds from asking until the last byte, each time of a scene that is new."""
    took = []
    with served(address) as client:
        for _ in range(TILES + 5):
            connection.execute(
                "update feed_state set generation = generation + 1, evidence_at ="
                " least(evidence_at + interval '1 second', date_trunc('second', now()))"
            )
            began = time.perf_counter()
            client.request("GET", PATH)
            body = client.getresponse().read()
            took.append(time.perf_counter() - began)
            assert len(body) > 20 * COUNT, "the tile lacks vehicles"
    return took[5:]


def lines() -> list[Line]:
    """The one line."""
    return [measure()]
