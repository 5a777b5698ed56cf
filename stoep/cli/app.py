"""The commands, each a few lines: what they do is told where it is done."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from stoep.cli.later import group_with
from stoep.cli.screen import FORMS, console, errors, speaks
from stoep.logs import configure
from stoep.settings import Settings

PLACES = {
    "feed": "stoep.cli.feeds:app",
    "push": "stoep.cli.pushing:app",
    "zones": "stoep.cli.places:app",
    "archive": "stoep.cli.archiving:app",
    "fold": "stoep.cli.folding:fold",
    "permits": "stoep.cli.permits:app",
    "mandate": "stoep.cli.mandate:app",
    "zone": "stoep.cli.zones:app",
    "module": "stoep.cli.modules:app",
    "recipient": "stoep.cli.recipients:app",
    "weather": "stoep.cli.surroundings:weather",
    "calendar": "stoep.cli.surroundings:calendar",
    "event": "stoep.cli.surroundings:event",
    "import": "stoep.cli.importing:app",
    "people": "stoep.cli.people:app",
    "audit": "stoep.cli.audit:app",
    "statement": "stoep.cli.statements:statements",
    "quarantine": "stoep.cli.statements:quarantine",
}
app = typer.Typer(
    cls=group_with(PLACES),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What stands on the pavement, in numbers that hold in a dispute.",
)


@app.callback()
def _start() -> None:
    configure(Settings())


@app.command()
@speaks
def demo(
    fresh: Annotated[bool, typer.Option(help="Forget the demo's data and begin anew.")] = False,
) -> None:
    """Show an illustrative Den Haag: made-up operators, two weeks of history, live feeds."""
    from stoep.cli.demo import run_demo

    run_demo(Settings(), fresh=fresh)


@app.command()
@speaks
def run() -> None:
    """Poll the feeds and serve the dashboard, until Ctrl-C."""
    from stoep.cli import servers
    from stoep.home import open_home

    settings = Settings()
    with open_home(settings) as home:
        servers.run(settings, home)


@app.command()
@speaks
def ingest() -> None:
    """Poll the feeds only."""
    from stoep.cli import servers
    from stoep.home import open_home

    settings = Settings()
    with open_home(settings) as home:
        servers.ingest(settings, home)


@app.command()
@speaks
def serve(
    port: Annotated[int | None, typer.Option(help="Port, instead of STOEP_PORT.")] = None,
) -> None:
    """Serve the API and the dashboard only."""
    from stoep.cli import servers
    from stoep.home import open_home

    settings = Settings() if port is None else Settings(port=port)
    with open_home(settings) as home:
        servers.serve(settings, home)


@app.command()
@speaks
def migrate(
    to: Annotated[str, typer.Option(help="Revision; `head` is this code's, `base` none.")] = "head",
) -> None:
    """Bring the database to the schema of this code."""
    from stoep.home import open_home
    from stoep.store.migrate import migrate as migrate_database
    from stoep.store.migrate import revisions

    with open_home(Settings()) as home:
        migrate_database(home.address, to)
        has, wants = revisions(home.address)
    console.print(f"The schema is at {has or 'nothing'}; this code wants {wants}.")


@app.command()
@speaks
def doctor() -> None:
    """Check the machine, the database and the feeds; each finding comes with its remedy."""
    from stoep.doctor import checks

    found = checks(Settings())
    for check in found:
        console.print(f"{'[green]✓[/]' if check.ok else '[red]✗[/]'} {check.name}: {check.finding}")
        if not check.ok and check.remedy:
            console.print(f"  → {check.remedy}")
    if failed := [check for check in found if not check.ok]:
        errors.print(f"{len(failed)} of {len(found)} checks failed.")
        raise typer.Exit(1)


@app.command()
@speaks
def replay(
    recordings_at: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Recordings, or a folder of them.")
    ],
    areas: Annotated[
        Path | None, typer.Option(help="Districts (GeoJSON, TopoJSON, GeoPackage) to count in.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of the areas file.")] = None,
    code: Annotated[str, typer.Option(help="Property with an area's code.")] = "code",
    name: Annotated[str, typer.Option(help="Property with an area's name.")] = "name",
) -> None:
    """Run recorded snapshots through the pipeline, into a database of their own."""
    from stoep.cli import recordings

    recordings.run(Settings(), recordings_at, areas, layer, code, name)


@app.command()
@speaks
def rebuild(
    begin: Annotated[datetime, typer.Option("--from", formats=FORMS, help="In UTC.")],
    end: Annotated[
        datetime | None, typer.Option("--to", formats=FORMS, help="In UTC; left out: now.")
    ] = None,
    feed: Annotated[
        list[str] | None, typer.Option(help="Short name of a feed; left out: all.")
    ] = None,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
    into: Annotated[
        str, typer.Option(help="Address of an empty database, where yours is STOEP_DATABASE.")
    ] = "",
) -> None:
    """Make stays anew from the bodies as they came, and compare them with what is kept."""
    from stoep.cli import rebuilding

    to = datetime.now(UTC) if end is None else end.replace(tzinfo=UTC)
    rebuilding.run(Settings(), begin.replace(tzinfo=UTC), to, feed or [], database, into)


@app.command()
@speaks
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    without_bodies: Annotated[
        bool, typer.Option("--without-bodies", help="Leave out what feeds sent, as it came.")
    ] = False,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Write everything that is kept to a file, while everything runs."""
    from stoep.cli import backing_up

    backing_up.backup(Settings(), file, database, bodies=not without_bodies)


@app.command()
@speaks
def restore(
    file: Annotated[Path, typer.Argument(help="A file of `stoep backup`.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put a database with rows aside, and keep it.")
    ] = False,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Make an empty database what a backup holds."""
    from stoep.cli import backing_up

    backing_up.restore(Settings(), file, database, replace=replace)


@app.command()
@speaks
def explain(
    receipt: Annotated[str, typer.Argument(help="The field `receipt` of an answer.")],
    file: Annotated[Path | None, typer.Option(help="Write the number and its evidence.")] = None,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Say what a number was made of, and work it out again as of then."""
    from stoep.cli import receipts

    receipts.explain(Settings(), receipt, file, database)


@app.command()
@speaks
def rerun(
    file: Annotated[Path, typer.Argument(help="A signed file of `stoep explain --file`.")],
) -> None:
    """Work a number out again from a signed file alone, on any machine with Stoep."""
    from stoep.cli import receipts

    receipts.rerun(Settings(), file)
