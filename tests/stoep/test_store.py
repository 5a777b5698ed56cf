"""The store: migrations up and down, and columns read without loss."""

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg.errors import ForeignKeyViolation

from stoep.cluster import Cluster
from stoep.store.columns import FOREVER, read_columns
from stoep.store.connect import engine
from stoep.store.migrate import migrate, revisions
from stoep.store.partitions import ensure_month
from stoep.store.tables import Base


def test_migrations_run_up_down_and_up_again(cluster: Cluster) -> None:
    cluster.create("updown")
    address = cluster.address("updown")
    for revision in ("head", "base", "head"):
        migrate(address, revision)
        has, wants = revisions(address)
        assert has == (None if revision == "base" else wants)
    cluster.drop("updown")


def test_the_migrated_schema_is_the_one_the_code_describes(address: str) -> None:
    source = engine(address)
    with source.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda item, name, kind, reflected, against: (
                    not (kind == "table" and reflected and name not in Base.metadata.tables)
                )
            },
        )
        assert compare_metadata(context, Base.metadata) == []
    source.dispose()


def test_columns_keep_values_times_and_infinity(pool) -> None:  # type: ignore[no-untyped-def]
    query = """
        select g::int2 as small, g * 0.5::float8 as half, g %% 2 = 0 as even,
               '2026-03-29 00:59:59+00'::timestamptz as t, 'infinity'::timestamptz as ever
        from generate_series(1, %(n)s) g order by g desc
    """
    with pool.connection() as connection:
        got = read_columns(connection, query, {"n": 3})
    assert got["small"].tolist() == [3, 2, 1]
    assert got["half"].tolist() == [1.5, 1.0, 0.5]
    assert got["even"].tolist() == [False, True, False]
    assert got["t"].tolist() == [1774745999] * 3
    assert (got["ever"] == FOREVER).all()


def test_no_rows_give_empty_columns_of_the_right_kind(pool) -> None:  # type: ignore[no-untyped-def]
    with pool.connection() as connection:
        got = read_columns(connection, "select id, first_seen, areas[1] as a from standing_stay")
    assert [len(c) for c in got.values()] == [0, 0, 0]
    assert got["id"].dtype == np.int64


def test_a_null_in_a_column_is_refused_not_misread(pool) -> None:  # type: ignore[no-untyped-def]
    with pool.connection() as connection, pytest.raises(ValueError, match="coalesce"):
        read_columns(connection, "select null::int4 as a")


def test_a_month_is_made_once_and_holds_its_last_second(pool) -> None:  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    moment = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    with pool.connection() as connection:
        ensure_month(connection, "poll", moment)
        ensure_month(connection, "poll", moment)
        connection.execute(
            "insert into poll (feed_id, started_at, finished_at, outcome, code_version) "
            "values (1, %(t)s, %(t)s, 'timeout', '0')",
            {"t": moment},
        )
        held = connection.execute("select count(*) from poll_2026_12").fetchone()
    assert held == (1,)


def test_two_that_make_parts_while_they_write_wait_for_nothing_but_each_other(pool) -> None:  # type: ignore[no-untyped-def]
    """As two feeds that are polled for the first time do: each has written, then needs parts."""
    from datetime import UTC, datetime
    from threading import Barrier, Thread

    tables = ("stay", "state_change", "poll")
    moments = [datetime(2031, month, 1, tzinfo=UTC) for month in (5, 6)]
    both_wrote, wrong = Barrier(2, timeout=20), list[Exception]()

    def poll(order: tuple[str, ...]) -> None:
        try:
            with pool.connection() as connection:
                for table in tables:
                    connection.execute(f"select count(*) from {table}")
                    connection.execute(f"delete from {table} where false")
                both_wrote.wait()
                for table in order:
                    for moment in moments:
                        ensure_month(connection, table, moment)
                for moment in moments:
                    connection.execute(
                        "insert into poll (feed_id, started_at, finished_at, outcome, code_version)"
                        " values (%(feed)s, %(at)s, %(at)s, 'timeout', '0')",
                        {"feed": 1 + (order != tables), "at": moment},
                    )
        except Exception as error:
            wrong.append(error)

    pollers = [Thread(target=poll, args=(order,)) for order in (tables, tables[::-1])]
    for poller in pollers:
        poller.start()
    for poller in pollers:
        poller.join(30)
    assert not wrong
    with pool.connection() as connection:
        made = connection.execute(
            "select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid"
            " where c.relname like '%\\_2031\\_0_'"
        ).fetchone()
    assert made == (len(tables) * len(moments),)


@pytest.mark.parametrize("table", ["feed", "vehicle_type"])
@pytest.mark.parametrize("act", ["delete from", "truncate"])
def test_what_stays_refer_to_is_never_deleted(pool, table: str, act: str) -> None:  # type: ignore[no-untyped-def]
    with (
        pool.connection() as connection,
        pytest.raises(ForeignKeyViolation, match="never deleted"),
    ):
        connection.execute(f"{act} {table} {'cascade' if act == 'truncate' else ''}")
