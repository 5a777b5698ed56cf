"""`stoep archive`: closed days as GeoParquet, and whether they are as they were written."""

from datetime import datetime
from typing import Annotated

import typer
from rich.progress import Progress

from stoep.cli.screen import console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.archive.manifest import day_name
from zones.archive.read import check_archive, open_archive
from zones.archive.write import write_archive

app = typer.Typer(no_args_is_help=True, help="The archive of closed days.")


@app.command()
@speaks
def write(
    to: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day (UTC) to write; left out: all closed."),
    ] = None,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Write the days that were closed since, and those that late words changed."""
    settings = Settings()
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection, Progress(console=console) as bar:
            task = bar.add_task("Writing days", total=1.0)
            report = write_archive(
                connection,
                settings.archive_path,
                None if to is None else to.date(),
                lambda part: bar.update(task, completed=part),
            )
            bar.update(task, completed=1.0)
    told = report.manifest
    rows = sum(file.rows for file in told.days.values())
    console.print(
        f"Looked at {report.looked_at} days; {report.changed} files are new or changed.\n"
        f"The archive holds {rows} ended stays to the end of {day_name(told.closed_to - 1)} (UTC)"
        f" in {settings.archive_path}.",
        soft_wrap=True,
    )


@app.command()
@speaks
def check() -> None:
    """Read every file and compare it with what the manifest says; exit code 1 when one differs."""
    root = Settings().archive_path
    found = check_archive(root)
    for sentence in found:
        console.print(f"[red]✗[/] {sentence}", soft_wrap=True)
    if found:
        console.print("  Move the archive away and run `stoep archive write`.")
        raise typer.Exit(1)
    console.print(f"[green]✓[/] {len(open_archive(root).manifest.files())} files are as written.")
