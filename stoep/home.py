"""A place to work in: the database at its schema, and the secret, for the length of a block."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from stoep.cluster import Cluster
from stoep.errors import NotReady
from stoep.settings import Settings
from stoep.store.migrate import migrate


@dataclass(frozen=True)
class Home:
    """Where the evidence is kept, and the key of its pseudonyms."""

    address: str
    secret: str


@contextmanager
def open_home(settings: Settings, database: str = "stoep", fresh: bool = False) -> Iterator[Home]:
    """The configured database, or the private cluster, which stops with its last user.

    A private database is made and brought to the code's schema; `fresh` empties it first. A
    configured one (`STOEP_DATABASE`) is left as it is: `stoep migrate` is a step of its own there.
    """
    secret = _secret(settings)
    if settings.database:
        yield Home(settings.database, secret)
        return
    if settings.database_reads or settings.database_acts or settings.database_ingests:
        raise NotReady(
            "There is an address for a role, and none of a database.", "Set STOEP_DATABASE too."
        )
    cluster = Cluster(settings.home_path)
    with cluster.up():
        if fresh:
            cluster.drop(database)
        cluster.create(database)
        migrate(cluster.address(database))
        yield Home(cluster.address(database), secret)


def _secret(settings: Settings) -> str:
    """The secret from the settings, or one of this home's own, made at the first use."""
    given = settings.secret.get_secret_value()
    if given:
        return given
    settings.home_path.mkdir(parents=True, exist_ok=True)
    kept = settings.home_path / "secret"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text()
