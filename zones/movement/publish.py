"""Blocks of flows, told once and for good: counted when a block is over and all of it is told.

Never counted anew: the same block told twice with one trip more between would tell of that trip.
The trips themselves go when they are past keeping; what is told of a block stays.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import Connection
from psycopg.types.json import Jsonb

from stoep.errors import StoepError
from stoep.store.columns import read_columns
from zones.locate import Locator
from zones.measure import SQL
from zones.movement.anonymity import Mask, Units, count_units, told
from zones.movement.blocks import Block, blocks_over

SETTLED_S = 86_400
"""Trips that are told later than this after a block's end are in no flow."""
PATIENCE_S = 7 * 86_400
"""So long a block waits for a feed that does not tell its trips."""

OLDEST = "select extract(epoch from min(ended_at))::int8 from trip"
TELLERS = """
select f.key, extract(epoch from t.first_at)::int8,
       extract(epoch from case when f.tells_trips then s.trips_to else s.evidence_at end)::int8,
       f.enabled
from feed f
join feed_state s on s.feed_id = f.id
join (select feed_id, min(ended_at) as first_at from trip group by feed_id) t on t.feed_id = f.id
order by f.key
"""


@dataclass(frozen=True)
class Rules:
    """How flows are told: the grid of each municipality (`` for all others), k, the time zone."""

    grids: dict[str, str]
    k_public: int
    k_own: int
    timezone: str


class BadGrids(StoepError):
    """The setting of grids cannot be read."""

    code = "bad_grids"


def read_grids(text: str) -> dict[str, str]:
    """The grid by municipality, `` for all others, of `district,GM0599=h3`; raises BadGrids."""
    grids = {}
    for part in text.split(","):
        municipality, _, grid = part.strip().rpartition("=")
        grids[municipality] = grid
    if "" not in grids or not set(grids.values()) <= {"district", "h3"}:
        raise BadGrids(
            f"STOEP_FLOW_GRIDS is {text!r}.", "Write district or h3, and exceptions as GM0599=h3."
        )
    return grids


def publish_flows(connection: Connection[Any], rules: Rules, now_s: int) -> list[Block]:
    """Tell every block that is over, settled and not told yet; gives those that were told."""
    row = connection.execute(OLDEST).fetchone()
    if row is None or row[0] is None:
        return []
    # The block in which the oldest trip ended may have lost trips that are past keeping.
    blocks = blocks_over(row[0], max(row[0] + 1, now_s - SETTLED_S), rules.timezone)[1:]
    return [block for block in blocks if _publish(connection, rules, block, now_s)]


def _publish(connection: Connection[Any], rules: Rules, block: Block, now_s: int) -> bool:
    if block.end + SETTLED_S > now_s:
        return False
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtext('flows'))")
        feeds, complete = _tellers(connection, block)
        waits = not complete and now_s < block.end + PATIENCE_S
        if not feeds or waits or _is_told(connection, block):
            return False
        number = _begin(connection, block, feeds)
        units = _count(connection, rules, block)
        own = told(units, rules.k_own)
        public = told(units, rules.k_public, among=own)
        _write(connection, number, units, public, rules.k_public)
        _write(connection, number, units, own & ~public, rules.k_own)
    return True


def _tellers(connection: Connection[Any], block: Block) -> tuple[dict[str, float], bool]:
    """The feeds that tell trips, each with the share of the block that it told; is it all there?"""
    found, complete = {}, True
    for key, begin, end, enabled in connection.execute(TELLERS).fetchall():
        if end is None or begin >= block.end or (not enabled and end <= block.start):
            continue
        inside = min(end, block.end) - max(begin, block.start)
        found[key] = max(0.0, inside / (block.end - block.start))
        complete &= end >= block.end or not enabled
    return found, complete


def _is_told(connection: Connection[Any], block: Block) -> bool:
    query = "select 1 from flow_block where starts_at = to_timestamp(%s)"
    return connection.execute(query, [block.start]).fetchone() is not None


def _begin(connection: Connection[Any], block: Block, feeds: dict[str, float]) -> int:
    row = connection.execute(
        "insert into flow_block (starts_at, ends_at, days, coverage, feeds) values"
        " (to_timestamp(%s), to_timestamp(%s), %s, %s, %s) returning id",
        [block.start, block.end, block.days, min(feeds.values()), Jsonb(feeds)],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _count(connection: Connection[Any], rules: Rules, block: Block) -> Units:
    """All units of a block."""
    cells = connection.execute(
        SQL["flow_cells"], {"grids": Jsonb(rules.grids), "at": block.start}
    ).fetchall()
    locator = Locator.of(cells)
    period = {"start": block.start, "end": block.end}
    trips = read_columns(connection, SQL["trips_of_block"], period)
    ends = [locator.newest(trips[f"{end}_lon"], trips[f"{end}_lat"]) for end in ("start", "end")]
    origin, destination = (end.astype(np.int64) for end in ends)
    return count_units(np.full(len(origin), block.start), origin, destination)


def _write(connection: Connection[Any], number: int, units: Units, which: Mask, k: int) -> None:
    chosen = units.only(which)
    connection.execute(
        "insert into flow (block_id, origin_id, destination_id, trips, least_k)"
        " select %s, o, d, n, %s from unnest(%s::int8[], %s::int8[], %s::int8[]) as u (o, d, n)",
        [number, k, chosen.origin.tolist(), chosen.destination.tolist(), chosen.trips.tolist()],
    )
