"""Two moments or two periods side by side: both numbers, and their difference where it is one.

A difference is claimed only where both numbers are of enough evidence and of the same feeds, within
the same border. Otherwise it is unknown and says why: what was not seen, or what came or went with
a feed, is no change in the street.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.vocabulary import BUCKET_S, AreaKind
from zones.asked import Asked, AskedArea, Group, area_asked
from zones.asked_map import AreaValue
from zones.lacking import why_lacking
from zones.map import IndicatorMap, ask_over, map_at, over
from zones.measure import NOT_YET, KnownFeed, known_feeds, types_of, types_wanted
from zones.series import course
from zones.serving import here, serve_then
from zones.standing import FeedThen, known_at, read

SURE = 0.95
"""Coverage that both numbers need (rule R9)."""
LITTLE, DIFFER, REDRAWN = "seen_too_little", "feeds_differ", "border_differs"
COMPARED = ("parked_density", "vehicles_parked", "clutter_load")
"""Means: two periods of another length can be compared too."""


@dataclass(frozen=True)
class When:
    """A moment (unix seconds, None: now), or a period where there is one."""

    moment: int | None = None
    period: tuple[int, int] | None = None


@dataclass(frozen=True)
class Whose:
    """Which vehicles; None is all of them."""

    operators: Collection[str] | None = None
    forms: Collection[str] | None = None


@dataclass(frozen=True)
class Side:
    """One of the two numbers, None where unknown, and the keys of the feeds that it rests on."""

    value: float | None
    coverage: float
    reason: str | None
    feeds: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """Both numbers, and the other less the one where that may be claimed; else why not."""

    one: Side
    other: Side
    difference: float | None
    reason: str | None


@dataclass(frozen=True)
class AreaPair:
    """Both numbers of an area, by its newest border."""

    value: AreaValue
    pair: Pair


@dataclass(frozen=True)
class PartPair:
    """Both numbers of all vehicles of an area, of an operator or of a form factor."""

    group: Group
    key: str
    name: str
    pair: Pair


def pair_of(one: Side, other: Side, *, redrawn: bool = False) -> Pair:
    """Two numbers with their difference, or why there is none."""
    reason = _why_not(one, other, redrawn=redrawn)
    if reason is not None:
        return Pair(one, other, None, reason)
    assert one.value is not None
    assert other.value is not None
    return Pair(one, other, other.value - one.value, None)


def _why_not(one: Side, other: Side, *, redrawn: bool) -> str | None:
    for side in (one, other):
        if side.value is None:
            return side.reason or NOT_YET
    for side in (one, other):
        if side.coverage < SURE:
            return side.reason or LITTLE
    if redrawn:
        return REDRAWN
    if apart := sorted(one.feeds ^ other.feeds):
        return f"{DIFFER}: {', '.join(apart)}"
    return None


NOWHERE = Side(None, 0.0, NOT_YET, frozenset())


@dataclass(frozen=True)
class Told:
    """An indicator over areas with the feeds that each area's number rests on, by code."""

    found: IndicatorMap
    sides: dict[str, tuple[AreaValue, Side]]


def over_areas(
    connection: Connection[Any],
    indicator: str,
    kind: AreaKind,
    municipality: str,
    when: When,
    now_s: int,
    whose: Whose,
) -> Told:
    """One side of all areas of a kind; raises UnknownIndicator."""
    chosen: dict[str, Any] = {
        "municipality": municipality,
        "operators": whose.operators,
        "forms": whose.forms,
    }
    if when.period is not None:
        asked = ask_over(connection, kind, *when.period, **chosen)
        found = over(asked, indicator)
        needed, keys = asked.expected(), [feed.key for feed in asked.feeds]
    else:
        found = map_at(connection, indicator, kind, when.moment, now_s, **chosen)
        at = now_s if when.moment is None else when.moment
        needed = serve_then(connection, found.feeds, [one.area for one in found.values], at)
        keys = [feed.key for feed in found.feeds]
    sides = {}
    for value, column in zip(found.values, needed.T.tolist(), strict=True):
        feeds = frozenset(key for key, need in zip(keys, column, strict=True) if need)
        sides[value.code] = value, Side(value.value, value.coverage, value.reason, feeds)
    return Told(found, sides)


def compare_areas(one: Told, other: Told) -> list[AreaPair]:
    """Each area of either side, by code; one that is on one side only has no difference."""
    found = []
    for code in sorted(one.sides.keys() | other.sides.keys()):
        value_one, side_one = one.sides.get(code, (None, NOWHERE))
        value_other, side_other = other.sides.get(code, (None, NOWHERE))
        newest = value_other or value_one
        assert newest is not None
        both = value_one is not None and value_other is not None
        redrawn = both and value_one.area != value_other.area  # type: ignore[union-attr]
        found.append(AreaPair(newest, pair_of(side_one, side_other, redrawn=redrawn)))
    return found


