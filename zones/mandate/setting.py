"""Setting a duty: checked field by field before it is kept, and withdrawn by a row of its own."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from stoep.vocabulary import Duty
from zones.decided import (
    BadDecision,
    check_coverage,
    check_day,
    check_words,
    operator_there,
)
from zones.mandate.duties import SECONDS, SHARE, Owed, read_duties, unit_of
from zones.measure import SQL
from zones.permits.verdicts import COVERAGE_NEEDED

AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%|s|min)", re.ASCII)
SECONDS_IN = {"s": 1, "min": 60}
MOST_S = 86_400
WRITTEN = {SHARE: "95%", SECONDS: "30s"}
"""How amounts are written, by unit."""


class BadDuty(BadDecision):
    """A duty that cannot be; `field` is what is wrong with it."""

    code = "bad_duty"


@dataclass(frozen=True)
class Wish:
    """A duty as somebody wants it set; checked before it is kept."""

    municipality: str
    operator: str
    duty: str
    value: float
    unit: str
    effective_from: date
    legal_ground: str
    set_by: str
    why: str
    effective_to: date | None = None
    coverage_needed: float = COVERAGE_NEEDED
    withdrawn: bool = False


def read_amount(text: str) -> tuple[float, str]:
    """How much is owed as people write it, with its unit: `95%`, `30s`, `2min`; raises BadDuty."""
    told = AMOUNT.fullmatch(text.strip())
    if told is None:
        remedy = "Write a share as 95%, or a time as 30s or 2min."
        raise BadDuty("amount", f"{text!r} is no share and no time.", remedy)
    number, unit = float(told[1].replace(",", ".")), told[2]
    return (number / 100, SHARE) if unit == "%" else (number * SECONDS_IN[unit], SECONDS)


def set_duty(connection: Connection[Any], wish: Wish, now: datetime) -> Owed:
    """Keep a duty; raises BadDuty."""
    _check(wish)
    values = {
        "municipality": wish.municipality,
        "operator": operator_there(connection, BadDuty, wish.municipality, wish.operator),
        "duty": wish.duty,
        "value": wish.value,
        "unit": wish.unit,
        "needed": wish.coverage_needed,
        "effective_from": wish.effective_from,
        "effective_to": wish.effective_to,
        "withdrawn": wish.withdrawn,
        "ground": wish.legal_ground,
        "by": wish.set_by,
        "at": now,
        "why": wish.why,
    }
    row = connection.execute(SQL["set_mandate_duty"], values).fetchone()
    assert row is not None
    return next(one for one in read_duties(connection, wish.municipality) if one.id == row[0])


def withdraw(
    connection: Connection[Any], number: int, since: date, by: str, why: str, now: datetime
) -> Owed:
    """Let nothing of a kind be owed from a day on, by a row of its own; raises BadDuty."""
    known = [owed for owed in read_duties(connection) if owed.id == number]
    if not known or known[0].withdrawn:
        remedy = "See the numbers with: stoep mandate list."
        raise BadDuty("number", f"There is no duty {number}.", remedy)
    was = known[0]
    wish = Wish(
        was.municipality,
        was.operator,
        was.duty,
        was.value,
        was.unit,
        since,
        was.legal_ground,
        by,
        why,
        coverage_needed=was.coverage_needed,
        withdrawn=True,
    )
    return set_duty(connection, wish, now)


def _check(wish: Wish) -> None:
    """Refuse what cannot be, by the field that is wrong."""
    if wish.duty not in list(Duty):
        sentence = f"Nothing called {wish.duty!r} can be owed."
        raise BadDuty("duty", sentence, f"Use one of {', '.join(Duty)}.")
    unit = unit_of(wish.duty)
    if wish.unit != unit:
        sentence = f"`{wish.duty}` is owed in {'seconds' if unit == SECONDS else 'a share'}."
        raise BadDuty("amount", sentence, f"Write it as {WRITTEN[unit]}.")
    if not 0 < wish.value <= (MOST_S if unit == SECONDS else 1):
        most = f"{MOST_S}s" if unit == SECONDS else "100%"
        raise BadDuty("amount", "So much cannot be owed.", f"Use more than nothing, to {most}.")
    check_coverage(BadDuty, wish.coverage_needed)
    told = "History tells who set a duty, on what ground, and why."
    check_words(BadDuty, told, ground=wish.legal_ground, by=wish.set_by, why=wish.why)
    check_day(BadDuty, "from", wish.effective_from)
    if wish.effective_to is not None:
        check_day(BadDuty, "to", wish.effective_to)
    if wish.effective_to is not None and wish.effective_to <= wish.effective_from:
        raise BadDuty("to", "It ends before it begins.", "Give a later day, or leave it out.")
