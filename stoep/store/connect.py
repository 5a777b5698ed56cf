"""Ways to the database: one address, a pool of psycopg connections, a SQLAlchemy engine."""

from psycopg import Connection
from psycopg_pool import ConnectionPool
from sqlalchemy import Engine, create_engine

from stoep.store.columns import read_arrays_as_columns
from stoep.store.copying import send_arrays
from stoep.store.roles import Role, as_role, take_role


def pool(
    address: str,
    size: int = 4,
    timeout_s: float = 10.0,
    options: str = "",
    role: Role | None = None,
) -> ConnectionPool[Connection]:
    """A pool of connections that read and take arrays as numpy columns.

    `options` are PostgreSQL's own, such as `-c statement_timeout=5s`. With a `role` they may no
    more than that role may: taken once for each connection, it costs a question nothing.
    """

    def configure(connection: Connection) -> None:
        if role is not None:
            take_role(connection, role)
        read_arrays_as_columns(connection)
        send_arrays(connection)

    return ConnectionPool(
        address if role is None else as_role(address, role),
        min_size=1,
        max_size=size,
        timeout=timeout_s,
        configure=configure,
        check=ConnectionPool.check_connection,
        kwargs={"options": f"-c timezone=UTC {options}"},
        open=True,
    )


def engine(address: str) -> Engine:
    """A SQLAlchemy engine, for all that is not on the hot path."""
    with_driver = address.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(with_driver, pool_pre_ping=True)
