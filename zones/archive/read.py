"""An archive as it is read: areas, clocks, and stays in pieces of a week of closing days."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from stoep.store.columns import FOREVER
from zones.archive.closed import DAY_S
from zones.archive.geoparquet import weigh
from zones.archive.manifest import BadArchive, Manifest, day_start, read_manifest
from zones.clock import EvidenceClock, clocks_of
from zones.measure import UnknownArea

Bounds = npt.NDArray[np.float64]
PIECE_DAYS = 7
FOLDED = ("feed_id", "vehicle_type_id", "first_seen", "end_hi", "geometry.x", "geometry.y")
"""What folding reads of a stay."""
Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class StoredArea:
    """A version of an area: its border in well-known binary, valid in unix seconds."""

    id: int
    valid_from: int
    valid_to: int
    border: bytes


@dataclass(frozen=True)
class Piece:
    """Files of stays that ended in [start, end) (unix seconds), or stood at its end."""

    paths: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Archive:
    """An archive in a folder, as its manifest told when it was opened."""

    root: Path
    manifest: Manifest

    def clocks(self) -> dict[int, EvidenceClock]:
        """The evidence clocks of its feeds, as far as the closed days go."""
        return clocks_of(_columns(pq.read_table(self.root / self.manifest.coverage.path)))

    def areas(self, ids: Collection[int] | None = None) -> list[StoredArea]:
        """Versions of areas by number, or all; raises UnknownArea."""
        table = pq.read_table(self.root / self.manifest.areas.path)
        told = _columns(table.select(["id", "valid_from", "valid_to"]))
        rows = zip(*(told[name].tolist() for name in told), strict=True)
        borders = table["geometry"].to_pylist()
        found = [
            StoredArea(number, since, until, border)
            for (number, since, until), border in zip(rows, borders, strict=True)
            if ids is None or number in ids
        ]
        if absent := set(ids or ()) - {area.id for area in found}:
            raise UnknownArea(
                f"There is no area {min(absent)} in the archive.",
                "Run `stoep archive write` first.",
            )
        return found

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """What matters to a period, newest first: a later piece adds nothing after its own end."""
        yield Piece((self.manifest.standing.path,), end, end)
        weeks = groupby(
            sorted(self.manifest.days, reverse=True),
            lambda day: (day_start(day) - start) // (PIECE_DAYS * DAY_S),
        )
        for week, days in weeks:
            files = [self.manifest.days[day] for day in days]
            begins = start + week * PIECE_DAYS * DAY_S
            if week >= 0 and any(f.first_s is not None and f.first_s < end for f in files):
                paths = tuple(file.path for file in files)
                yield Piece(paths, begins, min(begins + PIECE_DAYS * DAY_S, end))


def open_archive(root: Path) -> Archive:
    """The archive in a folder; raises NoArchive or BadArchive."""
    return Archive(root, read_manifest(root))


def read_groups(
    root: Path, path: str, wanted: Any, columns: Collection[str] = FOLDED
) -> Iterator[tuple[Columns, npt.NDArray[Any]]]:
    """The row groups of a file that may matter, with what `wanted` says of each one's rows.

    `wanted` gets boxes (n × west, south, east, north) and says of each a number, 0 for no.
    """
    try:
        file = pq.ParquetFile(root / path, memory_map=True)
        told = wanted(_boxes(file.metadata))
        groups = np.flatnonzero(told)
        if len(groups):
            table = file.read_row_groups(groups.tolist(), list(columns))
            sizes = [file.metadata.row_group(int(group)).num_rows for group in groups]
            yield _columns(table), np.repeat(told[groups], sizes)
    except (OSError, pa.ArrowInvalid) as broken:
        raise BadArchive(
            f"{path} of the archive cannot be read: {broken}.", "See `stoep archive check`."
        ) from None


def _boxes(told: pq.FileMetaData) -> Bounds:
    """The bounding box of each row group, from the least and greatest that Parquet keeps."""
    if not told.num_rows:
        return np.zeros((0, 4))
    first = told.row_group(0)
    names = {first.column(n).path_in_schema: n for n in range(first.num_columns)}
    x, y = names["geometry.x"], names["geometry.y"]
    boxes = []
    for number in range(told.num_row_groups):
        group = told.row_group(number)
        lon, lat = group.column(x).statistics, group.column(y).statistics
        boxes.append((lon.min, lat.min, lon.max, lat.max))
    return np.array(boxes)


def _columns(table: pa.Table) -> Columns:
    """Columns as numpy arrays: moments in unix seconds, FOREVER where there is none."""
    found: Columns = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if name == "geometry":
            for axis, part in (("lon", "x"), ("lat", "y")):
                found[axis] = column.field(part).to_numpy(zero_copy_only=False)
        elif pa.types.is_timestamp(column.type):
            absent = column.null_count and column.is_null().to_numpy(zero_copy_only=False)
            seconds = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False) // 1000
            found[name] = np.where(absent, FOREVER, seconds) if column.null_count else seconds
        else:
            found[name] = column.to_numpy(zero_copy_only=False)
    return found


def check_archive(root: Path) -> list[str]:
    """What differs between the files and the manifest, a sentence each; none: all is well."""
    archive = open_archive(root)
    found = []
    for file in archive.manifest.files():
        path = root / file.path
        if not path.exists():
            found.append(f"{file.path} is not there.")
        elif weigh(path, file.rows).sha256 != file.sha256:
            found.append(f"{file.path} is not what was written.")
        elif pq.read_metadata(path).num_rows != file.rows:
            found.append(f"{file.path} has another number of rows than was written.")
    return found
