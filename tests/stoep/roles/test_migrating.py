"""Roles are made, put right and taken away by migrating, and told of where they are not there."""

import multiprocessing
from pathlib import Path

import psycopg

from stoep.cluster import Cluster
from stoep.doctor import checks
from stoep.settings import Settings
from stoep.store.backup import back_up, restore
from stoep.store.migrate import migrate
from stoep.store.roles import Role as Floor
from stoep.store.roles import privileges, stated
from tests.stoep.roles.being import by_name, signed_in_as, users


def test_what_a_role_has_too_much_is_taken_away_when_migrating(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("grant all on credential to stoep_reads")
        connection.execute("grant update (hash) on session to stoep_acts")
        connection.execute("grant execute on function drop_part(text) to stoep_reads")
        connection.execute("revoke all on feed from stoep_reads")
        connection.commit()
        assert privileges(connection) != set(stated(connection))
        [found] = [one for one in checks(Settings(database=address)) if one.name == "Roles"]
        assert not found.ok
        assert "stoep migrate" in found.remedy
    migrate(address)
    with psycopg.connect(address) as connection:
        assert privileges(connection) == set(stated(connection))


def test_a_schema_that_is_open_to_everybody_is_told(address: str) -> None:
    """As one that came from PostgreSQL 14 still is."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("grant create on schema public to public")
        found = by_name(Settings(database=address))["Roles"]
        assert not found.ok
        connection.execute(found.remedy.partition(": ")[2].encode())
    assert "Roles" not in by_name(Settings(database=address))


def test_a_server_without_the_roles_works_as_before_until_somebody_makes_them(
    tmp_path: Path, address: str
) -> None:
    """The only server of these tests whose roles nobody made yet; a backup comes from another."""
    file = tmp_path / "stoep.backup"
    back_up(address, "secret", file, bodies=True)
    alone = Cluster(tmp_path / "alone")
    with alone.up(fleeting=True):
        alone.create("hosted")
        with psycopg.connect(alone.address("hosted"), autocommit=True) as admin:
            admin.execute("create role hosted login")
            admin.execute("create extension postgis")
            admin.execute("alter database hosted owner to hosted")
        hosted = signed_in_as("hosted", alone.address("hosted"))
        migrate(hosted)
        found = by_name(Settings(database=hosted))["Roles"]
        assert not found.ok
        assert "create role stoep_reads login" in found.remedy
        assert users(Settings(), hosted) == [("hosted", "hosted")] * 2
        # Of two that are migrated at once one makes the roles, and the other finds them there.
        context = multiprocessing.get_context("spawn")
        two = [alone.address(name) for name in ("one", "other") if alone.create(name)]
        both = [context.Process(target=migrate, args=(one,)) for one in two]
        for process in both:
            process.start()
        for process in both:
            process.join()
        assert [process.exitcode for process in both] == [0, 0]
        for one in two:
            with psycopg.connect(one) as connection:
                assert privileges(connection) == set(stated(connection)) != set()
        with psycopg.connect(alone.address("hosted"), autocommit=True) as admin:
            for role in Floor:
                admin.execute(f"grant {role} to hosted".encode())
        migrate(hosted)
        assert users(Settings(), hosted) == [("stoep_reads", "hosted"), ("stoep_acts", "hosted")]
        alone.create("restored")
        restore(alone.address("restored"), "secret", file, replace=False)
        with psycopg.connect(alone.address("restored")) as connection:
            assert privileges(connection) == set(stated(connection))
    alone.remove()


def test_down_takes_all_of_it_away_and_up_gives_it_again(address: str) -> None:
    migrate(address, "0031")
    with psycopg.connect(address) as connection:
        assert privileges(connection) == set()
        rows = connection.execute("select relname from pg_class where relrowsecurity").fetchall()
        assert rows == []
    migrate(address)
    with psycopg.connect(address) as connection:
        assert privileges(connection) == set(stated(connection)) != set()
