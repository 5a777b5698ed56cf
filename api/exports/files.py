"""The forms in which a file is written, and a file on its way out."""

from enum import StrEnum
from typing import Annotated, Literal

from fastapi import Response
from pydantic import Field

from api.answer import NO_STORE
from api.exports.delimited import as_csv
from api.exports.geojson import as_geojson
from api.exports.geopackage import as_geopackage
from api.exports.sheet import File
from api.exports.workbook import as_xlsx
from api.questions import Question


class FileFormat(StrEnum):
    """How something with places is written."""

    csv = "csv"
    xlsx = "xlsx"
    geojson = "geojson"
    gpkg = "gpkg"


class TableFormat(StrEnum):
    """How something without places is written."""

    csv = "csv"
    xlsx = "xlsx"


MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
YesNo = Literal["yes", "no"]
Bom = Annotated[
    YesNo,
    Field(description="For csv: begin with a byte order mark (yes), by which Excel reads UTF-8."),
]
Header = Annotated[
    YesNo,
    Field(
        description="For csv: lines that begin with # above the names of the columns (yes) tell"
        " the question, the period, the coverage and the receipt."
    ),
]


class Written(Question):
    """How a file with places is written."""

    format: FileFormat = Field(FileFormat.csv, description=f"One of {', '.join(FileFormat)}.")
    bom: Bom = "yes"
    header: Header = "yes"


class WrittenTable(Question):
    """How a file without places is written."""

    format: TableFormat = Field(TableFormat.csv, description=f"One of {', '.join(TableFormat)}.")
    bom: Bom = "yes"
    header: Header = "yes"


HOW = ("format", "bom", "header")
"""Parameters that are about the file, not about what is in it."""


def contents(*formats: str) -> dict[str, object]:
    """What OpenAPI says of an answer in one of these forms."""
    kinds = [MEDIA[one].split(";")[0] for one in formats]
    return {"content": {kind: {"schema": {"type": "string"}} for kind in kinds}}


def write(file: File, how: Written | WrittenTable, made_s: int) -> Response:
    """The file as it was asked for."""
    kind = str(how.format)
    if kind == "csv":
        body = as_csv(file, bom=how.bom == "yes", header=how.header == "yes")
    elif kind == "xlsx":
        body = as_xlsx(file)
    elif kind == "geojson":
        body = as_geojson(file)
    else:
        body = as_geopackage(file, made_s)
    return attached(body, MEDIA[kind], f"{file.name}.{kind}")


def attached(body: bytes, media_type: str, name: str) -> Response:
    """A body that a browser saves under a name."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "_" for c in name)
    told = {"Content-Disposition": f'attachment; filename="{safe}"', "Cache-Control": NO_STORE}
    return Response(body, media_type=media_type, headers=told)
