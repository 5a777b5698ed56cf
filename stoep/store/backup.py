"""A whole database into one file, and back: PostgreSQL's own programs, and a description beside.

The file is what `pg_dump -Fc` writes, so that it can be read without Stoep. The description tells
its hash, its schema and which secret it belongs to; the secret itself is in neither.
"""

import hashlib
import hmac
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from stoep import __version__
from stoep.errors import NotReady, StoepError
from stoep.postgresql import find_binaries
from stoep.store.migrate import migrate, revisions, wanted
from stoep.store.roles import settle

BODIES = ("raw_poll", "raw_suspect", "push_batch")
"""Tables of what feeds and operators sent, as it came: with vehicle ids of their own."""
BEFORE = "_before_restore"
"""How a database is called that a restored one took the place of."""
CONNECTED = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
             "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
             "options": "PGOPTIONS"}  # fmt: skip


class BadBackup(StoepError):
    """A file is no backup that can be restored here."""

    code = "bad_backup"


class HasRows(StoepError):
    """A database holds rows that a restore would put aside."""

    code = "has_rows"


class Description(msgspec.Struct):
    """What stands beside a backup."""

    made_at: str
    stoep: str
    schema: str
    postgresql: str
    sha256: str
    bytes: int
    secret_mark: str
    """By which a secret is known again; the secret cannot be had from it."""
    bodies: bool
    """Whether bodies are in it as they came."""


@dataclass(frozen=True)
class Restored:
    """What a restore came to."""

    described: bool
    schema: str
    put_aside: str | None
    """Name of the database that was there."""


def back_up(address: str, secret: str, file: Path, *, bodies: bool) -> Description:
    """Write the database at `address` to a file, and its description beside it.

    One consistent moment, taken while everything runs. Raises BadBackup when a file of that name
    is there, NotReady when PostgreSQL's programs are not, or do not succeed.
    """
    beside = description_of(file)
    for taken in (file, beside):
        if taken.exists():
            raise BadBackup(f"{taken} is there already.", "Name another file.")
    schema = revisions(address)[0]
    if schema is None:
        raise NotReady("The database has no schema yet: there is nothing to keep.", "stoep migrate")
    half = file.with_name(f"{file.name}.half")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    left_out = [] if bodies else [f"--exclude-table-data={name}*" for name in BODIES]
    try:
        _run("pg_dump", address, "--format=custom", f"--file={half}", *left_out)
        told = Description(
            datetime.now(UTC).isoformat(timespec="seconds"),
            __version__,
            schema,
            str(_server(address)),
            _hash(half),
            half.stat().st_size,
            mark_of(secret),
            bodies,
        )
        beside.touch(mode=0o600)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(told)) + b"\n")
        half.rename(file)
    except BaseException:
        half.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
        raise
    return told


def restore(address: str, secret: str, file: Path, *, replace: bool) -> Restored:
    """Make the database at `address` what a backup holds.

    One with rows is never written into: with `replace` it is put aside under another name and
    kept, without it HasRows is raised. Raises BadBackup for a damaged file, one of a newer Stoep,
    or another secret's; whatever goes wrong, what was there is there as before.
    """
    told = _described(file)
    if told is not None:
        _check(told, secret, file)
    elif not file.is_file():
        raise BadBackup(f"There is no file {file}.", "Name a file that stoep backup wrote.")
    aside = _make_room(address, replace)
    try:
        _run("pg_restore", address, "--exit-on-error", "--single-transaction", "--no-owner",
             "--no-acl", f"--dbname={conninfo_to_dict(address)['dbname']}", str(file))  # fmt: skip
        schema = revisions(address)[0]
        if schema is None:
            raise BadBackup(f"{file} holds no Stoep.", "Name a file that stoep backup wrote.")
        # Roles are the server's, and this may be another one.
        with psycopg.connect(address) as connection:
            settle(connection)
    except BaseException:
        if aside is not None:
            _put_back(address, aside)
        raise
    return Restored(told is not None, schema, aside)


def description_of(file: Path) -> Path:
    """Where the description of a backup is."""
    return file.with_name(f"{file.name}.json")


def mark_of(secret: str) -> str:
    """A mark by which the same secret is known again."""
    return hmac.digest(secret.encode(), b"stoep backup", "sha256").hex()[:16]


def _described(file: Path) -> Description | None:
    try:
        return msgspec.json.decode(description_of(file).read_bytes(), type=Description)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        remedy = f"Bring back {description_of(file)}, or move it away to restore unchecked."
        raise BadBackup("The description beside the backup cannot be read.", remedy) from None


