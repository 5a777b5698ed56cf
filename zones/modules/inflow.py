"""From where more come on days with a yes: rentals by district of origin, as they are told at all.

Flows are told for the working days of a week together, and for its weekend, so that no single trip
can be worked out (k-anonymity). What is finer than that block is told of nobody: a block with a yes
in it stands beside blocks of the same kind without any, at most four weeks away.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from zones.modules.beside import NEAR, Days
from zones.movement.anonymity import OUTSIDE
from zones.movement.blocks import Block, blocks_over
from zones.movement.flows import Direction, Flows, flows

WITHHELD, NO_BLOCK = "withheld", "no_comparable_block"


@dataclass(frozen=True)
class Origin:
    """Rentals a day from a district; None where any block of a side does not tell it."""

    id: int
    name: str
    value: float | None
    beside: float | None


@dataclass(frozen=True)
class Inflow:
    """Where rentals that end in an area began."""

    k: int
    blocks: int = 0
    beside_blocks: int = 0
    coverage: float = 0.0
    reason: str | None = None
    origins: list[Origin] = field(default_factory=list)


def inflow(
    connection: Connection[Any],
    grids: dict[str, str],
    area: int,
    days: Days,
    begin: int,
    end: int,
    now_s: int,
    *,
    k: int,
    timezone: str,
) -> Inflow:
    """Rentals a day into a district from each district, over blocks of a period (unix seconds)."""
    told = {}
    for block in blocks_over(begin, end, timezone):
        found = flows(
            connection, grids, "district", block.start, block.start + 1, now_s,
            k=k, timezone=timezone, area=area, direction=Direction.to,
        )  # fmt: skip
        if found.blocks and found.blocks[0].told_at is not None:
            told[block] = found
    sort = {block: _kind(block, days, timezone) for block in told}
    pairs = {
        block: [
            other
            for other in told
            if sort[other] == "no"
            and other.days == block.days
            and abs(other.start - block.start) <= NEAR.total_seconds()
        ]
        for block in told
        if sort[block] == "yes"
    }
    kept = {block: others for block, others in pairs.items() if others}
    if not kept:
        return Inflow(k, reason=NO_BLOCK)
    return _add_up(told, kept, k, timezone)


def _kind(block: Block, days: Days, timezone: str) -> str:
    """Whether a block has a day with a yes, or surely none; else it is in no number."""
    inside = days_of(block, timezone)
    if any(day in days.yes for day in inside):
        return "yes"
    return "no" if all(day in days.no for day in inside) else "unknown"


def days_of(block: Block, timezone: str) -> list[date]:
    """The local days of a block."""
    zone = ZoneInfo(timezone)
    first, last = (
        datetime.fromtimestamp(at, UTC).astimezone(zone).date()
        for at in (block.start, block.end - 1)
    )
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _add_up(
    told: dict[Block, Flows], kept: dict[Block, list[Block]], k: int, timezone: str
) -> Inflow:
    sums = {block: _by_origin(told[block], len(days_of(block, timezone))) for block in told}
    beside = {other for others in kept.values() for other in others}
    used = [*kept, *beside]
    names = {number: name for one in used for number, (_, _, name) in told[one].names.items()}
    origins = sorted({origin for block in used for origin in sums[block]} - {OUTSIDE})
    found = []
    for origin in origins:
        values = [sums[block].get(origin) for block in kept]
        others = [_mean([sums[one].get(origin) for one in others]) for others in kept.values()]
        found.append(Origin(origin, names[origin], _mean(values), _mean(others)))
    found.sort(key=lambda one: (-(one.value or 0), one.name))
    coverage = min(told[block].blocks[0].coverage for block in used)
    return Inflow(k, len(kept), len(beside), coverage, None, found)


def _by_origin(found: Flows, days: int) -> dict[int, float]:
    pairs = found.pairs
    rows = zip(pairs.origin.tolist(), pairs.trips.tolist(), strict=True)
    sums: dict[int, float] = {}
    for origin, trips in rows:
        sums[origin] = sums.get(origin, 0.0) + trips / days
    return sums


def _mean(values: list[float | None]) -> float | None:
    """The mean, where all is known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if values and len(known) == len(values) else None
