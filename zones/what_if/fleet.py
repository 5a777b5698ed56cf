"""How many stays each operator had in the areas around a draft: what a hit is held against."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.store.columns import read_columns
from zones.clock import EvidenceClock
from zones.measure import SQL, KnownFeed


def stays_around(
    connection: Connection[Any],
    asked: Mapping[str, Any],
    feeds: Sequence[KnownFeed],
    clocks: Mapping[int, EvidenceClock],
    types: Collection[int] | None,
) -> dict[str, int]:
    """By operator, the stays that were seen in some areas in a period (`asked`), counted there.

    One that stood there as the period began was seen in it when good polls cover some of it.
    """
    operator = {feed.id: feed.operator for feed in feeds}
    found = dict.fromkeys(sorted(operator.values()), 0)
    for feed, kind, count in connection.execute(SQL["stays_begun_around"], asked):
        if types is None or kind in types:
            found[operator[feed]] += count
    stood = read_columns(connection, SQL["stays_stood_around"], asked)
    wanted = np.ones(len(stood["until"]), np.bool_)
    if types is not None:
        wanted = np.isin(stood["vehicle_type_id"], list(types))
    for number, clock in clocks.items():
        mine = wanted & (stood["feed_id"] == number)
        until = np.minimum(stood["until"][mine], asked["end"])
        found[operator[number]] += int((clock.at(until) > clock.at(asked["start"])).sum())
    return found
