"""`stoep backup` and `stoep restore`: everything that is kept into a file, and back."""

from pathlib import Path

from stoep.cli.screen import console
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.backup import back_up, description_of
from stoep.store.backup import restore as restore_database
from stoep.store.migrate import wanted


def backup(settings: Settings, file: Path, database: str, *, bodies: bool) -> None:
    """Write the database to a file and say what is in it, and what is not."""
    with open_home(settings, database) as home:
        told = back_up(home.address, home.secret, file, bodies=bodies)
    console.print(f"{file}: {told.bytes:,} bytes, schema {told.schema}.")
    console.print(f"Its description: {description_of(file)}")
    console.print(
        "The secret is not in it: keep that elsewhere. Without it what is restored is read, "
        "but every vehicle looks new."
    )
    if bodies:
        console.print("Bodies of feeds are in it as they came: --without-bodies leaves them out.")


def restore(settings: Settings, file: Path, database: str, *, replace: bool) -> None:
    """Make the database what a backup holds, and say what to do next."""
    with open_home(settings, database) as home:
        done = restore_database(home.address, home.secret, file, replace=replace)
    console.print(f"Restored, at schema {done.schema}.")
    if not done.described:
        console.print("It had no description: neither its hash nor its secret was checked.")
    if done.put_aside:
        console.print(f"What was there is kept as the database {done.put_aside}.")
    if done.schema != wanted():
        console.print("It is older than this code: stoep migrate")
    console.print("From the backup to now is a gap, and is told as one.")
