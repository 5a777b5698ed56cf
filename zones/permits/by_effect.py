"""Limits that a module's effect sets for a day: asked of each operator that has any limit there."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg import Connection

from stoep.vocabulary import AreaKind
from zones.in_force import Held, read_held
from zones.permits.limits import Limit, Scope
from zones.permits.setting import bound_of
from zones.permits.verdicts import COVERAGE_NEEDED
from zones.registry import INDICATORS

LIMIT = "limit"
EVER = (0, 2**33)
"""Unix seconds of a stretch in which everything lies."""


def with_effects(
    connection: Connection[Any],
    limits: Iterable[Limit],
    municipality: str | None = None,
    first: date | None = None,
    to: date | None = None,
) -> list[Limit]:
    """Limits, and behind them those that effects set, of the days from `first` until `to`.

    An effect asks of all form factors of an operator together.
    """
    usual = list(limits)
    held = read_held(connection, *EVER, municipality=municipality, kind=LIMIT)
    of_days = [one for one in held if _within(one, first, to)]
    asked = {(x.municipality, x.operator, x.operator_id) for x in usual}
    return usual + [
        _limit(one, operator, number)
        for one in of_days
        for town, operator, number in sorted(asked)
        if town == one.municipality
    ]


def scope_of(held: Held, operator: str) -> Scope:
    """What a limit that an effect sets is about."""
    kind, _, _ = str(held.area).partition("/")
    zone = "" if kind == AreaKind.municipality else str(held.area)
    return Scope(operator, "all", zone, str(held.indicator))


def _within(held: Held, first: date | None, to: date | None) -> bool:
    return (first is None or held.day >= first) and (to is None or held.day < to)


def _limit(held: Held, operator: str, operator_id: int) -> Limit:
    indicator, zone = str(held.indicator), scope_of(held, operator).zone
    return Limit(
        # Below 0, so that it is no row of the history.
        id=-held.id,
        municipality=held.municipality,
        operator=operator,
        operator_id=operator_id,
        form_factor=None,
        zone=zone or None,
        indicator=indicator,
        bound=bound_of(indicator),
        value=float(held.value or 0),
        unit=INDICATORS[indicator].unit,
        tolerance_m=0,
        coverage_needed=COVERAGE_NEEDED,
        season_from=None,
        season_to=None,
        effective_from=held.day,
        withdrawn=False,
        set_by=held.set_by,
        set_at=held.set_at,
        why=held.why,
        only_on=held.day,
        effect=held.id,
    )
