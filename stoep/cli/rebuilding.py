"""`stoep rebuild`: from the bodies as they came to the very same stays, or how they differ."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from ingest.rebuild import Rebuilt, rebuild
from stoep.cli.screen import console
from stoep.cluster import Cluster
from stoep.errors import NotReady, StoepError
from stoep.home import Home, open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.store.migrate import migrate

DATABASE = "rebuild"


class NotTheSame(StoepError):
    """What the bodies give is not what is kept."""

    code = "not_the_same"


def run(settings: Settings, begin: datetime, end: datetime, keys: list[str], database: str) -> None:
    """Rebuild feeds one by one and print what came of each; raises NotTheSame."""
    if settings.database:
        raise NotReady(
            "A rebuild needs a database of its own, which Stoep makes in the private cluster only.",
            "Restore a backup into a private Stoep and rebuild there.",
        )
    differing = []
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as live:
            for key in keys or _keys(live):
                found = _rebuild(settings, home, live, key, begin, end)
                _say(found)
                differing += [found.feed] if found.differences else []
    if differing:
        raise NotTheSame(
            f"The rebuild differs from what is kept, for {', '.join(differing)}.",
            "The differences are named above.",
        )


def _keys(live: Connection[Any]) -> list[str]:
    return [row[0] for row in live.execute("select key from feed order by id").fetchall()]


def _rebuild(
    settings: Settings,
    home: Home,
    live: Connection[Any],
    key: str,
    begin: datetime,
    end: datetime,
) -> Rebuilt:
    cluster = Cluster(settings.home_path)
    cluster.drop(DATABASE)
    cluster.create(DATABASE)
    migrate(cluster.address(DATABASE))
    try:
        with pool(cluster.address(DATABASE)) as scratch:
            return rebuild(live, scratch, key, begin, end, settings, home.secret)
    finally:
        cluster.drop(DATABASE)


def _say(found: Rebuilt) -> None:
    since = "its first poll" if found.since is None else f"{found.since:%Y-%m-%d %H:%M:%S} UTC"
    told = f"[bold]{found.feed}[/] since {since}: {found.polls} polls, {found.stays} ended stays"
    if found.states:
        told += f", {found.states} changes of state"
    if found.open_stays is not None:
        told += f", {found.open_stays} open ones"
    same = "[green]the same to the byte[/]" if not found.differences else "[red]not the same[/]"
    console.print(f"{told}: {same}")
    for difference in found.differences:
        console.print(f"  {difference}", markup=False)
