"""Towns, operators and people, whose rows the database tells apart.

Delft (GM1)        swift               Each has a member, a key and an invitation;
|- noor            |- sam              swift contests something before GM1,
Breda (GM2)        veer                and veer before GM2.
|- bas             |- vera
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from api.people.caller import OrganisationKind, Role, Scope
from api.people.invitations import invite
from api.people.keys import make_api_key
from api.people.organisations import NewOrganisation, add_organisation, platform_of
from api.people.sessions import begin_session
from stoep.vocabulary import AreaKind
from tests.stoep.roles.being import NOW
from tests.worlds import World, at, drawing


@pytest.fixture
def organisations(address: str, world: World) -> dict[str, int]:
    """Those above, by the code or key of each, and the platform."""
    made: dict[str, int] = {}
    with psycopg.connect(address) as connection:
        made["platform"] = platform_of(connection, "a test", NOW)
        for kind, of, name in (
            ("municipality", "GM1", "Noor"),
            ("municipality", "GM2", "Bas"),
            ("operator", "swift", "Sam"),
            ("operator", "veer", "Vera"),
        ):
            town, operator = (of, None) if kind == "municipality" else (None, of)
            wish = NewOrganisation(OrganisationKind(kind), of, town, operator)
            made[of] = add_organisation(connection, wish, "a test", NOW)
            _member(connection, made[of], name)
        for number, (operator, town) in enumerate((("swift", "GM1"), ("veer", "GM2")), 1):
            connection.execute(
                "insert into dispute (number, operator_id, municipality, kind, feed_id, from_at,"
                " to_at, opened_at) select %s, operator_id, %s, 'feed', id, %s, %s, %s from feed"
                " where key = %s",
                [number, town, at("14 08:00"), at("14 09:00"), NOW, operator],
            )
            connection.execute(
                "insert into dispute_act (dispute, number, what, side, words, links, said_by,"
                " verified, said_at) values (%s, 1, 'opened', 'operator', 'no', '{}', 'x', true,"
                " %s)",
                [number, NOW],
            )
            connection.execute(
                "insert into push_key (feed_id, hash, prefix, made_at, expires_at)"
                " select id, %s, 'stoep_', %s, %s from feed where key = %s",
                [operator.encode(), NOW, NOW + timedelta(days=1), operator],
            )
    return made


def _member(connection: Connection[Any], organisation: int, name: str) -> None:
    row = connection.execute(
        "insert into person (name, email, added_at) values (%s, %s, %s) returning id",
        [name, f"{name.lower()}@example.org", NOW],
    ).fetchone()
    assert row is not None
    connection.execute(
        "insert into membership (person_id, organisation_id, role, added_by, added_at)"
        " values (%s, %s, 'admin', 'a test', %s)",
        [row[0], organisation, NOW],
    )
    begin_session(connection, row[0], "password", "127.0.0.1", NOW)
    make_api_key(connection, organisation, "robot", {Scope.read}, timedelta(1), "a test", NOW)
    invite(connection, organisation, Role.viewer, f"new@{organisation}.example", "a test", NOW)


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        for code, west in (("GM1", 4.30), ("GM2", 4.32)):
            world.area(
                AreaKind.municipality, code, west, 52.07, west + 0.02, 52.08, municipality=code
            )
        for operator in ("swift", "veer"):
            world.feed(operator, ("10 00:00", "15 12:00"))
        yield world
