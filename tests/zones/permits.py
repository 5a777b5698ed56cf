"""What tests of permits share: two towns, an operator or two, days counted."""

from datetime import date
from typing import Any

from tests.worlds import World, at
from zones.permits.count import count_days

AMSTERDAM = "Europe/Amsterdam"
HERE, THERE = "GM9999", "GM8888"
Number = tuple[float | None, float | None, float, str | None]


def count(world: World, first: str, to: str, now: str = "11-30 12:00") -> int:
    """Count local days of March 2026, or of another month as `10-25`."""
    return count_days(world.connection, AMSTERDAM, day_of(first), day_of(to), at(now).timestamp())


def day_of(text: str) -> date:
    """`15` or `10-25` of 2026."""
    month, day = text.split("-") if "-" in text else ("3", text)
    return date(2026, int(month), int(day))


def told(
    world: World,
    indicator: str,
    day: str,
    *,
    operator: str = "swift",
    form: str = "all",
    municipality: str = HERE,
    zone: str = "",
    tolerance: int = 0,
) -> Number | None:
    """Lower, upper, coverage and reason of a number as it is kept; None: there is no row."""
    row: Any = world.connection.execute(
        "select lower, upper, coverage, reason from permit_day d"
        " join operator o on o.id = d.operator_id where (o.key, form_factor, municipality, zone,"
        " tolerance_m, indicator, day) = (%s, %s, %s, %s, %s, %s, %s)",
        [operator, form, municipality, zone, tolerance, indicator, day_of(day)],
    ).fetchone()
    return row


def interval(world: World, indicator: str, day: str, **of: Any) -> tuple[float | None, ...] | None:
    """Lower and upper alone."""
    found = told(world, indicator, day, **of)
    return None if found is None else found[:2]
