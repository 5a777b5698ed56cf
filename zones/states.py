"""What standing vehicles say of themselves: available, reserved, out of order, and for how long.

Out of order *for at least* a time counts observed time only (rule R7), and nothing of a feed whose
ids change (rule R8).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import VehicleState
from zones.asked import Asked, Floats, Group, Ints, Line, ratio
from zones.durations import DAY_S, when_it_reads
from zones.fold import Cells, Placed, fold
from zones.measure import SQL, KnownFeed, Total
from zones.standing import STATES, Standing, known_at, read

OUT_OF_ORDER = STATES.index(VehicleState.out_of_order)
BROKEN_S = {"out_of_order": 0, "1_day": DAY_S, "7_days": 7 * DAY_S}
"""For how long at least, by the key of its line."""
NONE_PARKED, ROTATING = "none_parked", "rotating_ids"


@dataclass(frozen=True)
class Said:
    """What some vehicles say: names, and for each vehicle the number of its name."""

    names: tuple[str, ...]
    number: Ints


def out_of_order_for(
    connection: Connection[Any], feeds: Collection[int], moment: int
) -> tuple[Ints, Ints]:
    """Stays that are out of order at a moment (unix seconds), and observed seconds of that so far.

    Of those of the `feeds` (by number) that are seen then and whose ids prove durations.
    """
    known = known_at(connection, moment, moment)
    proven = tuple(f for f in known if f.feed_id in feeds and f.counts and not f.rotating)
    standing = read(connection, moment, proven)
    broken = standing.where(standing.state == OUT_OF_ORDER)
    return broken.id, _observed_s(connection, broken, moment)


def _observed_s(connection: Connection[Any], standing: Standing, moment: int | None) -> Ints:
    """Seconds that good polls saw each vehicle in the state that it is in."""
    values = {"ids": standing.id, "at": moment}
    before = read_columns(connection, SQL["states_since"], values)
    observed = standing.observed_s.copy()
    if len(before["stay_id"]):
        place = np.searchsorted(before["stay_id"], standing.id)
        place = np.minimum(place, len(before["stay_id"]) - 1)
        turned = before["stay_id"][place] == standing.id
        observed -= np.where(turned, before["observed_s"][place], 0)
    return np.maximum(observed, 0)


def said_at(
    connection: Connection[Any], indicator: str, standing: Standing, moment: int | None
) -> Said | None:
    """What a number about states tells of each vehicle; None for another number.

    For the share out of order: 0 in order, 1 out of order, 2 for a day, 3 for seven.
    """
    if indicator == "vehicles_by_state":
        return Said(tuple(map(str, STATES)), standing.state)
    if indicator != "out_of_order_share":
        return None
    level = np.zeros(len(standing), np.int64)
    rows = np.flatnonzero(standing.state == OUT_OF_ORDER)
    broken = standing.where(rows)
    limits = np.array(list(BROKEN_S.values()))
    unproven = broken.by_feed([feed.rotating for feed in broken.feeds], np.bool_)
    observed = np.where(unproven, 0, _observed_s(connection, broken, moment))
    level[rows] = np.searchsorted(limits, observed, side="right")
    return Said(("in_order", *BROKEN_S), level)


def states_over_time(asked: Asked, group: Group) -> list[Line]:
    """How many stand in each state, a line for each whatever the group."""
    pieces = _pieces(asked)
    cells = _fold(asked, pieces["feed_id"], pieces["state"], pieces["since"], pieces["until"])
    return [
        Line(str(state), str(state), _sampled(asked, cells, number))
        for number, state in enumerate(STATES)
    ]


def out_of_order_over_time(asked: Asked, group: Group) -> list[Line]:
    """The share that is out of order, for however long, for a day and for seven: a line for each.

    Unknown, not 0, where nothing stands.
    """
    pieces = _pieces(asked)
    broken = {name: c[pieces["state"] == OUT_OF_ORDER] for name, c in pieces.items()}
    parked = _sampled(asked, _fold_all(asked, pieces), 0)
    rotating = [feed.key for feed in asked.feeds if feed.rotating]
    lines = []
    for key, limit_s in BROKEN_S.items():
        since = broken["since"]
        if limit_s:
            reading = broken["from_s"] + limit_s
            since = np.maximum(since, when_it_reads(asked.all_clocks, broken["feed_id"], reading))
        cells = _fold_all(asked, broken | {"since": since})
        share = _share(_sampled(asked, cells, 0), parked)
        if limit_s and rotating:
            share = _unknown(share, f"{ROTATING}: {', '.join(rotating)}")
        lines.append(Line(key, key, share))
    return lines


def _pieces(asked: Asked) -> dict[str, Any]:
    ids = [feed.id for feed in asked.feeds]
    period = {"start": asked.start, "end": asked.end, "feeds": ids, "area": asked.area.id}
    pieces = read_columns(asked.connection, SQL["placed_states"], period)
    if asked.wanted_types is None:
        return pieces
    keep = np.isin(pieces["vehicle_type_id"], asked.wanted_types)
    return {name: column[keep] for name, column in pieces.items()}


def _fold_all(asked: Asked, pieces: dict[str, Any]) -> Cells:
    feed = pieces["feed_id"]
    return _fold(asked, feed, np.zeros(len(feed), np.int64), pieces["since"], pieces["until"])


def _fold(asked: Asked, feed: Ints, number: Ints, since: Ints, until: Ints) -> Cells:
    """Pieces folded by feed and number, which takes the type's place; of feeds that are folded."""
    some = (since < until) & np.isin(feed, list(asked.clocks))
    placed = Placed(
        area_id=np.zeros(int(some.sum()), np.int64),
        feed_id=feed[some],
        vehicle_type_id=number[some],
        first_seen=since[some],
        until=until[some],
    )
    return fold(placed, asked.clocks, asked.start, asked.end)


def _sampled(asked: Asked, cells: Cells, number: int) -> Total:
    """Mean of the counts at the start of each quarter, of one number."""

    def mean_of(feed: KnownFeed) -> Floats:
        mine = (cells.feed_id == feed.id) & (cells.vehicle_type_id == number)
        return asked.sampled(feed, cells.parked[mine].sum(axis=0, dtype=np.int64))

    return asked.total(asked.feeds, mean_of)


def _share(some: Total, of: Total) -> Total:
    reasons = [
        NONE_PARKED if count == 0 else reason
        for count, reason in zip(of.values.tolist(), of.reasons, strict=True)
    ]
    return replace(some, values=ratio(some.values, of.values), reasons=reasons)


def _unknown(total: Total, reason: str) -> Total:
    reasons: list[str | None] = [told or reason for told in total.reasons]
    return replace(total, values=np.full(len(reasons), np.nan), reasons=reasons)
