"""Facts and results as Arrow tables: the only thing that passes between Stoep and a module.

The columns are the fields of the contract's classes, by their types; `case` says which of the facts
a row belongs to, and `row` which of the results.
"""

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa

from stoep.contract import (
    Area,
    Basis,
    Day,
    Event,
    Evidence,
    Facts,
    Finding,
    Hour,
    Hours,
    IndicatorFact,
    Label,
    Stay,
    Value,
)

LISTS: dict[str, type] = {
    "weather": Hour,
    "events": Event,
    "areas": Area,
    "indicators": IndicatorFact,
    "stays": Stay,
}
LENGTH = 8
"""Bytes of the length before each part."""
NESTED = {"because"}
SIMPLE: dict[Any, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    str: pa.string(),
    datetime: pa.timestamp("us", "UTC"),
    date: pa.date32(),
}
CASE = [pa.field("case", pa.int32(), False)]
ROW = [*CASE, pa.field("row", pa.int32(), False)]
CASES = pa.schema(
    [
        ("municipality", pa.string()), ("timezone", pa.string()), ("at", SIMPLE[datetime]),
        ("basis", pa.string()), ("known_at", SIMPLE[datetime]), ("date", pa.date32()),
        ("weekday", pa.int64()), ("public_holiday", pa.string()), ("school_holiday", pa.string()),
        ("coverage", pa.float64()), ("events_known", pa.bool_()), ("stays_known", pa.bool_()),
        ("hours_wanted", pa.list_(pa.int64())),
    ]
)  # fmt: skip
RESULTS: dict[str, type] = {"label": Label, "indicator": Value, "findings": Finding}


@cache
def columns_of(kind: type) -> tuple[pa.Field, ...]:
    """The Arrow fields of a class of the contract, without nested ones."""
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind) if one.name not in NESTED]
    return tuple(pa.field(name, *_arrow(hints[name])) for name in names)


def result_schema(kind: type) -> pa.Schema:
    """The columns in which results of a class travel; those of Evidence too."""
    return pa.schema([*ROW, *columns_of(kind)])


def _arrow(hint: Any) -> tuple[pa.DataType, bool]:
    if isinstance(hint, UnionType):
        (inner,) = (one for one in get_args(hint) if one is not type(None))
        return _arrow(inner)[0], True
    if get_origin(hint) is tuple:
        return pa.list_(pa.string()), False
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return pa.string(), False
    return SIMPLE[hint], False


