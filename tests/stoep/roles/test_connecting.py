"""What reads, acts and polls is connected as its role, and works so."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
import shapely
from psycopg.errors import InsufficientPrivilege

from api.app import create_app
from ingest.leader import Leadership
from ingest.tidy import tidy
from stoep.cli.people import print_link
from stoep.cli.servers import check_schema
from stoep.cluster import Cluster
from stoep.errors import NotReady
from stoep.home import Home, open_home
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import migrate
from stoep.store.partitions import ensure_day
from stoep.store.roles import Role as Floor
from stoep.vocabulary import AreaKind
from tests.api.conftest import serving
from tests.stoep.roles.being import NOW, by_name, evidence, signed_in_as, users
from tests.worlds import World, at
from zones.cells import fold_feed
from zones.policy import life
from zones.policy.life import Draft

_number = count(1)


def test_the_api_is_its_roles_and_cannot_go_back(address: str) -> None:
    reads, acts = ("stoep_reads", "stoep_reads"), ("stoep_acts", "stoep_acts")
    assert users(Settings(), address) == [reads, acts]
    with evidence(Settings(), address) as opened, opened.write() as connection:
        connection.execute("reset role")
        row = connection.execute("select current_user::text").fetchone()
        assert row == ("stoep_acts",)
        with pytest.raises(InsufficientPrivilege):
            connection.execute("set role stoep")


@pytest.fixture
def owner(cluster: Cluster) -> Iterator[str]:
    """Address of a database of somebody who may make no roles, as at a host."""
    number = next(_number)
    name, database = f"owner_{os.getpid()}_{number}", f"hosted_{os.getpid()}_{number}"
    cluster.create(database)
    with psycopg.connect(cluster.address(database), autocommit=True) as admin:
        admin.execute(f"create role {name} login".encode())
        admin.execute("create extension postgis")
        admin.execute(f"alter database {database} owner to {name}".encode())
    yield signed_in_as(name, cluster.address(database))
    cluster.drop(database)
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as admin:
        admin.execute(f"drop role {name}".encode())


def test_where_a_role_may_not_be_taken_all_works_and_the_doctor_says_how(
    cluster: Cluster, owner: str
) -> None:
    migrate(owner)
    name = psycopg.conninfo.conninfo_to_dict(owner)["user"]
    assert users(Settings(), owner) == [(name, name), (name, name)]
    found = by_name(Settings(database=owner))
    assert not found["Role stoep_reads"].ok
    assert found["Role stoep_reads"].remedy.startswith(f"grant stoep_reads to {name},")
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as admin:
        for role in Floor:
            admin.execute(f"grant {role} to {name}".encode())
    assert users(Settings(), owner) == [("stoep_reads", name), ("stoep_acts", name)]
    found = by_name(Settings(database=owner))
    assert found["Role stoep_reads"].ok
    assert "who can go back" in found["Role stoep_reads"].finding
    own = [owner.replace(f"//{name}@", f"//{role}@") for role in Floor]
    reads, acts, ingests = own
    settings = Settings(
        database=owner, database_reads=reads, database_acts=acts, database_ingests=ingests
    )
    assert users(settings, owner) == [(role, role) for role in ("stoep_reads", "stoep_acts")]
    assert by_name(settings)["Role stoep_ingests"].finding == "for good"


def test_a_server_of_pages_needs_no_owner_s_address(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reads, acts = (signed_in_as(role, address) for role in (Floor.reads, Floor.acts))
    settings = Settings(
        acting="people", database=reads, database_acts=acts, public_url="https://stoep.example"
    )
    check_schema(Home(reads, "secret"))
    print_link(settings, Home(reads, "secret"))
    assert "https://stoep.example/invitation/" in capsys.readouterr().out
    with serving(create_app(settings, reads, secret="secret")) as client:
        assert client.get("/operators").json() == {"operators": []}
        assert client.get("/organisations").status_code == 401


def test_who_leads_is_who_ingests(address: str) -> None:
    leads = Leadership(address)
    try:
        assert leads.hold()
        with psycopg.connect(address) as connection:
            rows = connection.execute(
                "select usename from pg_stat_activity where application_name = 'stoep lead'"
                " and datname = current_database()"
            ).fetchall()
        assert rows == [("stoep_ingests",)]
        # Frozen, it is ended by one that waits: of the same role, and of no other.
        with psycopg.connect(address) as connection:
            connection.execute("update leader set since = since - interval '1 hour'")
        other = Leadership(address)
        assert not other.hold()
        assert wait_for(other.hold)
        other.leave()
    finally:
        leads.leave()


def test_who_ingests_counts_and_drops_what_is_past_keeping(address: str, world: World) -> None:
    [west] = [
        area for (area,) in world.connection.execute("select id from area where code = 'GM1'")
    ]
    world.stands("swift", 4.31, 52.075, "14 08:00", areas=(west,))
    world.polled("swift", "15 12:00")
    with make_pool(address, role=Floor.ingests) as connections:
        with connections.connection() as connection:
            assert fold_feed(connection, world.feeds["swift"].id) > 0
            ensure_day(connection, "trip", at("14 08:00"))
        with connections.connection() as connection:
            gone = tidy(connection, Settings(), NOW + timedelta(days=40))
    assert "trip_2026_03_14" in gone


def test_who_acts_counts_in_a_zone_that_begins(address: str, world: World) -> None:
    """It has cells of the past, and what stands there is in it."""
    [town] = [
        area for (area,) in world.connection.execute("select id from area where code = 'GM1'")
    ]
    world.stands("swift", 4.31, 52.075, "14 08:00", areas=(town,))
    world.stood("swift", 4.31, 52.075, "13 08:00", "14 07:00", "14 07:01", areas=(town,))
    world.polled("swift", "15 12:00")
    fold_feed(world.connection, world.feeds["swift"].id)
    world.connection.commit()
    drawn = Draft("Plein", shapely.MultiPolygon([shapely.box(4.305, 52.07, 4.315, 52.08)]))
    with make_pool(address, role=Floor.acts) as connections:
        with connections.connection() as connection:
            connection.autocommit = True
            zone = life.draw(connection, AreaKind.monitoring, "GM1", drawn, "Noor", NOW)
            life.commit(connection, zone, "Noor", NOW)
            life.activate(connection, zone, at("11 00:00"), "Noor", NOW)
            connection.autocommit = False
    with psycopg.connect(address) as owner:
        [area] = [one for (one,) in owner.execute("select area_id from zone")]
        for table in ("open_stay", "stay"):
            rows = owner.execute(f"select areas @> array[%s::int] from {table}".encode(), [area])
            assert rows.fetchall() == [(True,)]
        row = owner.execute("select count(*) from cell_day where area_id = %s", [area]).fetchone()
        assert row == (3,)


def wait_for(done: Callable[[], bool], patience_s: float = 60) -> bool:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if done():
            return True
        time.sleep(0.05)
    return False


def test_addresses_of_roles_need_one_of_a_database(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database="", database_reads="postgresql://x@/y")
    with pytest.raises(NotReady, match="none of a database"), open_home(settings):
        pass
