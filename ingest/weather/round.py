"""The round of the weather: each followed municipality's forecast, and what was measured lately.

One source that fails costs the others nothing, and is asked again at the next round. The connection
commits by itself: no transaction waits for a source that takes its time.
"""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog
from psycopg import Connection

from ingest.weather import knmi, open_meteo
from ingest.weather.follow import hear_forecast, hear_measured
from stoep.contract.facts import Basis
from stoep.errors import StoepError
from zones.modules.weather import newest_known
from zones.modules.weather_source import WeatherSource, read_sources

log = structlog.get_logger()
BACK = timedelta(days=7)
"""So far back is asked what was measured: a week's silence is made up for."""
SETTLED = timedelta(hours=8)
"""Hours of yesterday are asked for once they should all be there."""


async def hear_all(connection: Connection[Any], http: httpx.AsyncClient, now: datetime) -> int:
    """Ask what is due, over a connection that commits by itself; how many hours came."""
    heard = 0
    for source in read_sources(connection):
        heard += await _try(_forecast(connection, source, http, now), source)
        heard += await _try(_measured(connection, source, http, now), source)
    return heard


async def _try(asking: Awaitable[int], source: WeatherSource) -> int:
    try:
        return await asking
    except StoepError as refused:
        log.warning("weather not heard", municipality=source.municipality, reason=str(refused))
        return 0


async def _forecast(
    connection: Connection[Any], source: WeatherSource, http: httpx.AsyncClient, now: datetime
) -> int:
    url, name = source.forecast_url or open_meteo.URL, _source(source.forecast_url)
    return await hear_forecast(
        connection, source.municipality, http, now, url, source=name or open_meteo.SOURCE
    )


async def _measured(
    connection: Connection[Any], source: WeatherSource, http: httpx.AsyncClient, now: datetime
) -> int:
    """What was measured up to yesterday's end, once a day."""
    if source.station is None:
        return 0
    name = _source(source.measured_url) or knmi.SOURCE.format(station=source.station)
    newest = newest_known(connection, source.municipality, Basis.observed, name)
    yesterday_ended = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    due = newest is None or newest < yesterday_ended
    if not due or now < yesterday_ended + SETTLED:
        return 0
    url = source.measured_url or knmi.URL
    town, station = source.municipality, source.station
    return await hear_measured(connection, town, station, http, now - BACK, now, url, source=name)


def _source(url: str | None) -> str | None:
    """Who tells it where it is another than usual; the usual ones would be credited wrongly."""
    return None if url is None else urlsplit(url).netloc
