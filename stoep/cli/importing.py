"""`stoep import`: what another dashboard exported, marked as what it cannot prove."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from stoep.cli.modules import City, Database, opened
from stoep.cli.screen import console, speaks
from stoep.settings import Settings
from zones.imported.keep import forget as forget_import
from zones.imported.keep import import_park_events
from zones.modules.setting import municipality_of
from zones.policy.upload.keep import keep_upload

app = typer.Typer(no_args_is_help=True, help="Exports of another dashboard.")
By = Annotated[str, typer.Option(help="Who brings it in.")]


@app.command("park-events")
@speaks
def park_events(
    path: Annotated[Path, typer.Argument(help="CSV: operator, lat, lon, start, end, type, …")],
    source: Annotated[str, typer.Option(help="Who exported it, and when; shown with each number.")],
    by: By,
    utc: Annotated[
        bool, typer.Option("--utc", help="Times without a zone are UTC, not the city's.")
    ] = False,
    database: Database = "stoep",
) -> None:
    """Bring in park events. No poll proves them: they are told apart, and never as certain."""
    zone = ZoneInfo("UTC") if utc else ZoneInfo(Settings().timezone)
    with opened(database) as connection:
        done = import_park_events(connection, path, source, by, zone, datetime.now(UTC))
    told = done.reading
    console.print(
        f"Import {done.number}: {told.taken} park events from {done.from_at:%Y-%m-%d} to "
        f"{done.to_at:%Y-%m-%d}, of which {done.fresh} were new."
    )
    if told.without_zone:
        console.print(f"{told.without_zone} had times without a zone, taken as {zone.key}.")
    for reason, count in told.refused.most_common():
        console.print(f"  left out: {count} x {reason}, first on line {told.first[reason]}")
    console.print(
        "No polls are behind them: they stand at /v1/imported-park-events, never certain."
    )


@app.command()
@speaks
def zones(
    path: Annotated[Path, typer.Argument(help="GeoPackage, GeoJSON or KML, at most 50 MB.")],
    city: City,
    by: By,
    database: Database = "stoep",
) -> None:
    """Bring in hubs, no-parking and monitoring zones, as concepts that a person decides on."""
    with opened(database) as connection:
        code = municipality_of(connection, city)
        found = keep_upload(connection, path.read_bytes(), code, None, by, datetime.now(UTC))
    drawn = [one for one in found if one.zone is not None and one.fresh]
    known = [one for one in found if one.zone is not None and not one.fresh]
    console.print(f"{len(drawn)} became concepts, {len(known)} were there already.")
    for one in found:
        if one.refusal is not None:
            where = f" in {one.layer}" if one.layer else ""
            console.print(f"  left out: {one.number}{where}, {one.name}: {one.refusal.sentence}")
    console.print("When they held there is not told: commit them, with the dates that you know.")


@app.command("list")
@speaks
def show(database: Database = "stoep") -> None:
    """List what was brought in."""
    table = Table("import", "file", "source", "from", "to", "events", "by")
    with opened(database) as connection:
        for row in connection.execute(
            "select id::text, file, source, from_at::date::text, to_at::date::text, events::text,"
            " imported_by from import_run order by id"
        ).fetchall():
            table.add_row(*row)
    console.print(table)


@app.command()
@speaks
def forget(
    number: Annotated[int, typer.Argument(help="As `stoep import list` tells it.")],
    database: Database = "stoep",
) -> None:
    """Remove an import with all its park events."""
    with opened(database) as connection:
        count = forget_import(connection, number)
    console.print(f"Forgot import {number}, {count} park events.")
