"""A draft zone replayed: what would have broken its rule, whose, how full it would have been.

A no-parking or monitoring draft asks who stood there; a hub draft how full it was, and who stood
just beside it. Where single vehicles rode to from a drawn place is not told: two drawings that
differ by one doorstep would tell it of one household.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.asked import Ints
from zones.calendar import Step, edges
from zones.measure import SQL
from zones.plane import plane_of
from zones.what_if.draft import Draft, Past, breaks
from zones.what_if.filling import Filling, filling

HOUR_S = 3600
LISTED = 100


@dataclass(frozen=True)
class Hit:
    """What a draft would have meant for one operator and day, or one operator."""

    stays: int
    vehicle_hours: float


@dataclass(frozen=True)
class Alerts:
    """Messages that the draft would have led to."""

    by_vehicle: int
    """One for each vehicle that breaks the rule, when it begins to."""
    by_hour: int
    """One for each operator and local hour in which any begins to."""
    busiest_day: date | None
    on_busiest_day: int
    """Of those by hour."""


@dataclass(frozen=True)
class NearestHub:
    """A hub that was the nearest one for some of the stays."""

    area: int
    name: str
    stays: int
    median_m: float


@dataclass(frozen=True)
class Replay:
    """What a draft zone would have meant over a period."""

    stays: int
    vehicle_hours: float
    operators: dict[str, Hit]
    days: dict[date, Hit]
    around: dict[str, int]
    """By operator, all its stays in the finest areas that hold the draft."""
    alerts: Alerts
    nearest: list[NearestHub]
    listed: list[int]
    """Numbers of the stays that broke it longest."""
    coverage: dict[str, float]
    filling: Filling | None
    """Of a draft hub only."""


def replay(connection: Connection[Any], draft: Draft, past: Past, timezone: str) -> Replay:
    """A draft against the past; days and hours are local."""
    row, begin, end = breaks(past, draft)
    seconds = past.covered(row, begin, end)
    names = {feed.id: feed.operator for feed in past.feeds}
    who = np.array([names[number] for number in past.stays["feed_id"].tolist()], str)
    longest = row[np.argsort(-seconds, kind="stable")][:LISTED]
    return Replay(
        stays=len(row),
        vehicle_hours=float(seconds.sum()) / HOUR_S,
        operators={
            key: Hit(int((who[row] == key).sum()), float(seconds[who[row] == key].sum()) / HOUR_S)
            for key in sorted(set(names.values()))
        },
        days=_by_day(past, row, begin, end, timezone),
        around={key: int((who == key).sum()) for key in sorted(set(names.values()))},
        alerts=_alerts(begin, who[row], timezone),
        nearest=_nearest(connection, past, row),
        listed=past.stays["id"][longest].tolist(),
        coverage=past.coverage,
        filling=filling(connection, draft, past, timezone) if draft.kind is AreaKind.hub else None,
    )


def _by_day(past: Past, row: Ints, begin: Ints, end: Ints, timezone: str) -> dict[date, Hit]:
    """Each local day: the stays that broke the rule on it, and for how long."""
    found = {}
    for day, low, high in _days(past.start, past.end, timezone):
        on = (begin < high) & (end > low)
        clipped = np.maximum(begin[on], low), np.minimum(end[on], high)
        seconds = past.covered(row[on], *clipped)
        found[day] = Hit(int(on.sum()), float(seconds.sum()) / HOUR_S)
    return found


def _days(start: int, end: int, timezone: str) -> list[tuple[date, int, int]]:
    """The local days of a period, each cut to it (unix seconds)."""
    zone = ZoneInfo(timezone)
    cuts = edges(start, end, Step.day, timezone).tolist()
    return [
        (datetime.fromtimestamp(low, zone).date(), max(low, start), min(high, end))
        for low, high in pairwise(cuts)
    ]


def _alerts(begin: Ints, who: Sequence[str] | Any, timezone: str) -> Alerts:
    zone = ZoneInfo(timezone)
    hours = {(str(key), int(at) // HOUR_S) for key, at in zip(who, begin.tolist(), strict=True)}
    days: dict[date, int] = {}
    for _, hour in hours:
        day = datetime.fromtimestamp(hour * HOUR_S, zone).date()
        days[day] = days.get(day, 0) + 1
    busiest = max(days, key=lambda day: (days[day], day), default=None)
    most = 0 if busiest is None else days[busiest]
    return Alerts(len(begin), len(hours), busiest, most)


def _hubs(connection: Connection[Any], at: int) -> list[tuple[int, str, bytes]]:
    rows = connection.execute(
        SQL["areas_of_kind"], {"kind": AreaKind.hub, "municipality": None, "at": at}
    ).fetchall()
    return [(row[0], row[2], row[4]) for row in rows]


def _nearest(connection: Connection[Any], past: Past, row: Ints) -> list[NearestHub]:
    """The hubs where those vehicles might have stood instead, nearest ones of most stays first."""
    hubs = _hubs(connection, past.end - 1)
    if not hubs or not len(row):
        return []
    lon, lat = past.stays["lon"][row], past.stays["lat"][row]
    plane = plane_of(lon, lat)
    borders = plane.flat(shapely.from_wkb(np.array([hub[2] for hub in hubs], object)))
    points = shapely.points(plane.metres(lon, lat))
    (_, nearest), metres = shapely.STRtree(borders).query_nearest(
        points, return_distance=True, all_matches=False
    )
    counts = np.bincount(nearest, minlength=len(hubs))
    order = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i]]
    return [
        NearestHub(hubs[i][0], hubs[i][1], int(counts[i]), float(np.median(metres[nearest == i])))
        for i in order[:10]
    ]