def compare_parts(
    connection: Connection[Any],
    indicator: str,
    area_id: int,
    one: When,
    other: When,
    now_s: int,
    whose: Whose,
) -> list[PartPair]:
    """All vehicles of an area together, then by operator, then by form; raises UnknownArea."""
    area = area_asked(connection, area_id)
    found = []
    for group in Group:
        first, second = (
            _parts(connection, indicator, area, when, now_s, whose, group) for when in (one, other)
        )
        for key in first | second:
            name = (second.get(key) or first[key])[0]
            sides = (part.get(key, (name, NOWHERE))[1] for part in (first, second))
            found.append(PartPair(group, key, name, pair_of(*sides)))
    return found


Parts = dict[str, tuple[str, Side]]
"""By key: the name and the number."""


def _parts(
    connection: Connection[Any],
    indicator: str,
    area: AskedArea,
    when: When,
    now_s: int,
    whose: Whose,
    group: Group,
) -> Parts:
    if when.period is None:
        return _parts_at(connection, indicator, area, when.moment, now_s, whose, group)
    start, end = when.period
    cuts = np.array([start // BUCKET_S, -(-end // BUCKET_S)], np.int64) * BUCKET_S
    asked = Asked(connection, area, cuts, whose.operators, whose.forms)
    lines = {line.key: line for line in course(indicator, asked, group)}
    found: Parts = {}
    for part in asked.parts(group):
        total = lines[part.key].total
        value, needed = float(total.values[0]), asked.expected(part.feeds)[:, 0].tolist()
        feeds = frozenset(f.key for f, need in zip(part.feeds, needed, strict=True) if need)
        known = None if np.isnan(value) else value
        side = Side(known, float(total.coverage[0]), total.reasons[0], feeds)
        found[part.key] = part.name, side
    return found


def _parts_at(
    connection: Connection[Any],
    indicator: str,
    area: AskedArea,
    moment: int | None,
    now_s: int,
    whose: Whose,
    group: Group,
) -> Parts:
    at = now_s if moment is None else moment
    forms = types_of(connection)
    types = types_wanted(forms, whose.forms)
    known = {feed.id: feed for feed in known_feeds(connection, at, at, whose.operators, types)}
    then = tuple(feed for feed in known_at(connection, moment, now_s) if feed.feed_id in known)
    feeds = here(connection, then, [area.id], at)
    standing = read(connection, moment, feeds, areas=[area.id])
    keep = standing.counts
    if types is not None:
        keep = keep & np.isin(standing.vehicle_type_id, types)
    scale = 1.0 if indicator == "vehicles_parked" else area.km2
    found: Parts = {}
    for key, name, own, kinds in _groups(group, feeds, known, forms, types):
        mine = keep & np.isin(standing.feed_id, [feed.feed_id for feed in own])
        if kinds is not None:
            mine = mine & np.isin(standing.vehicle_type_id, kinds)
        found[key] = name, _side_at(own, int(mine.sum()) / scale)
    return found


def _groups(
    group: Group,
    feeds: tuple[FeedThen, ...],
    known: dict[int, KnownFeed],
    forms: dict[int, Any],
    types: list[int] | None,
) -> list[tuple[str, str, list[FeedThen], list[int] | None]]:
    """Key, name, feeds and types (None: all) of each part."""
    if group is Group.none:
        return [("all", "all", list(feeds), None)]
    if group is Group.operator:
        names = {feed.operator: known[feed.feed_id].operator_name for feed in feeds}
        return [(k, n, [f for f in feeds if f.operator == k], None) for k, n in names.items()]
    found: list[tuple[str, str, list[FeedThen], list[int] | None]] = []
    listed = {kind for feed in feeds for kind in known[feed.feed_id].type_ids}
    if types is not None:
        listed &= set(types)
    for form in sorted({forms[kind] for kind in listed}):
        kinds = [kind for kind in listed if forms[kind] == form]
        own = [feed for feed in feeds if known[feed.feed_id].type_ids & set(kinds)]
        found.append((str(form), str(form), own, kinds))
    return found


def _side_at(feeds: list[FeedThen], value: float) -> Side:
    """A count at a moment, with the share of the expected feeds that was seen."""
    expected = [feed for feed in feeds if feed.expected]
    seen = sum(feed.counts for feed in expected)
    reason = why_lacking([(feed.key, feed.reason) for feed in expected])
    coverage = seen / len(expected) if expected else 0.0
    keys = frozenset(feed.key for feed in expected)
    return Side(value if seen else None, coverage, reason, keys)
