"""Alembic's way in: migrations run on the address that `stoep.store.migrate` hands over."""

from typing import Any

from alembic import context
from sqlalchemy import text

from stoep.store.connect import engine
from stoep.store.roles import settle
from stoep.store.tables import Base


def _ours(item: Any, name: str | None, kind: str, reflected: bool, against: Any) -> bool:
    """Whether autogenerate may look at it: not PostGIS's own tables, not monthly partitions."""
    return not (kind == "table" and reflected and name not in Base.metadata.tables)


source = engine(context.config.attributes["address"])
with source.connect() as connection:
    context.configure(connection, target_metadata=Base.metadata, include_object=_ours)
    with context.begin_transaction():
        # Of two who migrate at once the second waits, and finds nothing left to do.
        connection.execute(text("select pg_advisory_xact_lock(hashtext('stoep migrate'))"))
        context.run_migrations()
        driver = connection.connection.driver_connection
        assert driver is not None
        settle(driver)
source.dispose()
