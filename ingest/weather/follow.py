"""Asking a weather source for a municipality: not more often than makes sense, again on failure.

What it told is kept with the moment that it was heard; the database is the cache.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from psycopg import Connection

from ingest.fetch import Reply, fetch
from ingest.refusal import AskedToWait, HttpError, TimedOut
from ingest.weather import knmi, open_meteo
from stoep.contract.facts import Basis
from zones.modules.setting import BadSetting
from zones.modules.weather import keep_weather, middle_of, newest_known

FRESH = timedelta(minutes=50)
"""A forecast younger than this is not asked for again."""
DEADLINE_S, MOST_BYTES = 20.0, 4 * 2**20
WAITS_S = (2.0, 10.0)
"""Before the second and the third try."""
Sleep = Callable[[float], Awaitable[None]]


async def hear_forecast(
    connection: Connection[Any],
    municipality: str,
    http: httpx.AsyncClient,
    now: datetime,
    url: str = open_meteo.URL,
    sleep: Sleep = asyncio.sleep,
    source: str = open_meteo.SOURCE,
) -> int:
    """Ask Open-Meteo for the middle of a municipality; how many hours came, 0 where it is fresh.

    Raises BadWeather, or the last refusal when three tries fail; nothing is kept then.
    """
    newest = newest_known(connection, municipality, Basis.expected, source)
    if newest is not None and now - newest < FRESH:
        return 0
    middle = middle_of(connection, municipality)
    if middle is None:
        raise BadSetting("city", f"There is no municipality {municipality!r}.")
    reply = await _ask(open_meteo.address(*middle, url), http, None, sleep)
    hours = list(open_meteo.read(reply.body))
    return keep_weather(connection, municipality, Basis.expected, source, now, hours)


async def hear_measured(
    connection: Connection[Any],
    municipality: str,
    station: int,
    http: httpx.AsyncClient,
    first: datetime,
    now: datetime,
    url: str = knmi.URL,
    sleep: Sleep = asyncio.sleep,
    source: str | None = None,
) -> int:
    """Ask KNMI what a station measured from the day of `first` on; how many hours came."""
    reply = await _ask(url, http, knmi.form(station, first, now), sleep)
    hours = list(knmi.read(reply.body, station))
    named = source or knmi.SOURCE.format(station=station)
    return keep_weather(connection, municipality, Basis.observed, named, now, hours)


async def _ask(
    url: str, http: httpx.AsyncClient, form: dict[str, str] | None, sleep: Sleep
) -> Reply:
    """The answer of the first try that has one; raises what the last one met."""
    headers = {"accept": "application/json, text/plain"}
    for wait_s in (*WAITS_S, None):
        try:
            return await fetch(
                url, http, deadline_s=DEADLINE_S, max_bytes=MOST_BYTES, headers=headers, form=form
            )
        except (HttpError, TimedOut) as refused:
            if wait_s is None or isinstance(refused, AskedToWait):
                raise
            await sleep(wait_s)
    raise AssertionError("the last try returns or raises")
