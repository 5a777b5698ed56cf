"""`stoep zone`: draw a zone, decide on it, publish it, end it; who did so is kept with each step.

Dates are those of the city (STOEP_TIMEZONE).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from psycopg import Connection
from rich.progress import Progress
from rich.table import Table

from stoep.cli.drawings import read_file
from stoep.cli.screen import FORMS, console, speaks
from stoep.cli.trying_zone import try_zone
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import AreaKind, FormFactor
from zones.policy import life
from zones.policy.adopt import adopt_areas
from zones.policy.capacity import COMBINED, Capacity, read_capacity
from zones.policy.changes import history
from zones.policy.life import Draft
from zones.policy.zone import Phase, load_zone, load_zones

app = typer.Typer(no_args_is_help=True, help="The life of a zone, from concept to archive.")
app.command(name="try")(try_zone)

Number = Annotated[int, typer.Argument(metavar="ZONE", help="Number of the zone.")]
By = Annotated[str, typer.Option(help="Who decides this; kept with the change.")]
Database = Annotated[str, typer.Option(help="The demo's is called demo.")]
Room = Annotated[str, typer.Option(help="Places of a hub: 20, or by type bicycle=12,moped=8.")]
Forms = Annotated[
    list[FormFactor] | None, typer.Option("--form", help="Only for these; left out: all.")
]


def _on(option: str, about: str) -> Any:
    return typer.Option(option, formats=FORMS, help=f"{about}, in the city's time.")


Start = Annotated[datetime | None, _on("--active-from", "When it begins; left out: as published")]
Told = Annotated[datetime | None, _on("--on", "When operators see it; left out: now")]


@contextmanager
def _database(name: str) -> Iterator[Connection[Any]]:
    with open_home(Settings(), name) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            yield connection


@contextmanager
def _counting() -> Iterator[Callable[[float], None]]:
    with Progress(console=console) as bar:
        task = bar.add_task("Counting what stands in it", total=1.0)
        yield lambda part: bar.update(task, completed=part)


def _moment(given: datetime | None, now: datetime) -> datetime:
    """A date of the city as a moment; now when it was left out."""
    return now if given is None else given.replace(tzinfo=_city()).astimezone(UTC)


def _city() -> ZoneInfo:
    return ZoneInfo(Settings().timezone)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@app.command()
@speaks
def draw(
    path: Annotated[Path, typer.Argument(help="GeoJSON with one area.")],
    kind: Annotated[AreaKind, typer.Option(help="hub, no_parking or monitoring.")],
    name: Annotated[str, typer.Option(help="What people call it.")],
    municipality: Annotated[str, typer.Option(help="Code of the municipality it lies in.")],
    by: By,
    capacity: Room = "",
    form: Forms = None,
    code: Annotated[str | None, typer.Option(help="A code of your own.")] = None,
    database: Database = "stoep",
) -> None:
    """Draw a zone, as a concept that can still be changed."""
    draft = Draft(name, read_file(path).geom, read_capacity(capacity, kind), form or None)
    with _database(database) as connection:
        number = life.draw(connection, kind, municipality, draft, by, _now(), code)
    console.print(f"Zone {number} is drawn, a concept.")


@app.command()
@speaks
def edit(
    zone: Number,
    by: By,
    file: Annotated[Path | None, typer.Option(help="GeoJSON with another border.")] = None,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    capacity: Room = "",
    form: Forms = None,
    database: Database = "stoep",
) -> None:
    """Change a concept; of a zone that is published, begin a new version that takes its place."""
    geom = read_file(file).geom if file else None
    with _database(database) as connection:
        kind = load_zone(connection, zone, _now()).kind
        draft = Draft(name, geom, read_capacity(capacity, kind), form or None)
        number = life.edit(connection, zone, draft, by, _now())
    if number == zone:
        console.print(f"Zone {zone} is changed.")
    else:
        console.print(f"Zone {number} is a concept that will take the place of zone {zone}.")


@app.command()
@speaks
def delete(zone: Number, by: By, database: Database = "stoep") -> None:
    """Throw a concept away; what was done with it stays in its history."""
    with _database(database) as connection:
        life.delete(connection, zone, by, _now())
    console.print(f"Zone {zone} is gone.")


@app.command()
@speaks
def commit(zone: Number, by: By, database: Database = "stoep") -> None:
    """Decide on a concept. Operators do not see it yet."""
    with _database(database) as connection:
        life.commit(connection, zone, by, _now())
    console.print(f"Zone {zone} is committed.")


@app.command()
@speaks
def reopen(zone: Number, by: By, database: Database = "stoep") -> None:
    """Make a concept again of what operators have not seen yet."""
    with _database(database) as connection:
        life.reopen(connection, zone, by, _now())
    console.print(f"Zone {zone} is a concept again.")


@app.command()
@speaks
def publish(
    zone: Number, by: By, on: Told = None, start: Start = None, database: Database = "stoep"
) -> None:
    """Fix when operators see a zone and when it begins; from then on nothing about it changes."""
    now = _now()
    told = _moment(on, now)
    begins = told if start is None else _moment(start, now)
    with _database(database) as connection, _counting() as progress:
        life.publish(connection, zone, told, begins, by, now, progress)
    console.print(f"Zone {zone} is published on {_day(told)} and holds from {_day(begins)}.")


@app.command()
@speaks
def activate(zone: Number, by: By, start: Start = None, database: Database = "stoep") -> None:
    """Let a monitoring zone begin, now or in the past: operators never see it."""
    now = _now()
    begins = _moment(start, now)
    with _database(database) as connection, _counting() as progress:
        life.activate(connection, zone, begins, by, now, progress)
    console.print(f"Zone {zone} counts from {_day(begins)}.")


@app.command()
@speaks
def retire(
    zone: Number,
    end: Annotated[datetime, _on("--end", "The first moment at which it holds no more")],
    by: By,
    on: Told = None,
    database: Database = "stoep",
) -> None:
    """Fix when a zone ends, and when operators see that it will."""
    now = _now()
    told, ends = _moment(on, now), _moment(end, now)
    with _database(database) as connection:
        life.retire(connection, zone, told, ends, by, now)
    console.print(f"Zone {zone} ends on {_day(ends)}; published on {_day(told)}.")


@app.command()
@speaks
def adopt(by: By, database: Database = "stoep") -> None:
    """Give hubs, no-parking and monitoring areas that were imported a life as zones."""
    with _database(database) as connection:
        made = adopt_areas(connection, by, _now())
    console.print(f"{len(made)} imported areas are zones now.")


@app.command(name="list")
@speaks
def show(
    municipality: Annotated[str | None, typer.Option(help="Code of a municipality.")] = None,
    kind: Annotated[AreaKind | None, typer.Option(help="hub, no_parking or monitoring.")] = None,
    phase: Annotated[Phase | None, typer.Option(help="How far it is in its life.")] = None,
    database: Database = "stoep",
) -> None:
    """List zones with their phase and dates."""
    with _database(database) as connection:
        found = load_zones(connection, _now(), municipality, kind, phase)
    table = Table("zone", "name", "kind", "phase", "places", "published", "from", "until", "before")
    for zone in found:
        dates = (zone.publish_on, zone.active_from, zone.retire_on)
        cells = (zone.name, zone.kind, str(zone.phase), _room(zone.capacity), *map(_day, dates))
        table.add_row(str(zone.id), *cells, str(zone.previous_id or ""))
    console.print(table)


@app.command(name="history")
@speaks
def past(zone: Number, database: Database = "stoep") -> None:
    """Who changed what of a zone and of the versions before it, and when."""
    with _database(database) as connection:
        changes = history(connection, zone)
    table = Table("when", "zone", "who", "what", "became other")
    for change in changes:
        when = _day(change.changed_at)
        who, fields = change.changed_by, ", ".join(change.fields)
        table.add_row(when, str(change.zone_id), who, change.what, fields)
    console.print(table)


def _room(capacity: Capacity | None) -> str:
    parts = capacity or {}
    return ", ".join(str(n) if form == COMBINED else f"{form} {n}" for form, n in parts.items())


def _day(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(_city()):%Y-%m-%d %H:%M}"
