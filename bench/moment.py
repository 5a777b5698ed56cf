"""What stood at any past moment, in two million stays of three months, with the state of then.

Each moment is new: nothing of it was asked before. Read by the engine, and over HTTP on loopback as
a tile of the whole country and as the vehicles of one municipality.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from psycopg import Connection

from bench.report import Line
from bench.scratch import percentile, scratch_database, timed
from bench.served import served
from stoep.store.connect import pool
from stoep.store.partitions import ensure_month
from zones.standing import standing

COUNT = 2_000_000
DAYS = 90
FEEDS = 10
QUESTIONS = 60
BUDGET_S = 0.030
MAP_APART_PX = 4
"""As in assets/map/vehicles.js."""
NOW = datetime(2026, 7, 1, tzinfo=UTC)
LITERAL = "'2026-07-01 00:00+00'::timestamptz"
WORLD = """
insert into vehicle_type (form_factor, propulsion)
    values ('bicycle', 'human'), ('moped', 'electric'), ('cargo_bicycle', 'electric_assist');
insert into operator (key, name) select 'operator' || n, 'Operator ' || n
    from generate_series(1, {feeds}) n;
insert into feed (key, operator_id, name, url, interval_s)
    select 'feed' || id, id, name, 'http://127.0.0.1/', 30 from operator;
insert into feed_state (feed_id, generation, evidence_at, evidence_s)
    select id, 1, {now}, {days} * 86400 from feed;
insert into coverage_span (feed_id, starts_at, ends_at, starts_s)
    select feed_id, evidence_at - interval '{days} days', evidence_at, 0 from feed_state;
insert into area (kind, code, name, municipality, valid_from, geom, area_m2, source)
    select 'municipality', 'GM' || x || y, 'Town', 'GM' || x || y, '2000-01-01', st_multi(b),
           st_area(b::geography), 'bench'
    from generate_series(0, 9) x, generate_series(0, 9) y, lateral st_makeenvelope(
        4 + x * 0.2, 51.5 + y * 0.15, 4.2 + x * 0.2, 51.65 + y * 0.15, 4326) b
    order by x, y;
create temporary table told as
    select (f.feed_id::int8 << 40) + n as id, f.feed_id, (1 + n % 3)::int2 as vehicle_type_id,
           (array['available', 'reserved', 'out_of_order'])[1 + n % 3] as state, p.x, p.y,
           date_trunc('second', f.evidence_at - a.age_s * interval '1 second') as first_seen,
           date_trunc('second', f.evidence_at - (a.age_s - greatest(a.stood_s, 60))
                      * interval '1 second') as end_hi,
           {days} * 86400 - a.age_s as base_s,
           array[1 + 10 * trunc((p.x - 4) / 0.2) + trunc((p.y - 51.5) / 0.15)]::int4[] as areas
    from generate_series(1, {count}) n
    join feed_state f on f.feed_id = 1 + n % {feeds}
    cross join lateral (
        select (random() * {days} * 86400)::int8 as age_s,
               (-ln(1 - random()) * 3600 * case when n % 100 < 85 then 8 when n % 100 < 99 then 72
                                           else 720 end)::int8 as stood_s where n > 0
    ) a
    cross join lateral (select 4 + random() * 2 as x, 51.5 + random() * 1.5 as y where n > 0) p;
insert into stay (id, end_hi, end_lo, end_reason, feed_id, vehicle_type_id, state, geom, first_seen,
                  start_lo, start_reason, base_s, observed_s, areas)
    select id, end_hi, end_hi - interval '30 seconds', 'departed', feed_id, vehicle_type_id, state,
           st_setsrid(st_makepoint(x, y), 4326), first_seen, first_seen - interval '30 seconds',
           'arrived', base_s, extract(epoch from end_hi - first_seen)::int8 - 30, areas
    from told where end_hi <= {now} order by end_hi;
insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen, start_reason,
                       base_s, areas)
    select id, feed_id, gen_random_uuid(), vehicle_type_id, state,
           st_setsrid(st_makepoint(x, y), 4326), first_seen, 'arrived', base_s, areas
    from told where end_hi > {now};
