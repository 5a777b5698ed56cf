"""Tables in GeoParquet 1.1, written so that the same rows give the same bytes.

Points are two columns of doubles (the encoding `point`): exact, and the least and greatest that
Parquet keeps of each row group are its bounding box.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from stoep.vocabulary import EndReason, StartReason, VehicleState
from zones.archive.curve import along_curve

ROWS_IN_GROUP = 8192
NOTHING = -1
"""Stands for no moment among unix seconds, and for no number among seconds observed."""
Columns = dict[str, npt.NDArray[Any]]
POINT = pa.struct([pa.field("x", pa.float64(), False), pa.field("y", pa.float64(), False)])
MOMENT = pa.timestamp("ms", "UTC")
WORDS: dict[str, list[str]] = {
    "state": list(VehicleState),
    "start_reason": list(StartReason),
    "end_reason": list(EndReason),
}
"""Columns of words: in columns of numbers each is its word's place, from 1 on, 0 for none."""
MOMENTS = frozenset(
    ["first_seen", "start_lo", "end_lo", "end_hi", "end_latest"]
    + ["starts_at", "ends_at", "valid_from", "valid_to"]
)
MAYBE = ("start_lo", "end_lo", "end_hi", "end_latest", "observed_s", "valid_to")
"""Columns that may hold nothing."""


@dataclass(frozen=True)
class Written:
    """What a file holds and weighs; `sha256` is its name too."""

    rows: int
    bytes: int
    sha256: str


def stay_table(stays: Columns) -> pa.Table:
    """Stays as columns (`lon`, `lat` in degrees, moments in unix seconds), along the curve."""
    order = np.lexsort((stays["id"], along_curve(stays["lon"], stays["lat"])))
    stays = {name: column[order] for name, column in stays.items()}
    lon, lat = stays.pop("lon"), stays.pop("lat")
    table = plain_table(stays)
    place = pa.StructArray.from_arrays([pa.array(lon), pa.array(lat)], fields=list(POINT))
    return _located(
        table.append_column(pa.field("geometry", POINT, False), place),
        {"encoding": "point", "geometry_types": ["Point"]},
        [lon.min(), lat.min(), lon.max(), lat.max()] if len(lon) else None,
    )


def area_table(columns: dict[str, Any], shapes: list[bytes], bounds: list[float]) -> pa.Table:
    """Areas with their borders as well-known binary; `bounds` west, south, east, north of all."""
    table = plain_table(columns)
    return _located(
        table.append_column(
            pa.field("geometry", pa.binary(), False), pa.array(shapes, pa.binary())
        ),
        {"encoding": "WKB", "geometry_types": ["MultiPolygon"]},
        bounds,
    )


def plain_table(columns: dict[str, Any]) -> pa.Table:
    """Columns without a place: moments from unix seconds, words from their numbers."""
    return pa.table({name: _column(name, values) for name, values in columns.items()})


def _column(name: str, values: Any) -> pa.Array:
    if name in WORDS:
        codes = np.asarray(values).astype(np.int8)
        places = pa.array(codes - 1, mask=codes == 0)
        return pa.DictionaryArray.from_arrays(places, pa.array(WORDS[name]))
    if not isinstance(values, np.ndarray):
        return pa.array(values)
    absent = values == NOTHING if name in MAYBE else None
    if name in MOMENTS:
        return pa.array(values * 1000, pa.int64(), mask=absent).cast(MOMENT)
    return pa.array(values, mask=absent)


def _located(table: pa.Table, column: dict[str, Any], bounds: Any) -> pa.Table:
    """The table with what GeoParquet asks it to say; no `crs` is longitude, latitude on WGS 84."""
    if bounds is not None:
        column = column | {"bbox": [float(edge) for edge in bounds]}
    told = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    return table.replace_schema_metadata({"geo": json.dumps(told)})


def write_table(table: pa.Table, path: Path) -> Written:
    """A table into a file that is not there yet."""
    words = [field.name for field in table.schema if field.name in (*WORDS, "feed_id", *TYPES)]
    numbers = [f.name for f in table.schema if f.type in (pa.int64(), MOMENT)]
    encodings = dict.fromkeys(numbers, "DELTA_BINARY_PACKED")
    if (
        table.schema.get_field_index("geometry") >= 0
        and table.schema.field("geometry").type == POINT
    ):
        encodings |= {"geometry.x": "BYTE_STREAM_SPLIT", "geometry.y": "BYTE_STREAM_SPLIT"}
    pq.write_table(
        table,
        path,
        row_group_size=ROWS_IN_GROUP,
        compression="zstd",
        use_dictionary=words,
        column_encoding=encodings,
    )
    return weigh(path, table.num_rows)


TYPES = ("vehicle_type_id", "kind", "municipality", "source")
"""Columns of few different values."""


def weigh(path: Path, rows: int) -> Written:
    """What a file holds."""
    body = path.read_bytes()
    return Written(rows, len(body), hashlib.sha256(body).hexdigest())
