"""Bring a database to the schema of this code, or back."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from stoep.errors import NotReady
from stoep.store.connect import engine

FOLDER = Path(__file__).parent / "migrations"


def _config(address: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["address"] = address
    return config


def migrate(address: str, revision: str = "head") -> None:
    """Upgrade (or, for an older revision, downgrade) the database at `address`.

    Raises NotReady when the database is newer than this code. One at a time: who comes second
    waits, and finds nothing left to do. All of it is one transaction.
    """
    config = _config(address)
    _refuse_newer(address)
    if revision == "head":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def require_schema(address: str) -> None:
    """Raise NotReady, with the remedy, when the database is not at the schema of this code."""
    _refuse_newer(address)
    has, wants = revisions(address)
    if has != wants:
        raise NotReady(
            f"The database is at revision {has or 'none'}; this code needs {wants}.",
            "Bring it there: stoep migrate",
        )


def _refuse_newer(address: str) -> None:
    has, wants = revisions(address)
    scripts = ScriptDirectory.from_config(_config(address))
    if has is not None and has not in {script.revision for script in scripts.walk_revisions()}:
        raise NotReady(
            f"The database is at revision {has}, which this code does not know; it knows {wants}.",
            "Run the newer Stoep that made it, or restore a backup of before.",
        )


def revisions(address: str) -> tuple[str | None, str | None]:
    """The revision that the database has, and the one that this code wants."""
    source = engine(address)
    with source.connect() as connection:
        has = MigrationContext.configure(connection).get_current_revision()
    source.dispose()
    return has, wanted()


@cache
def wanted() -> str:
    """The revision that this code wants."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    assert head is not None
    return head
