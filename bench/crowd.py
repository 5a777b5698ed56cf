"""The demo's city with 100,000 vehicles and two million stays: the demo, many times as dense.

Each feed gets a second one beside it with what it saw, copied over and over, every copy moved by a
few metres. So the crowd stands where vehicles stand, for as long as they do, with the same outages.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.demo import DEMO, demo
from stoep.cluster import Cluster
from stoep.store.connect import pool
from stoep.store.migrate import migrate
from zones.cells import fold_feed

VEHICLES, STAYS = 100_000, 2_000_000
NAME = "crowd"
FEEDS = """
insert into feed (key, operator_id, name, url, interval_s, default_form_factor, default_propulsion,
                  id_policy, bounds)
    select key || '-crowd', operator_id, name || ' (crowd)', url, interval_s, default_form_factor,
           default_propulsion, id_policy, bounds
    from feed order by id;
insert into feed_state (feed_id, generation, evidence_at, evidence_s)
    select n.id, s.generation, s.evidence_at, s.evidence_s
    from feed n join feed o on n.key = o.key || '-crowd' join feed_state s on s.feed_id = o.id;
insert into coverage_span (feed_id, starts_at, ends_at, starts_s)
    select n.id, c.starts_at, c.ends_at, c.starts_s
    from feed n join feed o on n.key = o.key || '-crowd' join coverage_span c on c.feed_id = o.id
"""
OPEN = """
insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen, start_lo,
                       start_reason, base_s, areas)
    select (n.id::int8 << 40) + row_number() over (), n.id, gen_random_uuid(), s.vehicle_type_id,
           s.state, st_translate(s.geom, (random() - 0.5) * 3e-4, (random() - 0.5) * 2e-4),
           s.first_seen, s.start_lo, s.start_reason, s.base_s, s.areas
    from open_stay s
    join feed o on o.id = s.feed_id
    join feed n on n.key = o.key || '-crowd'
    cross join generate_series(1, 1 + %(most)s / (select count(*) from open_stay)) copy
    where s.missing_since is null
    limit %(most)s - (select count(*) from open_stay where missing_since is null)
"""
ENDED = """
insert into stay (id, end_hi, end_lo, end_reason, feed_id, vehicle_type_id, state, geom, first_seen,
                  start_lo, start_reason, base_s, observed_s, areas)
    select (n.id::int8 << 40) + 1000000 + row_number() over (), s.end_hi, s.end_lo, s.end_reason,
           n.id, s.vehicle_type_id, s.state,
           st_translate(s.geom, (random() - 0.5) * 3e-4, (random() - 0.5) * 2e-4),
           s.first_seen, s.start_lo, s.start_reason, s.base_s, s.observed_s, s.areas
    from stay s
    join feed o on o.id = s.feed_id
    join feed n on n.key = o.key || '-crowd'
    cross join generate_series(1, 1 + %(most)s / (select count(*) from stay)) copy
    limit %(most)s - (select count(*) from stay)
"""


@contextmanager
def crowded() -> Iterator[tuple[str, int]]:
    """Address of the database, and the moment (unix seconds) of its newest evidence."""
    with demo():
        pass
    cluster = Cluster(DEMO)
    with cluster.up():
        cluster.drop(NAME)
        cluster.create(NAME, template="demo")
        address = cluster.address(NAME)
        migrate(address)
        try:
            yield address, _pour(address)
        finally:
            cluster.drop(NAME)


def _pour(address: str) -> int:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(FEEDS.encode())
        connection.execute(OPEN, {"most": VEHICLES})
        connection.execute(ENDED, {"most": STAYS})
        connection.execute("vacuum analyze")
        feeds = connection.execute("select id from feed where key like '%-crowd'").fetchall()
        row = connection.execute(
            "select extract(epoch from max(evidence_at))::int8 from feed_state"
        ).fetchone()
        assert row is not None
    with pool(address, size=1) as connections:
        for (feed,) in feeds:
            with connections.connection() as folding:
                fold_feed(folding, feed)
    return int(row[0])
