"""The floor below the rules of the routes: what each role of the database may, and whose rows.

Delft (GM1)        swift               Each has a member, a key and an invitation;
|- noor            |- sam              swift contests something before GM1,
Breda (GM2)        veer                and veer before GM2.
|- bas             |- vera
"""

import multiprocessing
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import shapely
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege

from api.app import create_app
from api.evidence import Evidence, open_evidence
from api.people.caller import OrganisationKind, Role, Scope
from api.people.invitations import invite
from api.people.keys import make_api_key
from api.people.organisations import NewOrganisation, add_organisation, platform_of
from api.people.sessions import begin_session
from ingest.leader import Leadership
from ingest.tidy import tidy
from stoep.cli.people import print_link
from stoep.cli.servers import check_schema
from stoep.cluster import Cluster
from stoep.doctor import Check, checks
from stoep.errors import NotReady
from stoep.home import Home, open_home
from stoep.settings import Settings
from stoep.store.backup import back_up, restore
from stoep.store.connect import pool as make_pool
from stoep.store.migrate import migrate
from stoep.store.partitions import ensure_day
from stoep.store.privileges import COLUMNS, LETTERS, TABLES
from stoep.store.roles import Role as Floor
from stoep.store.roles import missing, privileges, stated
from stoep.vocabulary import AreaKind
from tests.api.conftest import serving
from tests.worlds import World, at, drawing
from zones.cells import fold_feed
from zones.policy import life
from zones.policy.life import Draft

DOCS = Path(__file__).parents[2] / "docs" / "operate.md"
NOW = at("15 12:00")
WORDS = {"reads": "r", "adds": "a", "changes": "w", "deletes": "d"}
OWN = ("organisation", "membership", "invitation", "api_key", "person", "session", "push_key",
       "dispute", "dispute_act")  # fmt: skip
"""What belongs to an organisation."""
_number = count(1)


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


# --- what is stated, is so -----------------------------------------------------------------------


def test_roles_may_what_is_stated_and_nothing_else(address: str) -> None:
    with psycopg.connect(address) as connection:
        assert missing(connection) == []
        assert privileges(connection) == set(stated(connection))
        rows = connection.execute(
            "select rolname from pg_roles where rolname = any(%s) and not (rolsuper or"
            " rolcreaterole or rolcreatedb or rolbypassrls or rolreplication) order by 1",
            [list(Floor)],
        ).fetchall()
        assert [name for (name,) in rows] == sorted(Floor)
        member = connection.execute(
            "select count(*) from pg_auth_members where member = any(%s::regrole[])", [list(Floor)]
        ).fetchone()
        assert member == (0,)


