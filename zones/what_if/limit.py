"""A draft limit replayed: what each past day would have come to, beside what holds.

The draft is judged as if it had been set on the first day: by the code of the real verdicts, with
the other limits of its scope as they are. On a day for which a module had put a limit in force,
that one goes before the draft, as it goes before any. Nothing of it is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from psycopg import Connection

from zones.measure import SQL
from zones.permits.board import Ints, Row, judged
from zones.permits.by_effect import with_effects
from zones.permits.limits import ALL, WHOLE, Limit, Scope, course, read_limits
from zones.permits.setting import Wish, bound_of, check_limit
from zones.permits.verdicts import COMPLIES, DOES_NOT, NO_LIMIT, Codes
from zones.what_if.uncounted import Asked, numbers_of

Drafts = dict[Scope, Limit]


@dataclass(frozen=True)
class LimitReplay:
    """A draft for one operator, as many of each array as there are days.

    `row` is what the board would have shown, None when no limit holds on any day. `now` are the
    codes of what holds, `held` the days on which the draft itself does, `by_effect` those on which
    a module's limit does.
    """

    operator: str
    row: Row | None
    codes: Codes
    now: Codes
    held: Ints
    by_effect: dict[date, int]
    """Numbers of what was in force, by day."""
    reasons: dict[date, str]
    """Why there is no number, by day."""
    counted_now: int
    """Days that were counted for this question."""

    @property
    def changed(self) -> Ints:
        """The days with another verdict."""
        return np.flatnonzero(self.codes != self.now)

    @property
    def least_margin(self) -> float | None:
        """Of the days that have a verdict either way; None without any."""
        if self.row is None or np.isnan(self.row.margin).all():
            return None
        return round(float(np.nanmin(self.row.margin)), 4)

    @property
    def messages(self) -> int:
        """One whenever it begins not to comply; days without a verdict begin nothing."""
        judged_codes = self.codes[np.isin(self.codes, (COMPLIES, DOES_NOT))]
        before = np.concatenate([[NO_LIMIT], judged_codes[:-1]])
        return int(((judged_codes == DOES_NOT) & (before != DOES_NOT)).sum())


def replay_limit(
    connection: Connection[Any],
    wish: Wish,
    operators: Sequence[str] | None,
    to: date,
    timezone: str,
    now: datetime,
    most_days: int | None = None,
    progress: Callable[[float], None] = lambda part: None,
) -> list[LimitReplay]:
    """A draft limit from its first day until another (not included), for some operators.

    Without any: for all that stood in the municipality. Days that were never counted in this way
    are counted now, at most `most_days`. Raises BadLimit and TooManyUncounted.
    """
    first, days = wish.effective_from, (to - wish.effective_from).days
    drafts = _drafts(connection, wish, operators, to, now)
    limits = read_limits(connection, wish.municipality)
    town = wish.municipality
    real = with_effects(connection, limits, town, first, to)
    # Whoever has the draft has a limit: then an effect asks of them, too.
    asked_of_all = with_effects(connection, [*limits, *drafts.values()], town, first, to)
    of_day = [x for x in asked_of_all if x.effect is not None]
    standing = {scope: [x for x in real if x.scope == scope] for scope in drafts}
    tried = {
        scope: [
            *(x for x in limits if x.scope == scope and x.season != draft.season),
            *(x for x in of_day if x.scope == scope),
            draft,
        ]
        for scope, draft in drafts.items()
    }
    held = {scope: _held(tried[scope], first, days) for scope in drafts}
    form, zone = wish.form or ALL, wish.zone or WHOLE
    asked = Asked(wish.municipality, form, zone, wish.tolerance_m, wish.indicator, first, to)
    every = [*limits, *drafts.values()]
    found = numbers_of(connection, asked, held, every, timezone, most_days, progress)
    would = _rows(judged(connection, wish.municipality, tried, first, to, found.numbers))
    does = _rows(judged(connection, wish.municipality, standing, first, to))
    return [
        LimitReplay(
            operator=scope.operator,
            row=would.get(scope),
            codes=_codes(would.get(scope), days),
            now=_codes(does.get(scope), days),
            held=held[scope],
            by_effect=_by_effect(tried[scope], first, days),
            reasons=found.reasons[scope],
            counted_now=found.counted_now,
        )
        for scope in drafts
    ]


def _drafts(
    connection: Connection[Any],
    wish: Wish,
    operators: Sequence[str] | None,
    to: date,
    now: datetime,
) -> Drafts:
    """The draft for each operator, checked."""
    if operators is None:
        # A limit that is wrong is refused though nobody stood there.
        check_limit(connection, replace(wish, operator=_anybody(connection, wish)))
        period = {"from": wish.effective_from, "to": to}
        asked = {"municipality": wish.municipality, "form": wish.form or ALL} | period
        rows = connection.execute(SQL["permit_operators"], asked).fetchall()
        operators = [row[0] for row in rows]
    drafts = [
        _draft(wish, key, check_limit(connection, replace(wish, operator=key)), now)
        for key in operators
    ]
    return {draft.scope: draft for draft in drafts}


def _draft(wish: Wish, operator: str, operator_id: int, now: datetime) -> Limit:
    """A limit that nobody set, of which number 0 says so."""
    season_from, season_to = wish.season or (None, None)
    return Limit(
        id=0,
        municipality=wish.municipality,
        operator=operator,
        operator_id=operator_id,
        form_factor=wish.form,
        zone=wish.zone,
        indicator=wish.indicator,
        bound=bound_of(wish.indicator),
        value=wish.value,
        unit=wish.unit or "",
        tolerance_m=wish.tolerance_m,
        coverage_needed=wish.coverage_needed,
        season_from=season_from,
        season_to=season_to,
        effective_from=wish.effective_from,
        withdrawn=False,
        set_by=wish.set_by,
        set_at=now,
        why=wish.why,
    )


def _held(limits: list[Limit], first: date, days: int) -> Ints:
    """The days on which the draft, which comes last, holds."""
    return np.flatnonzero(course(limits, first, days) == len(limits) - 1)


def _by_effect(limits: list[Limit], first: date, days: int) -> dict[date, int]:
    """The days on which a module's limit holds, with the number of what was in force."""
    last = first + timedelta(days=days)
    mine = sorted((x for x in limits if x.effect is not None), key=lambda x: x.rank)
    return {x.only_on: x.effect for x in mine if x.only_on and x.effect and x.only_on < last}


def _rows(rows: list[Row]) -> dict[Scope, Row]:
    return {row.scope: row for row in rows}


def _codes(row: Row | None, days: int) -> Codes:
    return np.full(days, NO_LIMIT, np.uint8) if row is None else row.codes


def _anybody(connection: Connection[Any], wish: Wish) -> str:
    """Some operator, to check a limit that is not about one."""
    row = connection.execute("select key from operator order by id limit 1").fetchone()
    return wish.operator if row is None else str(row[0])
