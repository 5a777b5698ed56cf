"""The demo's dispute: made up, so that both sides have something to see."""

from datetime import timedelta
from typing import Any

from psycopg import Connection

from api.people.demo import WHO
from stoep.cli.demo_permits import MUNICIPALITY
from zones.disputes.acts import Contest, Words, answer, open_dispute
from zones.disputes.kept import Side, read_disputes
from zones.permits.board import board
from zones.permits.day import date_at
from zones.permits.limits import Scope
from zones.permits.verdicts import COMPLIES, DOES_NOT, UNSURE

DAYS = 14
OPENED = (
    "Voorbeeld. Wij komen op een ander aantal: een deel van deze voertuigen stond die dag in onze"
    " loods en stond nog in de lijst. Ons logboek staat hieronder."
)
ANSWERED = "Voorbeeld. Wij kijken ernaar. Kunt u zeggen om welke uren het gaat?"
LOG = "https://zilt.example/logboek"


def seed_dispute(connection: Connection[Any], timezone: str, now_s: int) -> int | None:
    """One of the operator of whom a visitor can be somebody, about its worst day, once; its number.

    None where it is there already, or where no day has a verdict.
    """
    operator = WHO["operator"].of
    if operator is None or read_disputes(connection):
        return None
    found = _worst(connection, operator, timezone, now_s)
    if found is None:
        return None
    scope, day = found
    contest = Contest(operator, MUNICIPALITY, scope=scope, day=day)
    words = Words(OPENED, (LOG,), WHO["operator"].name, verified=True)
    made = open_dispute(connection, contest, words, timezone, now_s)
    reply = Words(ANSWERED, (), WHO["officer"].name, verified=True)
    answer(connection, made.number, Side.municipality, reply, 1, now_s)
    return made.number


def _worst(connection: Connection[Any], operator: str, timezone: str, now_s: int) -> Any:
    """The newest day on which it surely did not comply; else one without enough data, or any."""
    to = date_at(now_s, timezone)
    first = to - timedelta(days=DAYS)
    rows = board(connection, MUNICIPALITY, first, to, operators=[operator])
    for code in (DOES_NOT, UNSURE, COMPLIES):
        for row in rows:
            days = [n for n, one in enumerate(row.codes.tolist()) if one == code]
            if days:
                scope: Scope = row.scope
                return scope, first + timedelta(days=days[-1])
    return None
