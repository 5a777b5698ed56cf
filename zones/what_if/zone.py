"""A draft zone replayed: what would have broken its rule, whose, where it went, how full it was.

A no-parking or monitoring draft asks who stood there; a hub draft how full it was, and who stood
just beside it. Nothing of it is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.in_force import Held
from zones.kept import check_kept
from zones.what_if.alerts import Alerts, alerts
from zones.what_if.draft import Around, Draft, Past, breaks
from zones.what_if.ends import Ends, ends
from zones.what_if.filling import Filling, filling
from zones.what_if.hits import DayHit, Hit, OperatorHit, by_day, by_operator, in_all
from zones.what_if.nearest import NearestHub, nearest_hubs

LISTED = 100


@dataclass(frozen=True)
class Replay:
    """What a draft zone would have meant over a period."""

    hit: Hit
    ends: Ends | None
    """None where it is not known of every operator who broke the rule."""
    around: Around
    operators: dict[str, OperatorHit]
    days: dict[date, DayHit]
    alerts: Alerts | None
    """None where that is not known of every operator; of a hub that asks no more than room."""
    nearest: list[NearestHub]
    listed: list[int]
    """Numbers of the stays that broke it longest, of the operators that are known."""
    filling: Filling | None
    """Of a draft hub only."""
    effects: Sequence[Held]
    """What modules had put in force of the zone that is tried: it was taken over."""


def replay(connection: Connection[Any], draft: Draft, past: Past, timezone: str) -> Replay:
    """A draft against the past; days and hours are local. Raises PastKeeping."""
    check_kept(connection, past.start)
    found = breaks(past, draft)
    hit = in_all(past, draft, found)
    whole = hit.stays is not None
    is_hub = draft.kind is AreaKind.hub
    asks_room_only = is_hub and not draft.longest_s
    begun = found.begin, past.operator[found.row]
    seconds = past.covered(found.row, found.begin, found.end)
    rows, place = np.unique(found.row, return_inverse=True)
    in_all_s = np.bincount(place, seconds, len(rows))
    longest = rows[np.argsort(-in_all_s, kind="stable")][:LISTED]
    return Replay(
        hit=hit,
        ends=ends(past, rows) if whole else None,
        around=past.around,
        operators=by_operator(past, draft, found),
        days=by_day(past, draft, found, timezone),
        alerts=alerts(*begun, timezone) if whole and not asks_room_only else None,
        nearest=nearest_hubs(connection, past, rows),
        listed=past.stays["id"][longest].tolist(),
        filling=filling(connection, draft, past, timezone) if is_hub else None,
        effects=past.ruled.effects,
    )