insert into state_change (stay_id, changed_at, feed_id, was_since, changed_lo, observed_s, was,
                          became)
    select id, least(end_hi, {now}) - part * interval '1 second', feed_id, first_seen,
           least(end_hi, {now}) - (part + 30) * interval '1 second', 0,
           case state when 'available' then 'reserved' else 'available' end, state
    from told, lateral (
        select (extract(epoch from least(end_hi, {now}) - first_seen) / 2)::int8 as part) p
    where id % 2 = 0 and first_seen <= least(end_hi, {now}) - (part + 30) * interval '1 second'
    order by 2;
drop table told;
"""
BY_BLOCKS = """
select count(packed), sum(length(packed)) from (
    select int8send(id) || int4send(round(st_x(geom) * 1e7)::int4)
           || int4send(round(st_y(geom) * 1e7)::int4) || timestamptz_send(first_seen)
           || int4send(base_s::int4) || int4send(vehicle_type_id * 4
               + case state when 'available' then 0 when 'reserved' then 1 else 2 end) as packed
    from standing_stay
    where first_seen <= %(at)s and until > %(at)s
) stood
"""
"""The plain question, on the block range index, with the newest states."""


def _draw(connection: Connection) -> None:
    for day in range(0, DAYS + 60, 15):
        for table in ("stay", "state_change"):
            ensure_month(connection, table, NOW - timedelta(days=day - 30))
    world = WORLD.format(feeds=FEEDS, count=COUNT, days=DAYS, now=LITERAL)
    connection.execute(world.encode())
    connection.execute("vacuum analyze")


def _moments(seed: int) -> list[datetime]:
    """Moments from the first hour of the history on until yesterday."""
    seconds = np.random.default_rng(seed).integers(86_400, DAYS * 86_400 - 3600, QUESTIONS)
    return [NOW - timedelta(seconds=int(s)) for s in seconds]


def _took(ask: Callable[[datetime], object], seed: int) -> list[float]:
    return [timed(lambda at=at: ask(at)) for at in _moments(seed)][5:]


def _over_http(address: str) -> tuple[list[float], list[float], list[float]]:
    """Seconds of a tile as the map asks it, of one with every vehicle, of a municipality's."""
    with served(address) as client:

        def get(path: str) -> bytes:
            client.request("GET", path)
            answer = client.getresponse()
            body = answer.read()
            assert answer.status == 200, body
            return body

        def tile(at: datetime, apart: int) -> None:
            path = f"/v1/tiles/vehicles/6/32/20?moment={at:%Y-%m-%dT%H:%M:%SZ}&apart={apart}"
            assert len(get(path)) > 0

        def vehicles(at: datetime) -> None:
            told = json.loads(get(f"/v1/vehicles?area=55&moment={at:%Y-%m-%dT%H:%M:%SZ}"))
            assert told["count"] > 0

        drawn = _took(lambda at: tile(at, MAP_APART_PX), 2)
        return drawn, _took(lambda at: tile(at, 0), 4), _took(vehicles, 3)


def lines() -> list[Line]:
    """The engine, the tile and the municipality."""
    now_s = int(NOW.timestamp())
    with scratch_database("bench_moment") as address, pool(address, size=1) as connections:
        with connections.connection() as connection:
            connection.autocommit = True
            _draw(connection)
            engine = _took(lambda at: standing(connection, int(at.timestamp()), now_s), 1)
            rival = _took(lambda at: connection.execute(BY_BLOCKS, {"at": at}).fetchone(), 1)
            stood = len(standing(connection, int(_moments(1)[0].timestamp()), now_s))
            connection.autocommit = False
        drawn, tile, vehicles = _over_http(address)
    rival_s = percentile(rival, 0.5)
    beside = f"plain SQL on a block range index {1e3 * rival_s:.0f} ms"
    return [
        _line(f"what stood at a past moment, {COUNT:,} stays", engine, rival_s, beside),
        _line("the same as a tile over HTTP, as the map asks it", drawn, rival_s, beside),
        _line(f"the same with all {stood:,} vehicles in the tile", tile, rival_s, beside),
        _line("the same of one municipality in a hundred, over HTTP", vehicles, rival_s, beside),
    ]


def _line(what: str, took: list[float], rival_s: float, beside: str) -> Line:
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    return Line(
        what,
        f"p50 {1e3 * p50:.0f} ms, p95 {1e3 * p95:.0f} ms",
        f"{beside}: × {rival_s / p50:.1f}",
        f"p50 ≤ {1e3 * BUDGET_S:.0f} ms",
        p50 <= BUDGET_S,
    )
