"""Whom a draft would have hit: by operator and by day, and what of that is not known.

A number is null where an operator that should have told something told nothing, and where ids that
change prove no duration; it says so, and is never 0 for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from zones.calendar import Step, edges
from zones.measure import NO_EVIDENCE, NOT_IN_FORCE, NOT_YET, KnownFeed
from zones.what_if.alerts import messages
from zones.what_if.draft import Breaks, Draft, Past
from zones.what_if.ends import Ends, ends

HOUR_S = 3600
ROTATING = "rotating_ids"


@dataclass(frozen=True)
class Told:
    """On what a number rests: the least share of the time that is covered, and what it lacks."""

    coverage: float
    reason: str | None


@dataclass(frozen=True)
class Hit:
    """What a draft would have meant: stays that break its rule, and how long."""

    stays: int | None
    vehicle_hours: float | None
    told: Told


@dataclass(frozen=True)
class OperatorHit:
    """The same for one operator, held against all its stays in the areas around the draft.

    `messages`: one for each local hour in which any of its vehicles begins to break the rule.
    """

    hit: Hit
    around: int | None
    share: float | None
    ends: Ends | None
    messages: int | None


@dataclass(frozen=True)
class DayHit:
    """The same for one local day, and of each operator the stays that broke the rule on it."""

    hit: Hit
    by_operator: dict[str, int | None]


def by_operator(past: Past, draft: Draft, found: Breaks) -> dict[str, OperatorHit]:
    """Each operator, but those that in the period were followed and served elsewhere."""
    who = past.operator
    counted = {}
    for key in _operators(past):
        told = told_of(past, draft, past.start, past.end, key)
        mine = found.where(who[found.row] == key)
        hit = _hit(past, mine, told)
        if hit.stays is None:
            counted[key] = OperatorHit(hit, None, None, None, None)
            continue
        around = past.fleet[key]
        share = hit.stays / around if around else None
        sent = messages(mine.begin)
        counted[key] = OperatorHit(hit, around, share, ends(past, mine.stays), len(sent))
    return counted


def by_day(past: Past, draft: Draft, found: Breaks, timezone: str) -> dict[date, DayHit]:
    """Each local day, cut to the period: who was seen breaking the rule on it, and for how long."""
    days = {}
    who = past.operator
    for day, low, high in _days(past.start, past.end, timezone):
        mine = found.between(past, low, high)
        counts = {
            key: int((who[mine.stays] == key).sum())
            if told_of(past, draft, low, high, key).reason is None
            else None
            for key in _operators(past)
        }
        days[day] = DayHit(_hit(past, mine, told_of(past, draft, low, high)), counts)
    return days


def in_all(past: Past, draft: Draft, found: Breaks) -> Hit:
    """All operators together; unknown where one of them is."""
    return _hit(past, found, told_of(past, draft, past.start, past.end))


def told_of(past: Past, draft: Draft, low: int, high: int, operator: str | None = None) -> Told:
    """What the feeds of an operator, or all feeds, told of a stretch of the period.

    Of the time in which the rule held: where it held at no time there is nothing to tell.
    """
    spans = past.ruled.within(low, high)
    if not spans:
        return Told(0.0, NOT_IN_FORCE)
    wanted = [
        (feed, _share(past, feed, spans))
        for feed in _needed(past, low, high)
        if operator in (None, feed.operator)
    ]
    if not wanted:
        return Told(0.0, NOT_YET)
    lacking = [
        (NO_EVIDENCE, [feed.key for feed, share in wanted if not share]),
        (ROTATING, [feed.key for feed, _ in wanted if draft.longest_s and feed.rotating]),
    ]
    reasons = [f"{name}: {', '.join(keys)}" for name, keys in lacking if keys]
    return Told(min(share for _, share in wanted), "; ".join(reasons) or None)


def _hit(past: Past, found: Breaks, told: Told) -> Hit:
    if told.reason is not None:
        return Hit(None, None, told)
    seconds = past.covered(found.row, found.begin, found.end)
    return Hit(len(found.stays), float(seconds.sum()) / HOUR_S, told)


def _operators(past: Past) -> list[str]:
    begins, ends_ = np.array([past.start]), np.array([past.end])
    elsewhere = past.elsewhere(begins, ends_)[:, 0].tolist()
    pairs = zip(past.feeds, elsewhere, strict=True)
    return sorted({feed.operator for feed, is_elsewhere in pairs if not is_elsewhere})


def _needed(past: Past, low: int, high: int) -> list[KnownFeed]:
    """The feeds without which a number of this stretch is not the whole."""
    needed = past.needed(np.array([low]), np.array([high]))[:, 0].tolist()
    return [feed for feed, is_needed in zip(past.feeds, needed, strict=True) if is_needed]


def _share(past: Past, feed: KnownFeed, spans: Sequence[tuple[int, int]]) -> float:
    """The share of some stretches that a feed covers."""
    clock = past.clocks[feed.id]
    seen = sum(int(clock.covered(np.array(span))[0]) for span in spans)
    return seen / sum(until - since for since, until in spans)


def _days(start: int, end: int, timezone: str) -> list[tuple[date, int, int]]:
    """The local days of a period, each cut to it (unix seconds)."""
    zone = ZoneInfo(timezone)
    cuts = edges(start, end, Step.day, timezone).tolist()
    return [
        (datetime.fromtimestamp(low, zone).date(), max(low, start), min(high, end))
        for low, high in pairwise(cuts)
    ]
