"""What is kept that should not be: nothing after two days, and what is planted is found."""

from datetime import UTC, datetime, timedelta

from psycopg import Connection
from psycopg_pool import ConnectionPool

from bench.privacy import LATER, Found, Known, search_logs, search_old, search_places, search_tables
from bench.privacy import searched as search
from stoep.cluster import Cluster
from stoep.store.partitions import ensure_day

Pool = ConnectionPool[Connection]
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def test_after_a_day_of_three_operators_nothing_stays_that_should_not(
    cluster: Cluster, address: str
) -> None:
    found = search(address, cluster.log, days=1)
    assert (found["ids"], found["places"], found["old"]) == (0, 0, 0), found["detail"]
    least = {"polls": 25, "failed": 2, "stays": 30, "trips": 1, "ridden": 10, "lines": 50}
    assert {name for name, count in least.items() if found[name] < count} == set()
    assert found["answered"] > found["routes"] / 2
    assert found["known_ids"] > 40


def test_an_id_that_is_kept_is_found_also_hashed(pool: Pool) -> None:
    known, found = Known({"VEER-0001", "VEER-0002", "VEER-0003"}), Found()
    with pool.connection() as connection:
        connection.execute("insert into operator (key, name) values ('a', 'stands veer-0001 here')")
        # The first twelve letters of a plain SHA-1 are as good as the id.
        connection.execute(
            "insert into operator (key, name) select 'x',"
            " left(encode(digest, 'hex'), 12) from (select sha256('VEER-0002') as digest) d"
        )
    search_tables(pool, known, found, LATER[1])
    assert len(found.ids) == 2
    assert all(": operator: VEER-000" in one for one in found.ids)


def test_a_row_past_its_time_is_found(pool: Pool) -> None:
    found = Found()
    with pool.connection() as connection:
        for days in (27, 29, 30):
            ended = NOW - timedelta(days=days)
            ensure_day(connection, "trip", ended)
            connection.execute(
                "insert into trip (feed_id, id, ended_at, started_at, told_at)"
                " values (1, gen_random_uuid(), %(at)s, %(at)s, %(at)s)",
                {"at": ended},
            )
    search_old(pool, found, NOW)
    assert found.old == ["2026-03-15 12:00: trip 0", "2026-03-15 12:00: trip 1"]


def test_a_point_of_a_ride_is_found(pool: Pool) -> None:
    known, found = Known(rides={(4.3123456, 52.0712345)}), Found()
    with pool.connection() as connection:
        connection.execute(
            "insert into city_event (municipality, name, starts_at, ends_at, lon, lat, added_by,"
            " added_at) values ('GM1', 'a', now(), now() + '1 hour', 4.3123456, 52.0712345, 'a',"
            " now())"
        )
    search_places(pool, known, found)
    assert found.places == ["city_event.lon: (4.3123456, 52.0712345)"]


def test_places_and_ids_in_log_lines_are_found() -> None:
    known, found = Known({"VEER-0001"}, places={(4.3123456, 52.0712345)}), Found()
    search_logs("at 4.31234, 52.99999 and for veer-0001\n", known, found, "log")
    assert found.ids == ["log: VEER-0001"]
    assert sorted(found.places) == ["log: (4.3123456, 52.0712345)", "log: 4.31234, 52.99999"]
