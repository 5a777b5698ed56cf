"""A private PostgreSQL with PostGIS, for one machine and no database knowledge.

It lives in the home folder (`.stoep/`), listens on a Unix socket only, and belongs to whoever runs
Stoep; where that is root, which PostgreSQL refuses, it runs as the user `postgres`. It never
touches a PostgreSQL that is already on the machine.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from stoep.errors import NotReady
from stoep.postgresql import Binaries, need_binaries

SOCKETS = "/tmp/stoep-"
"""How the folders of sockets begin: an address that names one is of a private cluster."""
OUTSIDE = Path("/var/lib/stoep")
"""Where the data is when root's clone lies in a home that `postgres` cannot enter."""

LEAST_FREE_MIB = 300
PATIENCE_S = 60

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
    # Errors are told by who asked, without places; the server would write down whole rows of them.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_timezone": "UTC",
}
FLEETING = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""Of a cluster that nobody comes back to: nothing in it has to outlive a crash of the server."""


class Cluster:
    """One private PostgreSQL cluster: made, started, stopped and removed as a whole."""

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().resolve()
        self.user = "postgres" if os.geteuid() == 0 else None
        self._mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
        # A socket path may be 107 bytes long: short, whatever the depth of the clone.
        self.socket = Path(f"{SOCKETS}{self._mark}")
        self._hold: TextIOWrapper | None = None

    @property
    def data(self) -> Path:
        """Folder of the data: in the home, or outside where `postgres` cannot reach that."""
        outside = OUTSIDE / self._mark / "postgresql"
        if outside.exists() or (self.user and not self._reaches(self.home)):
            return outside
        return self.home / "postgresql"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.data.with_suffix(".log")

    def address(self, database: str = "stoep") -> str:
        """The address of a database in this cluster, for psycopg and SQLAlchemy."""
        return f"postgresql://stoep@/{database}?host={self.socket}&port=5432"

    @property
    def running(self) -> bool:
        """Whether a server answers on the socket."""
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def up(self, *, fleeting: bool = False) -> Iterator[bool]:
        """The server for the length of a block: the first one in starts it, the last one out stops.

        Where it is `fleeting`, the first one in finds nothing of before, and the last one out
        removes all. Yields whether it was started now. Raises NotReady as `start` does.
        """
        started = self.start(fresh=fleeting)
        try:
            yield started
        finally:
            with self._gate():
                if self._is_last():
                    self._halt()
                    if fleeting:
                        self._forget_data()

    def start(self, *, fresh: bool = False) -> bool:
        """Make the cluster if there is none and start it; False when it ran already.

        Where it is to be `fresh` and nobody is in, it is made anew, whatever a crash left behind.
        Raises NotReady when PostgreSQL or PostGIS is missing, or the server does not come up.
        """
        with self._gate():
            if fresh and self._is_last():
                self._halt()
                self._forget_data()
            self._join()
            if self.running:
                return False
            try:
                self._start(fleeting=fresh)
            except BaseException:
                self._leave()
                self._halt()
                raise
        return True

    def stop(self) -> None:
        """Stop the server, if it runs, whoever uses it, and wait until it has."""
        with self._gate():
            self._leave()
            self._halt()

    def remove(self) -> None:
        """Stop the server and delete the cluster with all its data."""
        if not self.home.exists():
            return
        self.stop()
        self._forget_data()
        for file in (self.home / "cluster.gate", self.home / "cluster.users"):
            file.unlink(missing_ok=True)

    def _forget_data(self) -> None:
        log = self.log
        for folder in (self.data, _unfinished(self.data), OUTSIDE / self._mark, self.socket):
            shutil.rmtree(folder, ignore_errors=True)
        log.unlink(missing_ok=True)

    def create(self, database: str, template: str | None = None) -> bool:
        """Create a database if it is not there yet; True when it was created.

        A `template` is copied file by file: to write all of it to the log takes longer.
        """
        create = sql.SQL("create database {}").format(sql.Identifier(database))
        if template is not None:
            copied = sql.SQL(" template {} strategy file_copy").format(sql.Identifier(template))
            create += copied
        with psycopg.connect(self.address("postgres"), autocommit=True) as admin:
            known = admin.execute("select 1 from pg_database where datname = %s", [database])
            if known.fetchone():
                return False
            try:
                admin.execute(create)
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                # Another one was as quick: then it is there, which is what was asked.
                return False
        return True

    def drop(self, database: str) -> None:
        """Drop a database, and cut off whoever uses it."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as admin:
            name = sql.Identifier(database)
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))

    # Who is in: a shared lock on a file says so, and a process that dies lets go of it by itself.

    @contextmanager
    def _gate(self) -> Iterator[None]:
        """One at a time through here: two that start at once make one cluster."""
        with self._open("cluster.gate") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _join(self) -> None:
        if self._hold is None:
            self._hold = self._open("cluster.users")
            fcntl.flock(self._hold, fcntl.LOCK_SH)

    def _leave(self) -> None:
        if self._hold is not None:
            self._hold.close()
            self._hold = None

    def _is_last(self) -> bool:
        """Leave, and tell whether nobody else is in."""
        self._leave()
        with self._open("cluster.users") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _open(self, name: str) -> TextIOWrapper:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            return (self.home / name).open("a")
        except PermissionError:
            raise NotReady(
                f"{self.home} belongs to another user.",
                "Work as that user, or choose another folder with STOEP_HOME.",
            ) from None

    # Making and starting, with the gate held.

    def _start(self, *, fleeting: bool) -> None:
        told = self.data / "PG_VERSION"
        binaries = need_binaries(int(told.read_text()) if told.exists() else None)
        if not told.exists():
            self._make(binaries, SETTINGS | FLEETING if fleeting else SETTINGS)
        self._make_socket_folder()
        self._forget_the_dead()
        began = self.log.stat().st_size if self.log.exists() else 0
        self._give(self.log)
        started = self._run(
            *(binaries.folder / "pg_ctl", "start", "-w", "-t", str(PATIENCE_S)),
            *("-D", self.data, "-l", self.log, "-o", f"-k {self.socket} -p 5432"),
        )
        if started.returncode:
            raise NotReady(
                f"The private PostgreSQL did not start: {_reason(_read_from(self.log, began))}",
                f"Its log is {self.log}",
            )

    def _make(self, binaries: Binaries, settings: dict[str, str]) -> None:
        """A cluster made beside its place and put there when whole: half of one is never met."""
        folder = _unfinished(self.data)
        self._make_way(self.data.parent)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        folder.mkdir(mode=0o700)
        self._give(folder)
        made = self._run(
            *(binaries.folder / "initdb", "-D", folder, "-U", "stoep", "-E", "UTF8"),
            *("--auth=trust", "--locale=C.UTF-8", "--no-instructions"),
        )
        if made.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise NotReady(
                f"The private PostgreSQL could not be made: {_reason(made.stderr)}",
                f"Is there room in {self.data.parent}? Another folder: STOEP_HOME",
            )
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        with (folder / "postgresql.auto.conf").open("a") as conf:
            conf.writelines(lines)
        folder.rename(self.data)

    def _make_way(self, parent: Path) -> None:
        for folder in (OUTSIDE, parent) if parent.is_relative_to(OUTSIDE) else (parent,):
            folder.mkdir(parents=True, exist_ok=True)
            if self.user:
                folder.chmod(folder.stat().st_mode | 0o711)
        free_mib = shutil.disk_usage(parent).free // 2**20
        if free_mib < LEAST_FREE_MIB:
            raise NotReady(
                f"{parent} has {free_mib} MiB left; a new database needs {LEAST_FREE_MIB} MiB.",
                "Free some space, or choose another folder with STOEP_HOME.",
            )

    def _make_socket_folder(self) -> None:
        """In /tmp anyone can make folders: one that someone else put there is not trusted."""
        with suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
            self._give(self.socket)
        found = self.socket.lstat()
        ours = {os.geteuid(), self.data.stat().st_uid}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
            raise NotReady(
                f"{self.socket} was put there by someone else.", f"sudo rm -r {self.socket}"
            )
        self.socket.chmod(0o700)
        self._give(self.socket)

    def _forget_the_dead(self) -> None:
        """A crash or a reboot leaves a process number behind, which may be another's by now."""
        until = time.monotonic() + PATIENCE_S
        while self._postmaster():
            # It is on its way up or down, or has lost its socket.
            if self.running or time.monotonic() > until:
                self._halt()
            time.sleep(0.1)
        for file in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            file.unlink(missing_ok=True)

    def _postmaster(self) -> int | None:
        """Process number of the server of this data, if it lives."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split(maxsplit=1)[0])
            at_home = Path(f"/proc/{pid}/cwd").readlink() == self.data
        except (OSError, ValueError, IndexError):
            return None
        return pid if at_home else None

    def _halt(self) -> None:
        for how in (signal.SIGINT, signal.SIGQUIT):
            # PostgreSQL's own words for "cut everyone off, then stop" and "stop now".
            if not (pid := self._postmaster()):
                return
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            until = time.monotonic() + PATIENCE_S
            while self._postmaster() and time.monotonic() < until:
                time.sleep(0.02)

    def _reaches(self, folder: Path) -> bool:
        """Whether the server's user may enter a folder."""
        there = next(p for p in (folder, *folder.parents) if p.exists())
        return self._run("test", "-x", there).returncode == 0

    def _give(self, path: Path) -> None:
        if not path.exists():
            path.touch(mode=0o600)
        if self.user:
            shutil.chown(path, self.user, self.user)

    def _run(self, *command: Path | str) -> subprocess.CompletedProcess[str]:
        """Run a program as the server's user, in a session of its own: Ctrl-C is not for it."""
        words = [str(word) for word in command]
        # A server keeps the outputs it was started with for ever: never a pipe to wait on.
        output = subprocess.DEVNULL if "start" in words else subprocess.PIPE
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        try:
            return subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                check=False,
                start_new_session=True,
                cwd="/",
                env=surroundings,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
            )
        except (PermissionError, LookupError) as refused:
            raise NotReady(
                f"{words[0]} cannot run as {self.user or 'you'}: {refused}", "stoep doctor"
            ) from None


def is_private(address: str) -> bool:
    """Whether an address is of a private cluster, and of who owns it."""
    told = conninfo_to_dict(address)
    return told.get("user") == "stoep" and str(told.get("host", "")).startswith(SOCKETS)


def _unfinished(data: Path) -> Path:
    return data.with_suffix(".new")


def _read_from(log: Path, start: int) -> str:
    with log.open("rb") as lines:
        lines.seek(start)
        return lines.read().decode(errors="replace")


def _reason(told: str) -> str:
    """The line that says why, of all that a PostgreSQL program said."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    grave = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line]
    return (grave or lines or ["it said nothing"])[0 if grave else -1]
