"""A private PostgreSQL with PostGIS, for one machine and no database knowledge.

It lives in the home folder (`.stoep/`), listens on a Unix socket only, and belongs to whoever runs
Stoep; where that is root, which PostgreSQL refuses, it runs as the user `postgres`. It never
touches a PostgreSQL that is already on the machine.
"""

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from stoep.errors import NotReady

OLDEST = 15
"""Debian 12's PostgreSQL: the oldest that Stoep's SQL runs on."""

INSTALL = "apt-get install postgresql postgresql-{version}-postgis-3"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "log_timezone": "UTC",
}


@dataclass(frozen=True)
class Binaries:
    """Where PostgreSQL's programs are, and of which version they are."""

    folder: Path
    version: int
    has_postgis: bool


def find_binaries() -> Binaries | None:
    """The newest PostgreSQL on this machine that has PostGIS, else the newest, else None."""
    folders = {Path(p).parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
    if on_path := shutil.which("initdb"):
        folders.add(Path(on_path).resolve().parent)
    found = [b for b in map(_look, folders) if b and b.version >= OLDEST]
    return max(found, key=lambda b: (b.has_postgis, b.version), default=None)


def _look(folder: Path) -> Binaries | None:
    told = subprocess.run(
        [folder / "initdb", "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"(\d+)(\.|devel|beta|rc|$)", told.stdout)
    if not version:
        return None
    shares = [Path(f"/usr/share/postgresql/{version[1]}"), folder.parent / "share"]
    postgis = any((s / "extension/postgis.control").exists() for s in shares)
    return Binaries(folder, int(version[1]), postgis)


class Cluster:
    """One private PostgreSQL cluster: made, started, stopped and removed as a whole."""

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().resolve()
        mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
        # A socket path may be 107 bytes long: short, whatever the depth of the clone.
        self.socket = Path(f"/tmp/stoep-{mark}")
        self.user = "postgres" if os.geteuid() == 0 else None
        self._mark = mark

    @property
    def data(self) -> Path:
        """Folder of the data: in the home, or in /var/lib where `postgres` cannot reach that."""
        inside = self.home / "postgresql"
        if self.user and not _reaches(self.user, self.home):
            return Path("/var/lib/stoep") / self._mark / "postgresql"
        return inside

    def address(self, database: str = "stoep") -> str:
        """The address of a database in this cluster, for psycopg and SQLAlchemy."""
        return f"postgresql://stoep@/{database}?host={self.socket}"

    @property
    def running(self) -> bool:
        """Whether a server answers on the socket."""
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> bool:
        """Make the cluster if there is none and start it; False when it ran already.

        Raises NotReady when PostgreSQL or PostGIS is missing, or the server does not come up.
        """
        if self.running:
            return False
        binaries = find_binaries()
        if binaries is None or not binaries.has_postgis:
            version = binaries.version if binaries else OLDEST
            lacks = "PostGIS" if binaries else f"PostgreSQL {OLDEST} or newer"
            raise NotReady(
                f"{lacks} is not on this machine.",
                f"Install it with: {INSTALL.format(version=version)}",
            )
        self._check_version(binaries)
        if not (self.data / "PG_VERSION").exists():
            self._make(binaries)
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self._own(self.socket)
        log = self.data.parent / "postgresql.log"
        options = f"-k {self.socket}"
        started = self._run(
            binaries.folder / "pg_ctl",
            "-D",
            self.data,
            "-l",
            log,
            "-o",
            options,
            "-w",
            "-t",
            "60",
            "start",
        )
        if started.returncode:
            raise NotReady("The private PostgreSQL did not start.", f"Its log tells why: {log}")
        return True

    def stop(self) -> None:
        """Stop the server, if it runs, and wait until it has."""
        binaries = find_binaries()
        if binaries and (self.data / "postmaster.pid").exists():
            self._run(binaries.folder / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def remove(self) -> None:
        """Stop the server and delete the cluster with all its data."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)

    def create(self, database: str, template: str = "template1") -> bool:
        """Create a database if it is not there yet; True when it was created."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as admin:
            known = admin.execute("select 1 from pg_database where datname = %s", [database])
            if known.fetchone():
                return False
            admin.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(database), sql.Identifier(template)
                )
            )
        return True

    def drop(self, database: str) -> None:
        """Drop a database, and cut off whoever uses it."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as admin:
            name = sql.Identifier(database)
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))

    def _check_version(self, binaries: Binaries) -> None:
        """Data of another major version cannot be opened, and is never touched."""
        told = self.data / "PG_VERSION"
        if told.exists() and (made_by := told.read_text().strip()) != str(binaries.version):
            raise NotReady(
                f"{self.data} was made by PostgreSQL {made_by}; {binaries.version} is installed.",
                f"Install PostgreSQL {made_by} again, or forget the data with: make clean",
            )

    def _make(self, binaries: Binaries) -> None:
        # What a broken-off start left behind holds no data yet.
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self._own(self.data.parent)
        made = self._run(
            binaries.folder / "initdb",
            "-D",
            self.data,
            "-U",
            "stoep",
            "-E",
            "UTF8",
            "--auth=trust",
            "--locale=C.UTF-8",
            "--no-instructions",
        )
        if made.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise NotReady(
                "The private PostgreSQL could not be made.", made.stderr.strip().splitlines()[-1]
            )
        lines = [f"{name} = '{value}'" for name, value in SETTINGS.items()]
        with (self.data / "postgresql.auto.conf").open("a") as conf:
            conf.write("\n".join(lines) + "\n")

    def _own(self, folder: Path) -> None:
        if self.user:
            shutil.chown(folder, self.user)

    def _run(self, *command: Path | str) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        if self.user:
            words = ["runuser", "-u", self.user, "--", *words]
        # A session of its own: Ctrl-C is for Stoep, which then stops the server in order.
        # The server keeps standard output for ever: it must not be a pipe that we wait on.
        quiet = None if words[-1] != "start" else subprocess.DEVNULL
        return subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=quiet or subprocess.PIPE,
            stderr=quiet or subprocess.PIPE,
            text=True,
            check=False,
            start_new_session=True,
            cwd="/",
        )


def _reaches(user: str, folder: Path) -> bool:
    """Whether a user may walk to a folder (a clone below a closed home is out of its reach)."""
    there = next(p for p in [folder, *folder.parents] if p.exists())
    tried = subprocess.run(
        ["runuser", "-u", user, "--", "test", "-x", str(there)], check=False, capture_output=True
    )
    return tried.returncode == 0
