"""The number that a dispute is about: what it was when it was opened, what it is, what changed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from psycopg import Connection

from zones.disputes.kept import Dispute
from zones.permits.aside import Aside, Changed, read_asides, read_changed
from zones.permits.board import board
from zones.permits.by_effect import with_effects
from zones.permits.day import date_at
from zones.permits.limits import Limit, Scope, in_force, read_limits
from zones.permits.verdicts import NAMES, Bound, judge_one

MOST_DAYS = 92
"""So many days from the first that something is set aside of are looked through."""


def number_of(
    connection: Connection[Any], municipality: str, scope: Scope, day: date
) -> dict[str, Any] | None:
    """A number with its verdict, as they are known; None where no limit is in force."""
    rows = board(connection, municipality, day, day + timedelta(days=1), scope=scope)
    if not rows or (limit := rows[0].limit_on(0)) is None:
        return None
    row = rows[0]
    found = (row.lower[0], row.upper[0], row.margin[0])
    lower, upper, margin = (None if np.isnan(x) else round(float(x), 6) for x in found)
    return {
        "lower": lower,
        "upper": upper,
        "coverage": round(float(row.coverage[0]), 4),
        "verdict": NAMES[int(row.codes[0])],
        "margin": margin,
        "limit": limit.value,
        "bound": str(limit.bound),
    }


@dataclass(frozen=True)
class Judged:
    """A changed number, with the limit of that day and the verdicts before and after."""

    number: Changed
    limit: Limit
    was: str | None
    now: str | None


def changed_by(
    connection: Connection[Any], dispute: Dispute, timezone: str
) -> tuple[list[Aside], list[Judged]]:
    """What was set aside after a dispute, and the judged numbers that changed by it."""
    every = read_asides(connection, dispute.municipality)
    mine = [one for one in every if one.dispute == dispute.number]
    return mine, judged(connection, dispute.municipality, mine, timezone)


def judged(
    connection: Connection[Any], municipality: str, asides: list[Aside], timezone: str
) -> list[Judged]:
    """The numbers that changed because of what was set aside, of those that a limit holds for."""
    if not asides:
        return []
    # A day after it may rest on it too: a vehicle that stands long was seen less.
    first = date_at(min(one.start for one in asides), timezone)
    to = first + timedelta(days=MOST_DAYS)
    whys = sorted({one.why for one in asides})
    limits = with_effects(
        connection, read_limits(connection, municipality), municipality, first, to
    )
    by_scope: dict[Scope, list[Limit]] = {}
    for limit in limits:
        by_scope.setdefault(limit.scope, []).append(limit)
    found = []
    for one in read_changed(connection, municipality, first, to, whys):
        scope = Scope(one.operator, one.form, one.zone, one.indicator)
        held = in_force(by_scope.get(scope, ()), one.day)
        if held is None or held.tolerance_m != one.tolerance_m:
            continue
        before = (one.lower, one.upper, one.coverage)
        after = (one.lower_now, one.upper_now, one.coverage_now)
        was, now = (
            judge_one(*number, held.value, Bound(held.bound), held.coverage_needed).verdict
            for number in (before, after)
        )
        found.append(Judged(one, held, was, now))
    return found
