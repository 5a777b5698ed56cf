"""Keep the folded numbers in step with the evidence.

A round counts a feed's quarters from `folded_to` on: what may still change, since an absence that
is not final can be undone by a return, and who is held back may turn out to stand. Earlier quarters
of that day are final and stay as they are; later days are written whole, replacing what was there.
Folding again changes nothing, folding in pieces equals folding at once.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.store.copying import copy_columns, int_lists, numbers
from stoep.store.partitions import ensure_month
from stoep.vocabulary import BUCKET_S
from zones.clock import load_clocks
from zones.corrections import begin_corrections, end_corrections
from zones.day_cells import QUARTERS, DayCells, by_day
from zones.fold import Placed, fold
from zones.kept import whole_days_since
from zones.recount import take_recount

SQL = {path.stem: path.read_text() for path in (Path(__file__).parent / "sql").glob("*.sql")}
DAY_S = 86_400
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
           (select min(missing_since) from open_stay where feed_id = %(feed)s),
           (select to_timestamp(min((held.value->>'first_s')::int8))
            from jsonb_each(held_back) as held)
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
        written = 0
        if touched := take_recount(connection, feed_id, evidence_s):
            areas, since_s, until_s = touched
            written = replace_cells(connection, [feed_id], areas, since_s, until_s + 1)
        written += replace_quarters(connection, feed_id, folded_s, evidence_s)
        end_corrections(connection, corrections, evidence_s)
        connection.execute(
            "insert into fold_state (feed_id, folded_to, seen_to)"
            " values (%s, to_timestamp(%s), to_timestamp(%s)) on conflict (feed_id)"
            " do update set folded_to = excluded.folded_to, seen_to = excluded.seen_to",
            [feed_id, final_s, evidence_s],
        )
    return written


def replace_quarters(
    connection: Connection[Any], feed_id: int, from_s: int, evidence_s: int
) -> int:
    """Fold a feed from the quarter of `from_s` to its newest evidence; rows written."""
    start = from_s // BUCKET_S * BUCKET_S
    midnight = from_s // DAY_S * DAY_S
    if start == midnight:
        return replace_cells(connection, [feed_id], None, start, evidence_s + 1)
    last = evidence_s // BUCKET_S * BUCKET_S + BUCKET_S
    written = _merge(connection, feed_id, start, min(last, midnight + DAY_S))
    if last > midnight + DAY_S:
        written += replace_cells(connection, [feed_id], None, midnight + DAY_S, evidence_s + 1)
    return written


def _merge(connection: Connection[Any], feed_id: int, start: int, end: int) -> int:
    """Fold some quarters of one day, and put them behind those before; nothing stands after."""
    midnight = start // DAY_S * DAY_S
    kept = (start - midnight) // BUCKET_S
    period = {"start": start, "end": end, "feeds": [feed_id], "areas": None}
    columns = read_columns(connection, SQL["placed_stays"], period)
    cells = fold(Placed(**columns), load_clocks(connection, [feed_id]), start, end)
    stands = (cells.parked != 0).any(axis=1) | (cells.vehicle_s != 0).any(axis=1)
    empty = ((0, 0), (0, QUARTERS - kept - cells.parked.shape[1]))
    ensure_month(connection, "cell_day", datetime.fromtimestamp(midnight, UTC).date())
    rows = {
        "day": datetime.fromtimestamp(midnight, UTC).date(),
        "feed": feed_id,
        "kept": kept,
        "areas": cells.area_id[stands],
        "types": cells.vehicle_type_id[stands],
        "parked": np.pad(cells.parked[stands], empty).reshape(-1),
        "vehicle_s": np.pad(cells.vehicle_s[stands], empty).reshape(-1),
    }
    merged = connection.execute(SQL["merge_cells"], rows).rowcount
    return merged + connection.execute(SQL["empty_cells"], rows).rowcount


def replace_cells(
    connection: Connection[Any],
    feeds: list[int] | None,
    areas: list[int] | None,
    from_s: int,
    to_s: int,
) -> int:
    """Fold whole days from the one of `from_s` up to `to_s`, a week at a time.

    Days of which stays are past keeping are left as they were counted.
    """
    clocks = load_clocks(connection, feeds)
    first, last = from_s // DAY_S * DAY_S, -(-to_s // DAY_S) * DAY_S
    first = max(first, whole_days_since(connection))
    written = 0
    for start in range(first, last, DAYS_AT_ONCE * DAY_S):
        end = min(start + DAYS_AT_ONCE * DAY_S, last)
        period = {"start": start, "end": end, "feeds": feeds, "areas": areas}
        columns = read_columns(connection, SQL["placed_stays"], period)
        cells = fold(Placed(**columns), clocks, start, end)
        connection.execute(SQL["forget_cells"], period)
        written += write_cells(connection, by_day(cells))
    return written


def write_cells(connection: Connection[Any], cells: DayCells) -> int:
    """Cells into their months; how many rows."""
    rows = len(cells)
    if not rows:
        return 0
    days = cells.day.astype("datetime64[D]")
    for month in np.unique(days.astype("datetime64[M]")):
        ensure_month(connection, "cell_day", month.astype("datetime64[D]").item())
    owner = np.repeat(np.arange(rows), QUARTERS)
    copy_columns(
        connection,
        "cell_day",
        {
            "day": numbers(cells.day - EPOCH_2000_DAYS, "i4"),
            "area_id": numbers(cells.area_id, "i4"),
            "feed_id": numbers(cells.feed_id, "i4"),
            "vehicle_type_id": numbers(cells.vehicle_type_id, "i2"),
            "parked": int_lists(owner, cells.parked.reshape(-1), rows),
            "vehicle_s": int_lists(owner, cells.vehicle_s.reshape(-1), rows),
        },
    )
    return rows
