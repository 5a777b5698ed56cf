"""Rentals that begin in an area: as operators tell them, else as departures that were seen.

A told rental counts where and when it began, whenever it ended. A feed that tells none is counted
by its departures, of which some are the operator's own work: never fewer than the rentals that
good polls could see. Which of the two it was is the line's `basis`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stoep.store.columns import read_columns
from stoep.vocabulary import AreaKind
from zones.asked import Asked, Floats, Group, Ints, Line, Part
from zones.kept import PAST_KEEPING
from zones.measure import SQL, KnownFeed
from zones.movement.course import evidence, table, told_while_held
from zones.movement.turns import Turns, Way, read_turns
from zones.movement.verdict import LEAST_COVERAGE, Words, add_told, reasons_of

NOT_TOLD = "trips_not_told"
FORM_NOT_TOLD = "form_not_told"
"""A told rental does not say of what kind its vehicle was."""
BY_DAY = "trips_by_day_only"
BY_DISTRICT = "trips_by_district_only"
"""What an operator tells of single trips is shown no finer than this: one trip is nobody's to see.
What good polls show of vehicles anybody could have seen."""
COARSE = (AreaKind.municipality, AreaKind.district)
SHORTEST_S = 23 * 3600
NO_VEHICLES = "no_vehicles"
DAY_S = 86_400


@dataclass(frozen=True)
class _Seen:
    """What is known of rentals: told ones by feed, and from when to when; departures of all."""

    told: Mapping[int, tuple[int, int]]
    begun: Mapping[str, Any]
    turns: Turns


def rentals(asked: Asked, group: Group) -> list[Line]:
    """How many rentals began, by step."""
    ids = [feed.id for feed in asked.feeds]
    period = {"area": asked.area.id, "feeds": ids, "start": asked.start, "end": asked.end}
    rows = asked.connection.execute(SQL["trips_told"], {"feeds": ids}).fetchall()
    seen = _Seen(
        {feed: (begin, end) for feed, begin, end in rows},
        read_columns(asked.connection, SQL["trips_begun"], period),
        read_turns(asked.connection, [asked.area.id], ids, asked.start, asked.end),
    )
    return [_line(asked, part, seen) for part in asked.parts(group)]


def rentals_per_vehicle(parked: list[Line], rented: list[Line], cuts: Ints) -> list[Line]:
    """Rentals a day for each vehicle that stood there on average, step by step of the same time.

    `cuts` (unix seconds) are moved to when the area held: its days are those that it held.
    """
    stood = {line.key: line for line in parked}
    days = np.maximum(np.diff(cuts), 1) / DAY_S
    return [_per_vehicle(line, stood[line.key], days) for line in rented]


def _line(asked: Asked, part: Part, seen: _Seen) -> Line:
    share, wanted = evidence(asked, part.feeds)
    rows = [
        _of_feed(asked, part, seen, feed, row) for feed, row in zip(part.feeds, share, strict=True)
    ]
    counts, maybe, shares, why = (table(asked, [row[i] for row in rows]) for i in range(4))
    total = add_told(part.feeds, counts, shares, wanted, why.astype(object))
    total = told_while_held(asked, total)
    unknown = np.where(wanted, maybe, 0).sum(axis=0)
    return Line(part.key, part.name, total, unknown=unknown, basis=_basis(part.feeds, seen))


def _of_feed(
    asked: Asked, part: Part, seen: _Seen, feed: KnownFeed, covered: Floats
) -> tuple[Ints, Floats, Floats, Words]:
    """Of one feed by step: rentals, how many more there may be, covered share, why not."""
    if feed.id not in seen.told:
        mine = seen.turns.of(feed.id, part.type_ids)
        maybe = mine.unknown(Way.departures, asked.cuts).astype(np.float64)
        maybe[:] = np.nan if feed.rotating else maybe
        reasons, early = reasons_of(feed, covered), asked.cuts[:-1] < asked.kept_s
        maybe[early] = np.nan
        if not feed.rotating:
            reasons[early] = PAST_KEEPING
        covered = np.where(early, 0.0, covered)
        return mine.counted(Way.departures, asked.cuts), maybe, covered, reasons
    begun = seen.begun["started_at"][seen.begun["feed_id"] == feed.id]
    step = np.searchsorted(asked.cuts, begun, side="right") - 1
    cuts = asked.area.clip(asked.cuts)
    share = _told_share(cuts, *seen.told[feed.id])
    why: Words = np.full(share.shape, None, object)
    why[share < LEAST_COVERAGE] = NOT_TOLD
    # A day of which the area held an hour would tell of that hour.
    why[np.diff(cuts) < SHORTEST_S] = BY_DAY
    if (np.diff(asked.cuts) < SHORTEST_S).any():
        why[:] = BY_DAY
    if asked.area.kind not in COARSE:
        why[:] = BY_DISTRICT
    if part.type_ids is not None and not feed.type_ids <= set(part.type_ids):
        why[:] = FORM_NOT_TOLD
    return np.bincount(step, minlength=len(share)), np.zeros(len(share)), share, why


def _told_share(cuts: Ints, begin: int, end: int) -> Floats:
    """Share of each step that lies between two moments."""
    inside = np.clip(cuts, begin, max(begin, end))
    share: Floats = np.diff(inside) / np.maximum(np.diff(cuts), 1)
    return share


def _basis(feeds: list[KnownFeed], seen: _Seen) -> str | None:
    told = [feed.key for feed in feeds if feed.id in seen.told]
    rest = [feed.key for feed in feeds if feed.id not in seen.told and not feed.rotating]
    named = (("trips", told), ("departures", rest))
    return "; ".join(f"{what}: {', '.join(keys)}" for what, keys in named if keys) or None


def _per_vehicle(rented: Line, parked: Line, days: Floats) -> Line:
    above, below = rented.total, parked.total
    some = below.values > 0
    values = np.where(some, above.values / np.where(some, below.values, 1) / days, np.nan)
    none = [NO_VEHICLES if v == 0 else None for v in below.values.tolist()]
    reasons = [a or b or c for a, b, c in zip(above.reasons, below.reasons, none, strict=True)]
    least = np.minimum(above.coverage, below.coverage)
    return replace(
        rented, total=replace(above, values=values, coverage=least, reasons=reasons), unknown=None
    )
