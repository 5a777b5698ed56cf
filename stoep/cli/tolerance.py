"""`stoep zones tolerance`: how far positions may be off at borders, decided by people."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from stoep.cli.screen import console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.tolerance import USUAL_M, read_tolerances, set_tolerance

app = typer.Typer(no_args_is_help=True, help="How far positions may be off at borders.")
Municipality = Annotated[str, typer.Argument(help="Code of the municipality.")]
Database = Annotated[str, typer.Option(help="The demo's is called demo.")]


@app.command(name="set")
@speaks
def put(
    municipality: Municipality,
    metres: Annotated[float, typer.Argument(help="So many metres.")],
    by: Annotated[str, typer.Option(help="Who decides.")],
    why: Annotated[str, typer.Option(help="The reason, as history tells it.")],
    database: Database = "stoep",
) -> None:
    """Decide what is meant from now on wherever a question leaves the tolerance out."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            now = datetime.now(UTC)
            made = set_tolerance(connection, municipality, metres, by, why, now)
    console.print(f"From now on: {made.tolerance_m:g} m in {municipality}.")


@app.command(name="list")
@speaks
def show(municipality: Municipality, database: Database = "stoep") -> None:
    """List what was decided, the newest first: that holds."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            known = read_tolerances(connection, municipality)
    if not known:
        console.print(f"Nothing was decided in {municipality}: {USUAL_M:g} m.")
        return
    table = Table("tolerance", "by", "set at (UTC)", "why", title="Newest first: that holds")
    for one in known:
        at = f"{one.set_at.astimezone(UTC):%Y-%m-%d %H:%M}"
        table.add_row(f"{one.tolerance_m:g} m", one.set_by, at, one.why)
    console.print(table)
