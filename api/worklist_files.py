"""The worklist to take along: as a file, and as a mail to an operator."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.choice import check_area
from api.evidence import Ask, Evidence
from api.exports.about import address_of, answer_told, question_told, terms
from api.exports.asked import Asked
from api.exports.delimited import as_csv
from api.exports.files import HOW, FileFormat, Written, attached, contents, write
from api.exports.sheet import File
from api.moments import moment
from api.questions import split
from api.receipts.issue import receipt_of
from api.strict import StrictRoute
from api.worklist import INDICATOR, find, rows_told, told
from api.worklist_asked import ROWS, AboutRows
from api.worklist_mail import LANGUAGES, as_eml, letter
from api.worklist_tables import About, about_rows, flat, sheet

router = APIRouter(route_class=StrictRoute, tags=["worklist"])
WORKLIST = "/worklist"


class MailFormat(StrEnum):
    """How a mail is written."""

    eml = "eml"
    """To be opened in a mail program, where it is a draft."""
    text = "text"


class Language(StrEnum):
    """In which language a mail is."""

    nl = "nl"
    en = "en"


MAILS = {
    "content": {kind: {"schema": {"type": "string"}} for kind in ("message/rfc822", "text/plain")}
}


class AboutFile(AboutRows, Written):
    """Which rows, and how they are written."""


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
    responses={200: contents(*FileFormat)},
    summary="The worklist as a file",
)
def export_worklist(
    question: Annotated[AboutFile, Query()], ask: Ask, request: Request
) -> Response:
    """All rows that are asked for, each with the address of its evidence."""
    rows, about, said = _gathered(question, ask, request)
    file = File(f"worklist-{about.moment[:10]}", [sheet(rows)], said)
    return write(file, question, int(ask.clock()))


@router.get(
    "/worklist/mail",
    response_class=Response,
    responses={200: MAILS},
    summary="The worklist as a mail to an operator",
)
def mail_worklist(question: Annotated[AboutMail, Query()], ask: Ask, request: Request) -> Response:
    """A letter to one operator with its rows, and the same as a table; nothing is sent."""
    rows, about, _ = _gathered(question, ask, request)
    to = about.operators[question.operator[0]]
    text = letter(rows, about, to, LANGUAGES[question.language], ask.timezone)
    if question.format is MailFormat.text:
        return Response(text.text, media_type="text/plain; charset=utf-8")
    name = f"worklist-{question.operator[0]}-{about.moment[:10]}"
    table = as_csv(File(name, [sheet(rows)]), header=False)
    return attached(as_eml(text, table, name), "message/rfc822", f"{name}.eml")


def _gathered(
    question: AboutRows, ask: Evidence, request: Request
) -> tuple[list[dict[str, object]], About, list[tuple[str, Any]]]:
    """All rows that are asked for, one level deep, and what holds for all of them."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        area = check_area(reading, question.area)
        found = find(question, ask, reading)
        about = About(
            moment=str(moment(found.at)),
            area=area["name"],
            address=address_of(request),
            operators=dict(reading.rows("operators")),
            missing={f.name: f.status for f in found.feeds if f.expected and not f.counts},
        )
        rows = rows_told(reading, found, 0, None)
        asked = Asked(WORKLIST, _query(request), told(found, area, question.terms, rows[:ROWS]))
        receipt = receipt_of(asked.answer, INDICATOR, WORKLIST, asked.query, ask, reading)
        asked.answer["receipt"] = receipt
        flat_rows = [flat(row, about) for row in rows]
        said = question_told(asked, request) + about_rows(flat_rows, about)
        return flat_rows, about, said + answer_told(asked, request, ask) + terms(ask)


def _query(request: Request) -> dict[str, str]:
    """The question to the list itself: without how the file is written."""
    beside = (*HOW, "language")
    return {name: value for name, value in request.query_params.items() if name not in beside}
