"""The floor below the rules of the routes: whose rows a role is told and may write."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from stoep.store.connect import pool as make_pool
from stoep.store.roles import Role as Floor
from tests.stoep.roles.being import OWN, being


def seen(address: str, role: str, asked_for: str) -> dict[str, int]:
    """How many rows of each table there are, for somebody."""
    found = {}
    with being(address, role, asked_for) as connection:
        for table in OWN:
            row = connection.execute(f"select count(*) from {table}".encode()).fetchone()
            assert row is not None
            found[table] = row[0]
    return found


@pytest.mark.parametrize("role", [Floor.reads, Floor.acts])
def test_where_nobody_is_said_there_are_no_rows(
    address: str, organisations: dict[str, int], role: str
) -> None:
    assert set(seen(address, role, "").values()) == {0}
    assert set(seen(address, role, "0").values()) == {0}
    with psycopg.connect(address) as owner:
        row = owner.execute("select count(*) from person").fetchone()
        assert row == (4,)


@pytest.mark.parametrize("role", [Floor.reads, Floor.acts])
def test_an_organisation_sees_its_own_and_disputes_of_both_sides(
    address: str, organisations: dict[str, int], role: str
) -> None:
    one = dict.fromkeys(OWN, 1) | {"push_key": 0}
    assert seen(address, role, str(organisations["GM1"])) == one
    assert seen(address, role, str(organisations["swift"])) == dict.fromkeys(OWN, 1)
    both = f"{organisations['GM1']} {organisations['veer']}"
    assert seen(address, role, both) == dict.fromkeys(OWN, 2) | {"push_key": 1}
    with being(address, role, str(organisations["GM2"])) as connection:
        rows = connection.execute("select name from person").fetchall()
        assert rows == [("Bas",)]
        rows = connection.execute("select number from dispute").fetchall()
        assert rows == [(2,)]
    platform = seen(address, role, f"{organisations['platform']} platform")
    assert platform["person"] == 4
    assert platform["dispute"] == platform["dispute_act"] == platform["push_key"] == 0


def test_another_s_rows_are_not_written_either(address: str, organisations: dict[str, int]) -> None:
    mine, other = str(organisations["GM1"]), organisations["GM2"]
    with being(address, Floor.acts, mine) as connection:
        for table, change in (
            ("membership", "ended_by = 'x', ended_at = now()"),
            ("invitation", "withdrawn_at = now()"),
            ("api_key", "revoked_by = 'x', revoked_at = now()"),
            ("session", "ended_at = now()"),
        ):
            done = connection.execute(f"update {table} set {change}".encode())
            assert (table, done.rowcount) == (table, 1)
    for statement, values in (
        ("insert into membership (person_id, organisation_id, role, added_by, added_at)"
         " values (1, %s, 'admin', 'x', now())", [other]),
        ("insert into invitation (hash, organisation_id, role, invited_by, invited_at, expires_at)"
         " values ('x', %s, 'admin', 'x', now(), now())", [other]),
        ("insert into dispute_act (dispute, number, what, side, words, links, said_by, verified,"
         " said_at) values (%s, 2, 'answered', 'municipality', 'x', '{}', 'x', true, now())", [2]),
    ):  # fmt: skip
        with being(address, Floor.acts, mine) as connection:
            with pytest.raises(InsufficientPrivilege, match="row-level security"):
                connection.execute(statement.encode(), values)


def test_whom_it_was_said_for_is_forgotten_with_the_transaction(
    address: str, organisations: dict[str, int]
) -> None:
    with make_pool(address, size=1, role=Floor.reads) as connections:
        for asked_for, people in ((str(organisations["GM1"]), 1), ("", 0)):
            with connections.connection() as connection:
                if asked_for:
                    connection.execute(
                        "select set_config('stoep.asked_for', %s, true)", [asked_for]
                    )
                row = connection.execute("select count(*) from person").fetchone()
                assert row == (people,)
