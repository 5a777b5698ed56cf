"""Which PostgreSQL programs are on this machine, and whether PostGIS is with them."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from stoep.errors import NotReady

OLDEST = 15
"""Debian 12's PostgreSQL: the oldest that Stoep's SQL runs on."""


@dataclass(frozen=True)
class Binaries:
    """Where PostgreSQL's programs are, and of which version they are."""

    folder: Path
    version: int
    has_postgis: bool


def find_binaries(version: int | None = None) -> Binaries | None:
    """The newest PostgreSQL here that has PostGIS, else the newest, else None.

    With a `version`, only one of that version.
    """
    folders = {path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
    if on_path := shutil.which("initdb"):
        folders.add(Path(on_path).resolve().parent)
    found = [b for b in map(_look, sorted(folders)) if b and version in (None, b.version)]
    fit = [b for b in found if b.version >= OLDEST]
    return max(fit, key=lambda b: (b.has_postgis, b.version), default=None)


def _look(folder: Path) -> Binaries | None:
    told = _ask(folder / "initdb", "--version")
    version = re.search(r"\) (\d+)", told)
    if not version:
        return None
    shares = [f"/usr/share/postgresql/{version[1]}", _ask(folder / "pg_config", "--sharedir")]
    postgis = any(Path(share, "extension/postgis.control").exists() for share in shares if share)
    return Binaries(folder, int(version[1]), postgis)


def _ask(program: Path, question: str) -> str:
    try:
        told = subprocess.run([program, question], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return told.stdout.strip()


def need_binaries(made_by: int | None = None) -> Binaries:
    """The programs to run a cluster with; `made_by` is the version that made its data, if any.

    Raises NotReady, with what to install, where they are not there.
    """
    found = find_binaries(made_by)
    if found and found.has_postgis:
        return found
    if found:
        raise NotReady(f"PostgreSQL {found.version} has no PostGIS here.", install(found.version))
    other = find_binaries() if made_by else None
    if other:
        raise NotReady(
            f"The data was made by PostgreSQL {made_by}; this machine has {other.version}, "
            "which cannot read it.",
            f"{install(made_by)} Or forget the data: make clean",
        )
    raise NotReady(f"PostgreSQL {made_by or OLDEST} is not on this machine.", install(made_by))


def install(version: int | None = None) -> str:
    """What to type for PostgreSQL with PostGIS, of one version or of the system's own."""
    package = f"postgresql-{version}-postgis-3" if version else "postgresql-postgis"
    return f"Install it: sudo apt-get install {package}"
