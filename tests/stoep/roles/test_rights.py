"""The floor below the rules of the routes: what each role of the database may."""

import re
from pathlib import Path

import psycopg
import pytest

from stoep.store.privileges import COLUMNS, LETTERS, TABLES
from stoep.store.roles import Role as Floor
from stoep.store.roles import missing, privileges, stated
from tests.stoep.roles.being import being, refused
from tests.worlds import World

DOCS = Path(__file__).parents[3] / "docs" / "operate.md"
WORDS = {"reads": "r", "adds": "a", "changes": "w", "deletes": "d"}


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
