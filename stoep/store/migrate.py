"""Bring a database to the schema of this code, or back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from stoep.store.connect import engine

FOLDER = Path(__file__).parent / "migrations"


def _config(address: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["address"] = address
    return config


def migrate(address: str, revision: str = "head") -> None:
    """Upgrade (or, for an older revision, downgrade) the database at `address`."""
    config = _config(address)
    if revision == "head":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def revisions(address: str) -> tuple[str | None, str | None]:
    """The revision that the database has, and the one that this code wants."""
    source = engine(address)
    with source.connect() as connection:
        has = MigrationContext.configure(connection).get_current_revision()
    source.dispose()
    return has, ScriptDirectory.from_config(_config(address)).get_current_head()
