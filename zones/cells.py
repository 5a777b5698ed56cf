"""Keep the folded numbers in step with the evidence.

Cells are written by whole days (UTC) of a feed, replacing what was there: folding again changes
nothing, folding in pieces equals folding at once. What may still change is folded again: an absence
that is not final can be undone by a return.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.store.copying import copy_columns, int_lists, numbers
from stoep.store.partitions import ensure_month
from zones.clock import load_clocks
from zones.corrections import begin_corrections, end_corrections
from zones.fold import Cells, Placed, fold
from zones.locate import Locator
from zones.permits.redrawn import count_again

SQL = {path.stem: path.read_text() for path in (Path(__file__).parent / "sql").glob("*.sql")}
DAY_S = 86_400
QUARTERS = 96
DAYS_AT_ONCE = 7
EPOCH_2000_DAYS = 10_957
"""Days from 1970 to 2000, where PostgreSQL's dates begin."""

FOLDED = """
select extract(epoch from coalesce(
           (select folded_to from fold_state where feed_id = %(feed)s),
           (select min(starts_at) from coverage_span where feed_id = %(feed)s)
       ))::int8,
       extract(epoch from evidence_at)::int8,
       extract(epoch from least(
           evidence_at,
           (select min(missing_since) from open_stay where feed_id = %(feed)s)
       ))::int8
from feed_state where feed_id = %(feed)s
"""


def fold_feed(connection: Connection[Any], feed_id: int) -> int:
    """Fold a feed's newest evidence into cells; the number of cell rows written."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtext('fold'), %s)", [feed_id])
        row = connection.execute(FOLDED, {"feed": feed_id}).fetchone()
        if row is None or row[0] is None or row[1] is None:
            return 0
        folded_s, evidence_s, final_s = row
        corrections = begin_corrections(connection, feed_id, evidence_s)
        written = _replace(connection, [feed_id], None, folded_s, evidence_s)
        end_corrections(connection, corrections, evidence_s)
        connection.execute(
            "insert into fold_state (feed_id, folded_to, seen_to)"
            " values (%s, to_timestamp(%s), to_timestamp(%s)) on conflict (feed_id)"
            " do update set folded_to = excluded.folded_to, seen_to = excluded.seen_to",
            [feed_id, final_s, evidence_s],
        )
    return written


def fold_areas(
    connection: Connection[Any],
    area_ids: list[int],
    progress: Callable[[float], None] = lambda part: None,
) -> None:
    """Give areas that came later their history: place all stays in them, then fold every feed.

    `progress` hears a share from 0 to 1.
    """
    if not area_ids:
        return
    with connection.transaction():
        for table in ("open_stay", "stay"):
            _place(connection, table, area_ids)
        count_again(connection, area_ids)
        row = connection.execute(
            "select extract(epoch from min(starts_at))::int8,"
            " extract(epoch from max(ends_at))::int8 from coverage_span"
        ).fetchone()
        if row is None or row[0] is None:
            return
        _replace(connection, None, area_ids, row[0], row[1], progress)
    progress(1.0)


def _place(connection: Connection[Any], table: str, area_ids: list[int]) -> None:
    """Write into each stay which of the areas its place lies in."""
    rows = connection.execute(
        "select id, st_asbinary(geom) from area where id = any(%s)", [area_ids]
    ).fetchall()
    locator = Locator.of(rows)
    stays = read_columns(connection, f"select id, st_x(geom) lon, st_y(geom) lat from {table}")
    stay, area = locator.locate(stays["lon"], stays["lat"])
    connection.execute(
        f"update {table} s set areas = (select array_agg(distinct x order by x)"
        " from unnest(s.areas || p.areas) x) from (select id, array_agg(area::int) as areas"
        " from unnest(%s::int8[], %s::int8[]) as q (id, area) group by id) p where s.id = p.id",
        [stays["id"][stay], area.astype(np.int64)],
    )


def _replace(
    connection: Connection[Any],
    feeds: list[int] | None,
    areas: list[int] | None,
    from_s: int,
    to_s: int,
    progress: Callable[[float], None] = lambda part: None,
) -> int:
    """Fold whole days from the one of `from_s` through the one of `to_s`, a week at a time."""
    clocks = load_clocks(connection, feeds)
    first, last = from_s // DAY_S * DAY_S, to_s // DAY_S * DAY_S + DAY_S
    written = 0
    for start in range(first, last, DAYS_AT_ONCE * DAY_S):
        end = min(start + DAYS_AT_ONCE * DAY_S, last)
        period = {"start": start, "end": end, "feeds": feeds, "areas": areas}
        columns = read_columns(connection, SQL["placed_stays"], period)
        cells = fold(Placed(**columns), clocks, start, end)
        connection.execute(SQL["forget_cells"], period)
        written += _write(connection, cells)
        progress((end - first) / (last - first))
    return written


def _write(connection: Connection[Any], cells: Cells) -> int:
    """Cells into their months, one row for each group and day in which something stood."""
    days = cells.parked.shape[1] // QUARTERS
    shape = (-1, days, QUARTERS)
    parked, vehicle_s = cells.parked.reshape(shape), cells.vehicle_s.reshape(shape)
    group, day = np.nonzero((parked != 0).any(axis=2) | (vehicle_s != 0).any(axis=2))
    rows = len(group)
    if not rows:
        return 0
    first_day = np.datetime64(cells.start, "s").astype("datetime64[D]")
    for month in np.unique((first_day + day).astype("datetime64[M]")):
        ensure_month(connection, "cell_day", month.astype("datetime64[D]").item())
    owner = np.repeat(np.arange(rows), QUARTERS)
    copy_columns(
        connection,
        "cell_day",
        {
            "day": numbers(first_day.astype(np.int64) - EPOCH_2000_DAYS + day, "i4"),
            "area_id": numbers(cells.area_id[group], "i4"),
            "feed_id": numbers(cells.feed_id[group], "i4"),
            "vehicle_type_id": numbers(cells.vehicle_type_id[group], "i2"),
            "parked": int_lists(owner, parked[group, day].reshape(-1), rows),
            "vehicle_s": int_lists(owner, vehicle_s[group, day].reshape(-1), rows),
        },
    )
    return rows
