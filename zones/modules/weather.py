"""The weather of a municipality by the hour, with the moment at which each word was known.

A forecast is told again and again: all of it is kept, so that what was known when something was
decided can be looked up later. Forecast and measurement are never mixed.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from stoep.contract.facts import Basis, Hour, Hours
from stoep.errors import StoepError
from zones.measure import SQL
from zones.permits.day import LocalDay

FIELDS = {"temp_c": "temperature_c", "precip_mm": "rain_mm", "wind_ms": "wind_ms"} | {
    "ghi_wm2": "sun_wm2"
}
"""Columns of a file of measurements, and our words for them."""
BOUNDS = {
    "temperature_c": (-60, 60),
    "rain_mm": (0, 300),
    "wind_ms": (0, 100),
    "sun_wm2": (0, 1500),
}
"""What cannot be outside of these is taken for unknown."""
HOUR = timedelta(hours=1)


class BadWeather(StoepError):
    """A file or an answer with weather that cannot be read."""

    code = "bad_weather"


@dataclass(frozen=True)
class Told:
    """An hour as a source told it; `begins_at` in UTC."""

    begins_at: datetime
    temperature_c: float | None = None
    rain_mm: float | None = None
    wind_ms: float | None = None
    sun_wm2: float | None = None


def believable(name: str, value: float | None) -> float | None:
    """A value within what can be; None for what cannot."""
    low, high = BOUNDS[name]
    return value if value is not None and low <= value <= high else None


def keep_weather(
    connection: Connection[Any],
    municipality: str,
    basis: Basis,
    source: str,
    known_at: datetime,
    hours: Iterable[Told],
) -> int:
    """Keep what a source told at a moment; how many hours it told."""
    rows = [
        {
            "municipality": municipality,
            "basis": basis.value,
            "source": source,
            # A measurement is known when its hour is over, however late it is brought in.
            "known_at": one.begins_at + HOUR if basis is Basis.observed else known_at,
            **vars(one),
            **{name: believable(name, getattr(one, name)) for name in BOUNDS},
        }
        for one in hours
    ]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(SQL["keep_weather"], rows)
    return len(rows)


def weather_of(
    connection: Connection[Any],
    municipality: str,
    day: LocalDay,
    basis: Basis,
    known_at: datetime,
    timezone: str,
) -> Hours:
    """The hours of a local day as they were known at a moment."""
    asked = {
        "municipality": municipality,
        "basis": basis.value,
        "from": datetime.fromtimestamp(day.start, UTC),
        "to": datetime.fromtimestamp(day.end, UTC),
        "known_at": known_at,
    }
    zone = ZoneInfo(timezone)
    hours = [
        Hour(begin, begin.astimezone(zone).hour, *_rounded(celsius, rain, wind, sun), source)
        for begin, celsius, rain, wind, sun, source in connection.execute(
            SQL["weather_of_day"], asked
        )
    ]
    return Hours(tuple(hours), _wanted(day, zone))


def _wanted(day: LocalDay, zone: ZoneInfo) -> tuple[int, ...]:
    """The hours that a day has on the city's clock: one less, or one twice, on two days a year."""
    moments = range(day.start, day.end, 3600)
    return tuple(sorted({datetime.fromtimestamp(at, zone).hour for at in moments}))


Values = tuple[float | None, float | None, float | None, float | None]


def _rounded(*values: float | None) -> Values:
    """Single precision back to the figures that were told."""
    celsius, rain, wind, sun = (None if v is None else round(float(v), 2) for v in values)
    return celsius, rain, wind, sun


def read_measurements(path: Path) -> Iterator[Told]:
    """The hours of a CSV with `hour_end_utc`, `temp_c`, `precip_mm`, `wind_ms`, `ghi_wm2`.

    It may be packed (.gz). Raises BadWeather with the line.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        lacking = {"hour_end_utc", *FIELDS} - set(reader.fieldnames or ())
        if lacking:
            raise BadWeather(f"{path.name} lacks the columns {', '.join(sorted(lacking))}.")
        for row in reader:
            try:
                ends = datetime.fromisoformat(row["hour_end_utc"]).astimezone(UTC)
                values = {ours: _number(row[theirs]) for theirs, ours in FIELDS.items()}
            except (ValueError, TypeError) as wrong:
                raise BadWeather(f"{path.name}, line {reader.line_num}: {wrong}.") from None
            yield Told(ends - HOUR, **values)
        if reader.line_num <= 1:
            raise BadWeather(
                f"{path.name} has no hours.", "Below its header is a line for each hour."
            )


def _number(text: str) -> float | None:
    return float(text) if text.strip() else None


def newest_known(
    connection: Connection[Any], municipality: str, basis: Basis, source: str
) -> datetime | None:
    """When a source was heard last; None: never."""
    asked = {"municipality": municipality, "basis": basis.value, "source": source}
    row = connection.execute(SQL["newest_weather"], asked).fetchone()
    return None if row is None else row[0]


def middle_of(connection: Connection[Any], municipality: str) -> tuple[float, float] | None:
    """The middle of a municipality in degrees east and north; None: there is none."""
    row = connection.execute(SQL["middle_of_municipality"], {"code": municipality}).fetchone()
    return None if row is None else (float(row[0]), float(row[1]))
