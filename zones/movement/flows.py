"""Flows from cell to cell over a period: sums of units that were told, and of nothing else.

A unit that is not told may have had no trip at all, or fewer than k: the two look the same, here
too. That is why their number says nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from stoep.errors import StoepError
from stoep.store.columns import read_columns
from zones.measure import SQL, UnknownArea
from zones.movement.anonymity import OUTSIDE, Units, add_up
from zones.movement.blocks import Block, Days, blocks_over
from zones.movement.publish import SETTLED_S


class Direction(StrEnum):
    """Which end of a trip an area is asked about."""

    from_ = "from"
    to = "to"


class NoSuchGrid(StoepError):
    """Flows are told in one grid only, and it is another."""

    code = "no_such_grid"


class NoCell(StoepError):
    """The area is neither a cell of the grid nor a municipality."""

    code = "no_cell"


@dataclass(frozen=True)
class ToldBlock:
    """A block, and whether its flows are told; `coverage` is of the feeds that tell trips."""

    block: Block
    told_at: int | None
    coverage: float
    feeds: dict[str, float]
    reason: str | None


@dataclass(frozen=True)
class Flows:
    """Trips from cell to cell over some blocks; `trips` is None when no block of them is told.

    `start` and `end` (unix seconds) are the period, widened to whole blocks.

    `withheld` is the number of units without a number: without trips, or with fewer than `k`.
    """

    k: int
    start: int
    end: int
    blocks: list[ToldBlock]
    pairs: Units
    trips: int | None
    units: int
    withheld: int
    names: dict[int, tuple[str, str, str]]
    """Kind, code and name of each cell."""


def flows(
    connection: Connection[Any],
    grids: dict[str, str],
    grid: str,
    start: int,
    end: int,
    now_s: int,
    *,
    k: int,
    timezone: str,
    area: int | None = None,
    direction: Direction = Direction.from_,
    days: Days | None = None,
) -> Flows:
    """Flows of every block that a period (unix seconds) reaches into; raises NoSuchGrid, NoCell.

    `area` is a cell, or a municipality for all its cells; `direction` which end lies in it.
    """
    reached = blocks_over(start, end, timezone)
    blocks = [block for block in reached if days in (None, block.days)]
    cells = None if area is None else _cells(connection, grids, grid, area)
    if area is None:
        _check_grid(grids, "", grid)
    told = _told(connection, blocks, now_s)
    starts = [one.block.start for one in told if one.told_at is not None]
    asked = {"starts": starts, "k": k, "cells": cells, "direction": direction}
    units = Units(**read_columns(connection, SQL["flows"], asked))
    pairs = add_up(units)
    possible = _possible(connection, grids, starts, cells)
    return Flows(
        k,
        reached[0].start,
        reached[-1].end,
        told,
        pairs,
        int(units.trips.sum()) if starts else None,
        len(units),
        possible - len(units),
        _names(connection, pairs),
    )


def _check_grid(grids: dict[str, str], municipality: str, grid: str) -> None:
    has = grids.get(municipality, grids[""])
    if grid != has:
        whose = municipality or "the whole"
        raise NoSuchGrid(
            f"Flows of {whose} are told by {has}, not by {grid}.",
            f"Ask for grid={has}: two grids over the same trips would give single trips away.",
        )


def _cells(connection: Connection[Any], grids: dict[str, str], grid: str, area: int) -> list[int]:
    """The numbers of the cells that an area stands for, in all their versions."""
    row = connection.execute(
        "select kind, code, municipality from area where id = %s", [area]
    ).fetchone()
    if row is None:
        raise UnknownArea(f"There is no area {area}.", "See /v1/areas for all areas.")
    kind, code, municipality = row
    _check_grid(grids, code if kind == "municipality" else municipality or "", grid)
    if kind == grid:
        return [area]
    if kind != "municipality":
        raise NoCell(
            f"Area {area} is a {kind}, and flows are told by {grid}.",
            f"Ask for a {grid}, or for a municipality.",
        )
    rows = connection.execute(
        "select id from area where kind = %s and municipality = %s order by id", [grid, code]
    ).fetchall()
    return [number for (number,) in rows]


def _told(connection: Connection[Any], blocks: list[Block], now_s: int) -> list[ToldBlock]:
    starts = {"starts": [block.start for block in blocks]}
    rows = connection.execute(SQL["flow_blocks"], starts).fetchall()
    known = {start: rest for start, *rest in rows}
    found = []
    for block in blocks:
        if block.start in known:
            told_at, coverage, feeds = known[block.start]
            found.append(ToldBlock(block, told_at, coverage, feeds, None))
        else:
            over = block.end + SETTLED_S <= now_s
            found.append(ToldBlock(block, None, 0.0, {}, "not_told" if over else "not_over_yet"))
    return found


def _possible(
    connection: Connection[Any], grids: dict[str, str], starts: list[int], cells: list[int] | None
) -> int:
    """How many units there are: cells × cells × blocks, the outside being a cell as well."""
    units = 0
    for start in starts:
        rows = connection.execute(
            SQL["flow_cells"], {"grids": Jsonb(grids), "at": start}
        ).fetchall()
        held = {number for number, _ in rows} | {OUTSIDE}
        units += len(held) * (len(held) if cells is None else len(held & set(cells)))
    return units


def _names(connection: Connection[Any], pairs: Units) -> dict[int, tuple[str, str, str]]:
    numbers = sorted({*pairs.origin.tolist(), *pairs.destination.tolist()} - {OUTSIDE})
    rows = connection.execute(
        "select id, kind, code, name from area where id = any(%s)", [numbers]
    ).fetchall()
    return {number: (kind, code, name) for number, kind, code, name in rows}
