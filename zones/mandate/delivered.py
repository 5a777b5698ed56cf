"""What an operator delivers of what it owes, day by day, and whether that complies.

Each number is an interval from what is certain to what is possible, as permits have it, so that a
day without data never complies; and what nobody looked at is held against no one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.store.columns import FOREVER
from stoep.vocabulary import Duty, FeedFormat
from zones.mandate.duties import Owed, Scope, in_force, read_duties
from zones.mandate.evidence import DayEvidence, OperatorEvidence
from zones.mandate.watched import Watched
from zones.measure import NO_EVIDENCE, NOT_YET
from zones.permits.day import LocalDay, local_days
from zones.permits.verdicts import Judged, Verdict, judge_one

NOT_MEASURED = "not_measured"
"""What the lists of the day told was not counted, or they are pushed and do not keep it."""
NO_MOTORS = "no_motors"
NO_SOURCE_TIME = "no_source_time"


@dataclass(frozen=True)
class Found:
    """What was delivered: certain and possible; `lower` None: no number, and why."""

    lower: float | None
    upper: float | None
    coverage: float
    reason: str | None = None


@dataclass(frozen=True)
class Day:
    """One duty on one day. `unannounced`: the verdict with announced outages left out of account,
    where there were any."""

    day: date
    owed: Owed
    found: Found
    judged: Judged
    watched: Watched
    unannounced: Verdict | None = None


@dataclass(frozen=True)
class Row:
    """One duty of one operator, on the days on which it held."""

    scope: Scope
    days: list[Day]

    def count(self, verdict: Verdict) -> int:
        """Days with a verdict."""
        return sum(one.judged.verdict is verdict for one in self.days)

    def explained(self) -> int:
        """Days that do not comply, and would without the outages that were announced."""
        return sum(
            one.judged.verdict is Verdict.does_not_comply
            and one.unannounced not in (None, Verdict.does_not_comply)
            for one in self.days
        )


@dataclass(frozen=True)
class Gap:
    """Time of a day that was lost, as far as it goes on: unix seconds."""

    operator: str
    start: int
    end: int
    announced: bool


@dataclass(frozen=True)
class Delivery:
    """A municipality's duties in a period, with what was lost and what operators said of it."""

    days: list[LocalDay]
    rows: list[Row]
    gaps: list[Gap]
    statements: list[tuple[str, dict[str, Any]]]
    feeds: dict[str, list[str]]
    """By operator, the feeds that were looked at."""

    @property
    def coverage(self) -> float:
        """Which share of what is owed, in days, could be judged by time."""
        shares = [one.watched.share for row in self.rows for one in row.days]
        return float(np.mean(shares)) if shares else 0.0


def delivery(
    connection: Connection[Any],
    municipality: str,
    first: date,
    to: date,
    timezone: str,
    operators: list[str] | None = None,
) -> Delivery:
    """What operators delivered of what they owed, from a local day until another (not included)."""
    days = local_days(first, to, timezone)
    duties = [
        one
        for one in read_duties(connection, municipality)
        if operators is None or one.operator in operators
    ]
    scopes = sorted({one.scope for one in duties}, key=_order)
    found = Delivery(days, [], [], [], {})
    for operator in sorted({scope.operator for scope in scopes}):
        mine = [scope for scope in scopes if scope.operator == operator]
        held = {
            scope: [in_force((one for one in duties if one.scope == scope), d.date) for d in days]
            for scope in mine
        }
        if any(owed for course in held.values() for owed in course):
            _of_operator(connection, municipality, operator, held, found)
    return found


def _order(scope: Scope) -> tuple[str, int]:
    return scope.operator, list(Duty).index(Duty(scope.duty))


def _of_operator(
    connection: Connection[Any],
    municipality: str,
    operator: str,
    held: dict[Scope, list[Owed | None]],
    found: Delivery,
) -> None:
    read = OperatorEvidence(connection, municipality, operator, found.days)
    seen = [read.on(number) for number in range(len(found.days))]
    for scope, course in held.items():
        days = [_judge(owed, day) for owed, day in zip(course, seen, strict=True) if owed]
        if days:
            found.rows.append(Row(scope, days))
    owing = [any(course[n] for course in held.values()) for n in range(len(seen))]
    for day in (one for one, owes in zip(seen, owing, strict=True) if owes):
        for start, end in zip(*(edge.tolist() for edge in day.lost), strict=True):
            said = bool(((read.announced[0] < end) & (read.announced[1] > start)).any())
            found.gaps.append(Gap(operator, start, end, said))
    found.statements.extend((operator, one) for one in read.statements)
    found.feeds[operator] = sorted({feed.key for day in seen for feed in day.feeds})


def _judge(owed: Owed, seen: DayEvidence) -> Day:
    found = measure(owed.duty, seen)
    judged = _verdict(owed, found)
    return Day(seen.day.date, owed, found, judged, seen.watched, _unannounced(owed, seen.watched))


def _verdict(owed: Owed, found: Found) -> Judged:
    needed = (owed.value, owed.bound, owed.coverage_needed)
    return judge_one(found.lower, found.upper, found.coverage, *needed)


def _unannounced(owed: Owed, watched: Watched) -> Verdict | None:
    """The verdict on the rest of a day, where an operator told of an outage."""
    if owed.duty != Duty.availability or not watched.announced_s:
        return None
    rest_s = watched.total_s - watched.announced_s
    if not rest_s:
        return Verdict.not_enough_data
    rest = Watched(rest_s, watched.seen_s, watched.lost_s - watched.announced_s, 0)
    return _verdict(owed, _availability(rest)).verdict


def measure(duty: str, seen: DayEvidence) -> Found:
    """What was delivered of a duty on a day."""
    if not seen.feeds:
        return Found(None, None, 0.0, NOT_YET)
    if duty == Duty.availability:
        return _availability(seen.watched)
    if not seen.watched.seen_s:
        return Found(None, None, 0.0, NO_EVIDENCE)
    covered = seen.watched.seen
    if duty == Duty.trips:
        return Found(*seen.trips, covered)
    if duty in (Duty.stations, Duty.ids):
        share = seen.stations if duty == Duty.stations else seen.ids
        return Found(share, share, covered)
    if duty == Duty.freshness:
        return _freshness(seen)
    return _field(duty, seen)


def _availability(watched: Watched) -> Found:
    if watched.unknown_s == watched.total_s:
        return Found(None, None, 0.0, NO_EVIDENCE)
    possible = (watched.seen_s + watched.unknown_s) / watched.total_s
    return Found(watched.seen, possible, watched.share)


def _freshness(seen: DayEvidence) -> Found:
    covered, lists = seen.watched.seen, seen.lists
    if lists.youngest_s is None or lists.oldest_s is None:
        return Found(None, None, covered, NOT_MEASURED)
    if lists.oldest_s < FOREVER:
        return Found(lists.youngest_s, lists.oldest_s, covered)
    reason = NO_SOURCE_TIME if not lists.youngest_s else None
    return Found(lists.youngest_s, None, covered, reason)


def _field(duty: str, seen: DayEvidence) -> Found:
    """A share of the vehicles that were listed, over all good lists of the day."""
    fields, covered = seen.lists.fields, seen.watched.seen
    of = fields["powered" if duty == Duty.battery_range else "vehicles"]
    if not of:
        pushed = any(feed.format == FeedFormat.agency for feed in seen.feeds)
        motorless = duty == Duty.battery_range and fields["vehicles"] and not pushed
        return Found(None, None, covered, NO_MOTORS if motorless else NOT_MEASURED)
    share = fields[duty] / of
    return Found(share, share, covered)
