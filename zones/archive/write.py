"""Closed days out of the database into files: only what is new or has changed.

A file is named for what it holds, so that writing again changes nothing and a reader never sees
half of a change: until the new manifest is there, the old one and its files are.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from psycopg import Connection

from stoep import __version__
from stoep.errors import NotReady, StoepError
from stoep.store.columns import read_columns
from zones.archive.closed import DAY_S, closed_to, days_to_write, feeds_now
from zones.archive.geoparquet import WORDS, area_table, plain_table, stay_table, write_table
from zones.archive.manifest import (
    FORMAT,
    Manifest,
    NoArchive,
    StoredFile,
    StoredType,
    day_start,
    keep_manifest,
    read_manifest,
    told_file,
)
from zones.kept import whole_days_since
from zones.measure import SQL

WHOLE = (-180.0, -90.0, 180.0, 90.0)


class ArchiveBusy(StoepError):
    """Another process writes the archive."""

    code = "archive_busy"


@dataclass(frozen=True)
class Report:
    """What a write did: days looked at, and how many files differ from what was there."""

    manifest: Manifest
    looked_at: int
    changed: int


def write_archive(
    connection: Connection[Any],
    root: Path,
    to: date | None = None,
    progress: Callable[[float], None] = lambda part: None,
) -> Report:
    """Bring the archive in a folder to the evidence of now; `to` is the last day to write.

    Reads one snapshot of the database; raises NotReady when no day is closed, ArchiveBusy.
    """
    with _alone(root), connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        known = _known(root)
        feeds = feeds_now(connection)
        begins, end = _period(connection, known, closed_to(feeds) if feeds else 0, to)
        days = {} if known is None else dict(known.days)
        names = days_to_write(connection, known, begins, end, feeds)
        for number, name in enumerate(names):
            days.pop(name, None)
            if stored := _write_day(connection, root, name):
                days[name] = stored
            progress((number + 1) / len(names))
        manifest = Manifest(
            FORMAT,
            __version__,
            begins,
            end,
            _one(connection, "select coalesce(max(id), 0) from correction"),
            [feed.stored() for feed in feeds],
            [
                StoredType(*row)
                for row in connection.execute(
                    "select id, form_factor, propulsion from vehicle_type order by id"
                )
            ],
            dict(sorted(days.items())),
            _write_standing(connection, root, end),
            _write_coverage(connection, root, end),
            _write_areas(connection, root),
        )
        before = set() if known is None else {file.sha256 for file in known.files()}
        keep_manifest(root, manifest)
        _forget_others(root, manifest)
    changed = sum(file.sha256 not in before for file in manifest.files())
    return Report(manifest, len(names), changed)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """The folder, for one writer at a time."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".writing").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ArchiveBusy(
                f"Another process writes the archive in {root}.", "Wait until it is done."
            ) from None
        yield


def _known(root: Path) -> Manifest | None:
    try:
        return read_manifest(root)
    except NoArchive:
        return None


def _period(
    connection: Connection[Any], known: Manifest | None, end: int, to: date | None
) -> tuple[int, int]:
    """From the first evidence on, to the end of the last closed day or of `to`; never back."""
    if to is not None:
        wanted = datetime.combine(to, time(), UTC).timestamp()
        end = min(end, int(wanted) + DAY_S)
    if known is not None:
        return known.begins_at, max(end, known.closed_to)
    begins = _one(
        connection,
        "select coalesce(extract(epoch from min(starts_at))::int8, 0) from coverage_span",
    )
    # Of days without all of their stays nothing can be written that is true.
    begins = max(begins // DAY_S * DAY_S, whole_days_since(connection))
    if end <= begins:
        raise NotReady(
            "No day is closed yet: there is nothing to archive.",
            "A day (UTC) is closed when the evidence of all feeds goes beyond it.",
        )
    return begins, end


def _one(connection: Connection[Any], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def _write_day(connection: Connection[Any], root: Path, name: str) -> StoredFile | None:
    """The stays that ended on a day; none: no file."""
    start = day_start(name)
    period = WORDS | {"start": start, "end": start + DAY_S}
    stays = read_columns(connection, SQL["archived_ended"], period)
    if not len(stays["id"]):
        return None
    return _stays(root, root / "stay" / f"day={name}", stays)


def _write_standing(connection: Connection[Any], root: Path, end: int) -> StoredFile:
    stays = read_columns(connection, SQL["archived_standing"], WORDS | {"end": end})
    return _stays(root, root / "standing", stays)


def _stays(root: Path, folder: Path, stays: dict[str, Any]) -> StoredFile:
    first_s = int(stays["first_seen"].min()) if len(stays["id"]) else None
    return _put(root, folder, stay_table(stays), first_s)


def _write_coverage(connection: Connection[Any], root: Path, end: int) -> StoredFile:
    """The evidence clocks as far as the closed days go."""
    spans = read_columns(
        connection,
        "select feed_id, starts_at, least(ends_at, to_timestamp(%(end)s)) as ends_at, starts_s"
        " from coverage_span where starts_at < to_timestamp(%(end)s) order by feed_id, starts_at",
        {"end": end},
    )
    return _put(root, root / "coverage", plain_table(spans))


def _write_areas(connection: Connection[Any], root: Path) -> StoredFile:
    cursor = connection.execute(SQL["archived_areas"])
    names = [column.name for column in cursor.description or []]
    rows = cursor.fetchall()
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    border = [bytes(shape) for shape in columns.get("border", ())]
    edges = [columns.get(name, ()) for name in ("st_xmin", "st_ymin", "st_xmax", "st_ymax")]
    west, south, east, north = edges
    bounds = [min(west), min(south), max(east), max(north)] if rows else list(WHOLE)
    return _put(root, root / "area", area_table(_typed(columns), border, bounds))


def _typed(columns: dict[str, Any]) -> dict[str, Any]:
    """The columns of areas, each of its own type also where all or no values are there."""
    integers = {"id": np.int32, "valid_from": np.int64, "valid_to": np.int64}
    others = {"area_m2": pa.float64(), "capacity": pa.int32()}
    texts = dict.fromkeys(("kind", "code", "name", "municipality", "source"), pa.string())
    found: dict[str, Any] = {
        name: np.array(columns.get(name, ()), kind) for name, kind in integers.items()
    }
    typed = {n: pa.array(columns.get(n, ()), kind) for n, kind in (texts | others).items()}
    return found | typed


def _put(root: Path, folder: Path, table: pa.Table, first_s: int | None = None) -> StoredFile:
    """A table into a file that is named for what it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "part"
    written = write_table(table, beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    path = folder / f"{written.sha256[:16]}.parquet"
    beside.replace(path)
    return told_file(written, path, root, first_s)


def _forget_others(root: Path, manifest: Manifest) -> None:
    """Files that the manifest no longer names, and folders that are left empty."""
    named = {root / file.path for file in manifest.files()}
    for path in [*root.glob("*/*.parquet"), *root.glob("stay/*/*.parquet")]:
        if path not in named:
            path.unlink()
    for folder in root.glob("stay/day=*"):
        if not any(folder.iterdir()):
            folder.rmdir()
