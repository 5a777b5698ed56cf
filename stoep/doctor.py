"""Is all well? Each check says what it found and, where that is bad, what to do about it."""

import shutil
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from runner.trying import try_walls
from stoep.cluster import Cluster
from stoep.postgresql import OLDEST, find_binaries, install
from stoep.settings import Settings
from stoep.store.migrate import revisions
from stoep.store.roles import (
    Role,
    as_role,
    has_floor,
    may_make_tables,
    missing,
    privileges,
    stated,
    take_role,
)
from stoep.store.terms import TOLD_FOR, stays_since

LEAST_FREE_GIB = 2
FRESH_S = 300
CONTACT_DAYS = 30


@dataclass(frozen=True)
class Check:
    """One finding; `remedy` is what can be typed when it is not ok."""

    name: str
    ok: bool
    finding: str
    remedy: str = ""


def checks(settings: Settings) -> list[Check]:
    """All checks, each made whatever became of the others."""
    made: list[Check] = []
    for look in (_python, _postgresql, _disk, _secret, _contact, _modules, _database):
        try:
            found = look(settings)
        except Exception as failed:
            # A doctor that faints is no help: what went wrong is a finding too.
            found = [Check(look.__name__.strip("_"), False, f"could not be checked: {failed}")]
        made += found
    return made


