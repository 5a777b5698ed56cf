"""Months of the partitioned tables: made when first needed, dropped whole when past keeping."""

from datetime import UTC, date, datetime
from typing import Any

from psycopg import Connection, sql

MONTHLY = ("poll", "stay", "cell_day")


def ensure_month(connection: Connection[Any], table: str, moment: date | datetime) -> None:
    """Make the partition of `table` that holds `moment` (UTC), unless it is there."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC).date()
    first = moment.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    name = f"{table}_{first:%Y_%m}"
    # One maker at a time: two at once would both find it absent.
    connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"partition {name}"])
    connection.execute(
        sql.SQL(
            "create table if not exists {} partition of {} for values from ({}) to ({})"
        ).format(
            sql.Identifier(name),
            sql.Identifier(table),
            sql.Literal(f"{first} 00:00+00" if table != "cell_day" else str(first)),
            sql.Literal(f"{after} 00:00+00" if table != "cell_day" else str(after)),
        )
    )
