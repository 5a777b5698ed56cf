"""Weather over real HTTP: the shapes that Open-Meteo and KNMI answer in, and what goes wrong."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg import Connection

from ingest.refusal import AskedToWait, HttpError
from ingest.weather import knmi, open_meteo
from ingest.weather.follow import hear_forecast, hear_measured
from stoep.contract.facts import Basis
from stoep.vocabulary import AreaKind
from tests.ingest.faultfeed import Answer, FaultFeed, fault_feed, raw, status
from tests.worlds import at, drawing
from zones.modules.weather import BadWeather, Told, read_measurements, weather_of
from zones.permits.day import local_day

HERE, ZONE = "GM9998", "Europe/Amsterdam"
NOW = at("13 16:00")
MIDNIGHT = at("13 23:00")
"""Of Saturday 14 March, in the city."""


@pytest.fixture
def connection(address: str) -> Iterator[Connection[Any]]:
    with drawing(address) as world:
        world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
        yield world.connection


def forecast(celsius: float = 15.0, **more: Any) -> bytes:
    """An answer in Open-Meteo's shape: 24 hours, told by their end."""
    ends = [int((MIDNIGHT + timedelta(hours=n + 1)).timestamp()) for n in range(24)]
    hourly = {
        "time": ends,
        "temperature_2m": [celsius] * 24,
        "precipitation": [0.1] * 24,
        "wind_speed_10m": [4.5] * 24,
        "shortwave_radiation": [float(n) for n in range(23)] + [None],
    }
    units = {
        "time": "unixtime", "temperature_2m": "°C", "precipitation": "mm",
        "wind_speed_10m": "m/s", "shortwave_radiation": "W/m²",
    }  # fmt: skip
    whole = {
        "latitude": 52.1, "longitude": 4.31, "generationtime_ms": 0.1, "utc_offset_seconds": 0,
        "timezone": "GMT", "timezone_abbreviation": "GMT", "elevation": 1.0,
        "hourly_units": units, "hourly": hourly,
    }  # fmt: skip
    return json.dumps(whole | more).encode()


MEASURED = b"""# BRON: KONINKLIJK NEDERLANDS METEOROLOGISCH INSTITUUT (KNMI)
# T         : Temperatuur (in 0.1 graden Celsius) op 1.50 m hoogte tijdens de waarneming
# RH        : Uursom van de neerslag (in 0.1 mm) (-1 voor <0.05 mm)
#
# STN,YYYYMMDD,   HH,   FH,    T,    Q,   RH

  330,20260314,    1,   40,  152,    0,   -1
  330,20260314,    2,   35,  -12,   36,   12
  330,20260314,   24,     ,     ,     ,
  240,20260314,    2,   99,  999,   99,   99
"""


