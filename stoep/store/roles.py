"""Roles of the database, each with no more than its part needs; who connects takes one.

Roles belong to a whole server, privileges to one database: of two databases on a server that are
migrated at once, one makes the roles and the other finds them there.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import psycopg
import structlog
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

from stoep.cluster import is_private
from stoep.store.privileges import COLUMNS, DOORS, LETTERS, TABLES

log = structlog.get_logger()
Granted = tuple[str, str, str]
"""A privilege, on what (a table, or `table.column`), in PostgreSQL's own words; and whose."""
MAKE = """
do $$ begin
    if to_regrole({name}) is null then
        create role {role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    end if;
exception
    when duplicate_object or unique_violation then null;
end $$
"""
JOIN = """
do $$ begin
    if not pg_has_role(current_user, {name},
        case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end
    ) then
        grant {role} to current_user;
    end if;
exception
    when duplicate_object or unique_violation or insufficient_privilege then null;
end $$
"""
HELD = """
select g.grantee::regrole::text, c.relname, g.privilege_type
from pg_class c, aclexplode(c.relacl) g
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
  and not c.relispartition
  and g.grantee = any(%(roles)s)
union all
select g.grantee::regrole::text, c.relname || '.' || a.attname, g.privilege_type
from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) g
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
  and not c.relispartition
  and not a.attisdropped
  and g.grantee = any(%(roles)s)
union all
select g.grantee::regrole::text, p.proname, g.privilege_type
from pg_proc p, aclexplode(p.proacl) g
where p.pronamespace = 'public'::regnamespace and g.grantee = any(%(roles)s)
"""
THERE = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
  and not c.relispartition
union all
select p.proname from pg_proc p
where p.pronamespace = 'public'::regnamespace and p.proname = any(%s)
"""
SIGNATURES = """
select oid::regprocedure::text from pg_proc
where pronamespace = 'public'::regnamespace and proname = %s
"""


class Role(StrEnum):
    """As what a part of Stoep is connected."""

    reads = "stoep_reads"
    """The API, to answer."""
    acts = "stoep_acts"
    """The API, to keep what people and operators' servers do."""
    ingests = "stoep_ingests"
    """What polls, folds and sends."""


def settle(connection: Connection[Any]) -> None:
    """Make the roles that are not there, where that is allowed, and give each what it may.

    What a role has too much is taken away. It belongs in the transaction of who migrates; of a
    schema from before the roles (0032) nothing is given.
    """
    if not has_floor(connection):
        return
    for role in Role:
        _make(connection, role)
    held, wanted = privileges(connection), set(stated(connection))
    for on, name in sorted({(_table(on), name) for name, on, _ in held ^ wanted}):
        (_open_door if on in DOORS else _give)(connection, on, Role(name))


def has_floor(connection: Connection[Any]) -> bool:
    """Whether the schema is one that has these roles in mind."""
    row = connection.execute("select to_regproc('asked_for') is not null").fetchone()
    return bool(row and row[0])


def privileges(connection: Connection[Any]) -> set[Granted]:
    """What the roles have now, each with its role first."""
    there = [oid for _, oid in _known(connection)]
    rows = connection.execute(HELD, {"roles": there}).fetchall()
    return {(str(role), str(on), str(privilege)) for role, on, privilege in rows}


def stated(connection: Connection[Any]) -> Iterator[Granted]:
    """What the roles that are there should have, of the tables and functions that are there."""
    known = {name for name, _ in _known(connection)}
    there = {name for (name,) in connection.execute(THERE, [list(DOORS)]).fetchall()}
    for role in (one for one in Role if one in known):
        for table in sorted(there & set(TABLES)):
            for letter in _letters(table, role):
                columns = COLUMNS.get((table, role.name, letter))
                for column in columns.split() if columns else [""]:
                    yield str(role), f"{table}.{column}".rstrip("."), LETTERS[letter]
        for door in sorted(there & set(DOORS)):
            if role.name in DOORS[door]:
                yield str(role), door, "EXECUTE"


def missing(connection: Connection[Any]) -> list[Role]:
    """Roles that are not there."""
    known = {name for name, _ in _known(connection)}
    return [role for role in Role if role not in known]


def may_make_tables(connection: Connection[Any]) -> bool:
    """Whether a role may make tables: a schema that came from PostgreSQL 14 lets everybody."""
    row = connection.execute(
        "select bool_or(has_schema_privilege(oid, 'public', 'CREATE')) from pg_roles"
        " where rolname = any(%s)",
        [[str(one) for one in Role]],
    ).fetchone()
    return bool(row and row[0])


def as_role(address: str, role: Role) -> str:
    """The address of a database for a role: in the private cluster its own, for good."""
    return make_conninfo(address, user=str(role)) if is_private(address) else address


def take_role(connection: Connection[Any], role: Role) -> bool:
    """Be a role from now on; False, and a line in the log, where that is not allowed.

    Who connected as that role, or with an address of its own for it, is that already.
    """
    try:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        connection.commit()
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue):
        connection.rollback()
        log.warning("works without its role", role=str(role), remedy="stoep doctor")
        return False
    return True


def _make(connection: Connection[Any], role: Role) -> None:
    values = {"name": sql.Literal(str(role)), "role": sql.Identifier(role)}
    try:
        with connection.transaction():
            connection.execute(sql.SQL(MAKE).format(**values))
    except psycopg.errors.InsufficientPrivilege:
        log.warning("may not make a role", role=str(role), remedy="stoep doctor")
        return
    with connection.transaction():
        connection.execute(sql.SQL(JOIN).format(**values))


def _known(connection: Connection[Any]) -> list[tuple[str, int]]:
    return connection.execute(
        "select rolname, oid from pg_roles where rolname = any(%s)", [[str(one) for one in Role]]
    ).fetchall()


def _letters(table: str, role: Role) -> str:
    return TABLES[table][list(Role).index(role)]


def _table(on: str) -> str:
    return on.partition(".")[0]


def _give(connection: Connection[Any], table: str, role: Role) -> None:
    """Exactly what is stated of one table."""
    names = {"table": sql.Identifier(table), "role": sql.Identifier(role)}
    connection.execute(sql.SQL("revoke all on {table} from {role}").format(**names))
    for letter in _letters(table, role) if table in TABLES else "":
        columns = COLUMNS.get((table, role.name, letter), "").split()
        some = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
        given = sql.SQL(LETTERS[letter]) + (some if columns else sql.SQL(""))
        connection.execute(sql.SQL("grant {0} on {table} to {role}").format(given, **names))


def _open_door(connection: Connection[Any], name: str, role: Role) -> None:
    for (signature,) in connection.execute(SIGNATURES, [name]).fetchall():
        how = ("grant", "to") if role.name in DOORS[name] else ("revoke", "from")
        connection.execute(
            sql.SQL("{} execute on function {} {} {}").format(
                sql.SQL(how[0]), sql.SQL(signature), sql.SQL(how[1]), sql.Identifier(role)
            )
        )
