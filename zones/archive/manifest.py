"""What an archive says of itself: which files belong to it, how much they hold, how far it goes.

The manifest is replaced in one step, last: a reader sees the archive as it was or as it is.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from stoep.errors import StoepError

FORMAT = 1
NAME = "manifest.json"


class NoArchive(StoepError):
    """There is no archive in that folder."""

    code = "no_archive"


class BadArchive(StoepError):
    """The archive is not as its manifest says, or not of a form that this code reads."""

    code = "bad_archive"


class StoredFile(msgspec.Struct, frozen=True):
    """One file of the archive; `path` within its folder, `first_s` its earliest first_seen."""

    path: str
    rows: int
    bytes: int
    sha256: str
    first_s: int | None = None


class StoredFeed(msgspec.Struct, frozen=True):
    """A feed; `final_to` (unix seconds) is how far its evidence was final."""

    id: int
    key: str
    operator: str
    id_policy: str
    final_to: int


class StoredType(msgspec.Struct, frozen=True):
    """A vehicle type."""

    id: int
    form_factor: str
    propulsion: str


class Manifest(msgspec.Struct, frozen=True):
    """The whole archive: closed days up to `closed_to` (unix seconds, not included)."""

    format: int
    code_version: str
    begins_at: int
    closed_to: int
    correction: int
    """The highest number of a correction that the files hold."""
    feeds: list[StoredFeed]
    vehicle_types: list[StoredType]
    days: dict[str, StoredFile]
    """Stays by the day (UTC) that they ended on; a day without any is not there."""
    standing: StoredFile
    coverage: StoredFile
    areas: StoredFile

    def files(self) -> list[StoredFile]:
        """Every file that belongs to it."""
        return [*self.days.values(), self.standing, self.coverage, self.areas]


def read_manifest(root: Path) -> Manifest:
    """The manifest of the archive in a folder; raises NoArchive or BadArchive."""
    try:
        body = (root / NAME).read_bytes()
    except OSError:
        raise NoArchive(
            f"There is no archive in {root}.", "Write one with `stoep archive write`."
        ) from None
    try:
        told = msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise BadArchive(f"{root / NAME} cannot be read: {broken}.", _AGAIN) from None
    if told.format != FORMAT:
        raise BadArchive(
            f"The archive has form {told.format}; this code reads form {FORMAT}.", _AGAIN
        )
    return told


_AGAIN = "Write it anew: move the folder away and run `stoep archive write`."


def keep_manifest(root: Path, manifest: Manifest) -> None:
    """Put the manifest in the place of the one that is there."""
    body = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    beside = root / f"{NAME}.part"
    with beside.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(root / NAME)


def day_name(moment: int) -> str:
    """The day (UTC) of a moment in unix seconds."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"


def day_start(name: str) -> int:
    """Where a day begins, in unix seconds."""
    return int(datetime.fromisoformat(name).replace(tzinfo=UTC).timestamp())


def told_file(told: Any, path: Path, root: Path, first_s: int | None = None) -> StoredFile:
    """A written file as the manifest names it."""
    return StoredFile(str(path.relative_to(root)), told.rows, told.bytes, told.sha256, first_s)
