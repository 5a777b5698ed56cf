"""The worklist of an area at a moment: the rows in order, their places, and what was done."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from psycopg import Connection

from zones.measure import types_of, types_wanted
from zones.permits.limits import read_limits
from zones.serving import here
from zones.standing import FeedThen, Standing, known_at, read
from zones.worklist.actions import HOUR_S, Handling, Status, read_actions
from zones.worklist.allowed import Rules, Terms
from zones.worklist.places import Named, nearest_hubs, neighbourhoods
from zones.worklist.reasons import Scene, rows_of
from zones.worklist.rule import Reason, Row

TOWN = "select case kind when 'municipality' then code else municipality end from area where id=%s"


@dataclass(frozen=True)
class Asked:
    """Which rows: None is all of them. `sure` True keeps certain rows, False possible ones."""

    operators: Collection[str] | None = None
    forms: Collection[str] | None = None
    reasons: Collection[Reason] | None = None
    statuses: Collection[Status] | None = None
    sure: bool | None = None
    assignee: str | None = None
    stay: int | None = None

    def keeps(self, row: Row, handling: Handling) -> bool:
        """Whether a row is asked for."""
        return (
            (self.reasons is None or any(one.reason in self.reasons for one in row.findings))
            and (self.statuses is None or handling.status in self.statuses)
            and (self.sure is None or row.sure == self.sure)
            and (self.assignee is None or handling.assignee == self.assignee)
        )


@dataclass(frozen=True)
class Entry:
    """A row of the list, and how far it is."""

    row: Row
    handling: Handling


@dataclass(frozen=True)
class Worklist:
    """The rows that are asked for, in order, and what else is known.

    `standing` is of all vehicles that the list was made of, `unproven` how many of these are of
    feeds whose ids prove no durations. `assignees` are all who have a row, whatever is asked for.
    """

    at: int
    entries: list[Entry]
    standing: Standing
    unproven: int
    assignees: list[str]
    feeds: tuple[FeedThen, ...]

    def vehicles(self, entries: Iterable[Entry]) -> Standing:
        """The vehicles of some entries, in their order."""
        place = {number: row for row, number in enumerate(self.standing.id.tolist())}
        rows = [place[entry.row.stay] for entry in entries]
        return self.standing.where(np.array(rows, np.int64))

    def by_operator(self) -> dict[str, tuple[int, int]]:
        """Certain and possible rows of each operator."""
        names = {feed.feed_id: feed.operator for feed in self.feeds}
        feeds = dict(zip(self.standing.id.tolist(), self.standing.feed_id.tolist(), strict=True))
        found: dict[str, tuple[int, int]] = {}
        for entry in self.entries:
            operator = names[feeds[entry.row.stay]]
            certain, possible = found.get(operator, (0, 0))
            sure = entry.row.sure
            found[operator] = (certain + sure, possible + (not sure))
        return dict(sorted(found.items()))


def worklist_at(
    connection: Connection[Any],
    area_id: int,
    moment: int | None,
    now_s: int,
    timezone: ZoneInfo,
    terms: Terms,
    asked: Asked,
) -> Worklist:
    """The worklist of an area at a moment in unix seconds, None for now.

    Only feeds that are seen then have rows: what a silent one last listed may have left.
    """
    at = now_s if moment is None else moment
    known = known_at(connection, moment, now_s)
    chosen = tuple(f for f in known if asked.operators is None or f.operator in asked.operators)
    feeds = here(connection, chosen, [area_id], at)
    standing = read(connection, moment, feeds, areas=[area_id])
    kinds = types_of(connection)
    wanted = standing.counts
    types = types_wanted(kinds, asked.forms)
    if types is not None:
        wanted = wanted & np.isin(standing.vehicle_type_id, types)
    if asked.stay is not None:
        wanted = wanted & (standing.id == asked.stay)
    there = standing.where(np.flatnonzero(wanted))
    rules = Rules.of(_limits(connection, area_id), _day(at, timezone), terms)
    rows = rows_of(Scene(connection, there, kinds, rules, at))
    entries = _handled(connection, rows, there, moment, terms)
    unproven = there.by_feed([feed.rotating for feed in there.feeds], np.bool_)
    return Worklist(
        at,
        [entry for entry in entries if asked.keeps(entry.row, entry.handling)],
        there,
        int(unproven.sum()),
        sorted({e.handling.assignee for e in entries if e.handling.assignee is not None}),
        feeds,
    )


def places_of(
    connection: Connection[Any], vehicles: Standing, at: int
) -> tuple[dict[int, Named], dict[int, Named]]:
    """The neighbourhood and the nearest hub of vehicles, by the number of their stay."""
    hubs = nearest_hubs(connection, vehicles, types_of(connection), at)
    return neighbourhoods(connection, vehicles.id.tolist(), at), hubs


def _limits(connection: Connection[Any], area_id: int) -> list[Any]:
    """The history of limits of the municipality of an area; none where it lies in none."""
    row = connection.execute(TOWN.encode(), [area_id]).fetchone()
    return read_limits(connection, row[0]) if row and row[0] else []


def _day(at: int, timezone: ZoneInfo) -> Any:
    return datetime.fromtimestamp(at, timezone).date()


def _handled(
    connection: Connection[Any], rows: list[Row], there: Standing, moment: int | None, terms: Terms
) -> list[Entry]:
    """Rows with what was done about each."""
    done = read_actions(connection, [row.stay for row in rows], moment)
    seen = dict(zip(there.id.tolist(), there.at.tolist(), strict=True))
    again_s = terms.again_hours * HOUR_S
    return [
        Entry(row, Handling.of(done.get(row.stay, []), seen[row.stay], again_s)) for row in rows
    ]