def test_each_table_has_its_line(address: str) -> None:
    """A table of which nothing is stated is one that nobody thought of: no role sees it."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "select relname from pg_class c where relnamespace = 'public'::regnamespace"
            " and relkind in ('r', 'p', 'v', 'm') and not relispartition and not exists ("
            "   select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
        ).fetchall()
        assert {name for (name,) in rows} == set(TABLES)
        for table, role, letter in COLUMNS:
            assert letter in TABLES[table][[one.name for one in Floor].index(role)]
        connection.execute("create table of_tomorrow (id integer)")
        connection.commit()
    for role in Floor:
        refused(address, role, "select from of_tomorrow")


def test_the_table_in_the_docs_is_what_the_database_says(address: str) -> None:
    told: dict[tuple[str, str], set[str]] = {}
    for line in DOCS.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 4 or not cells[0].startswith("`"):
            continue
        for table in re.findall(r"`(\w+)`", cells[0]):
            for role, cell in zip(Floor, cells[1:], strict=True):
                assert (table, role) not in told
                told[table, role] = set()
                for word, star in re.findall(r"(\w+)(\*?)", cell):
                    told[table, role].add(LETTERS[WORDS[word]])
                    assert ((table, role.name, WORDS[word]) in COLUMNS) is bool(star), line
    with psycopg.connect(address) as connection:
        has: dict[tuple[str, str], set[str]] = {}
        for name, on, privilege in privileges(connection):
            if privilege != "EXECUTE":
                has.setdefault((on.partition(".")[0], name), set()).add(privilege)
    assert {key: value for key, value in told.items() if value} == has
    assert {table for table, _ in told} == set(TABLES)


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


# --- what a role may not -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "insert into operator (key, name) values ('x', 'x')",
        "update feed set enabled = false",
        "delete from stay",
        "truncate worklist_action",
        "create table mine (id integer)",
        "alter table audit_entry disable trigger all",
        "drop table audit_entry",
        "select make_part('stay', 'stay_2026_01', '2026-01-01', '2026-02-01')",
        "select * from pusher_of_key('', now())",
        "set role stoep",
        "set session authorization stoep",
        "copy operator to program 'true'",
    ],
)
def test_who_reads_changes_nothing(address: str, statement: str) -> None:
    refused(address, Floor.reads, statement)


@pytest.mark.parametrize("role", [Floor.reads, Floor.acts])
@pytest.mark.parametrize(
    "statement",
    [
        "select zipped from raw_poll",
        "select zipped from raw_suspect",
        "select zipped from checkpoint",
        "select sealed from credential",
        "select sealed from notice_secret",
        "select id from trip",
        "select body from push_batch",
        "select hash from session",
        "select hash from api_key",
        "select hash from push_key",
    ],
)
def test_the_api_sees_no_body_no_secret_and_no_hash(
    address: str, role: str, statement: str
) -> None:
    refused(address, role, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select password from account",
        "select totp_sealed from account",
        "select account from sign_in_attempt",
        "select hash from invitation",
        "select device_id from push_vehicle",
        "select vehicle_id from push_event",
    ],
)
def test_who_reads_sees_no_password_and_no_id_of_an_operator_s_own(
    address: str, statement: str
) -> None:
    refused(address, Floor.reads, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'x'",
        "delete from audit_entry",
        "truncate audit_entry",
        "alter table audit_entry disable trigger added_to_only",
        "drop trigger added_to_only on audit_entry",
        "set session_replication_role = replica",
        "update permit_limit set value = 1",
        "update dispute_act set words = 'x'",
        "delete from dispute",
        "delete from worklist_action",
        "update session set hash = 'x'",
        "update membership set role = 'admin'",
        "insert into stay (id) values (1)",
        "delete from open_stay",
        "update open_stay set first_seen = now()",
        "insert into poll (feed_id) values (1)",
        "insert into credential (feed_id) values (1)",
        "create table mine (id integer)",
        "select drop_part('raw_poll_2026_03_01')",
        "set role stoep_ingests",
    ],
)
def test_who_acts_adds_to_the_log_and_changes_no_evidence(address: str, statement: str) -> None:
    refused(address, Floor.acts, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select from person",
        "select from session",
        "select from account",
        "insert into membership (role) values ('admin')",
        "select from api_key",
        "select from audit_entry",
        "insert into audit_entry (number) values (1)",
        "select from dispute",
        "update permit_limit set value = 1",
        "delete from poll",
        "insert into credential (feed_id) values (1)",
        "create table mine (id integer)",
        "drop table stay",
    ],
)
def test_who_ingests_touches_nobody(address: str, statement: str) -> None:
    refused(address, Floor.ingests, statement)


def test_parts_are_made_and_dropped_by_name_alone(address: str, world: World) -> None:
    with being(address, Floor.ingests) as connection:
        connection.execute(
            "select make_part('trip', 'trip_2031_01_01', '2031-01-01', '2031-01-02')"
        )
        connection.execute("select drop_part('trip_2031_01_01')")
    for statement in (
        "select make_part('person', 'person_2026_01', '2026-01-01', '2026-02-01')",
        "select make_part('trip', 'trip_x', '2026-01-01', '2026-02-01')",
        "select drop_part('stay_2026_03')",
        "select drop_part('person')",
        "select drop_part('trip; drop table person')",
        "select hold_decisions('person')",
    ):
        refused(address, Floor.ingests, statement)


# --- whose rows ----------------------------------------------------------------------------------


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


# --- as what the parts are connected -------------------------------------------------------------


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


def by_name(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in checks(settings)}


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
