"""Where cells out of the archive go: into the database, or into a file of their own."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg import Connection

from stoep.errors import StoepError
from stoep.store.columns import FOREVER
from zones.archive.fold import Finished
from zones.archive.geoparquet import NOTHING
from zones.archive.manifest import Manifest
from zones.archive.read import StoredArea
from zones.cells import write_cells
from zones.day_cells import QUARTERS, DayCells
from zones.measure import SQL, UnknownArea

LISTS = pa.list_(pa.int32(), QUARTERS)
CELLS = pa.schema(
    [
        ("day", pa.date32()),
        ("area_id", pa.int32()),
        ("feed_id", pa.int32()),
        ("vehicle_type_id", pa.int16()),
        ("parked", LISTS),
        ("vehicle_s", LISTS),
    ]
)


class StaleArchive(StoepError):
    """The database has been corrected since the archive was written."""

    code = "stale_archive"


def areas_now(connection: Connection[Any], ids: Collection[int] | None = None) -> list[StoredArea]:
    """Areas as the database knows them, newly drawn ones too; raises UnknownArea."""
    rows = connection.execute(SQL["archived_areas"]).fetchall()
    found = [
        StoredArea(row[0], row[5], int(FOREVER) if row[6] == NOTHING else row[6], bytes(row[10]))
        for row in rows
        if ids is None or row[0] in ids
    ]
    if absent := set(ids or ()) - {area.id for area in found}:
        raise UnknownArea(f"There is no area {min(absent)}.", "See `stoep zones list`.")
    return found


def check_fresh(connection: Connection[Any], manifest: Manifest) -> None:
    """Refuse an archive that would undo corrections; raises StaleArchive."""
    row = connection.execute(
        "select count(*) from correction where id > %s and from_at < to_timestamp(%s)",
        [manifest.correction, manifest.closed_to],
    ).fetchone()
    if row is not None and row[0]:
        raise StaleArchive(
            f"{row[0]} corrections came after the archive was written.",
            "Run `stoep archive write` first.",
        )


def keep_in_database(
    connection: Connection[Any], parts: Iterable[Finished], area_ids: list[int]
) -> int:
    """Finished cells in the place of those that were there, a transaction for each part."""
    written = 0
    for part in parts:
        with connection.transaction():
            period = {"start": part.start, "end": part.end, "feeds": None, "areas": area_ids}
            connection.execute(SQL["forget_cells"], period)
            written += write_cells(connection, part.cells)
    return written


def keep_in_file(path: Path, parts: Iterable[Finished], archive: Manifest) -> int:
    """Cells into a Parquet file, newest days first, that is there when all of it is."""
    beside = path.with_name(f"{path.name}.part")
    end = f"{datetime.fromtimestamp(archive.closed_to, UTC):%Y-%m-%dT%H:%M:%SZ}"
    schema = CELLS.with_metadata({"closed_to": end, "code_version": archive.code_version})
    rows = 0
    with pq.ParquetWriter(beside, schema, compression="zstd") as file:
        for part in parts:
            if len(part.cells):
                file.write_table(_table(part.cells, schema))
                rows += len(part.cells)
    beside.replace(path)
    return rows


def _table(cells: DayCells, schema: pa.Schema) -> pa.Table:
    days = pa.array(cells.day.astype(np.int32)).cast(pa.date32())
    keys = [
        pa.array(column, kind)
        for column, kind in (
            (cells.area_id, pa.int32()),
            (cells.feed_id, pa.int32()),
            (cells.vehicle_type_id, pa.int16()),
        )
    ]
    return pa.table([days, *keys, _lists(cells.parked), _lists(cells.vehicle_s)], schema=schema)


def _lists(quarters: npt.NDArray[np.int32]) -> pa.Array:
    return pa.FixedSizeListArray.from_arrays(pa.array(quarters.reshape(-1)), QUARTERS)
