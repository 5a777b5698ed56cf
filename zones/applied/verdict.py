"""Whether each operator's geofencing zones are as a zone of ours asks, since when, and how late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import shapely
from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.applied.ground import Ground, read_ground
from zones.policy.zone import FIXED, Zone
from zones.serving import only_serving

ENOUGH = 0.95
"""Share of our zone from which theirs is the same: borders do not follow each other exactly."""
FRESH = timedelta(days=2)
"""Zones that were last read longer ago say nothing of now."""
MOST_VERSIONS = 200
FEEDS = """
select f.id, f.key, o.key from feed f join operator o on o.id = f.operator_id
where f.enabled order by o.key, f.key
"""
TOWN = """
select id from area where kind = 'municipality' and code = %s and valid_from <= %s
  and coalesce(valid_to, 'infinity') > %s
"""
VERSIONS = """
select valid_from, valid_to, seen_at, zones from service_area
where feed_id = %s and valid_from <= %s order by valid_from desc limit %s
"""


class Verdict(StrEnum):
    """Whether a feed's own zones are as ours asks."""

    applied = "applied"
    not_applied = "not_applied"
    unknown = "unknown"


@dataclass(frozen=True)
class Applied:
    """The verdict on one feed, and what it follows from.

    `why` is a stable name: of `unknown` for why, else for how. `since` is when it was first read to
    be so without a break; `from_the_first`: in the first zones that were ever read, so that it may
    have been so for longer. `late_s` is `since` (of what is not applied: now) less the beginning of
    our zone: negative is early. None: there is nothing to tell.
    """

    feed: str
    operator: str
    verdict: Verdict
    why: str
    ground: Ground | None = None
    since: datetime | None = None
    from_the_first: bool = False
    seen_at: datetime | None = None
    late_s: int | None = None


def applied(connection: Connection[Any], zone: Zone, at: datetime) -> list[Applied]:
    """A verdict on each feed that serves the municipality; none where operators see nothing yet."""
    if zone.kind is AreaKind.monitoring or zone.phase not in FIXED:
        return []
    row = connection.execute(
        "select st_asbinary(geom) from zone where id = %s", [zone.id]
    ).fetchone()
    assert row is not None
    ours = shapely.from_wkb(bytes(row[0]))
    return [
        _of_feed(connection, feed_id, feed, operator, zone, ours, at)
        for feed_id, feed, operator in _feeds(connection, zone, at)
    ]


def _feeds(connection: Connection[Any], zone: Zone, at: datetime) -> list[tuple[int, str, str]]:
    feeds = connection.execute(FEEDS).fetchall()
    town = connection.execute(TOWN, [zone.municipality, at, at]).fetchone()
    if town is None:
        return list(feeds)
    end = int(at.timestamp())
    serving = only_serving(connection, [one[0] for one in feeds], town[0], end - 86_400, end)
    return [one for one in feeds if one[0] in serving]


def _of_feed(
    connection: Connection[Any],
    feed_id: int,
    feed: str,
    operator: str,
    zone: Zone,
    ours: Any,
    at: datetime,
) -> Applied:
    versions = connection.execute(VERSIONS, [feed_id, at, MOST_VERSIONS]).fetchall()
    if not versions:
        return Applied(feed, operator, Verdict.unknown, "publishes_none")
    newest = versions[0]
    ground = read_ground(newest[3], ours, at)
    verdict, why = judge(zone.kind, ground)
    if newest[2] < at - FRESH:
        verdict, why = Verdict.unknown, "not_read_lately"
    if verdict is Verdict.unknown:
        return Applied(feed, operator, verdict, why, ground, seen_at=newest[2])
    since, first = newest[0], len(versions) == 1
    for place, began in _back(versions[1:], zone.kind, ours, verdict):
        since, first = began, place == len(versions) - 1
    start = zone.active_from
    late = None
    if start is not None:
        late = since - start if verdict is Verdict.applied else at - start
    return Applied(
        feed,
        operator,
        verdict,
        why,
        ground,
        since,
        first and len(versions) < MOST_VERSIONS,
        newest[2],
        None if late is None else int(late.total_seconds()),
    )


def _back(
    older: list[Any], kind: AreaKind, ours: Any, verdict: Verdict
) -> Iterator[tuple[int, datetime]]:
    """The versions before the newest, as far back as they come to the same."""
    for place, (began, ended, _, told) in enumerate(older, 1):
        if judge(kind, read_ground(told, ours, ended or began))[0] is not verdict:
            return
        yield place, began


def judge(kind: AreaKind, ground: Ground) -> tuple[Verdict, str]:
    """Whether the ground is as a kind of zone asks, and how that is known."""
    if ground.by_type:
        return Verdict.unknown, "differs_by_type"
    if kind is AreaKind.hub:
        return _compare(ground.allows, "may_end", "may_not_end")
    verdict, _ = _compare(ground.forbids, "", "")
    if verdict is Verdict.applied:
        return verdict, "may_not_end"
    return verdict, "partly" if ground.forbids > 1 - ENOUGH else "may_end"


def _compare(share: float, good: str, bad: str) -> tuple[Verdict, str]:
    if share >= ENOUGH:
        return Verdict.applied, good
    return Verdict.not_applied, bad if share <= 1 - ENOUGH else "partly"
