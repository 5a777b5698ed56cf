"""`stoep rebuild`: from the bodies as they came to the very same stays, or how they differ."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from psycopg import Connection

from ingest.rebuild import rebuild
from ingest.same import Rebuilt
from stoep.cli.screen import console
from stoep.cluster import Cluster
from stoep.errors import NotReady, StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.store.migrate import migrate, revisions

DATABASE = "rebuild"


class NotTheSame(StoepError):
    """What the bodies give is not what is kept."""

    code = "not_the_same"


def run(
    settings: Settings,
    begin: datetime,
    end: datetime,
    keys: list[str],
    database: str,
    into: str = "",
) -> None:
    """Rebuild feeds one by one and print what came of each; raises NotTheSame.

    `into` is the address of an empty database: where there is no private cluster to make one in.
    """
    if settings.database and not into:
        raise NotReady(
            "A rebuild needs a database of its own, which Stoep makes in the private cluster only.",
            "Make an empty one with PostGIS, and name its address: stoep rebuild --into ADDRESS",
        )
    differing = []
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as live:
            for key in keys or _keys(live):
                with _scratch(settings, into) as address, pool(address) as scratch:
                    found = rebuild(live, scratch, key, begin, end, settings, home.secret)
                _say(found)
                differing += [found.feed] if found.differences else []
    if differing:
        raise NotTheSame(
            f"The rebuild differs from what is kept, for {', '.join(differing)}.",
            "The differences are named above.",
        )


def _keys(live: Connection[Any]) -> list[str]:
    return [row[0] for row in live.execute("select key from feed order by id").fetchall()]


@contextmanager
def _scratch(settings: Settings, into: str) -> Iterator[str]:
    """Address of an empty database at the schema of this code, which is empty afterwards too."""
    if into:
        if revisions(into)[0] is not None:
            raise NotReady("The database to rebuild into is not empty.", "Name an empty one.")
        migrate(into)
        try:
            yield into
        finally:
            migrate(into, "base")
        return
    cluster = Cluster(settings.home_path)
    cluster.drop(DATABASE)
    cluster.create(DATABASE)
    migrate(cluster.address(DATABASE))
    try:
        yield cluster.address(DATABASE)
    finally:
        cluster.drop(DATABASE)


def _say(found: Rebuilt) -> None:
    since = "its first poll" if found.since is None else f"{found.since:%Y-%m-%d %H:%M:%S} UTC"
    told = f"[bold]{found.feed}[/] since {since}: {found.polls} polls, {found.stays} ended stays"
    if found.states:
        told += f", {found.states} changes of state"
    if found.cells is not None:
        told += f", {found.cells} days of cells"
    if found.open_stays is not None:
        told += f", {found.open_stays} open ones"
    same = "[green]the same to the byte[/]" if not found.differences else "[red]not the same[/]"
    console.print(f"{told}: {same}")
    for difference in found.differences:
        console.print(f"  {difference}", markup=False)
