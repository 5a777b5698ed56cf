"""`stoep fold`: history from the archive to cells, on this machine or on a cluster."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection
from rich.progress import Progress

from stoep.cli.screen import console, speaks
from stoep.errors import StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.archive.cluster import open_cluster
from zones.archive.fold import Engine, Local, fold_archive
from zones.archive.keep import areas_now, check_fresh, keep_in_database, keep_in_file
from zones.archive.read import Archive, open_archive

DAYS = ["%Y-%m-%d"]


class EngineName(StrEnum):
    """Where the folding is done."""

    local = "local"
    dask = "dask"


class BadOptions(StoepError):
    """Options that do not go together."""

    code = "bad_options"


@speaks
def fold(
    engine: Annotated[EngineName, typer.Option(help="Here, or on a Dask cluster.")] = (
        EngineName.local
    ),
    scheduler: Annotated[
        str, typer.Option(help="Address of the Dask scheduler, such as tcp://host:8786.")
    ] = "",
    area: Annotated[
        list[int] | None, typer.Option(help="Number of an area; left out: all areas.")
    ] = None,
    begin: Annotated[
        datetime | None, typer.Option("--from", formats=DAYS, help="First day (UTC).")
    ] = None,
    end: Annotated[
        datetime | None, typer.Option("--to", formats=DAYS, help="Last day (UTC).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A Parquet file for the cells, instead of the database.")
    ] = None,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Fold the closed days of the archive into cells; the numbers are the same on any engine."""
    settings = Settings()
    if (engine is EngineName.dask) != bool(scheduler):
        raise BadOptions(
            "`--engine dask` and `--scheduler ADDRESS` go together.", "Give both, or neither."
        )
    archive = open_archive(settings.archive_path)
    start_s = 0 if begin is None else int(begin.replace(tzinfo=UTC).timestamp())
    end_s = archive.manifest.closed_to
    if end is not None:
        end_s = min(end_s, int(end.replace(tzinfo=UTC).timestamp()) + 86_400)
    with ExitStack() as open_now:
        runs = open_now.enter_context(_engine(scheduler, archive))
        bar = Progress(console=console)
        task = bar.add_task("Folding", total=1.0)
        if out is not None:
            areas = archive.areas(area)
            open_now.enter_context(bar)
            parts = fold_archive(archive, areas, start_s, end_s, runs, _moves(bar, task))
            rows = keep_in_file(out, parts, archive.manifest)
        else:
            connection = open_now.enter_context(_connected(settings, database))
            areas = areas_now(connection, area)
            check_fresh(connection, archive.manifest)
            connection.commit()
            open_now.enter_context(bar)
            parts = fold_archive(archive, areas, start_s, end_s, runs, _moves(bar, task))
            rows = keep_in_database(connection, parts, [one.id for one in areas])
    console.print(f"{rows} days of cells of {len(areas)} areas.")


def _moves(bar: Progress, task: Any) -> Any:
    return lambda part: bar.update(task, completed=part)


@contextmanager
def _engine(scheduler: str, archive: Archive) -> Iterator[Engine]:
    if not scheduler:
        yield Local()
        return
    with open_cluster(scheduler, archive) as cluster:
        yield cluster


@contextmanager
def _connected(settings: Settings, database: str) -> Iterator[Connection[Any]]:
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            yield connection
