"""Rows of the worklist one level deep, and as CSV, XLSX and GeoJSON that no spreadsheet runs."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from zones.worklist.rule import FORMULA

COLUMNS = (
    "stay", "operator", "operator_name", "form_factor", "state", "sure", "points", "reasons",
    "zone", "first_seen", "observed_days", "possible_days", "neighbourhood", "hub",
    "hub_distance_m", "lon", "lat", "status", "assignee", "note", "by", "at", "moment",
    "evidence", "map",
)  # fmt: skip
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so, after blanks or not, may be taken for a formula."""
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
DAY_S = 86_400


@dataclass(frozen=True)
class About:
    """What holds for all rows: when, where, at which address, and who is not in the list."""

    moment: str
    area: str
    address: str
    operators: Mapping[str, str]
    missing: Mapping[str, str]
    """Feeds that should be in it and are not, by name, with the reason."""


def flat(row: Mapping[str, Any], about: About) -> dict[str, Any]:
    """A row as answers tell it, one level deep: a value for each of COLUMNS."""
    latest, hub, place = row["latest"] or {}, row["hub"] or {}, row["neighbourhood"] or {}
    zones = [one["zone"]["name"] for one in row["reasons"] if one["zone"]]
    return {
        "stay": row["stay"],
        "operator": row["operator"],
        "operator_name": about.operators.get(row["operator"], row["operator"]),
        "form_factor": str(row["form_factor"]),
        "state": str(row["state"]),
        "sure": "certain" if row["sure"] else "possible",
        "points": row["points"],
        "reasons": ", ".join(
            str(one["reason"]) + ("" if one["sure"] else " (possible)") for one in row["reasons"]
        ),
        "zone": ", ".join(zones) or None,
        "first_seen": row["first_seen"],
        "observed_days": _days(row["observed_s"]),
        "possible_days": _days(row["possible_s"]),
        "neighbourhood": place.get("name"),
        "hub": hub.get("name"),
        "hub_distance_m": hub.get("distance_m"),
        "lon": row["lon"],
        "lat": row["lat"],
        "status": str(row["status"]),
        "assignee": row["assignee"],
        "note": latest.get("note"),
        "by": latest.get("by"),
        "at": latest.get("at"),
        "moment": about.moment,
        "evidence": f"{about.address}/v1/worklist/{row['stay']}",
        "map": f"{about.address}/?vehicle={row['stay']}",
    }


def inert(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text; numbers stay."""
    if not isinstance(value, str):
        return "" if value is None else value
    begins = value.startswith(STARTS) or value.lstrip().startswith(STARTS)
    return f"'{value}" if begins else value


def as_csv(rows: list[dict[str, Any]], about: About) -> bytes:
    """Semicolons and a byte order mark: so that it opens as columns, and in UTF-8, in Excel too."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    writer.writerows([[inert(row[name]) for name in COLUMNS] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def as_xlsx(rows: list[dict[str, Any]], about: About) -> bytes:
    """Two sheets: the rows, and what holds for all of them; every text is a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("worklist")
    sheet.freeze_panes = "A2"
    for column, width in (("C", 16), ("H", 26), ("J", 21), ("M", 22), ("X", 44), ("Y", 40)):
        sheet.column_dimensions[column].width = width
    sheet.append([_cell(sheet, name) for name in COLUMNS])
    for row in rows:
        sheet.append([_cell(sheet, row[name]) for name in COLUMNS])
    said = book.create_sheet("about")
    said.column_dimensions["A"].width, said.column_dimensions["B"].width = 24, 80
    for pair in _about(rows, about):
        said.append([_cell(said, part) for part in pair])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    """A cell whose text is a text, whatever it begins with."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, UNSEEN.sub("�", value))
    cell.data_type = "s"
    # A spreadsheet that edits the cell must not make a formula of it either.
    cell.quotePrefix = inert(value) != value
    return cell


def _about(rows: list[dict[str, Any]], about: About) -> list[tuple[str, Any]]:
    return [
        ("area", about.area),
        ("moment", about.moment),
        ("rows", len(rows)),
        ("rule", FORMULA),
        *(("not_in_list", f"{name}: {why}") for name, why in about.missing.items()),
    ]


def as_geojson(rows: list[dict[str, Any]], about: About) -> bytes:
    """A point for each row, with all the rest beside it."""
    features = [
        {
            "type": "Feature",
            "id": row["stay"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {name: row[name] for name in COLUMNS if name not in ("lon", "lat")},
        }
        for row in rows
    ]
    more = {"area": about.area, "moment": about.moment, "not_in_list": dict(about.missing)}
    return msgspec.json.encode({"type": "FeatureCollection", "features": features, **more})


def _days(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / DAY_S, 2)
