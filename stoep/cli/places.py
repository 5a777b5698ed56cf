"""`stoep zones`: areas and policy zones in, and what is there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from stoep.cli import tolerance
from stoep.cli.screen import console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import AreaKind
from zones.areas import import_areas
from zones.history import fold_areas

app = typer.Typer(no_args_is_help=True, help="Areas and policy zones.")
app.add_typer(tolerance.app, name="tolerance")


@app.command("import")
@speaks
def bring(
    path: Annotated[Path, typer.Argument(help="GeoJSON, TopoJSON or GeoPackage.")],
    kind: Annotated[AreaKind, typer.Option(help="What the areas are.")],
    source: Annotated[str, typer.Option(help="Who drew them, and when; shown with each number.")],
    valid_from: Annotated[datetime, typer.Option(help="First day that they hold (UTC).")],
    code: Annotated[str, typer.Option(help="Property with the code.")] = "code",
    name: Annotated[str, typer.Option(help="Property with the name.")] = "name",
    municipality: Annotated[str, typer.Option(help="Property with the municipality's code.")] = "",
    capacity: Annotated[str, typer.Option(help="Property with a hub's places.")] = "",
    layer: Annotated[str | None, typer.Option(help="Layer, where the file has several.")] = None,
) -> None:
    """Import areas: all of them or, with the reason by code, none; then count their history."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            report = import_areas(
                connection,
                path,
                kind,
                code=code,
                name=name,
                municipality=municipality or None,
                valid_from=valid_from.replace(tzinfo=UTC),
                source=source,
                capacity=capacity or None,
                layer=layer,
            )
            console.print(f"Imported {len(report.ids)} areas of kind {kind}.")
            for repair in report.repaired:
                console.print(f"  repaired {repair}")
            with Progress(console=console) as bar:
                task = bar.add_task("Counting their history", total=1.0)
                fold_areas(connection, report.ids, lambda part: bar.update(task, completed=part))


@app.command(name="list")
@speaks
def show() -> None:
    """List how many areas of each kind there are, and from when."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            rows = connection.execute(
                "select kind, source, count(*)::text, min(valid_from)::date::text from area"
                " group by kind, source order by kind, source"
            ).fetchall()
    table = Table("kind", "source", "areas", "valid from")
    for row in rows:
        table.add_row(*row)
    console.print(table)
