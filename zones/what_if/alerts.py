"""How many messages a draft would have led to, sent for each vehicle or gathered by the hour."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from zones.asked import Ints

HOUR_S = 3600


@dataclass(frozen=True)
class Alerts:
    """Messages that the draft would have led to."""

    by_vehicle: int
    """One for each vehicle that breaks the rule, when it begins to."""
    by_hour: int
    """One for each operator and hour in which any begins to."""
    busiest_day: date | None
    on_busiest_day: int
    """Of those by hour."""


def messages(begin: Ints) -> Ints:
    """The hours (unix seconds / 3600) in which any of some stays begins to break a rule."""
    return np.unique(begin // HOUR_S)


def alerts(begin: Ints, who: npt.NDArray[np.str_], timezone: str) -> Alerts:
    """For the operators of some stays; days are local."""
    zone = ZoneInfo(timezone)
    days: dict[date, int] = {}
    sent = 0
    for key in np.unique(who):
        for hour in messages(begin[who == key]).tolist():
            day = datetime.fromtimestamp(hour * HOUR_S, zone).date()
            days[day] = days.get(day, 0) + 1
            sent += 1
    busiest = max(days, key=lambda day: (days[day], day), default=None)
    return Alerts(len(begin), sent, busiest, 0 if busiest is None else days[busiest])
