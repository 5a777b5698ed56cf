"""Forecasts of Open-Meteo (CC BY 4.0): no key is needed for non-commercial use."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from zones.modules.weather import HOUR, BadWeather, Told

URL = "https://api.open-meteo.com/v1/forecast"
SOURCE = "Open-Meteo.com (CC BY 4.0)"
DAYS = 3


class _Hourly(msgspec.Struct):
    time: list[int]
    temperature_2m: list[float | None]
    precipitation: list[float | None]
    wind_speed_10m: list[float | None]
    shortwave_radiation: list[float | None]


class _Units(msgspec.Struct):
    temperature_2m: str
    precipitation: str
    wind_speed_10m: str
    shortwave_radiation: str


class _Answer(msgspec.Struct):
    hourly: _Hourly
    hourly_units: _Units


UNITS = _Units("°C", "mm", "m/s", "W/m²")


def address(lon: float, lat: float, url: str = URL) -> str:
    """What to ask for a place in degrees: rain and radiation are those of the hour before."""
    asked = {
        "latitude": f"{lat:.4f}",
        "longitude": f"{lon:.4f}",
        "hourly": ",".join(_Units.__struct_fields__),
        "wind_speed_unit": "ms",
        "timeformat": "unixtime",
        "timezone": "GMT",
        "forecast_days": str(DAYS),
    }
    return f"{url}?{urlencode(asked)}"


def read(body: bytes) -> Iterator[Told]:
    """The hours of an answer; raises BadWeather when it is anything else."""
    try:
        told = msgspec.json.decode(body, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadWeather(f"Open-Meteo's answer cannot be read: {wrong}.") from None
    if told.hourly_units != UNITS:
        raise BadWeather(f"Open-Meteo answers in other units: {told.hourly_units}.")
    hourly = told.hourly
    columns = (
        hourly.temperature_2m,
        hourly.precipitation,
        hourly.wind_speed_10m,
        hourly.shortwave_radiation,
    )
    if any(len(column) != len(hourly.time) for column in columns):
        raise BadWeather("Open-Meteo's answer has columns of several lengths.")
    return (
        Told(datetime.fromtimestamp(ends, UTC) - HOUR, *values)
        for ends, *values in zip(hourly.time, *columns, strict=True)
    )
