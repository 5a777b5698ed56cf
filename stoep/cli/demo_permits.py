"""The demo's permits: limits that nobody set, made up so that a board has something to say."""

from datetime import date, datetime
from typing import Any

from psycopg import Connection

from zones.permits.count import count_due
from zones.permits.limits import read_limits
from zones.permits.setting import Wish, set_limit
from zones.registry import INDICATORS

MUNICIPALITY = "GM0518"
BY, WHY = "Stoep-demo", "voorbeeld: geen gemeente besloot dit"
FLEETS = (
    ("duinrit", None, 400),
    ("zilt", None, 750),
    ("branding", None, 600),
    ("kwikstaart", "scooter_standing", 150),
    ("kwikstaart", "cargo_bicycle", 130),
    ("schelp", None, 250),
)
FOR_ALL = (
    ("permit_minimum_available", 100),
    ("permit_parked_over_1_day", 35),
    ("permit_parked_over_3_days", 10),
    ("permit_parked_over_7_days", 5),
    ("permit_no_parking", 40),
    ("permit_out_of_order_over_1_day", 5),
    ("permit_usage", 1.5),
)
OPERATORS = tuple(dict.fromkeys(operator for operator, _, _ in FLEETS))
BEACH = ("05-01", "09-30")
PROMENADE = "no_parking/DH-P01"


def seed_limits(connection: Connection[Any], since: date, now: datetime) -> int:
    """Set the demo's limits, once; how many they are."""
    if read_limits(connection, MUNICIPALITY):
        return 0
    wishes = [
        *(_wish(operator, "permit_fleet", value, since, form=form)
          for operator, form, value in FLEETS),
        *(_wish(operator, name, value, since) for operator in OPERATORS for name, value in FOR_ALL),
        *(_wish(operator, "permit_no_parking", 10, since, season=BEACH) for operator in OPERATORS),
        *(_wish(operator, "permit_fleet", 15, since, zone=PROMENADE) for operator in OPERATORS),
    ]  # fmt: skip
    for wish in wishes:
        set_limit(connection, wish, now)
    return len(wishes)


def count_history(connection: Connection[Any], timezone: str, now_s: float) -> int:
    """Count every day that is over; how many they are."""
    return len({one.day.date for one in count_due(connection, timezone, now_s, 1_000)})


def _wish(operator: str, indicator: str, value: float, since: date, **more: Any) -> Wish:
    unit = INDICATORS[indicator].unit
    return Wish(MUNICIPALITY, operator, indicator, value, unit, since, BY, WHY, **more)