def _python(_: Settings) -> list[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return [Check("Python", ok, version, "Install Python 3.11 or newer, then: make clean demo")]


def _postgresql(settings: Settings) -> list[Check]:
    if settings.database:
        return []
    found = find_binaries()
    if found is None:
        return [Check("PostgreSQL", False, f"none of version {OLDEST} or newer", install())]
    remedy = install(found.version)
    return [
        Check("PostgreSQL", True, f"{found.version} in {found.folder}"),
        Check("PostGIS", found.has_postgis, "there" if found.has_postgis else "missing", remedy),
    ]


def _disk(settings: Settings) -> list[Check]:
    place = next(p for p in [settings.home_path, *settings.home_path.parents] if p.exists())
    free = shutil.disk_usage(place).free / 2**30
    remedy = f"Free some space on the disk of {place}."
    return [Check("Disk", free >= LEAST_FREE_GIB, f"{free:.0f} GiB free", remedy)]


def _secret(settings: Settings) -> list[Check]:
    given = bool(settings.secret.get_secret_value())
    kept = settings.home_path / "secret"
    if given:
        return [Check("Secret", True, "from STOEP_SECRET")]
    if not kept.exists():
        return [Check("Secret", True, "made at the first start")]
    shut = Path(kept).stat().st_mode & 0o077 == 0
    return [Check("Secret", shut, "kept in the home", f"chmod 600 {kept}")]


def _contact(settings: Settings) -> list[Check]:
    """Whether `security.txt` names somebody, and still will in a month."""
    last = settings.security_until
    if not settings.security_contact or last is None:
        return []
    days = (last - datetime.now(UTC).date()).days
    told = f"security.txt is true for {days} more days" if days >= 0 else "security.txt is over"
    remedy = "See that the contact is right, and set STOEP_SECURITY_UNTIL to a later day."
    return [Check("Contact", days >= CONTACT_DAYS, told, remedy)]


def _modules(_: Settings) -> list[Check]:
    """Whether modules of cities can run here: it is tried, behind all walls."""
    done = try_walls()
    if done.ok:
        return [Check("Modules", True, f"run behind walls: {', '.join(done.walls)}")]
    remedy = "Modules stay off here, all else goes on: docs/decisions/0025 says what they need."
    return [Check("Modules", False, done.sentence, remedy)]


def _database(settings: Settings) -> list[Check]:
    cluster = Cluster(settings.home_path)
    address = settings.database or cluster.address()
    if not settings.database and not cluster.running:
        return [Check("Database", True, "the private one is not running: it starts with Stoep")]
    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            return [
                Check("Database", True, "answers"),
                _schema(address),
                *_roles(settings, address, connection),
                *_term(settings, connection),
                *_feeds(connection),
            ]
    except psycopg.OperationalError as failed:
        first = str(failed).strip().splitlines()[0]
        return [Check("Database", False, first, "Check STOEP_DATABASE, and that the server runs.")]


def _schema(address: str) -> Check:
    has, wants = revisions(address)
    return Check("Schema", has == wants, f"{has or 'none'}, wanted {wants}", "stoep migrate")


def _roles(settings: Settings, address: str, connection: psycopg.Connection[Any]) -> list[Check]:
    """Whether each part works in its own role, and each role may what is stated, and no more."""
    if not has_floor(connection):
        return []
    if absent := missing(connection):
        make = "; ".join(f"create role {role} login" for role in absent)
        told = f"{', '.join(absent)} not there: every part may all"
        return [Check("Roles", False, told, f"As who may make roles: {make}; then: stoep migrate")]
    if may_make_tables(connection):
        told = "they may make tables: the schema is open to everybody"
        remedy = "As who owns it: revoke create on schema public from public"
        return [Check("Roles", False, told, remedy)]
    if privileges(connection) != set(stated(connection)):
        told = "they may more or less than is stated"
        return [Check("Roles", False, told, "As who owns the database: stoep migrate")]
    named = {
        Role.reads: settings.database_reads,
        Role.acts: settings.database_acts,
        Role.ingests: settings.database_ingests,
    }
    return [_role(role, own or address) for role, own in named.items()]


def _role(role: Role, address: str) -> Check:
    name = f"Role {role}"
    with psycopg.connect(as_role(address, role), connect_timeout=3) as connection:
        user = connection.info.user
        if take_role(connection, role):
            held = user == role
            return Check(name, True, "for good" if held else f"taken by {user}, who can go back")
    setting = f"STOEP_DATABASE_{role.name.upper()}"
    remedy = f"grant {role} to {user}, or an address that signs in as {role} in {setting}."
    return Check(name, False, f"{user} may not take it: that part may all", remedy)


def _term(settings: Settings, connection: psycopg.Connection[Any]) -> list[Check]:
    """Whether stays are about to go by a term that nobody set."""
    known = connection.execute("select to_regclass('retention')").fetchone()
    if "stay_keep_months" in settings.model_fields_set or known is None or known[0] is None:
        return []
    now = datetime.now(UTC)
    row = connection.execute(
        "select (select kept_from from retention where what = 'stay_term')"
        " where not exists (select from retention where what = 'stay')"
        " and exists (select from stay where end_hi < %s)",
        [stays_since(settings, now)],
    ).fetchone()
    if row is None:
        return []
    when = f"{TOLD_FOR.days} days after the first start" if row[0] is None else f"{row[0]:%Y-%m-%d}"
    told = f"those older than {settings.stay_keep_months} months go, for good: {when}"
    remedy = "Decide: STOEP_STAY_KEEP_MONTHS=0 keeps them, STOEP_STAY_KEEP_MONTHS=13 lets them go."
    return [Check("Stays", False, told, remedy)]


def _feeds(connection: psycopg.Connection[Any]) -> list[Check]:
    known = connection.execute("select to_regclass('feed_state')").fetchone()
    if known is None or known[0] is None:
        return []
    rows = connection.execute(
        "select f.key, s.evidence_at, s.last_outcome, s.last_reason from feed f"
        " join feed_state s on s.feed_id = f.id where f.enabled order by f.key"
    ).fetchall()
    now = datetime.fromtimestamp(time.time(), UTC)
    return [_feed(now, *row) for row in rows]


def _feed(
    now: datetime, key: str, evidence_at: datetime | None, outcome: str | None, reason: str | None
) -> Check:
    name = f"Feed {key}"
    if evidence_at is None:
        told = f"no evidence yet (last poll: {outcome or 'none'})"
        return Check(name, False, told, reason or "stoep run")
    age_s = int((now - evidence_at).total_seconds())
    told = f"evidence {age_s} s old, last poll {outcome}"
    return Check(name, age_s <= FRESH_S, told, reason or "Is Stoep running? stoep run")
