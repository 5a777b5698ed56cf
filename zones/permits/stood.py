"""Stays in areas as columns: read once for many days and places, then cut to each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from zones.measure import SQL
from zones.permits.places import Drawn
from zones.permits.roster import Roster

LEFT, UNKNOWN_END = 1, 2
"""How a stay ended, as `permit_stays.sql` tells it."""
Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Stood:
    """Stays, a row for each and each area; times in unix seconds.

    Cut to a place: `since` and `until` while its border held, `whole` when its end is told of it,
    `came_after` the stay's own earliest beginning, `deep` when it surely lies inside.
    """

    columns: Columns

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["id"])

    def take(self, rows: npt.NDArray[Any] | slice) -> "Stood":
        """Some of the rows."""
        return Stood({name: column[rows] for name, column in self.columns.items()})

    def in_area(self, area_id: int) -> "Stood":
        """The rows of one area; the rows must be in the order of areas, as they are read."""
        low, high = np.searchsorted(self.columns["area_id"], [area_id, area_id + 1])
        return self.take(slice(int(low), int(high)))

    def while_held(self, drawn: Drawn, start: int, end: int) -> "Stood":
        """The rows cut to when a border held; those that may touch a period."""
        since = np.maximum(self["since"], drawn.valid_from)
        until = np.minimum(self["until"], drawn.valid_to)
        may_since = np.maximum(self["may_since"], drawn.valid_from)
        keep = (since < until) & (until > start) & (np.minimum(may_since, since) < end)
        cut = {
            "since": since,
            "until": until,
            "may_since": may_since,
            "sure_to": np.minimum(self["sure_to"], drawn.valid_to - 1),
            # Where the border no longer held, that the vehicle left is not told of this place.
            "whole": self["whole"] & (self["until"] <= drawn.valid_to),
        }
        return Stood(self.columns | cut).take(keep)


def together(parts: list[Stood], like: Stood) -> Stood:
    """The rows of several; `like` gives the columns when there are none."""
    if not parts:
        return like.take(slice(0, 0))
    return Stood({name: np.concatenate([p[name] for p in parts]) for name in like.columns})


def read_stood(
    connection: Connection[Any], roster: Roster, area_ids: Iterable[int], start: int, end: int
) -> Stood:
    """The stays that may have stood in areas over a period, with positions in the roster."""
    asked = {"areas": sorted(set(area_ids)), "start": start, "end": end}
    columns = read_columns(connection, SQL["permit_stays"], asked)
    feed = np.searchsorted(roster.feed_ids, columns["feed_id"])
    everywhere = np.ones(len(feed), np.bool_)
    return Stood(
        columns
        | {
            "feed": feed,
            "form": roster.form_of_type[columns["vehicle_type_id"]],
            "operator": roster.feed_operator[feed],
            "since": columns["first_seen"],
            "came_after": columns["may_since"],
            "whole": everywhere,
            "deep": everywhere,
        }
    )
