"""The history of areas that were drawn later: counted a week at a time, newest first.

Each week (less, where very much happened) is a transaction of its own that moves `folded_from`
back: whoever is killed in the middle is taken up where the last week ended. What is not counted yet
is unknown, never 0.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.store.columns import FOREVER, read_columns
from zones.cells import DAY_S, DAYS_AT_ONCE, replace_cells
from zones.kept import whole_days_since
from zones.locate import Locator
from zones.measure import SQL
from zones.permits.redrawn import count_again

AREAS_AT_ONCE = 1000
STAYS_AT_ONCE = 300_000
"""About so many are placed in one transaction: seconds, within any timeout."""
ASK = """
insert into area_fold (area_id)
select id from unnest(%s::int[]) as a (id) where exists (select from coverage_span)
on conflict do nothing
"""
BEGIN = """
update area_fold f
set from_at = e.first_at, to_at = e.last_at
from (
    select greatest(date_trunc('day', min(starts_at), 'UTC'),
                    (select date_trunc('day', kept_from, 'UTC') + interval '1 day'
                     from retention where what = 'stay')) as first_at,
           date_trunc('day', max(ends_at), 'UTC') + interval '1 day' as last_at
    from coverage_span
) e
where f.area_id = any(%s) and f.folded_from is null
"""
LATER = """
update area_fold
set from_at = greatest(from_at, to_timestamp(%s))
where area_id = any(%s)
"""
"""What went past keeping while an area waited is never counted."""
COUNTED = """
select area_id,
       extract(epoch from case when finished_at is null then folded_from else from_at end)::int8
from area_fold
where area_id = any(%s) and (
    finished_at is null
    or exists (select from retention where what = 'stay')
       and from_at > (select min(starts_at) from coverage_span)
)
"""
"""Of an area that was drawn when early stays were past keeping, what was before is never known."""
NEXT = """
select area_id, extract(epoch from folded_from)::int8
from area_fold
where finished_at is null and (%(areas)s::int[] is null or area_id = any(%(areas)s::int[]))
order by folded_from desc nulls first, asked_at, area_id
"""
STARTED = "update area_fold set started_at = now() where started_at is null and area_id = any(%s)"
PERIOD = """
select extract(epoch from min(from_at))::int8, extract(epoch from max(to_at))::int8
from area_fold where area_id = any(%s)
"""
LOCKED = """
select area_id from area_fold
where area_id = any(%(areas)s) and finished_at is null
  and folded_from is not distinct from to_timestamp(%(to)s)
order by area_id for update
"""
ADVANCE = """
update area_fold
set folded_from = to_timestamp(%(from)s), failed = null,
    done_share = extract(epoch from to_at - to_timestamp(%(from)s))
               / extract(epoch from to_at - from_at),
    finished_at = case when to_timestamp(%(from)s) <= from_at then now() end
