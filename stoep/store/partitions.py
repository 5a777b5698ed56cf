"""Parts of the partitioned tables: made when first needed, dropped whole when past keeping."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg import Connection

MONTHLY = ("poll", "stay", "cell_day", "state_change")
DAILY = ("raw_poll", "raw_suspect", "trip")


def make_ahead(connection: Connection[Any], now: datetime) -> None:
    """Make what the next weeks will need: then no poll has to, beside others that write."""
    soon = (now.astimezone(UTC), now.astimezone(UTC) + timedelta(days=1))
    for table in DAILY:
        for moment in soon:
            ensure_day(connection, table, moment)
    for table in MONTHLY:
        for moment in (*soon, soon[0] + timedelta(days=28)):
            ensure_month(connection, table, moment)


def ensure_month(connection: Connection[Any], table: str, moment: date | datetime) -> bool:
    """Make the partition of `table` that holds `moment` (UTC); whether it was there already."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC).date()
    first = moment.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    by_moment = table != "cell_day"
    return _make(
        connection,
        table,
        f"{table}_{first:%Y_%m}",
        *(f"{edge} 00:00+00" if by_moment else str(edge) for edge in (first, after)),
    )


def ensure_day(connection: Connection[Any], table: str, moment: datetime) -> bool:
    """Make the partition of `table` for the day of `moment` (UTC); whether it was there already."""
    day = moment.astimezone(UTC).date()
    edges = (f"{edge} 00:00+00" for edge in (day, day + timedelta(days=1)))
    return _make(connection, table, f"{table}_{day:%Y_%m_%d}", *edges)


def drop_days(connection: Connection[Any], table: str, before: datetime) -> list[str]:
    """Drop the days of `table` that ended before a moment; gives the names of what was dropped."""
    last = f"{table}_{before.astimezone(UTC).date():%Y_%m_%d}"
    return _drop_before(connection, table, last)


def _drop_before(connection: Connection[Any], table: str, last: str) -> list[str]:
    rows = connection.execute(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where i.inhparent = %s::regclass and c.relname < %s order by c.relname",
        [table, last],
    ).fetchall()
    for (name,) in rows:
        drop_part(connection, name)
    return [name for (name,) in rows]


def drop_months(connection: Connection[Any], table: str, before: datetime) -> list[str]:
    """Drop the months of `table` that ended before a moment; gives the names of what went."""
    last = f"{table}_{before.astimezone(UTC).date():%Y_%m}"
    return _drop_before(connection, table, last)


def drop_part(connection: Connection[Any], name: str) -> None:
    """Drop a part of what is not kept for good; the database refuses any other."""
    connection.execute("select drop_part(%s)", [name])


def months_before_kept(connection: Connection[Any], table: str, kept: str) -> list[str]:
    """The months of `table` from before the oldest month that `kept` still has; none without."""
    rows = connection.execute(
        "with part as ("
        "    select i.inhparent::regclass::text as parent, c.relname::text as name,"
        "           right(c.relname, 7) as month"
        "    from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        ") select name from part where parent = %(table)s"
        " and month < (select min(month) from part where parent = %(kept)s) order by name",
        {"table": table, "kept": kept},
    ).fetchall()
    return [name for (name,) in rows]


def _make(connection: Connection[Any], table: str, name: str, begin: str, end: str) -> bool:
    if _is_there(connection, name):
        return True
    # One maker at a time, of whatever part: two that make several in another order would each wait
    # for the other. It waits holding what it reads and writes, so the table itself must not be
    # locked against that: a part that is made alone and then attached leaves it open to both.
    connection.execute("select pg_advisory_xact_lock(hashtext('partition'))")
    connection.execute("select make_part(%s, %s, %s, %s)", [table, name, begin, end])
    return False


def _is_there(connection: Connection[Any], name: str) -> bool:
    # Not `to_regclass`: it remembers that there was none while another made it.
    row = connection.execute(
        "select 1 from pg_class where relname = %s"
        " and relnamespace = current_schema()::regnamespace",
        [name],
    ).fetchone()
    return row is not None
