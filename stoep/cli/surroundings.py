"""`stoep weather`, `stoep calendar`, `stoep event`: what modules are told of the world around."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from ingest.client import open_client
from ingest.weather import knmi, open_meteo
from ingest.weather.follow import hear_forecast, hear_measured
from stoep.cli.modules import City, Database, opened
from stoep.cli.screen import console, speaks
from stoep.contract.facts import Basis, Event
from stoep.settings import Settings
from zones.modules.calendar import import_school
from zones.modules.events import add_event, list_events, withdraw_event
from zones.modules.setting import municipality_of
from zones.modules.weather import keep_weather, read_measurements
from zones.modules.weather_source import WeatherSource, follow_weather, unfollow_weather

weather = typer.Typer(no_args_is_help=True, help="The weather that modules are told of.")
calendar = typer.Typer(no_args_is_help=True, help="Which days are free.")
event = typer.Typer(no_args_is_help=True, help="A municipality's list of events.")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
Source = Annotated[str, typer.Option(help="Who tells it; shown wherever it is used.")]
By = Annotated[str, typer.Option(help="Who says so.")]


@weather.command("import")
@speaks
def bring(
    path: Annotated[Path, typer.Argument(help="CSV of measured hours, perhaps packed (.gz).")],
    city: City,
    source: Source,
    database: Database = "stoep",
) -> None:
    """Bring in measured hours, as a file of a weather institute has them."""
    with opened(database) as connection:
        code = municipality_of(connection, city)
        hours = read_measurements(path)
        count = keep_weather(connection, code, Basis.observed, source, datetime.now(UTC), hours)
    console.print(f"Brought in {count} hours for {code}.")


@weather.command()
@speaks
def forecast(city: City, database: Database = "stoep") -> None:
    """Ask Open-Meteo for the coming days; not again within the hour. For a timer, once an hour."""
    with opened(database) as connection:
        code = municipality_of(connection, city)

        async def ask() -> int:
            async with open_client(Settings()) as http:
                return await hear_forecast(connection, code, http, datetime.now(UTC))

        count = asyncio.run(ask())
    told = f"Heard {count} hours" if count else "The last forecast is fresh enough"
    console.print(f"{told}. Weather data: {open_meteo.SOURCE}")


@weather.command()
@speaks
def measured(
    city: City,
    station: Annotated[int, typer.Option(help="KNMI's number: 330 is Hoek van Holland.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="So many days back.")] = 7,
    database: Database = "stoep",
) -> None:
    """Ask KNMI what a station measured in the last days. For a timer, once a day."""
    now = datetime.now(UTC)
    with opened(database) as connection:
        code = municipality_of(connection, city)

        async def ask() -> int:
            async with open_client(Settings()) as http:
                first = now - timedelta(days=days)
                return await hear_measured(connection, code, station, http, first, now)

        count = asyncio.run(ask())
    console.print(f"Heard {count} hours. {knmi.SOURCE.format(station=station)}")


@weather.command()
@speaks
def follow(
    city: City,
    by: By,
    station: Annotated[
        int | None, typer.Option(help="KNMI's number: 330 is Hoek van Holland; left out: none.")
    ] = None,
    forecast_url: Annotated[
        str | None, typer.Option(help="In place of Open-Meteo's own address.")
    ] = None,
    measured_url: Annotated[str | None, typer.Option(help="In place of KNMI's address.")] = None,
    database: Database = "stoep",
) -> None:
    """Let `stoep ingest` ask by itself: the forecast every hour, what was measured every day."""
    with opened(database) as connection:
        code = municipality_of(connection, city)
        now = datetime.now(UTC)
        source = WeatherSource(code, station, forecast_url, measured_url, by, now)
        follow_weather(connection, source)
    console.print(f"The weather of {code} is asked for from now on.")


@weather.command()
@speaks
def unfollow(city: City, database: Database = "stoep") -> None:
    """Ask for the weather of a city no more; what was heard is kept."""
    with opened(database) as connection:
        code = municipality_of(connection, city)
        unfollow_weather(connection, code)
    console.print(f"The weather of {code} is not asked for any more.")


@calendar.command("school")
@speaks
def school(
    path: Annotated[Path, typer.Argument(help="CSV with region, name, first_day, last_day.")],
    city: City,
    region: Annotated[str, typer.Option(help="The region of the municipality in that file.")],
    source: Source,
    database: Database = "stoep",
) -> None:
    """Bring in school holidays; outside the years of the list they are unknown."""
    with opened(database) as connection:
        code = municipality_of(connection, city)
        count = import_school(connection, code, path, region, source)
    console.print(f"Brought in {count} school holidays for {code}.")


@event.command()
@speaks
def add(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    city: City,
    begin: Annotated[datetime, typer.Option("--from", formats=MOMENTS, help="In the city's time.")],
    end: Annotated[datetime, typer.Option("--to", formats=MOMENTS, help="In the city's time.")],
    lon: Annotated[float, typer.Option(help="Degrees east.")],
    lat: Annotated[float, typer.Option(help="Degrees north.")],
    by: By,
    visitors: Annotated[int | None, typer.Option(help="How many; left out: nobody told.")] = None,
    kind: Annotated[str, typer.Option(help="A match, a concert, a festival, ….")] = "",
    database: Database = "stoep",
) -> None:
    """Put an event on the list of a municipality."""
    zone = ZoneInfo(Settings().timezone)
    starts, ends = (one.replace(tzinfo=zone).astimezone(UTC) for one in (begin, end))
    told = Event(name, starts, ends, lon, lat, kind, visitors)
    with opened(database) as connection:
        code = municipality_of(connection, city)
        number = add_event(connection, code, told, by, datetime.now(UTC))
    console.print(f"On the list of {code}, with number {number}: {name}.")


@event.command()
@speaks
def withdraw(
    number: Annotated[int, typer.Argument(help="Number of the event.")],
    city: City,
    by: By,
    database: Database = "stoep",
) -> None:
    """Take an event off the list; who did so is kept."""
    with opened(database) as connection:
        code = municipality_of(connection, city)
        withdraw_event(connection, code, number, by, datetime.now(UTC))
    console.print(f"Off the list of {code}: {number}.")


@event.command("list")
@speaks
def show(
    city: City,
    days: Annotated[int, typer.Option(min=1, help="So many days from today on.")] = 60,
    database: Database = "stoep",
) -> None:
    """List what is to come."""
    now = datetime.now(UTC)
    zone = ZoneInfo(Settings().timezone)
    table = Table("number", "event", "kind", "from", "to", "visitors", "added by")
    with opened(database) as connection:
        code = municipality_of(connection, city)
        for one in list_events(connection, code, now, now + timedelta(days=days), now):
            told = one.event
            begin, end = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (told.begin, told.end))
            visitors = "?" if told.visitors is None else str(told.visitors)
            table.add_row(str(one.id), told.name, told.kind, begin, end, visitors, one.added_by)
    console.print(table)
