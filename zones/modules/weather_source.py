"""Which municipalities have their weather followed, and where it is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from psycopg import Connection
from psycopg.rows import class_row

from zones.measure import SQL
from zones.modules.setting import BadSetting


@dataclass(frozen=True)
class WeatherSource:
    """Where a municipality's weather is asked; an address of None is the usual one."""

    municipality: str
    station: int | None
    """KNMI's number; None: what was measured is not asked."""
    forecast_url: str | None
    measured_url: str | None
    set_by: str
    set_at: datetime


def follow_weather(connection: Connection[Any], source: WeatherSource) -> None:
    """Let a municipality's weather be asked for from now on; raises BadSetting."""
    if not source.set_by.strip():
        raise BadSetting("by", "It is empty.", "Say who decides.")
    if source.station is not None and not 0 < source.station < 1000:
        raise BadSetting("station", f"{source.station} is no station of KNMI.")
    for field in ("forecast_url", "measured_url"):
        url = getattr(source, field)
        if url is not None and urlsplit(url).scheme not in ("http", "https"):
            raise BadSetting(field, f"{url!r} cannot be asked.", "Write it as https://….")
    connection.execute(SQL["follow_weather"], vars(source))


def unfollow_weather(connection: Connection[Any], municipality: str) -> None:
    """Ask for a municipality's weather no more; raises BadSetting."""
    asked = {"municipality": municipality}
    if connection.execute(SQL["unfollow_weather"], asked).fetchone() is None:
        raise BadSetting("city", f"The weather of {municipality} is not followed.")


def read_sources(connection: Connection[Any]) -> list[WeatherSource]:
    """All municipalities whose weather is followed."""
    with connection.cursor(row_factory=class_row(WeatherSource)) as cursor:
        return cursor.execute(SQL["weather_sources"]).fetchall()