where area_id = any(%(areas)s)
"""


def ask_history(connection: Connection[Any], area_ids: list[int]) -> None:
    """Put areas into the queue; where there is no evidence yet, there is no history to count."""
    connection.execute(ASK, [area_ids])


def fold_areas(
    connection: Connection[Any],
    area_ids: list[int],
    progress: Callable[[float], None] = lambda part: None,
) -> None:
    """Count the history of areas here and now; `progress` hears a share from 0 to 1."""
    with connection.transaction():
        ask_history(connection, area_ids)
    while fold_next(connection, area_ids):
        with connection.transaction():
            row = connection.execute(
                "select avg(done_share) from area_fold where area_id = any(%s)", [area_ids]
            ).fetchone()
        progress(float(row[0]) if row and row[0] is not None else 1.0)
    progress(1.0)


def fold_next(connection: Connection[Any], area_ids: list[int] | None = None) -> bool:
    """Count one more week of history of areas that wait for it; False when none does.

    Areas that only begin go first: what was yesterday is asked for before what was last year.
    """
    with connection.transaction():
        waiting = connection.execute(NEXT, {"areas": area_ids}).fetchall()
        if not waiting:
            return False
        folded_from = waiting[0][1]
        areas = [area for area, since in waiting if since == folded_from][:AREAS_AT_ONCE]
        connection.execute(STARTED, [areas])
    locator = _locator(connection, areas)
    if folded_from is None:
        _place_standing(connection, locator)
    _fold_week(connection, areas, folded_from, locator)
    return True


def tell_failure(connection: Connection[Any], reason: str) -> None:
    """Keep why the areas that come next could not be counted; they are tried again."""
    with connection.transaction():
        connection.execute(
            "update area_fold set failed = %s where finished_at is null and folded_from is not"
            " distinct from (select folded_from from area_fold where finished_at is null"
            " order by folded_from desc nulls first, asked_at, area_id limit 1)",
            [reason],
        )


def counted_from(connection: Connection[Any], area_ids: list[int]) -> dict[int, int]:
    """Since when areas are counted, of those that are not counted whole: unix seconds."""
    rows = connection.execute(COUNTED, [area_ids]).fetchall()
    return {area: int(FOREVER) if since is None else since for area, since in rows}


def _place_standing(connection: Connection[Any], locator: Locator) -> None:
    """Write the areas into stays that have not ended, feed by feed.

    A poll under way may know nothing of the areas yet: raising the generation makes it look anew.
    """
    with connection.transaction():
        feeds = connection.execute("select feed_id from feed_state order by feed_id").fetchall()
    for (feed,) in feeds:
        with connection.transaction():
            connection.execute(
                "update feed_state set generation = generation + 1 where feed_id = %s", [feed]
            )
            place(connection, "open_stay", "feed_id = %(feed)s", {"feed": feed}, locator)


def _locator(connection: Connection[Any], areas: list[int]) -> Locator:
    with connection.transaction():
        return Locator.of(
            connection.execute(
                "select id, st_asbinary(geom) from area where id = any(%s)", [areas]
            ).fetchall()
        )


def _fold_week(
    connection: Connection[Any], wanted: list[int], folded_from: int | None, locator: Locator
) -> None:
    """Place the stays that ended within the next week back, then count that week.

    All stays that ended later are placed already: a week needs no others. The newest week is open
    at its end: what ends while it is counted is in it.
    """
    with connection.transaction():
        # Another may have been quicker: then there is nothing to do for this week.
        locked = connection.execute(LOCKED, {"areas": wanted, "to": folded_from}).fetchall()
        areas = [area for (area,) in locked]
        if not areas:
            return
        # No round counts any feed meanwhile.
        connection.execute(
            "select pg_advisory_xact_lock(hashtext('fold'), id) from"
            " (select id from feed order by id) f"
        )
        if folded_from is None:
            connection.execute(BEGIN, [areas])
        connection.execute(LATER, [whole_days_since(connection), areas])
        row = connection.execute(PERIOD, [areas]).fetchone()
        assert row is not None
        begins, ends = row
        end = ends if folded_from is None else folded_from
        start = max(begins, end - _days(connection, end) * DAY_S)
        period = {"start": start, "end": float("inf") if folded_from is None else end}
        within = "end_hi >= to_timestamp(%(start)s) and end_hi < to_timestamp(%(end)s)"
        place(connection, "stay", within, period, locator)
        replace_cells(connection, None, areas, start, end)
        connection.execute(ADVANCE, {"areas": areas, "from": start})
        if start <= begins:
            count_again(connection, areas)


def _days(connection: Connection[Any], end: int) -> int:
    """How many days before a moment are counted at once: a week, less where very much ended."""
    row = connection.execute(
        "select count(*) from stay where end_hi >= to_timestamp(%s) and end_hi < to_timestamp(%s)",
        [end - DAYS_AT_ONCE * DAY_S, end],
    ).fetchone()
    stays = 0 if row is None else int(row[0])
    return max(1, min(DAYS_AT_ONCE, DAYS_AT_ONCE * STAYS_AT_ONCE // max(stays, 1)))


def place(
    connection: Connection[Any], table: str, which: str, values: dict[str, Any], locator: Locator
) -> None:
    """Write into each of some stays which of the areas its place lies in."""
    stays = read_columns(
        connection, f"select id, st_x(geom) lon, st_y(geom) lat from {table} where {which}", values
    )
    stay, area = locator.locate(stays["lon"], stays["lat"])
    found = {"stays": stays["id"][stay], "found": area.astype(np.int64)}
    connection.execute(SQL["place_stays"].format(table=table).encode(), found)
