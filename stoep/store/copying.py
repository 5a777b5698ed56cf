"""Columns into PostgreSQL: binary COPY and binary array parameters, built by numpy.

A row at a time costs some ten microseconds in Python; here the bytes of a whole column are laid
out at once and the columns are then woven into rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection, sql
from psycopg.adapt import Dumper
from psycopg.pq import Format

from stoep.store.columns import EPOCH_2000_S

Bytes = npt.NDArray[np.uint8]
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
INT4, INT8 = 23, 20
SRID_4326_POINT = np.frombuffer(b"\x01\x01\x00\x00\x20\xe6\x10\x00\x00", np.uint8)


@dataclass(frozen=True)
class Field:
    """One column ready to be sent: the bytes of all its values, one after the other.

    `lengths` has the bytes of each value; -1 is null, which has none.
    """

    lengths: npt.NDArray[np.int64]
    flat: Bytes


def numbers(values: npt.ArrayLike, kind: str) -> Field:
    """Numbers of one width: kind is i2, i4, i8 or f8 (timestamps are i8)."""
    array = np.ascontiguousarray(values, np.dtype(kind).newbyteorder(">"))
    return Field(np.full(len(array), array.itemsize), array.view(np.uint8))


def constant(value: bytes | None, rows: int) -> Field:
    """The same bytes in every row; None is null."""
    if value is None:
        return Field(np.full(rows, -1), np.empty(0, np.uint8))
    return Field(np.full(rows, len(value)), np.tile(np.frombuffer(value, np.uint8), rows))


def moments(seconds: npt.NDArray[np.int64]) -> Field:
    """Unix seconds as PostgreSQL sends a timestamptz."""
    return numbers((seconds - EPOCH_2000_S) * 1_000_000, "i8")


def one_moment(seconds: int | None, rows: int) -> Field:
    """The same moment (unix seconds) in every row; None is null."""
    if seconds is None:
        return constant(None, rows)
    return constant(((seconds - EPOCH_2000_S) * 1_000_000).to_bytes(8, signed=True), rows)


def blocks(values: list[bytes], width: int) -> Field:
    """Values of `width` bytes each, such as uuids."""
    return Field(np.full(len(values), width), np.frombuffer(b"".join(values), np.uint8))


def texts(values: list[str]) -> Field:
    """Texts of any length."""
    encoded = [value.encode() for value in values]
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    return Field(lengths, np.frombuffer(b"".join(encoded), np.uint8))


def points(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> Field:
    """Points in EPSG:4326 as extended well-known binary, 25 bytes each."""
    rows = np.empty((len(lon), 25), np.uint8)
    rows[:, :9] = SRID_4326_POINT
    rows[:, 9:17] = np.ascontiguousarray(lon, "<f8").view(np.uint8).reshape(-1, 8)
    rows[:, 17:] = np.ascontiguousarray(lat, "<f8").view(np.uint8).reshape(-1, 8)
    return Field(np.full(len(lon), 25), rows.reshape(-1))


def int_lists(owner: npt.NDArray[Any], values: npt.NDArray[Any], rows: int) -> Field:
    """Lists of int4: `values[i]` belongs to row `owner[i]`, `owner` rising."""
    counts = np.bincount(owner, minlength=rows)
    some = counts > 0
    heads = np.zeros((rows, 5), ">i4")  # dimensions, nulls, type, length, first index
    heads[:, 2] = INT4
    heads[some, 0] = 1
    heads[some, 3] = counts[some]
    heads[some, 4] = 1
    head_bytes = np.where(some, 20, 12)
    lengths = head_bytes + 8 * counts
    flat = np.empty(int(lengths.sum()), np.uint8)
    starts = np.cumsum(lengths) - lengths
    shown = np.arange(20) < head_bytes[:, None]
    flat[(starts[:, None] + np.arange(20))[shown]] = heads.view(np.uint8)[shown]
    items = np.empty((len(values), 2), ">i4")
    items[:, 0], items[:, 1] = 4, values
    order = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = starts[owner] + 20 + 8 * order
    flat[at[:, None] + np.arange(8)] = items.view(np.uint8)
    return Field(lengths, flat)


def weave(fields: list[Field]) -> bytes:
    """The fields of all rows in the form of a binary COPY."""
    rows = len(fields[0].lengths)
    sizes = np.array([np.maximum(field.lengths, 0) + 4 for field in fields])
    row_sizes = sizes.sum(axis=0) + 2
    starts = np.cumsum(row_sizes) - row_sizes
    buffer = np.empty(int(row_sizes.sum()), np.uint8)
    _put(buffer, starts, np.full(rows, len(fields)), ">i2")
    at = starts + 2
    for field, size in zip(fields, sizes, strict=True):
        _put(buffer, at, field.lengths, ">i4")
        lengths = size - 4
        if len(field.flat):
            shift = at + 4 - (np.cumsum(lengths) - lengths)
            buffer[np.repeat(shift, lengths) + np.arange(len(field.flat))] = field.flat
        at = at + size
    return SIGNATURE + buffer.tobytes() + END


def _put(buffer: Bytes, at: npt.NDArray[np.int64], values: npt.ArrayLike, kind: str) -> None:
    width = np.dtype(kind).itemsize
    raw = np.ascontiguousarray(values, kind).view(np.uint8).reshape(-1, width)
    buffer[at[:, None] + np.arange(width)] = raw


def copy_columns(connection: Connection[Any], table: str, fields: Mapping[str, Field]) -> None:
    """Add rows to `table` by one binary COPY; every field must have the same number of rows."""
    command = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, fields))
    )
    with connection.cursor().copy(command) as copy:
        copy.write(weave(list(fields.values())))


class _ArrayDumper(Dumper):
    """A flat numpy array of integers as an int8[] parameter."""

    format = Format.BINARY
    oid = 1016

    def dump(self, obj: npt.NDArray[Any]) -> bytes:
        if not len(obj):
            return np.array([0, 0, INT8], ">i4").tobytes()
        items = np.empty(len(obj), [("n", ">i4"), ("v", ">i8")])
        items["n"], items["v"] = 8, obj
        return np.array([1, 0, INT8, len(obj), 1], ">i4").tobytes() + items.tobytes()


def send_arrays(connection: Connection[Any]) -> None:
    """Let a connection take numpy integer arrays as int8[] parameters."""
    connection.adapters.register_dumper(np.ndarray, _ArrayDumper)