def _check(told: Description, secret: str, file: Path) -> None:
    if not file.is_file() or _hash(file) != told.sha256:
        raise BadBackup(f"{file} is not the file that was described.", "Take another copy of it.")
    if told.schema > wanted():
        raise BadBackup(
            f"The backup is at revision {told.schema}; this code knows {wanted()}.",
            f"Restore it with Stoep {told.stoep} or newer.",
        )
    if not hmac.compare_digest(told.secret_mark, mark_of(secret)):
        raise BadBackup(
            "The backup belongs to another secret: every vehicle would look new.",
            "Set STOEP_SECRET to the one that it was made with.",
        )


# --- room for what is restored -------------------------------------------------------------------


def _make_room(address: str, replace: bool) -> str | None:
    """Leave an empty database at the address; the name of the one that was put aside."""
    with psycopg.connect(address) as connection:
        full = _first_row(connection)
    if full is None:
        _empty(address)
        return None
    name = str(conninfo_to_dict(address)["dbname"])
    if not replace:
        raise HasRows(
            f"The database {name} holds rows (table {full}).",
            "Restore into an empty one, or put this one aside: stoep restore FILE --replace",
        )
    aside = f"{name}{BEFORE}"
    with _beside(address) as admin:
        if admin.execute("select 1 from pg_database where datname = %s", [aside]).fetchone():
            raise HasRows(
                f"There is still a database {aside}, of an earlier restore.",
                f'Drop it when you are sure that nothing in it is needed: drop database "{aside}"',
            )
        try:
            _rename(admin, name, aside)
        except psycopg.errors.ObjectInUse:
            raise NotReady(
                "The database is in use.", "Stop stoep ingest and stoep serve first."
            ) from None
        except psycopg.errors.InsufficientPrivilege:
            raise NotReady(
                "This user may not make databases.",
                "Make an empty one, and restore into that: set STOEP_DATABASE to it.",
            ) from None
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return aside


def _empty(address: str) -> None:
    """Remove a schema without rows: the backup brings its own."""
    if revisions(address)[0] is not None:
        migrate(address, "base")
    with psycopg.connect(address) as connection:
        connection.execute("drop table if exists alembic_version")


def _put_back(address: str, aside: str) -> None:
    name = str(conninfo_to_dict(address)["dbname"])
    with _beside(address) as admin:
        admin.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
        _rename(admin, aside, name)


def _rename(admin: Connection, was: str, becomes: str) -> None:
    names = sql.Identifier(was), sql.Identifier(becomes)
    admin.execute(sql.SQL("alter database {} rename to {}").format(*names))


def _beside(address: str) -> Connection:
    """A connection to another database of the same server, from which databases are renamed."""
    return psycopg.connect(make_conninfo(address, dbname="postgres"), autocommit=True)


def _first_row(connection: Connection) -> str | None:
    """The first table that holds a row of somebody's; None where there is none."""
    tables = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and relname not in ('alembic_version', 'spatial_ref_sys')"
        " and not relispartition order by relname"
    ).fetchall()
    for (table,) in tables:
        query = sql.SQL("select from {} limit 1").format(sql.Identifier(table))
        if connection.execute(query).fetchone() is not None:
            return str(table)
    return None


# --- PostgreSQL's programs -----------------------------------------------------------------------


def _run(program: str, address: str, *options: str) -> None:
    """Run a program; the address goes by the environment, where no list of processes shows it."""
    told = {k: str(v) for k, v in conninfo_to_dict(address).items() if v is not None}
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    surroundings |= {CONNECTED[k]: v for k, v in told.items() if k in CONNECTED}
    done = subprocess.run(
        [_program(program, address), "--no-password", *options],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = next((s for s in done.stderr.splitlines() if "error" in s), done.stderr.strip())
        raise NotReady(f"{program} did not succeed: {reason[:300]}", "Nothing was changed.")


def _program(name: str, address: str) -> Path:
    """The program of the server's own version where it is here, else the newest."""
    found = find_binaries(_server(address)) or find_binaries()
    if found and (found.folder / name).exists():
        return found.folder / name
    if on_path := shutil.which(name):
        return Path(on_path)
    raise NotReady(
        f"{name} is not on this machine.",
        "Install PostgreSQL's client programs (postgresql-client), of the server's version.",
    )


def _server(address: str) -> int:
    """The server's major version."""
    with psycopg.connect(address) as connection:
        return connection.info.server_version // 10_000


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
