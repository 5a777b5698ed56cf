"""The worklist to take along: CSV, XLSX, GeoJSON, and a mail to an operator.

Whatever comes from outside (names, notes) is text in them: a spreadsheet must not take it for a
formula.
"""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.choice import check_area
from api.evidence import Ask
from api.moments import moment
from api.questions import split
from api.strict import StrictRoute
from api.worklist import find, rows_told
from api.worklist_asked import AboutRows
from api.worklist_mail import LANGUAGES, as_eml, letter
from api.worklist_tables import About, as_csv, as_geojson, as_xlsx, flat

router = APIRouter(route_class=StrictRoute, tags=["worklist"])


class FileFormat(StrEnum):
    """How the list is written."""

    csv = "csv"
    xlsx = "xlsx"
    geojson = "geojson"


class MailFormat(StrEnum):
    """How a mail is written."""

    eml = "eml"
    """To be opened in a mail program, where it is a draft."""
    text = "text"


class Language(StrEnum):
    """In which language a mail is."""

    nl = "nl"
    en = "en"


MEDIA = {
    FileFormat.csv: "text/csv; charset=utf-8",
    FileFormat.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.geojson: "application/geo+json",
}
WRITERS = {
    FileFormat.csv: as_csv,
    FileFormat.xlsx: as_xlsx,
    FileFormat.geojson: as_geojson,
}
FILES = {"content": {kind.split(";")[0]: {"schema": {"type": "string"}} for kind in MEDIA.values()}}
MAILS = {
    "content": {kind: {"schema": {"type": "string"}} for kind in ("message/rfc822", "text/plain")}
}


class AboutFile(AboutRows):
    """Which rows, and how they are written."""

    format: FileFormat = Field(FileFormat.csv, description=f"One of {', '.join(FileFormat)}.")


def _one(given: Any) -> list[str]:
    keys = split(given)
    if len(keys) != 1:
        raise PydanticCustomError(
            "operator", "more than one", {"remedy": "Name the one that the mail is for."}
        )
    return keys


OneOperator = Annotated[
    list[str],
    BeforeValidator(_one),
    WithJsonSchema({"type": "string", "examples": ["swift"]}),
    Field(description="Key of the operator that the mail is for (see /operators)."),
]


class AboutMail(AboutRows):
    """Which rows of one operator, in which language, and how they are written."""

    operator: OneOperator
    format: MailFormat = Field(MailFormat.eml, description=f"One of {', '.join(MailFormat)}.")
    language: Language = Field(Language.nl, description=f"One of {', '.join(Language)}.")


@router.get(
    "/worklist/export",
    response_class=Response,
    responses={200: FILES},
    summary="The worklist as a file",
)
def export_worklist(
    question: Annotated[AboutFile, Query()], ask: Ask, request: Request
) -> Response:
    """All rows that are asked for, each with the address of its evidence."""
    rows, about = _gathered(question, ask, request)
    name = f"worklist-{about.moment[:10]}.{question.format}"
    body = WRITERS[question.format](rows, about)
    return _attached(body, MEDIA[question.format], name)


@router.get(
    "/worklist/mail",
    response_class=Response,
    responses={200: MAILS},
    summary="The worklist as a mail to an operator",
)
def mail_worklist(question: Annotated[AboutMail, Query()], ask: Ask, request: Request) -> Response:
    """A letter to one operator with its rows, and the same as a table; nothing is sent."""
    rows, about = _gathered(question, ask, request)
    to = about.operators[question.operator[0]]
    told = letter(rows, about, to, LANGUAGES[question.language], ask.timezone)
    if question.format is MailFormat.text:
        return Response(told.text, media_type="text/plain; charset=utf-8")
    name = f"worklist-{question.operator[0]}-{about.moment[:10]}"
    return _attached(as_eml(told, as_csv(rows, about), name), "message/rfc822", f"{name}.eml")


def _gathered(
    question: AboutRows, ask: Ask, request: Request
) -> tuple[list[dict[str, object]], About]:
    """All rows that are asked for, one level deep, and what holds for all of them."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        area = check_area(reading, question.area)
        found = find(question, ask, reading)
        about = About(
            moment=str(moment(found.at)),
            area=area["name"],
            address=f"{request.url.scheme}://{request.url.netloc}",
            operators=dict(reading.rows("operators")),
            missing={f.name: f.status for f in found.feeds if f.expected and not f.counts},
        )
        return [flat(row, about) for row in rows_told(reading, found, 0, None)], about


def _attached(body: bytes, media_type: str, name: str) -> Response:
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "_" for c in name)
    headers = {"Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(body, media_type=media_type, headers=headers)
