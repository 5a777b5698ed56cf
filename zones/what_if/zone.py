"""A draft zone replayed: what would have broken its rule, whose, where it went, how full it was.

A no-parking or monitoring draft asks who stood there; a hub draft how full it was, and who stood
just beside it. Nothing of it is kept.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.vocabulary import AreaKind
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


def replay(connection: Connection[Any], draft: Draft, past: Past, timezone: str) -> Replay:
    """A draft against the past; days and hours are local."""
    found = breaks(past, draft)
    hit = in_all(past, draft, found)
    whole = hit.stays is not None
    is_hub = draft.kind is AreaKind.hub
    asks_room_only = is_hub and not draft.longest_s
    begun = found.begin, past.operator[found.row]
    seconds = past.covered(found.row, found.begin, found.end)
    longest = found.row[np.argsort(-seconds, kind="stable")][:LISTED]
    return Replay(
        hit=hit,
        ends=ends(past, found.row) if whole else None,
        around=past.around,
        operators=by_operator(past, draft, found),
        days=by_day(past, draft, found, timezone),
        alerts=alerts(*begun, timezone) if whole and not asks_room_only else None,
        nearest=nearest_hubs(connection, past, found.row),
        listed=past.stays["id"][longest].tolist(),
        filling=filling(connection, draft, past, timezone) if is_hub else None,
    )