def pack(header: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> bytes:
    """A header and tables as one run of bytes, each part after its length."""
    parts = [json.dumps({**header, "tables": list(tables)}).encode()]
    for table in tables.values():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        parts.append(sink.getvalue().to_pybytes())
    return b"".join(struct.pack("<Q", len(part)) + part for part in parts)


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """The header and the tables; raises ValueError when it is anything else."""
    parts, at = [], 0
    while at < len(data):
        if len(data) - at < LENGTH:
            raise ValueError("it ends too early")
        (size,) = struct.unpack_from("<Q", data, at)
        if size > len(data) - at - LENGTH:
            raise ValueError("it ends too early")
        parts.append(memoryview(data)[at + LENGTH : at + LENGTH + size])
        at += LENGTH + size
    try:
        header = json.loads(bytes(parts[0])) if parts else None
    except RecursionError:
        raise ValueError("its header is nested too deep") from None
    if not isinstance(header, dict) or not isinstance(header.get("tables"), list):
        raise ValueError("it has no header")
    tables = {}
    for name, part in zip(header["tables"], parts[1:], strict=True):
        with pa.ipc.open_stream(pa.py_buffer(part)) as reader:
            table = reader.read_all()
        table.validate(full=True)
        tables[str(name)] = table
    return header, tables


def facts_out(cases: Sequence[Facts], needs: Iterable[str]) -> dict[str, pa.Table]:
    """The facts of all cases as tables; only lists that the module needs."""
    rows = [
        {
            "municipality": one.municipality, "timezone": one.timezone, "at": one.at,
            "basis": one.basis.value, "known_at": one.known_at, "date": one.day.date,
            "weekday": one.day.weekday, "public_holiday": one.day.public_holiday,
            "school_holiday": one.day.school_holiday, "coverage": one.coverage,
            "events_known": one.events is not None, "stays_known": one.stays is not None,
            "hours_wanted": list(one.weather.wanted),
        }
        for one in cases
    ]  # fmt: skip
    tables = {"cases": pa.Table.from_pylist(rows, CASES)}
    wanted = {need.split("/")[0] for need in needs}
    for name, kind in LISTS.items():
        if name in wanted:
            listed = [_listed(one, name) for one in cases]
            tables[name] = _table(kind, listed, pa.schema([*CASE, *columns_of(kind)]), rows=False)
    return tables


def facts_in(tables: Mapping[str, pa.Table]) -> list[Facts]:
    """The facts of all cases out of their tables."""
    cases = tables["cases"].to_pylist()
    lists = {
        name: _grouped(tables[name], kind, len(cases))
        for name, kind in LISTS.items()
        if name in tables
    }
    return [
        _facts(row, {name: rows[n] for name, rows in lists.items()}) for n, row in enumerate(cases)
    ]


def results_out(kind: type, results: Sequence[Sequence[Any]]) -> dict[str, pa.Table]:
    """The results of all cases as tables: the results, and what they rest on."""
    tables = {"results": _table(kind, results, result_schema(kind))}
    if kind is not Value:
        flat = [
            (case, row, one) for case, rows in enumerate(results) for row, one in enumerate(rows)
        ]
        evidence = [(case, row, why) for case, row, one in flat for why in one.because]
        tables["evidence"] = _rows(Evidence, evidence, result_schema(Evidence))
    return tables


def _listed(facts: Facts, name: str) -> Sequence[Any]:
    listed = getattr(facts, name)
    return listed.hours if isinstance(listed, Hours) else listed or ()


def _table(
    kind: type, listed: Sequence[Sequence[Any]], schema: pa.Schema, rows: bool = True
) -> pa.Table:
    flat = [(case, row, one) for case, some in enumerate(listed) for row, one in enumerate(some)]
    return _rows(kind, flat, schema)


def _rows(kind: type, flat: Sequence[tuple[int, int, Any]], schema: pa.Schema) -> pa.Table:
    columns: dict[str, list[Any]] = {"case": [case for case, _, _ in flat]}
    if "row" in schema.names:
        columns["row"] = [row for _, row, _ in flat]
    for name in (field.name for field in columns_of(kind)):
        columns[name] = [_plain(getattr(one, name)) for _, _, one in flat]
    return pa.table([pa.array(columns[f.name], f.type) for f in schema], schema=schema)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _grouped(table: pa.Table, kind: type, count: int) -> list[tuple[Any, ...]]:
    found: list[list[Any]] = [[] for _ in range(count)]
    for row in table.to_pylist():
        case = row.pop("case")
        values = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
        found[case].append(kind(**values))
    return [tuple(some) for some in found]


def _facts(row: Mapping[str, Any], lists: Mapping[str, tuple[Any, ...]]) -> Facts:
    names = ("date", "weekday", "public_holiday", "school_holiday")
    return Facts(
        municipality=row["municipality"],
        timezone=row["timezone"],
        at=row["at"],
        basis=Basis(row["basis"]),
        known_at=row["known_at"],
        day=Day(**{name: row[name] for name in names}),
        weather=Hours(lists.get("weather", ()), tuple(row["hours_wanted"])),
        events=lists.get("events", ()) if row["events_known"] else None,
        areas=lists.get("areas", ()),
        indicators=lists.get("indicators", ()),
        stays=lists.get("stays", ()) if row["stays_known"] else None,
        coverage=row["coverage"],
    )
