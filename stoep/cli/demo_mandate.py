"""The demo's mandate: duties that nobody set, made up so that there is something to tell."""

from datetime import date, datetime
from typing import Any

from psycopg import Connection

from stoep.cli.demo_permits import BY, MUNICIPALITY, OPERATORS, WHY
from stoep.vocabulary import Duty
from zones.mandate.duties import read_duties, unit_of
from zones.mandate.setting import Wish, set_duty

GROUND = "Verordening deelvervoer (verzonnen), artikel 4"
FRESHNESS_S = {"schelp": 300}
"""Others: a minute. What happened before the demo is pushed each five minutes."""
FOR_ALL = (
    (Duty.availability, 0.95),
    (Duty.position, 0.99),
    (Duty.state, 1),
    (Duty.vehicle_type, 1),
    (Duty.ids, 1),
)
WITH_BATTERIES = ("duinrit", "zilt", "kwikstaart")
"""Their vehicles have one; of what is pushed it is not kept."""
TELLS_TRIPS = ("kwikstaart", "schelp")


def seed_duties(connection: Connection[Any], since: date, now: datetime) -> int:
    """Set the demo's duties, once; how many they are."""
    if read_duties(connection, MUNICIPALITY):
        return 0
    wishes = [
        *(_wish(operator, duty, value, since) for operator in OPERATORS for duty, value in FOR_ALL),
        *(_wish(o, Duty.freshness, FRESHNESS_S.get(o, 60), since) for o in OPERATORS),
        *(_wish(operator, Duty.battery_range, 0.95, since) for operator in WITH_BATTERIES),
        *(_wish(operator, Duty.trips, 0.95, since) for operator in TELLS_TRIPS),
    ]
    for wish in wishes:
        set_duty(connection, wish, now)
    return len(wishes)


def _wish(operator: str, duty: Duty, value: float, since: date) -> Wish:
    return Wish(MUNICIPALITY, operator, duty, value, unit_of(duty), since, GROUND, BY, WHY)
