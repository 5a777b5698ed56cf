"""The demo's weather: a made-up fortnight that repeats, with one clear day for the beach."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from demo.city import FOLDER

BEACH_DAY = 13
"""Which day of the fortnight is the clear one: its second Saturday (day 1 is a Monday)."""
SATURDAY = 5


@dataclass(frozen=True)
class Weather:
    """One made-up day."""

    day: int
    temperature_max_c: float
    rain_mm: float
    sunshine_h: float
    wind_mps: float

    @property
    def beach(self) -> float:
        """How much this day draws to the beach: 0 not at all, 1 whoever can goes."""
        warm = min(max((self.temperature_max_c - 18) / 9, 0), 1)
        return 0.0 if self.rain_mm >= 1 else warm * min(self.sunshine_h / 9, 1)

    @property
    def trips(self) -> float:
        """How many trips are made, where 1 is an ordinary day."""
        return 1 + 0.3 * self.beach - 0.35 * min(self.rain_mm / 5, 1)


@cache
def fortnight() -> tuple[Weather, ...]:
    """The fourteen days, a Monday first."""
    with (FOLDER / "weather.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Weather(int(row.pop("day")), **{k: float(v) for k, v in row.items()}) for row in rows
    )


@dataclass(frozen=True)
class Calendar:
    """The weather of any date, so laid that `beach_day` is clear and warm, and so is `ahead`."""

    beach_day: date
    ahead: date | None = None

    def on(self, day: date) -> Weather:
        """The weather of a date; it repeats every fourteen days, but for `ahead`."""
        days = fortnight()
        if day == self.ahead:
            return days[BEACH_DAY - 1]
        return days[(BEACH_DAY - 1 + (day - self.beach_day).days) % len(days)]


def last_saturday(first: date, last: date, but: date) -> date:
    """The last Saturday from `first` to `last`, or the one before when that is `but`."""
    found = last - timedelta(days=(last.weekday() - SATURDAY) % 7)
    earlier = found - timedelta(days=7)
    return earlier if found == but and earlier >= first else found
