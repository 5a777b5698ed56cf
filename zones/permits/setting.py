"""Setting a limit: checked field by field before it is kept, and withdrawn by a row of its own."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from stoep.vocabulary import FormFactor
from zones.decided import (
    BadDecision,
    check_coverage,
    check_day,
    check_words,
    operator_there,
)
from zones.measure import SQL
from zones.permits.limits import GROUP, Limit, Season, read_limits
from zones.permits.verdicts import COVERAGE_NEEDED, Bound
from zones.registry import INDICATORS, Direction

MOST_TOLERANCE_M = 100


class BadLimit(BadDecision):
    """A limit that cannot be; `field` is what is wrong with it."""

    code = "bad_limit"


@dataclass(frozen=True)
class Wish:
    """A limit as somebody wants it set; checked before it is kept."""

    municipality: str
    operator: str
    indicator: str
    value: float
    unit: str | None
    effective_from: date
    set_by: str
    why: str
    form: str | None = None
    zone: str | None = None
    season: Season | None = None
    tolerance_m: int = 0
    coverage_needed: float = COVERAGE_NEEDED
    withdrawn: bool = False

    @classmethod
    def like(cls, limit: Limit) -> "Wish":
        """The wish that a limit came of."""
        return cls(
            limit.municipality,
            limit.operator,
            limit.indicator,
            limit.value,
            limit.unit,
            limit.effective_from,
            limit.set_by,
            limit.why,
            limit.form_factor,
            limit.zone,
            limit.season,
            limit.tolerance_m,
            limit.coverage_needed,
            limit.withdrawn,
        )


def read_season(text: str) -> Season | None:
    """A season as people write it, `05-01..09-30`; None: all year."""
    first, _, last = text.partition("..")
    return (first, last) if text else None


def bound_of(indicator: str) -> Bound:
    """Which way limits on an indicator hold."""
    less = INDICATORS[indicator].direction is Direction.less
    return Bound.maximum if less else Bound.minimum


def check_limit(connection: Connection[Any], wish: Wish) -> int:
    """The number of the operator of a limit that can be; raises BadLimit, which names the field."""
    _check(wish)
    return operator_there(connection, BadLimit, wish.municipality, wish.operator, wish.zone)


def set_limit(connection: Connection[Any], wish: Wish, now: datetime) -> Limit:
    """Keep a limit; raises BadLimit."""
    operator_id = check_limit(connection, wish)
    values = {
        "municipality": wish.municipality,
        "operator": operator_id,
        "form": wish.form,
        "zone": wish.zone,
        "indicator": wish.indicator,
        "bound": bound_of(wish.indicator),
        "value": wish.value,
        "unit": wish.unit,
        "tolerance": wish.tolerance_m,
        "needed": wish.coverage_needed,
        "season_from": wish.season and wish.season[0],
        "season_to": wish.season and wish.season[1],
        "effective": wish.effective_from,
        "withdrawn": wish.withdrawn,
        "by": wish.set_by,
        "at": now,
        "why": wish.why,
    }
    row = connection.execute(SQL["set_permit_limit"], values).fetchone()
    assert row is not None
    return next(one for one in read_limits(connection, wish.municipality) if one.id == row[0])


def withdraw(
    connection: Connection[Any], number: int, since: date, by: str, why: str, now: datetime
) -> Limit:
    """Let a limit hold no more from a day on, by a row of its own; raises BadLimit."""
    return set_limit(connection, withdrawal(connection, number, since, by, why), now)


def withdrawal(connection: Connection[Any], number: int, since: date, by: str, why: str) -> Wish:
    """The wish that a limit holds no more from a day on; raises BadLimit."""
    known = [limit for limit in read_limits(connection) if limit.id == number]
    if not known or known[0].withdrawn:
        remedy = "See the numbers with: stoep permits limit list."
        raise BadLimit("number", f"There is no limit {number}.", remedy)
    wish = Wish.like(known[0])
    return replace(wish, effective_from=since, set_by=by, why=why, withdrawn=True)


def _check(wish: Wish) -> None:
    """Refuse what cannot be, by the field that is wrong."""
    known = [name for name, entry in INDICATORS.items() if entry.group == GROUP]
    if wish.indicator not in known:
        sentence = f"No permit is judged by {wish.indicator!r}."
        raise BadLimit("indicator", sentence, f"Use one of {', '.join(known)}.")
    unit = INDICATORS[wish.indicator].unit
    if wish.unit != unit:
        given = "has no unit" if not wish.unit else f"has the unit {wish.unit!r}"
        raise BadLimit("unit", f"The limit {given}.", f"`{wish.indicator}` is told in {unit!r}.")
    most = 100.0 if unit == "%" else 1e9
    if not 0 <= wish.value <= most:
        raise BadLimit("value", f"{wish.value} cannot be.", f"Use 0 to {most:g}.")
    check_coverage(BadLimit, wish.coverage_needed)
    if not 0 <= wish.tolerance_m <= MOST_TOLERANCE_M:
        remedy = f"Use 0 to {MOST_TOLERANCE_M} metres."
        raise BadLimit("tolerance", f"{wish.tolerance_m} m cannot be.", remedy)
    if wish.tolerance_m and wish.indicator != "permit_no_parking":
        remedy = "Leave it out; it is for `permit_no_parking`."
        raise BadLimit("tolerance", "This number has no border to be near to.", remedy)
    if wish.form is not None and wish.form not in list(FormFactor):
        remedy = f"Use one of {', '.join(FormFactor)}, or leave it out."
        raise BadLimit("form", f"There is no form factor {wish.form!r}.", remedy)
    told = "History tells who set a limit, and why."
    check_words(BadLimit, told, by=wish.set_by, why=wish.why)
    check_day(BadLimit, "from", wish.effective_from)
    for text in wish.season or ():
        _check_season(text)


def _check_season(text: str) -> None:
    try:
        date.fromisoformat(f"2000-{text}")
        if len(text) != 5:
            raise ValueError
    except ValueError:
        raise BadLimit(
            "season", f"{text!r} is no day of the year.", "Write it as 05-01 (MM-DD)."
        ) from None
