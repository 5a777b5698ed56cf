"""What was touched afterwards is counted anew: the feed, the areas and the days, and nothing else.

Late words touch it, and borders that end earlier than they were counted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

ASK = """
insert into cell_recount (feed_id, area_id, from_at, to_at)
select %(feed)s, area_id, to_timestamp(min(from_s)), to_timestamp(max(to_s))
from unnest(%(areas)s::int[], %(from)s::float8[], %(to)s::float8[]) as t (area_id, from_s, to_s)
group by area_id
on conflict (feed_id, area_id) do update
set from_at = least(cell_recount.from_at, excluded.from_at),
    to_at = greatest(cell_recount.to_at, excluded.to_at)
"""
CLOSED = """
insert into cell_recount (feed_id, area_id, from_at, to_at)
select f.feed_id, a.area_id, %(since)s, 'infinity'
from fold_state f cross join unnest(%(areas)s::int[]) as a (area_id)
where f.seen_to > %(since)s
on conflict (feed_id, area_id) do update
set from_at = least(cell_recount.from_at, excluded.from_at), to_at = excluded.to_at
"""
TAKE = """
with taken as (delete from cell_recount where feed_id = %(feed)s returning area_id, from_at, to_at)
select array_agg(area_id order by area_id)::text, extract(epoch from min(from_at))::int8,
       extract(epoch from least(max(to_at), to_timestamp(%(evidence)s)))::int8
from taken
having count(*) > 0
"""


def ask_recount(
    connection: Connection[Any], feed_id: int, touched: Sequence[tuple[int, int, float]]
) -> None:
    """Note (area, from, to) in unix seconds, where something is told otherwise than it was."""
    if touched:
        areas, begins, ends = zip(*touched, strict=True)
        moments = {"from": list(map(float, begins)), "to": list(map(float, ends))}
        connection.execute(ASK, {"feed": feed_id, "areas": list(areas)} | moments)


def recount_closed(connection: Connection[Any], area_ids: list[int], since: datetime) -> None:
    """Areas end at a moment that may have been: what was counted of them since goes."""
    connection.execute(CLOSED, {"areas": area_ids, "since": since})


def take_recount(
    connection: Connection[Any], feed_id: int, evidence_s: int
) -> tuple[list[int], int, int] | None:
    """The areas to count anew, from when to when; None: nothing was touched."""
    row = connection.execute(TAKE, {"feed": feed_id, "evidence": evidence_s}).fetchone()
    if row is None:
        return None
    return [int(area) for area in row[0].strip("{}").split(",")], row[1], row[2]