class Served:
    """One answer at one address, asked by a client that waits for nobody."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.waited: list[float] = []
        self.asked: list[str] = []

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    def hear(self, ask: Any) -> int:
        async def whole() -> int:
            async with fault_feed() as feed, httpx.AsyncClient() as http:
                return await self._with(feed, http, ask)

        return asyncio.run(whole())

    async def _with(self, feed: FaultFeed, http: httpx.AsyncClient, ask: Any) -> int:
        async def answer(writer: asyncio.StreamWriter) -> None:
            await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(writer)

        class Always(dict[str, Answer]):
            def get(self, key: str, default: Any = None) -> Any:
                return answer

        feed.answers = Always()
        try:
            return int(await ask(http, feed.url()))
        finally:
            self.asked = feed.requests


def hear(connection: Connection[Any], served: Served, now: datetime = NOW) -> int:
    return served.hear(
        lambda http, url: hear_forecast(connection, HERE, http, now, url, served.sleep)
    )


def warmest(connection: Connection[Any], known_at: datetime) -> float | None:
    day = local_day(date(2026, 3, 14), ZONE)
    hours = weather_of(connection, HERE, day, Basis.expected, known_at, ZONE)
    return hours.highest("temperature_c")


def test_a_forecast_is_kept_with_the_moment_it_was_heard(connection: Connection[Any]) -> None:
    served = Served(raw(forecast()))
    assert hear(connection, served) == 24
    (asked,) = served.asked
    assert "latitude=52.1" in asked
    assert "longitude=4.31" in asked
    assert "wind_speed_unit=ms" in asked
    day = local_day(date(2026, 3, 14), ZONE)
    hours = weather_of(connection, HERE, day, Basis.expected, NOW, ZONE)
    assert [hour.local_hour for hour in hours.hours] == list(range(24))
    assert hours.between(10, 12).total("rain_mm") == pytest.approx(0.2)
    assert hours.between(0, 3).highest("sun_wm2") == 2
    assert hours.highest("sun_wm2") is None
    assert {hour.source for hour in hours.hours} == {open_meteo.SOURCE}
    assert warmest(connection, NOW - timedelta(minutes=1)) is None


def test_it_is_not_asked_again_within_the_hour_and_then_told_anew(
    connection: Connection[Any],
) -> None:
    hear(connection, Served(raw(forecast(15.0))))
    fresh = Served(raw(forecast(20.0)))
    assert hear(connection, fresh, NOW + timedelta(minutes=30)) == 0
    assert fresh.asked == []
    assert hear(connection, fresh, NOW + timedelta(hours=1)) == 24
    assert warmest(connection, NOW) == 15
    assert warmest(connection, NOW + timedelta(hours=1)) == 20


def test_a_failure_is_tried_again_and_then_told(connection: Connection[Any]) -> None:
    served = Served(status(500), status(502), raw(forecast()))
    assert hear(connection, served) == 24
    assert served.waited == [2.0, 10.0]
    for answer, refusal, tries in (
        (status(500), HttpError, 3),
        (raw(b"", "retry-after: 600", status_line="429 Too Many Requests"), AskedToWait, 1),
    ):
        failing = Served(answer)
        with pytest.raises(refusal):
            hear(connection, failing, NOW + timedelta(days=1))
        assert len(failing.asked) == tries
    assert warmest(connection, NOW + timedelta(days=2)) == 15


@pytest.mark.parametrize(
    "body",
    [
        b"<html>busy</html>",
        b"{}",
        json.dumps({"error": True, "reason": "no such variable"}).encode(),
        forecast().replace(b'"mm"', b'"inch"'),
        forecast().replace(b"15.0, ", b"", 1),
        forecast().replace(b"15.0", b'"warm"', 1),
        forecast().replace(b"15.0", b"NaN", 1),
    ],
)
def test_an_answer_that_is_something_else_keeps_nothing(
    connection: Connection[Any], body: bytes
) -> None:
    with pytest.raises(BadWeather):
        hear(connection, Served(raw(body)))
    assert connection.execute("select count(*) from weather_hour").fetchone() == (0,)


def test_measured_hours_are_read_in_our_units(connection: Connection[Any]) -> None:
    served = Served(raw(MEASURED))
    count = served.hear(
        lambda http, url: hear_measured(
            connection, HERE, 330, http, at("13 00:00"), NOW, url, served.sleep
        )
    )
    assert count == 3
    first, second, last = list(knmi.read(MEASURED, 330))
    assert first == Told(at("14 00:00"), 15.2, 0.0, 4.0, 0.0)
    assert second == Told(at("14 01:00"), -1.2, 1.2, 3.5, 100.0)
    assert last == Told(at("14 23:00"))
    assert knmi.form(330, at("13 05:00"), at("14 07:00")) == {
        "stns": "330", "vars": "T:RH:FH:Q", "start": "2026031301", "end": "2026031424",
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"<html>busy</html>",
        b"",
        MEASURED.replace(b"   40,", b"  much,"),
        MEASURED.replace(b",    1,", b",   25,"),
        MEASURED.replace(b"Q,   RH", b"Q"),
        MEASURED.replace(b"20260314,    1", b"20261332,    1"),
    ],
)
def test_what_knmi_did_not_write_is_refused(body: bytes) -> None:
    with pytest.raises(BadWeather):
        list(knmi.read(body, 330))


def test_a_real_file_of_a_station_reads_whole(shared: Path) -> None:
    file = shared / "data/weather/knmi_hourly_330_hoek_van_holland_2018-2024.csv.gz"
    hours = list(read_measurements(file))
    assert len(hours) == 61_320
    assert hours[0].begins_at == datetime(2018, 1, 1, tzinfo=UTC)
    hottest = max(hours, key=lambda one: one.temperature_c or 0)
    assert hottest.begins_at.date() == date(2019, 7, 25)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hour_end_utc,temp_c,precip_mm,wind_ms,ghi_wm2\n", "has no hours"),
        ("hour_end_utc,temp_c\n", "lacks the columns"),
        ("hour_end_utc,temp_c,precip_mm,wind_ms,ghi_wm2\nsoon,1,0,3,0\n", "line 2"),
    ],
)
def test_a_file_without_hours_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "zilt.csv"
    file.write_text(text)
    with pytest.raises(BadWeather, match=sentence):
        list(read_measurements(file))
