"""Being somebody of the database, as the API or as a role, and what it refuses then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege

from api.evidence import Evidence, open_evidence
from stoep.doctor import Check, checks
from stoep.settings import Settings
from tests.worlds import at

NOW = at("15 12:00")
OWN = ("organisation", "membership", "invitation", "api_key", "person", "session", "push_key",
       "dispute", "dispute_act")  # fmt: skip
"""What belongs to an organisation."""


def signed_in_as(user: str, address: str) -> str:
    """The address of a database of the private cluster, for another user."""
    return address.replace("//stoep@", f"//{user}@")


@contextmanager
def being(address: str, role: str, asked_for: str = "") -> Iterator[Connection[Any]]:
    """A connection as a role of the floor, in a transaction that is asked for somebody."""
    with psycopg.connect(signed_in_as(role, address)) as connection:
        if asked_for:
            connection.execute("select set_config('stoep.asked_for', %s, true)", [asked_for])
        yield connection


def refused(address: str, role: str, statement: str) -> None:
    """The role may not do it, whatever the session is told to be."""
    with being(address, role, "anyone platform door") as connection:
        connection.execute("set transaction read write")
        with pytest.raises(InsufficientPrivilege):
            connection.execute(statement.encode())


@contextmanager
def evidence(settings: Settings, address: str) -> Iterator[Evidence]:
    opened = open_evidence(settings, address, lambda: NOW.timestamp(), "secret")
    try:
        yield opened
    finally:
        opened.connections.close()
        opened.writing.close()


def users(settings: Settings, address: str) -> list[tuple[str, str]]:
    """As what the API reads and acts, and as what it connected."""
    query = "select current_user::text, session_user::text"
    found = []
    with evidence(settings, address) as opened:
        with opened.read() as reading:
            found.append(reading.connection.execute(query).fetchone())
        with opened.write() as connection:
            found.append(connection.execute(query).fetchone())
    return [row for row in found if row is not None]


def by_name(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in checks(settings)}
