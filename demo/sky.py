"""The demo's weather by the hour: a smooth course of warmth and sun, rain around noon.

Served in the shapes of those who tell it for real: a forecast as Open-Meteo answers, a little too
cold, and hours that were measured as KNMI's script service writes them.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import cos, pi, sin
from typing import Any

from demo.rhythm import HOUR_S, ZONE
from demo.weather import Weather

WARMEST_HOUR, SWING_C, FORECAST_OFF_C = 15, 8, 1.0
"""The warmest hour, how much colder the night is, and how much too cold a forecast is."""
SUNRISE, SUNSET, CLEAR_WM2, CLEAR_H = 6, 21, 820, 13
WET_HOURS = (11, 12, 13)
STATION = 330
AHEAD_DAYS, BACK_DAYS = 3, 8
JOULES_PER_CM2 = 10_000 / 3600
UNITS = {
    "time": "unixtime", "temperature_2m": "°C", "precipitation": "mm", "wind_speed_10m": "m/s",
    "shortwave_radiation": "W/m²",
}  # fmt: skip
WeatherOf = Callable[[date], Weather]


@dataclass(frozen=True)
class SkyHour:
    """One hour; `begins_s` in unix seconds."""

    begins_s: int
    temperature_c: float
    rain_mm: float
    wind_mps: float
    sun_wm2: float


def hours(weather: Weather, day: date) -> Iterator[SkyHour]:
    """The hours of a day of the city, 23, 24 or 25."""
    begin, end = (
        int(datetime(one.year, one.month, one.day, tzinfo=ZONE).timestamp())
        for one in (day, day + timedelta(days=1))
    )
    for at in range(begin, end, HOUR_S):
        hour = datetime.fromtimestamp(at, ZONE).hour
        warmth = (1 - cos((hour - WARMEST_HOUR) / 12 * pi)) / 2
        height = (hour + 0.5 - SUNRISE) / (SUNSET - SUNRISE)
        clear = min(0.2 + 0.8 * weather.sunshine_h / CLEAR_H, 1)
        yield SkyHour(
            at,
            round(weather.temperature_max_c - SWING_C * warmth, 1),
            round(weather.rain_mm / len(WET_HOURS), 2) if hour in WET_HOURS else 0.0,
            weather.wind_mps,
            round(CLEAR_WM2 * clear * sin(pi * height)) if 0 < height < 1 else 0.0,
        )


def forecast(weather_of: WeatherOf, now_s: int) -> bytes:
    """The coming days from midnight in UTC on, as Open-Meteo answers: hours by their end."""
    begin = now_s // 86_400 * 86_400
    told = _between(weather_of, begin, begin + AHEAD_DAYS * 86_400)
    hourly = {
        "time": [one.begins_s + HOUR_S for one in told],
        "temperature_2m": [round(one.temperature_c - FORECAST_OFF_C, 1) for one in told],
        "precipitation": [one.rain_mm for one in told],
        "wind_speed_10m": [one.wind_mps for one in told],
        "shortwave_radiation": [one.sun_wm2 for one in told],
    }
    return json.dumps({"hourly_units": UNITS, "hourly": hourly}).encode()


def measured(weather_of: WeatherOf, now_s: int) -> bytes:
    """The hours of the last days that are over, as KNMI writes them: tenths, and J/cm²."""
    begin = now_s // 86_400 * 86_400 - BACK_DAYS * 86_400
    over = now_s // HOUR_S * HOUR_S
    lines = [
        "# Made up, for the demo of Stoep: nobody measured this.",
        "# STN,YYYYMMDD,HH,FH,T,Q,RH",
    ]
    lines += [_line(one) for one in _between(weather_of, begin, over)]
    return "\n".join(lines).encode()


def _line(one: SkyHour) -> str:
    at = datetime.fromtimestamp(one.begins_s, UTC)
    wind, celsius, rain = (
        round(value * 10) for value in (one.wind_mps, one.temperature_c, one.rain_mm)
    )
    sun = round(one.sun_wm2 / JOULES_PER_CM2)
    return f"{STATION},{at:%Y%m%d},{at.hour + 1},{wind},{celsius},{sun},{rain}"


def _between(weather_of: WeatherOf, begin: int, end: int) -> list[SkyHour]:
    first, last = (datetime.fromtimestamp(at, ZONE).date() for at in (begin, end))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    every: list[Any] = [one for day in days for one in hours(weather_of(day), day)]
    return [one for one in every if begin <= one.begins_s < end]
